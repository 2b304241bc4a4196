"""What a parameter filters by follows from its name and schema; what it lets in is judged by the list's own values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws import filter_laws as laws
from contracts.laws.filter_meaning import meaning, of_member
from contracts.laws.judging import Judge
from contracts.laws.list_walks import ListPage, Walk
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document, Parameter

STATE: dict[str, Any] = {"type": "string", "enum": ["open", "done"]}
MEMBERS: dict[str, Any] = {
    "id": {"type": "integer"},
    "state": STATE,
    "labels": {"type": "array", "items": STATE},
    "price": {"type": "number"},
    "weight": {"type": "string", "format": "decimal"},
    "size": {"type": "string"},
    "createdAt": {"type": "string", "format": "date-time"},
}
NUMBER: dict[str, Any] = {"type": "integer"}
BOUNDS: dict[str, Any] = {"type": "object", "properties": {"min": NUMBER, "max": NUMBER}}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A list with parameters of all kinds."""
    import json

    folder: Path = tmp_path_factory.mktemp("filters")
    parameters = [
        {"name": name, "in": "query", "schema": schema}
        for name, schema in {
            "state": STATE,
            "filter[state]": STATE,
            "label": STATE,
            "filter[label]": {"type": "string", "enum": ["all", "done", "open"]},
            "filter[labels]": {"type": "string", "enum": ["all", "done"]},
            "ids": {"type": "array", "items": NUMBER},
            "price": BOUNDS,
            "min_price": NUMBER,
            "price__lte": NUMBER,
            "weight__gte": {"type": "number"},
            "max_weight": {"type": "string", "format": "decimal"},
            "size__gte": {"type": "number"},
            "priceFrom": {"type": "string"},
            "createdBefore": {"type": "string", "format": "date-time"},
            "since": {"type": "string", "format": "date"},
            "until": {"type": "string"},
            "limit": NUMBER,
            "mode": STATE,
            "states": {"type": "array", "items": {"type": "string", "enum": ["other"]}},
        }.items()
    ]
    paths = {"/things": {"get": {"parameters": parameters, "responses": {"200": {"description": "Some"}}}}}
    file = folder / "things.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}))
    return load_document(file)


@pytest.mark.parametrize(
    ("name", "member", "lower", "upper"),
    [
        ("state", "state", None, None),
        ("filter[state]", "state", None, None),
        ("label", "labels", None, None),
        ("filter[label]", "labels", None, None),
        ("filter[labels]", None, None, None),
        ("ids", "id", None, None),
        ("price", "price", "min", "max"),
        ("min_price", "price", "", None),
        ("price__lte", "price", None, ""),
        ("weight__gte", "weight", "", None),
        ("max_weight", "weight", None, ""),
        ("size__gte", None, None, None),
        ("priceFrom", None, None, None),
        ("createdBefore", "createdAt", None, ""),
        ("since", "createdAt", "", None),
        ("until", None, None, None),
        ("limit", None, None, None),
        ("mode", None, None, None),
        ("states", None, None, None),
    ],
)
def test_a_name_and_a_schema_tell_what_is_filtered(
    document: Document, name: str, member: str | None, lower: str | None, upper: str | None
) -> None:
    """A member in singular or plural with the same options, or bounds of numbers; anything else means nothing."""
    parameter: Parameter = next(p for p in document.operations[0].parameters if p.name == name)
    found = meaning(Judge.of(document).schemas, parameter, MEMBERS)
    assert (found.member if found else None) == member
    if found is not None:
        assert (found.lower, found.upper) == (lower, upper)


@pytest.mark.parametrize(
    ("names", "member"),
    [(("name", "Name"), "Name"), (("names", "name"), "name"), (("names",), "names"), (("name", "na_me"), None)],
)
def test_a_filter_is_of_the_member_that_is_called_so(names: tuple[str, ...], member: str | None) -> None:
    """Else of the only one in another spelling, or in plural: what may be one of two is none."""
    assert of_member("Name", dict.fromkeys(names)) == member


@pytest.mark.parametrize(
    ("name", "more", "member"),
    [
        ("due", {}, None),
        ("made", {"readOnly": True}, "made"),
        ("updated", {}, "updated"),
        ("due", {"writeOnly": True}, None),
    ],
)
def test_a_bare_since_is_about_a_time_that_the_service_writes(
    document: Document, name: str, more: dict[str, bool], member: str | None
) -> None:
    """Of tasks that are due some day it may ask for those that were changed since, whatever day that is."""
    parameter: Parameter = next(p for p in document.operations[0].parameters if p.name == "since")
    members = {"id": {"type": "integer"}, name: {"type": "string", "format": "date", **more}}
    found = meaning(Judge.of(document).schemas, parameter, members)
    assert (found.member if found else None) == member


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Rooms whose pricePerNight is at most this (inclusive).", True),
        ("Maximum `pricePerNight`", True),
        ("Only rooms with a pricePerNight <= this", True),
        ("Rooms whose `pricePerNight` is less than or equal to the given value.", True),
        ("Rooms whose pricePerNight is below `maxPrice`", True),
        ("At most this for the whole stay: `pricePerNight` over three nights (inclusive).", False),
        ("At most this, `pricePerNight` from the base tariff and all fees", False),
        ("Up to pricePerNight per guest", False),
        ("The highest pricePerNight of any night of the stay", False),
        ("At most this in the currency of the caller; pricePerNight is above tax", False),
        ("The most that a stay costs. A pricePerNight is at most 900.", False),
        ("The most that a stay costs; the pricePerNight is lower for members", False),
        ("The maximum pricePerNight that guests pay", False),
        ("At most this for the whole stay, that is pricePerNight times three nights.", False),
        ("The bound is after discounts; pricePerNight is less than that before them.", False),
        ("The most that a stay costs, of which pricePerNight is a part.", False),
        ("The most to be paid, which need not be the pricePerNight of the room.", False),
    ],
)
def test_a_bound_is_of_the_member_that_is_said_to_be_bounded(document: Document, said: str, is_told: bool) -> None:
    """A description may use a member to say what else is bounded."""
    some: Parameter = next(p for p in document.operations[0].parameters if p.name == "max_weight")
    parameter = replace(some, name="maxPrice", raw={**some.raw, "description": said})
    found = meaning(Judge.of(document).schemas, parameter, {"pricePerNight": {"type": "integer"}})
    assert (found.member if found else None) == ("pricePerNight" if is_told else None)


