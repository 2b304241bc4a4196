"""A running mock of a document for checks of it, and a whole check in this process."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from contracts.run import Check
from mock_server.embedded import ServedMock
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.findings import Report
    from contracts.run import Settings


@contextlib.contextmanager
def served(spec: Path) -> Iterator[str]:
    """The base URL of a mock that serves ``spec``."""
    with ServedMock(spec, seed=1) as mock:
        yield mock.url


def report_of(settings: Settings) -> Report:
    """The report of a check with these settings."""
    check = Check(settings, load_document(settings.spec))
    try:
        return check.run()
    finally:
        check.close()
