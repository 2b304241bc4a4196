"""A removal by a key that nobody has is tried where reads show that it is free, and only failing at it is a drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.task_service import Tasks
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path


def test_a_number_that_somebody_has_is_left_alone(tmp_path: Path) -> None:
    """The numbers that nobody has are tried; zero is another's, and stays."""
    service = Tasks()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert {"-1", "9223372036854775808"} <= set(service.removed)
    assert (service.unharmed, service.left, "0" in service.removed) == (True, [], False)


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
    assert not {"0", "-1", "9223372036854775808"} & set(service.removed)
