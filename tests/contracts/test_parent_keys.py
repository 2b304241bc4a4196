"""A record is its key below its parents: two parents' children of one key are two records, each with its own owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.cases.confirming.renaming import Renaming
from contracts.exchange import Request
from contracts.traffic.evidence import Evidence
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from tests.contracts.room_service import LISTS_HIDDEN, SEAT_OF_ANOTHER, Rooms, checked, document

if TYPE_CHECKING:
    from pathlib import Path

NAMES = RunNames(1)


@pytest.mark.slow
@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("above", ["room", "id"])
def test_children_that_each_parent_counts_are_told_apart(above: str, read: bool, tmp_path: Path) -> None:
    """No drift, nothing harmed, nothing left, whatever the parent is called in another path of the document."""
    rooms = Rooms()
    report = checked(rooms, document(above=above, read=read), tmp_path)
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert (rooms.unharmed, rooms.left, report.leftovers) == (True, [], ())
    assert (report.exit_code, report.created) == (0, report.removed)


@pytest.mark.slow
def test_no_child_of_a_given_parent_is_taken_for_that_of_another(tmp_path: Path) -> None:
    """Seat 1 of the run's own room says nothing of seat 1 of the room that the caller gave."""
    rooms = Rooms()
    report = checked(rooms, document(), tmp_path, values={"room": "1"})
    assert not {("1", str(number)) for number in range(1, 7)} & rooms.touched
    assert (rooms.unharmed, rooms.left) == (True, [])
    assert report.exit_code == 0


def test_pages_that_are_asked_for_by_number_need_no_mark(tmp_path: Path) -> None:
    """A member for the next page that a service never fills says nothing of the end."""
    rooms = Rooms(paged=True)
    report = checked(rooms, document(paged=True), tmp_path, include=("listRooms", "makeRoom", "dropRoom"))
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert report.exit_code == 0


@pytest.mark.sampled(6)
@pytest.mark.parametrize("lie", [SEAT_OF_ANOTHER, LISTS_HIDDEN])
@pytest.mark.parametrize("read", [True, False])
def test_a_service_that_lies_about_keys_loses_nothing(lie: str, read: bool, tmp_path: Path) -> None:
    """Neither a list nor an answer makes somebody else's record the run's own."""
    rooms = Rooms(fault=lie)
    report = checked(rooms, document(read=read), tmp_path)
    assert rooms.unharmed
    assert not {("", str(number)) for number in range(900, 904)} & rooms.touched
    assert lie == LISTS_HIDDEN or report.drifts


SEATS = "rooms/{}/seats"


def evidence(key: str, room: str) -> Evidence:
    """A create below a room that was answered with this key, and shows what was sent."""
    mark = {"label": f"text {NAMES.tag}"}
    return Evidence(SEATS, None, key, created=True, sent=mark, shown=mark, above=(room,), path=(("room", room),))


def test_a_key_is_the_runs_own_below_one_parent_alone() -> None:
    """Two creates below two rooms may be answered with one key; a room of somebody else's has one of its own."""
    ownership = Ownership(NAMES)
    assert ownership.created(evidence("1", "13")) is None
    assert ownership.created(evidence("1", "14")) is None
    assert ownership.owns(SEATS, "1", ("14",))
    assert not ownership.owns(SEATS, "1", ("1",))
    ownership.removed(SEATS, "1", ("14",))
    assert ownership.owns(SEATS, "1", ("13",))
    assert ownership.created(evidence("1", "13")) is not None


def test_a_key_that_was_seen_below_another_parent_is_looked_at() -> None:
    """A service may answer with a record of another parent: what is read below the run's own shows whose it is."""
    ownership = Ownership(NAMES)
    ownership.saw(SEATS, "1", {"label": "old"}, ("1",))
    assert ownership.created(evidence("1", "13")) is not None
    assert not ownership.unread(SEATS, "1", ("13",))
    assert ownership.saw(SEATS, "1", {"label": f"text {NAMES.tag}"}, ("13",))
    other = Ownership(NAMES)
    other.saw(SEATS, "1", {"label": "old"}, ("1",))
    other.created(evidence("1", "13"))
    other.saw(SEATS, "1", {"label": "old"}, ("13",))
    assert not other.owns(SEATS, "1", ("13",))
    assert other.created(evidence("2", "13")) is not None


def test_a_number_is_no_proof_where_nobody_knows_of_what() -> None:
    """Record 7 of one resource says nothing of a 7 whose resource nobody knows; a key that none has by chance does."""
    ownership = Ownership(NAMES)
    telling = "3f2a9c0e-1b7d-4c55-9e0a-5d6f7a8b9c0d"
    for key in ("7", telling):
        ownership.created(evidence(key, "13"))
    assert (ownership.made_any("7"), ownership.made_any(telling)) == (False, True)
    assert (ownership.made_any("7", SEATS), ownership.made_any("7", "rooms")) == (True, False)


def test_keys_of_a_replay_follow_their_own_parent() -> None:
    """Seat 13 of room 13 gets a number of its own, and so does seat 13 of room 14."""
    rename = Renaming(NAMES, [])
    for target, new in (("/rooms", "20"), ("/rooms/13/seats", "5"), ("/rooms/14/seats", "6")):
        rename.learn(Request("POST", target), "13", new)
    asked = [rename(Request("GET", target)).target for target in ("/rooms/13", "/rooms/13/seats/13")]
    assert asked == ["/rooms/20", "/rooms/20/seats/5"]
    assert rename(Request("GET", "/rooms/14/seats/13")).target == "/rooms/14/seats/6"
