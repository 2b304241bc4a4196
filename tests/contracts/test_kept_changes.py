"""A record that was replaced with less before it was removed is kept by its service all the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from contracts.cases.sending.kept_records import KeptRecords
from contracts.laws.removal_marks import shows_removal
from contracts.traffic.entities import NEVER, State
from contracts.traffic.ledger import LedgerEntry

if TYPE_CHECKING:
    from contracts.cases.sending.addressing import Addressing
    from mock_server.openapi import Behaviour

ENTRY = LedgerEntry("accounts", "7", ())
MADE = {"id": 7, "title": "a", "amount": 3, "active": True}
REPLACED = {"id": 7, "title": "b", "active": True}
REMOVED = {**REPLACED, "active": False}


def removal() -> Any:
    """An operation that removes accounts."""
    return SimpleNamespace(resource="accounts", action="delete", soft=None, record=None)


def kept() -> KeptRecords:
    """The books, for a document whose reads show the record itself."""
    read = SimpleNamespace(resource="accounts", action="read", record=())
    return KeptRecords(cast("Addressing", SimpleNamespace(behaviours={"read": read}, record=lambda _, body: body)))


def test_what_a_replacement_left_out_was_not_lost_by_the_removal() -> None:
    """The removal shows another state of what was there last."""
    books = kept()
    books.made(ENTRY, MADE)
    books.changed(ENTRY, REPLACED)
    books.removed(ENTRY, removal(), REMOVED)
    assert books.shown(ENTRY, REMOVED)


def test_without_the_change_nothing_is_known() -> None:
    """What a removal takes away is no other state."""
    books = kept()
    books.made(ENTRY, MADE)
    books.removed(ENTRY, removal(), REMOVED)
    assert not books.shown(ENTRY, REMOVED)


def test_no_more_may_be_shown_than_that_it_was_deleted() -> None:
    """The key, and a member that was not there before."""
    books, stub = kept(), {"id": 7, "deleted": True}
    books.made(ENTRY, MADE)
    books.removed(ENTRY, removal(), stub)
    assert books.shown(ENTRY, stub)


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ({**MADE, "active": False}, True),
        ({**MADE, "deletedAt": "2031-01-01T00:00:00Z"}, True),
        ({**MADE, "status": "CANCELLED"}, True),
        ({**MADE, "archived": False, "deleted_at": None, "status": "open"}, False),
        (MADE, False),
    ],
)
def test_a_removal_that_shows_nothing_is_told_by_the_read(shown: dict[str, Any], found: bool) -> None:
    """By a mark that was not there before."""
    books = kept()
    books.made(ENTRY, MADE)
    books.removed(ENTRY, removal(), None)
    assert books.shown(ENTRY, shown) is found
    state = State("removed", "on a record that was removed")
    read = cast("Behaviour", SimpleNamespace(action="read", record=("data",)))
    assert shows_removal(200, read, state, {"data": shown}) is found
    assert not shows_removal(200, read, NEVER, {"data": shown})


def test_a_mark_from_before_tells_nothing() -> None:
    """Whoever removes what is cancelled wants it gone."""
    books, cancelled = kept(), {**MADE, "status": "cancelled"}
    books.made(ENTRY, cancelled)
    books.removed(ENTRY, removal(), None)
    assert not books.shown(ENTRY, cancelled)
