"""After a change a record is read as it was sent, and what nobody changed stays; what cannot be known is not judged."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.laws.read_back import ChangeMeaning, Reads, differences, renamed

PART = ChangeMeaning(lasting=frozenset({"owner"}))
OLD = {"id": 1, "name": "Oak", "height": 7, "owner": {"name": "Ada", "room": 3}}


def found(mock: dict[str, Any], target: dict[str, Any], sent: Any, before: dict[str, Any] | None = None) -> list[str]:
    """The members that are not read as they should be, after both sides showed ``before``."""
    first = Reads(before if before is not None else {**OLD, "id": 900}, OLD)
    return [item.name for item in differences(first, Reads(target, mock), sent, ("name", "height", "owner", "note"))]


@pytest.mark.parametrize(
    ("mock", "target", "sent", "wrong"),
    [
        ({**OLD, "name": "Elm"}, {**OLD, "name": "Elm"}, {"name": "Elm"}, []),
        ({**OLD, "name": "Elm"}, OLD, {"name": "Elm"}, ["name"]),
        ({**OLD, "name": "Elm"}, {"name": "Elm", "owner": OLD["owner"]}, {"name": "Elm"}, ["height"]),
        ({"name": "Elm"}, {"name": "Elm", "height": 7}, {"name": "Elm"}, ["height"]),
        ({"name": "Elm", "height": 0}, {"name": "Elm"}, {"name": "Elm"}, []),
        ({"name": "Oak"}, {"name": "Oak", "height": None, "owner": None}, {"name": "Oak"}, []),
        (
            {**OLD, "owner": {"name": "Bob", "room": 3}},
            {**OLD, "owner": {"name": "Bob"}},
            {"owner": {"name": "Bob"}},
            ["owner"],
        ),
        ({**OLD, "name": "made up"}, {**OLD, "name": "1.00"}, {"name": 1}, []),
        ({**OLD, "name": "made up"}, OLD, {"name": 1}, []),
        (OLD, {**OLD, "name": "Ash"}, None, ["name"]),
        (OLD, {**OLD, "note": "made up"}, {}, ["note"]),
    ],
)
def test_a_change_shows_and_nothing_else(mock: Any, target: Any, sent: Any, wrong: list[str]) -> None:
    """A replace and a merge as the target and as the mock show them, and which members that accuses."""
    assert found(mock, target, sent) == wrong


@pytest.mark.parametrize(
    ("owner", "wrong"),
    [
        ({"name": "Bob"}, []),
        ({"name": "Bob", "room": 3}, []),
        ({"name": "Ada", "room": 3}, ["owner"]),
        ({"room": 3}, ["owner"]),
    ],
)
def test_whether_a_plain_change_goes_into_objects_is_open(owner: dict[str, Any], wrong: list[str]) -> None:
    """An object that was sent may take the old one's place or be merged into it, but it has to be there."""
    first, mock = Reads(OLD, OLD), {**OLD, "owner": {"name": "Bob", "room": 3}}
    after = Reads({**OLD, "owner": owner}, mock)
    names = ("name", "owner")
    assert [
        item.name for item in differences(first, after, {"owner": {"name": "Bob"}}, names, ChangeMeaning(deep=False))
    ] == wrong


def test_what_differed_before_is_not_judged() -> None:
    """A member that the two sides showed differently before the change tells nothing after it."""
    assert found({**OLD, "name": "Elm"}, {**OLD, "name": "oak"}, {"name": "Elm"}, {**OLD, "name": "oak"}) == []


def test_a_change_is_not_another_record() -> None:
    """A record keeps its key when it changes; the mock's own key may be another one."""
    before = Reads({"id": 7}, {"id": 1})
    assert renamed(before, Reads({"id": 7}, {"id": 1}), "id") is None
    moved = renamed(before, Reads({"id": 8}, {"id": 1}), "id")
    assert moved is not None
    assert (moved.expected, moved.observed) == ("7", "8")


@pytest.mark.parametrize(
    ("mock", "target", "sent", "meaning", "wrong"),
    [
        ({"name": "Elm"}, {**OLD, "name": "Elm"}, {"name": "Elm"}, ChangeMeaning(), ["height", "owner"]),
        ({"name": "Elm"}, {**OLD, "name": "Elm"}, {"name": "Elm"}, PART, []),
        (OLD, {**OLD, "height": 8}, {"name": "Oak"}, PART, ["height"]),
        (OLD, {**OLD, "owner": None}, {"name": "Oak"}, PART, []),
        (OLD, {**OLD, "name": "Fir"}, {"name": None}, ChangeMeaning(), []),
        ({**OLD, "height": 9}, {**OLD, "height": 8}, {"name": None}, ChangeMeaning(), []),
        ({**OLD, "note": ["a", "b"]}, {**OLD, "note": ["b", "a"]}, {"note": ["a", "b"]}, ChangeMeaning(), ["note"]),
        (
            {**OLD, "note": ["a", "b"]},
            {**OLD, "note": ["b", "a"]},
            {"note": ["a", "b"]},
            ChangeMeaning(sets=frozenset({"note"})),
            [],
        ),
        (
            {**OLD, "note": ["a", "b"]},
            {**OLD, "note": ["a", "c"]},
            {"note": ["a", "b"]},
            ChangeMeaning(sets=frozenset({"note"})),
            ["note"],
        ),
    ],
)
def test_what_a_document_says_of_a_change(
    mock: dict[str, Any], target: dict[str, Any], sent: Any, meaning: ChangeMeaning, wrong: list[str]
) -> None:
    """Parts that are replaced, nulls that no answer shows, and sets."""
    first = Reads({**OLD, "id": 900}, OLD)
    names = ("name", "height", "owner", "note")
    assert [item.name for item in differences(first, Reads(target, mock), sent, names, meaning)] == wrong


def test_what_a_service_shows_for_nothing_is_no_old_value() -> None:
    """An empty list, object or text that was there before is not kept: it is what stands for nothing."""
    first = Reads({**OLD, "note": []}, {**OLD, "note": []})
    after = Reads({**OLD, "note": []}, OLD)
    assert list(differences(first, after, {"name": "Oak"}, ("note",))) == []
    emptied = Reads(OLD, {**OLD, "name": ""})
    gone = Reads({name: value for name, value in OLD.items() if name != "name"}, {**OLD, "name": ""})
    assert [item.name for item in differences(Reads(OLD, OLD), emptied, {"name": ""}, ("name",))] == ["name"]
    assert list(differences(Reads(OLD, OLD), gone, {"name": ""}, ("name",))) == []


@pytest.mark.parametrize(("shown", "told"), [("10:00:00.123000Z", 0), ("10:00:00.123Z", 0), ("10:00:01.123Z", 1)])
def test_instants_of_a_list_may_be_spelled_otherwise(shown: str, told: int) -> None:
    """A database shows six digits below a second, in a list as anywhere; another instant is told."""
    old, new, got = ({"at": [f"2031-01-31T{clock}"]} for clock in ("09:00:00Z", "10:00:00.123Z", shown))
    assert len([*differences(Reads(old, old), Reads(got, new), new, ["at"])]) == told
