"""A running mock of a document for checks of it, and a whole check in this process."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

from contracts.run import Check, Settings
from contracts.traffic.target import Target
from mock_server.embedded import ServedMock
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.findings import Report


@contextlib.contextmanager
def served(spec: Path) -> Iterator[str]:
    """The base URL of a mock that serves ``spec``."""
    with ServedMock(spec, seed=1) as mock:
        yield mock.url


_SLEEP = Target._sleep
_PAUSES = (0.01, 0.02, 0.03, 0.04)
"""Seconds before a list is asked again: of the few that a resource may be waited for, some are left for each law."""
PATIENCE = 900.0
"""Seconds that a check may take where a busy machine must not cut it."""


def report_of(settings: Settings) -> Report:
    """The report of a check with these settings; one that is told of no time takes what it needs.

    A credential is written into its ledger after one round in place of thousands, which take as long as a small check;
    and each pause is a hundredth of itself, those before a list is asked again of ones that are shorter already: our
    services lag by a number of answers, and by no time.
    """
    if settings.max_time == Settings("", settings.spec).max_time:
        settings = replace(settings, max_time=PATIENCE)
    check = Check(settings, load_document(settings.spec))
    try:
        with (
            patch("contracts.cases.lists.lagging_lists._PAUSES", _PAUSES),
            patch.object(Target, "_sleep", lambda target, seconds: _SLEEP(target, seconds / 100)),
            patch("contracts.traffic.ledger_proof._ROUNDS", 1),
        ):
            return check.run()
    finally:
        check.close()
