"""What an action's answer says that it made of a record, a read shows then; what is brought back is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.laws.action_effects import unkept
from mock_server.openapi import MISSING
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.ticket_service import Tickets

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("faults", "wrong"),
    [((), []), (("close",), ["/ticket/phase"]), (("pin",), ["/ticket/pinned"]), (("urgency",), ["/ticket/urgency"])],
    ids=str,
)
def test_a_change_that_only_its_answer_shows_is_told(faults: tuple[str, ...], wrong: list[str], tmp_path: Path) -> None:
    """By verbs of several kinds: one drift for each that is not stored, none for those that are."""
    service = Tickets(*faults)
    report = some_journeys(service, tmp_path, "is kept")
    assert told(report) == [("read-back", "getTicket", place) for place in wrong]
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(bool(wrong)))


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("faults", "wrong"),
    [((), []), (("undelete",), ["status"]), (("undelete blank",), ["/ticket/subject"])],
    ids=str,
)
def test_what_is_brought_back_is_there(faults: tuple[str, ...], wrong: list[str], tmp_path: Path) -> None:
    """A removed record of the run's is there again, with its texts, and is removed again."""
    service = Tickets(*faults)
    report = some_journeys(service, tmp_path, "brings back")
    assert told(report) == [("read-back", "getTicket", place) for place in wrong]
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(bool(wrong)))
    assert report.created > 0
    assert faults == ("undelete",) or report.created == report.removed


def test_what_goes_on_by_itself_or_is_not_said_is_open() -> None:
    """A state that may be over when it is read, a value that nobody spoke of, a change that no answer shows."""
    was = {"state": "failed", "note": "a", "at": None}
    assert unkept({"state": "archived"}, was, {**was, "state": "archived"}, was) == ["state"]
    assert unkept({"state": "archived"}, was, {**was, "state": "archived"}, {**was, "state": "gone"}) == []
    assert unkept({"state": "pending"}, was, {**was, "state": "pending"}, was) == []
    assert unkept({"state": "archived"}, was, {**was, "state": "closed"}, was) == []
    assert unkept({"state": "archived"}, was, {**was, "note": "b"}, was) == []
    assert unkept({"at": MISSING}, was, {**was, "at": "2026-01-01T00:00:00Z"}, was) == ["at"]
    assert unkept({"at": MISSING}, was, was, was) == []
