"""A check that is run once for all the processes of a test run, which share a folder."""

from __future__ import annotations

import argparse
import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.commands.needed_packages import need_packages
from contracts.errors import ContractsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.findings import Report


@dataclass(frozen=True, slots=True)
class Asked:
    """What to check; without a target the mock itself, which this process then serves.

    ``folder`` is where the ledger of what is created on a target is kept.
    """

    target: str | None
    spec: Path
    key: str
    seed: int
    folder: Path


def shared_report(asked: Asked, folder: Path | None) -> Report:
    """The report of the check; of several processes with one ``folder`` the first runs it, the others read its result.

    Raises ContractsError or MockServerError where it can't run; to the others too.
    """
    if folder is None:
        return _check(asked)
    from contracts.judging.report_file import read
    from contracts.reports import write

    result, failure = folder / "report.json", folder / "failure"
    with _alone(folder / "lock"):
        if failure.exists():
            raise ContractsError(failure.read_text("utf-8"))
        if not result.exists():
            try:
                report = _check(asked)
            except Exception as error:
                failure.write_text(str(error), "utf-8")
                raise
            write("json", result, report)
        return read(result)


def _check(asked: Asked) -> Report:
    need_packages()
    if asked.target is not None:
        return _checked(asked, asked.target, asked.key, asked.folder / f"ledger-{asked.seed}-{os.getpid()}.jsonl")
    from mock_server.embedded import ServedMock

    with ServedMock(asked.spec) as mock:
        return _checked(asked, mock.url, asked.key or mock.key, None)


def _checked(asked: Asked, url: str, key: str, ledger: Path | None) -> Report:
    from contracts.commands.given_credentials import given_credentials
    from contracts.run import Check, Settings
    from contracts.secrets.redaction import Redactor
    from mock_server.openapi import load_document

    document = load_document(asked.spec)
    given = given_credentials(
        argparse.Namespace(key=key or None, key_file=None, credential=[]), list(document.security_schemes)
    )
    check = Check(Settings(url=url, spec=asked.spec, credentials=given, seed=asked.seed, ledger=ledger), document)
    redactor = Redactor(given.values(), document)
    try:
        with redactor.errors():
            report = check.run()
    finally:
        check.close()
    if report.interrupted and "Ctrl-C" in report.interrupted:
        raise KeyboardInterrupt(report.interrupted)
    return redactor.report(report)


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
