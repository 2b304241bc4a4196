"""A removal by a key that nobody has is tried where reads show that it is free, and only failing at it is a drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.task_service import Tasks
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path


NUMBERS = {"0", "-1", "9223372036854775808"}


def test_numbers_that_nobody_has_are_tried(tmp_path: Path) -> None:
    """Where the list shows the run's own tasks alone: nobody else has anything to lose."""
    service = Tasks()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert set(service.removed) >= NUMBERS
    assert service.left == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("others", "listed"), [((7,), True), ((7,), False), ((), False), ((0, 7), True)])
def test_nothing_is_tried_beside_records_of_others(others: tuple[int, ...], listed: bool, tmp_path: Path) -> None:
    """A service may take zero for no key at all and remove everything; without a list nobody knows of whom."""
    service = Tasks(others=others, listed=listed)
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert not NUMBERS & set(service.removed)
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.sampled(2)
@pytest.mark.parametrize("key", ["0", "9223372036854775808"])
def test_a_removal_that_fails_at_a_number_is_found(key: str, tmp_path: Path) -> None:
    """One drift, which can be shown again."""
    report = checked(Tasks(key), tmp_path, recombinations=0)
    found = [(drift.lead.law, drift.lead.operation, drift.lead.flaky) for drift in report.drifts]
    assert found == [("no-server-error", "drop", False)]


def test_where_removals_are_not_exact_no_such_number_is_tried(tmp_path: Path) -> None:
    """A service that keeps what it says is gone gets no removal of what the run did not make."""
    service = Tasks(mute=True)
    checked(service, tmp_path, recombinations=0)
    assert not NUMBERS & set(service.removed)
