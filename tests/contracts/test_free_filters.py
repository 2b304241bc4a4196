"""Filters whose words leave more open than they seem to: services that read them otherwise are right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PET: dict[str, Any] = {
    "type": "object",
    "required": ["name", "price"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "price": {"type": "integer", "minimum": 0, "maximum": 100},
    },
}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 100}


class Pets(Collection):
    """Pets with one filter, of which ``keeps`` says what it lets in."""

    called, named, keyed, key_form = "pets", "petId", {"type": "string"}, "p-{}"
    sent = _PET

    def __init__(self, query: dict[str, Any], keeps: Callable[[dict[str, Any], str], bool]) -> None:
        super().__init__()
        self.query, self.keeps = query, keeps

    def queries(self) -> list[dict[str, Any]]:
        """The filter alone."""
        return [self.query]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """What each of the values lets in."""
        wanted = [
            value for name, values in query.items() if name.partition("[")[0] in self.query["name"] for value in values
        ]
        return 200, [row for row in self.records.values() if all(self.keeps(row, each) for each in wanted)], {}


def _above(row: dict[str, Any], asked: str) -> bool:
    return bool(row["price"] > int(asked))


@pytest.mark.parametrize(
    ("query", "is_told"),
    [
        (("min_price", "Only pets whose price is above this, which is at least 0."), False),
        (("min_price", "Only pets with a price above this; it must be greater than or equal to zero."), False),
        (("min_price", "Only pets that cost at least this."), True),
        (("min_price", "The lowest price, inclusive."), True),
        (("price_gt", "The lowest price, inclusive."), False),
        (("price[gte]", ""), True),
    ],
)  # fmt: skip
def test_a_bound_belongs_to_its_range_where_that_is_said_of_it(
    query: tuple[str, str], is_told: bool, tmp_path: Path
) -> None:
    """What the parameter itself may be is another thing."""
    service = Pets({**in_query(query[0], **_NUMBER), "description": query[1]}, _above)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", "/*/price")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(("said", "is_told"), [("", False), ("Inclusive.", True)])
def test_each_bound_of_an_object_says_whether_it_belongs_to_the_range(said: str, is_told: bool, tmp_path: Path) -> None:
    """The description of all is of none of them."""
    bounds = {"type": "object", "properties": {"min": {**_NUMBER, "description": said}}}
    query = {**in_query("price", **bounds), "style": "deepObject", "explode": True}
    service = Pets({**query, "description": "`max` is inclusive, `min` is greater than."}, _above)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", "/*/price")] if is_told else [])


class Indexed(Pets):
    """Pets whose filter does not find them the first times that it is asked for them, as an index that lags."""

    def __init__(self, times: int) -> None:
        super().__init__(in_query("price", **_NUMBER), self._finds)
        self.times = times
        self.missed: Counter[str] = Counter()

    def _finds(self, row: dict[str, Any], asked: str) -> bool:
        fits = str(row["price"]) == asked
        self.missed[row["petId"]] += fits
        return fits and self.missed[row["petId"]] > self.times


@pytest.mark.parametrize(("times", "is_told"), [(3, False), (999, True)])
def test_a_filter_may_look_through_an_index(times: int, is_told: bool, tmp_path: Path) -> None:
    """What it lacks is asked for again after a wait."""
    service = Indexed(times)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", "/*/price")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])


def _any_word(row: dict[str, Any], asked: str) -> bool:
    return not {*asked.lower().split()}.isdisjoint(row["name"].lower().split())


def _part(row: dict[str, Any], asked: str) -> bool:
    return asked.lower() in row["name"].lower()


def _begins(row: dict[str, Any], asked: str) -> bool:
    return bool(row["name"].lower().startswith(asked.lower()))


def _all(row: dict[str, Any], asked: str) -> bool:
    return bool(row and asked)


@pytest.mark.parametrize(
    ("name", "said", "keeps", "is_told"),
    [
        ("name_contains", "Words, of which the name contains any.", _any_word, False),
        ("name_contains", "What the name contains.", _any_word, False),
        ("name_contains", "", _part, False),
        ("name_contains", "A part of the name, in any case.", _begins, True),
        ("name_contains", "", _all, True),
        ("name_exact", "What the words of the name match exactly.", _any_word, False),
        ("name_exact", "", _begins, True),
    ],
)
def test_texts_are_looked_for_by_their_words_or_by_any_part(
    name: str, said: str, keeps: Callable[[dict[str, Any], str], bool], is_told: bool, tmp_path: Path
) -> None:
    """What a name contains is asked for by whole words, and not at all where the description speaks of words."""
    service = Pets({**in_query(name, type="string", maxLength=90), "description": said}, keeps)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", "/*/name")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])
