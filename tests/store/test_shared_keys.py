"""Two processes at one Redis: one key is answered by one of them, and what both count together is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.answered_requests import AnsweredRequests, Asked
from mock_server.engine.answers import json_answer
from mock_server.store import Store, change, put

if TYPE_CHECKING:
    from mock_server.store import Record

ASKED = Asked("name", b"secret", "sent")


def test_a_key_is_answered_by_one_process(stores: tuple[Store, Store]) -> None:
    """The other says that it is under way, then what was answered, then begins anew where it is forgotten."""
    one, other = (AnsweredRequests(store, "things", lambda: 1000) for store in stores)
    for body in ({"name": "short"}, {"name": "long" * 2000}):
        answer = json_answer(201, body, b"application/json")
        assert one.begin(ASKED)
        assert other.read(ASKED) == (True, None)
        assert not other.begin(ASKED)
        assert other.read(ASKED._replace(sent="more")) == (False, None)
        one.complete(ASKED, answer)
        assert other.read(ASKED) == one.read(ASKED) == (True, answer)
        other.forget(ASKED.name)
        assert one.read(ASKED) is None


def test_a_mark_of_a_process_that_died_is_taken_over_by_one(stores: tuple[Store, Store]) -> None:
    """By the one that is first."""
    now = [0]
    one, other = (AnsweredRequests(store, "things", lambda: now[0]) for store in stores)
    assert one.begin(ASKED)
    now[0] = 3_600_000
    assert one.read(ASKED) is None
    assert other.begin(ASKED)
    assert not one.begin(ASKED)


def test_a_change_that_another_process_comes_before_is_made_on_what_that_left(stores: tuple[Store, Store]) -> None:
    """Neither is lost, and nobody is told of it."""
    one, other = stores
    one.create("things", "t", {"count": 1})
    tries: list[Record] = []

    def more(held: Record) -> Record:
        if not tries:
            other.replace("things", "t", {"count": 10})
        tries.append(held)
        return {"count": held["count"] + 1}

    assert change(one, "things", "t", more)
    assert other.read("things", "t") == {"count": 11}
    assert one.read("things", "t") == other.read("things", "t")
    other.replace("things", "t", {"count": 20})
    put(one, "things", "t", {"count": 0})
    assert other.read("things", "t") == {"count": 0}
    assert not change(one, "things", "none", more)
