"""Reports: one module for each format. They print what a Report holds and compute nothing."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from contracts import atomic_file
from contracts.errors import ContractsError, UsageError

if TYPE_CHECKING:
    from contracts.findings import Report

KINDS: dict[str, str] = {
    "ctrf": "contracts.reports.ctrf",
    "github": "contracts.reports.github",
    "har": "contracts.reports.har",
    "html": "contracts.reports.html",
    "json": "contracts.reports.json_report",
    "junit": "contracts.reports.junit",
    "markdown": "contracts.reports.markdown",
    "sarif": "contracts.reports.sarif",
    "wfc": "contracts.reports.wfc",
}
"""The module of each kind of report; its ``render(report)`` yields the text in pieces."""
OUTPUT = Path("-")
"""Stands for the standard output."""


def check_kind(kind: str) -> None:
    """Raise UsageError unless ``kind`` is a kind of report."""
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is no kind of report; choose one of {', '.join(KINDS)}")


def write(kind: str, path: Path, report: Report) -> None:
    """Write ``report``, redacted already, to ``path``; makes folders, and replaces a file in one step.

    Raises UsageError for an unknown kind, ContractsError where the file can't be written.
    """
    check_kind(kind)
    pieces = import_module(KINDS[kind]).render(report)
    if path == OUTPUT:
        sys.stdout.writelines(pieces)
        return
    try:
        atomic_file.write(path, pieces)
    except OSError as error:
        reason = error.strerror or error
        raise ContractsError(f"the {kind} report can't be written to {path}: {reason}") from None
