"""A check that is run once for all the processes of a test run, which share a folder."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from contracts.errors import ContractsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contracts.findings import Report


def shared_report(check: Callable[[], Report], folder: Path | None) -> Report:
    """The report that ``check`` gives: of several processes with one ``folder`` the first runs it, the others read it.

    Raises ContractsError or MockServerError where it can't run; to the others too.
    """
    if folder is None:
        return check()
    from contracts.judging.report_file import read
    from contracts.reports import write

    result, failure = folder / "report.json", folder / "failure"
    with _alone(folder / "lock"):
        if failure.exists():
            raise ContractsError(failure.read_text("utf-8"))
        if not result.exists():
            try:
                report = check()
            except Exception as error:
                failure.write_text(str(error), "utf-8")
                raise
            write("json", result, report)
        return read(result)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock at ``path``; the system lets go of it when a process dies."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "nt":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):
                    msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
