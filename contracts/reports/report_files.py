"""The report files that a run was asked for: written as it goes, so that a run that is killed has them too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from contracts import atomic_file, reports
from contracts.errors import ContractsError, UsageError, own_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from contracts.findings import Report


class ReportFiles:
    """Kinds and files; ``fit`` makes a report of a run one that may be shown."""

    def __init__(self, wanted: Iterable[tuple[str, Path]], fit: Callable[[Report], Report]) -> None:
        self.wanted = tuple(wanted)
        self._fit = fit

    def check(self) -> None:
        """Raise UsageError, before anything is sent, for a file that can't become a report."""
        for _, path in self.wanted:
            if (why := atomic_file.hindrance(path)) is not None:
                raise UsageError(f"--report: {why}")

    def keep(self, report: Report) -> None:
        """Write what is known on the way; that it can't be done is told at the end."""
        files = [(kind, path) for kind, path in self.wanted if path != reports.OUTPUT]
        with suppress(Exception):
            fit = self._fit(report) if files else report
            for kind, path in files:
                if not path.exists() or path.is_file():  # a pipe or a device gets the last one alone
                    with suppress(Exception):
                        reports.write(kind, path, fit)

    def write(self, report: Report) -> list[str]:
        """Write each report, which is fit to be shown; what went wrong, a sentence a file."""
        wrong = []
        for kind, path in self.wanted:
            try:
                reports.write(kind, path, report)
            except ContractsError as error:
                wrong.append(str(error))
            except Exception as error:  # one that fails keeps no other from being written
                wrong.append(f"the {kind} report can't be written to {path}: {own_fault(error)}")
        return wrong