OWN = {"1": {"state": "open", "price": 1, "labels": ["a", "b"]}, "2": {"state": "done", "price": 2, "labels": ["a"]}}


def walk(*keys: str, whole: bool = True) -> Walk:
    """A list that shows these of the run's own records."""
    return Walk([ListPage([(key, OWN[key]) for key in keys])], whole)


def test_what_a_filter_asks_for_is_shown_and_nothing_else() -> None:
    """Of two values each counts; several values in one record may be asked for together; a part tells nothing."""
    assert [*laws.keeps(walk("1", "2"), OWN, "state", ["open", "done"], "state")] == []
    assert len([*laws.keeps(walk("1"), OWN, "state", ["open", "done"], "state")]) == 1
    assert [*laws.keeps(walk("1", whole=False), OWN, "state", ["open", "done"], "state")] == []
    assert [*laws.keeps(walk("1"), OWN, "labels", ["a", "b"], "labels")] == []
    assert len([*laws.keeps(walk("2"), OWN, "labels", ["a", "b"], "labels")]) == 1
    assert [*laws.lets_in_others(walk("1"), "state", ["open"], "state")] == []
    assert len([*laws.lets_in_others(walk("1", "2"), "state", ["open"], "state")]) == 1
    high: dict[str, Any] = {str(10**15 + number): {"id": 10**15 + number} for number in range(2)}
    assert [
        *laws.keeps(Walk([ListPage([(str(10**15), high[str(10**15)])])], whole=True), high, "id", [10**15], "ids")
    ] == []


def test_a_range_has_an_inside_and_an_outside() -> None:
    """Whether its edges belong to it is open."""
    for keys in (("2",), ()):
        assert [*laws.within(walk(*keys), OWN, "price", 2, None, "price")] == []
    assert len([*laws.within(walk("1", "2"), OWN, "price", 2, None, "price")]) == 1
    assert len([*laws.within(walk("1"), OWN, "price", 1, None, "price")]) == 1
    assert len([*laws.within(walk("2"), OWN, "price", None, 1, "price")]) == 1


def test_a_text_of_digits_is_the_number_that_it_writes() -> None:
    """`9.50` is less than `10.00`, though not as a text; what writes no number is outside of nothing."""
    own = {"1": {"weight": "9.50"}, "2": {"weight": "10.00"}, "3": {"weight": "heavy"}}
    shown = Walk([ListPage([(key, own[key]) for key in ("2", "3")])], whole=True)
    assert [*laws.within(shown, own, "weight", 9.75, None, "weight")] == []
    assert len([*laws.within(shown, own, "weight", 9, None, "weight")]) == 1
    assert len([*laws.within(shown, own, "weight", None, 9.75, "weight")]) == 1


def test_both_of_two_values_count() -> None:
    """Union and intersection are right, also where one shows all that the other does; the first alone is not."""
    assert [*laws.first_only(({"a"}, {"b"}), ({"a", "b"}, {"a", "b"}), "show")] == []
    assert [*laws.first_only(({"a"}, {"b"}), (set(), set()), "show")] == []
    assert [*laws.first_only(({"a"}, {"a", "b"}), ({"a"}, {"a", "b"}), "show")] == []
    assert "first" in next(laws.first_only(({"a"}, {"b"}), ({"a"}, {"b"}), "show")).message
    assert "last" in next(laws.first_only(({"a"}, {"b"}), ({"b"}, {"a"}), "show")).message


def test_two_directions_are_two_orders() -> None:
    """Both are told where they agree, or where numbers fall; equal values and records that one lacks tell nothing."""
    assert [*laws.sorts(walk("1", "2"), walk("2", "1"), OWN, "price", "sort")] == []
    assert len([*laws.sorts(walk("1", "2"), walk("1", "2"), OWN, "price", "sort")]) == 1
    assert len([*laws.sorts(walk("2", "1"), walk("1", "2"), OWN, "price", "sort")]) == 1
    assert [*laws.sorts(walk("2", "1"), walk("1", "2"), OWN, "state", "sort")] == []
    assert [*laws.sorts(walk("1", "2"), walk("1"), OWN, "price", "sort")] == []
    times = {"1": {"made": "2031-01-01T09:00:00+01:00"}, "2": {"made": "2031-01-01T08:30:00Z"}}
    assert [*laws.sorts(walk("1", "2"), walk("2", "1"), times, "made", "sort")] == []
    assert len([*laws.sorts(walk("2", "1"), walk("1", "2"), times, "made", "sort")]) == 1
    twins = {"1": {"price": 1}, "2": {"price": 1}}
    assert [*laws.sorts(walk("1", "2"), walk("1", "2"), twins, "price", "sort")] == []
