"""Where the report of a run goes: to the files of `--report` and the terminal, without what `--baseline` accepts."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from contracts import reports
from contracts.errors import ContractsError, UsageError
from contracts.judging import baseline
from contracts.reports.report_files import ReportFiles
from contracts.reports.terminal import Terminal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from contracts.findings import Report
    from contracts.traffic.secrets.redaction import Redactor


class ReportOutput:
    """What the options ask for; raises UsageError for what can't be. ``wrong`` is what went wrong, in sentences.

    ``known`` is the baseline, None where none was given. What is shown, on ``stream``, goes through the ``redactor``.
    """

    def __init__(self, options: argparse.Namespace, stream: IO[str] | None = None) -> None:
        self._stream = stream
        self._wanted = [_report_option(item) for item in options.report]
        self._samples = any(kind == "har" for kind, _ in self._wanted)
        self.known = baseline.load(options.baseline) if options.baseline else None
        self.wrong: list[str] = []

    def begin(self, redactor: Redactor) -> None:
        """What must not be shown is known: make terminal and files ready; raises UsageError."""
        self.terminal = Terminal(self._stream or sys.stdout, redactor.text)
        self.files = ReportFiles(self._wanted, lambda report: self.redacted(report, redactor.fresh()))
        self.files.check()

    def redacted(self, report: Report, redactor: Redactor) -> Report:
        """What of a report is shown, without secrets."""
        return redactor.report(report, samples=self._samples)

    def tell(self, report: Report, line: str, *, complete: bool) -> Report:
        """Write a redacted report everywhere, with the command ``line`` that runs it again; gives it as it was told.

        ``complete`` says that a drift that is not in it is there no more.
        """
        if self.known is not None:
            report = baseline.apply(report, self.known, date.today(), complete=complete)
        self.wrong += self.files.write(report)
        self.terminal.show(report, line)
        if self.terminal.lost:
            self.wrong.append(f"the output can't be written: {self.terminal.lost}")
        return report

    def put(self, what: str, path: Path, write: Callable[[], None]) -> None:
        """Let ``write`` write what the command leaves beside its report; that it can't be is told at the end."""
        try:
            write()
        except OSError as error:
            self.wrong.append(f"the {what} can't be written to {path}: {error.strerror or error}")

    def end(self) -> None:
        """Raise ContractsError where anything went wrong."""
        if self.wrong:
            raise ContractsError("; ".join(self.wrong))


def _report_option(text: str) -> tuple[str, Path]:
    """The kind and the file of one option; raises UsageError where it names none."""
    kind, sign, name = text.partition("=")
    if text == "github":
        name = str(reports.OUTPUT)
    elif not sign or not name:
        raise UsageError(f"--report {text} names no file; write --report KIND=FILE")
    reports.check_kind(kind)
    return kind, Path(name)
