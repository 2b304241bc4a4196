"""A check of the ships: none of what is right is told, and what developers commonly get wrong is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ships.catalogue import FAULTS, OPEN
from tests.ships.running import check

if TYPE_CHECKING:
    from pathlib import Path

SOME = {
    "pages-from-zero": "list",
    "page-one-short": "list",
    "sort-as-text": "list",
    "trailing-blank-trimmed": "echo",
    "read-only-written": "mass-assignment",
    "huge-number": "no-server-error",
    "if-match-malformed": "no-server-error",
    "no-allow": "allow",
}
"""Some of what can go wrong, and the law that it breaks."""


@pytest.mark.slow
def test_right_ships_are_left_in_peace(tmp_path: Path) -> None:
    """No drift, nothing from before touched, nothing left; a change of a name that is there once is carried out."""
    report, service = check(tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert (report.exit_code, service.unharmed, service.left) == (0, True, [])


def test_every_fault_changes_the_ships_in_a_way_of_its_own(tmp_path: Path) -> None:
    """There are many, of six kinds, each with a sentence that no other has."""
    assert len(FAULTS) >= 100
    assert OPEN.keys() < FAULTS.keys()
    assert len({fault.text for fault in FAULTS.values()}) == len(FAULTS)
    assert {fault.kind for fault in FAULTS.values()} == {"lists", "meaning", "values", "http", "crashes", "access"}


@pytest.mark.slow
@pytest.mark.parametrize("fault", SOME)
def test_a_fault_of_the_ships_is_found(fault: str, tmp_path: Path) -> None:
    """By the law that it breaks; nothing from before is touched."""
    report, service = check(tmp_path, fault)
    assert SOME[fault] in {drift.lead.law for drift in report.drifts}
    assert service.unharmed
