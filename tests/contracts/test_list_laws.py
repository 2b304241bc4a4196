"""A list shows what is there, each record once, by page and filter; what the mock does not show is not judged."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.laws import list_laws as listing


def items(*records: dict[str, Any]) -> listing.Items:
    """Records with their keys."""
    return [(str(record["id"]), record) for record in records]


RED, BLUE, FOREIGN = {"id": 7, "colour": "red"}, {"id": 8, "colour": "blue"}, {"id": 1, "colour": "blue"}
MOCK = items({"id": 70, "colour": "red"}, {"id": 80, "colour": "blue"})


def test_a_record_is_listed_once() -> None:
    """The same key twice on a page is wrong; records without keys tell nothing."""
    assert [*listing.repeats(items(RED, BLUE))] == []
    assert len([*listing.repeats(items(RED, BLUE, RED))]) == 1
    assert [*listing.repeats([(None, RED), (None, RED)])] == []


def test_what_was_removed_is_gone_and_what_was_made_is_there() -> None:
    """A key is listed from its create to its removal, where the mock lists its own."""
    assert [*listing.shows_removed(items(BLUE), "7")] == []
    assert len([*listing.shows_removed(items(RED, BLUE), "7")]) == 1
    assert [*listing.lacks(items(RED), MOCK, "7", "70")] == []
    assert len([*listing.lacks(items(BLUE), MOCK, "7", "70")]) == 1
    assert [*listing.lacks(items(BLUE), items(), "7", "70")] == []


def test_a_record_is_listed_with_its_values() -> None:
    """What was sent is listed as it was sent, where the mock lists it so; members may be left out of a list."""
    assert [*listing.other_values(items(RED), MOCK, "7", "70", {"colour": "red"})] == []
    assert [*listing.other_values(items({"id": 7}), MOCK, "7", "70", {"colour": "red"})] == []
    assert [*listing.other_values(items(RED), MOCK, "7", "70", {"colour": "RED"})] == []
    wrong = [*listing.other_values(items({"id": 7, "colour": "RED"}), MOCK, "7", "70", {"colour": "red"})]
    assert [flaw.place for flaw in wrong] == ["colour"]


def test_a_page_holds_what_was_asked_for() -> None:
    """Fewer records are right, more are not."""
    assert [*listing.exceeds(items(RED), MOCK[:1], 1)] == []
    assert len([*listing.exceeds(items(RED, BLUE), MOCK[:1], 1)]) == 1
    assert [*listing.exceeds(items(RED, BLUE), MOCK, 1)] == []


@pytest.mark.parametrize(
    ("target", "mock", "wrong"),
    [
        (items(RED), MOCK[:1], 0),
        (items(RED, FOREIGN), MOCK[:1], 1),
        (items(FOREIGN), MOCK[:1], 1),
        (items(RED, FOREIGN), MOCK, 0),
        (items(FOREIGN), [], 0),
        (items({"id": 9}), MOCK[:1], 0),
    ],
)
def test_a_filter_lets_in_what_was_asked_for(target: listing.Items, mock: listing.Items, wrong: int) -> None:
    """A record of another value is wrong, but not where the mock does not filter by that name either."""
    assert len([*listing.lets_in(target, mock, MOCK, "colour", ["red"])]) == wrong
