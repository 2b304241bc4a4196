"""Accounts of the run's own: what one may do to another, and what signing up may claim; others are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.account_service import People
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path

LAWS = {"anybody": ("object-access", "setPassword"), "admin": ("mass-assignment", "memberSignUp"),
        "shown": ("credential-secret", "people")}  # fmt: skip


def _found(fault: str | None, folder: Path, *, allow: bool = True) -> tuple[set[tuple[str, str]], People]:
    people = People()
    people.faults = {fault} if fault is not None else set()
    report = checked(people, folder, allow_actions=allow, login="ann:anns-own-1", recombinations=0, fuzz=0)
    assert people.unharmed
    assert ("memberSignUp" in {left.operation for left in report.leftovers}) == bool(people.left)
    return {(drift.lead.law, drift.lead.operation) for drift in report.drifts}, people


@pytest.mark.parametrize("fault", [None, "asker", *LAWS])
def test_what_accounts_have_power_over(fault: str | None, tmp_path: Path) -> None:
    """Each fault is a drift of its law; a password of one's own that is set by another's path harms nobody."""
    wanted = {LAWS[fault]} if fault in LAWS else set()
    assert _found(fault, tmp_path)[0] & {*LAWS.values()} == wanted


def test_nobody_signs_up_where_actions_are_not_allowed(tmp_path: Path) -> None:
    """Nothing is made and nothing is found."""
    found, people = _found("anybody", tmp_path, allow=False)
    assert found & {*LAWS.values()} == set()
    assert people.left == []
