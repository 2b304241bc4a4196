"""What `--report KIND=FILE` asks for."""

from __future__ import annotations

from pathlib import Path

from contracts import reports
from contracts.errors import UsageError


def report_option(text: str) -> tuple[str, Path]:
    """The kind and the file of one option; raises UsageError where it names none."""
    kind, sign, name = text.partition("=")
    if text == "github":
        name = str(reports.OUTPUT)
    elif not sign or not name:
        raise UsageError(f"--report {text} names no file; write --report KIND=FILE")
    reports.check_kind(kind)
    return kind, Path(name)
