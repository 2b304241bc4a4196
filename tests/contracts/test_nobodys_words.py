"""Filters of free texts, searches and counts, asked for a word that no record has: it finds none where they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from mock_server.openapi import field_names
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_free_filters import Pets
from tests.manners.serving import Answer, Asked, in_query, says

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "heeds", "is_told"),
    [
        ("Filter results by the name of the pet.", "no", True),
        ("Only return pets with exactly this name.", "no", True),
        ("A text contained in the name", "no", True),
        ("Filter results by the name of the pet.", "parts", False),
        ("Filter results by the name of the pet.", "words", False),
        ("The name by which all are greeted", "no", False),
        ("Pets whose name is like this first, the others behind them; prefers whole matches", "no", False),
        ("", "no", False),
    ],
)
def test_a_filter_of_a_free_text_shows_none_for_a_word_that_is_nobodys(
    said: str, heeds: str, is_told: bool, tmp_path: Path
) -> None:
    """However it searches for texts; what does not say that it filters may do something else."""

    def keeps(row: dict[str, Any], asked: str) -> bool:
        words = any(word in row["name"].lower().split() for word in asked.lower().split())
        return {"no": True, "parts": asked.lower() in row["name"].lower(), "words": words}[heeds]

    service = Pets({**in_query("name", type="string"), "description": said}, keeps)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", "/*/name")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(
    ("name", "said", "heeds", "is_told"),
    [
        ("search", "A String contained in name, first or last name, or email", False, True),
        ("q", "Filter by a part of the name or the colour.", False, True),
        ("search", "A String contained in name, first or last name, or email", True, False),
        ("search", "What to look for", False, False),
        ("search", "Lists what matches the name best", False, False),
        ("search", "Pets that match the name, by meaning", False, False),
        ("q", "An expression that is contained in the name, in the syntax of Lucene", False, False),
        ("greeting", "A text that is contained in the name", False, False),
    ],
)
def test_a_search_shows_none_for_a_word_that_is_nobodys(
    name: str, said: str, heeds: bool, is_told: bool, tmp_path: Path
) -> None:
    """What says that it looks for a part of members does so; what may find the nearest, or reads a grammar, is open."""

    def keeps(row: dict[str, Any], asked: str) -> bool:
        return not heeds or asked.lower() in row["name"].lower()

    service = Pets({**in_query(name, type="string"), "description": said}, keeps)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "list", "/*/name")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])


_LESS = {
    "q": "Filter by `name:abc` or `price:5`.",
    "search": "What is contained in the name; behind a colon, what is contained in the member before it, else all.",
    "query": "Text that is highlighted where the name contains it.",
    "term": "Orders the pets by how well the name contains the text; all are shown.",
    "keyword": "Letters alone; reserved for the next version, in which it looks whether it is contained in the name.",
    "text": "Filters by name. When nothing is found, all are shown as suggestions.",
    "name": "Filter by name; when nothing matches, the whole list is returned.",
    "vendor": "Filter by vendor. Has no effect without `type`.",
    "colour": "Deprecated: filter by colour.",
    "language": "Language of the texts, matching Accept-Language.",
    "currency": "Currency in which totals are shown; must match ISO 4217.",
    "locale": "The locale that the texts contained in each record are shown in",
    "kind": "Filter by kind (analysed text; terms that are not in the index are left out of the query).",
    "origin": "Filter by origin.",
}
_OWN = [name for name in _LESS if not field_names.SEARCH.match(name)]


class Less(Pets):
    """Pets with parameters of which less is said than that they filter."""

    sent: ClassVar = {
        "type": "object",
        "required": _OWN,
        "properties": {name: {"type": "string", "minLength": 1, "maxLength": 60} for name in _OWN},
    }

    def __init__(self) -> None:
        super().__init__({}, lambda _row, _asked: True)

    def queries(self) -> list[dict[str, Any]]:
        """Each of them; the last is one that nobody should use any more."""
        said = [{**in_query(name, type="string"), "description": text} for name, text in _LESS.items()]
        return [*said[:-1], {**said[-1], "deprecated": True}]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """All."""
        return 200, [*self.records.values()], {}


def test_what_says_less_than_that_it_filters_is_not_asked_for_nobodys_word(tmp_path: Path) -> None:
    """A second sentence, a condition, a grammar or another purpose leaves open what is shown."""
    assert told(some_journeys(Less(), tmp_path, "^filters of")) == []


_PHONE: dict[str, Any] = {"type": "string", "pattern": r"^\+[1-9][0-9]{7,13}$"}


class Phones(Pets):
    """Phones, of which a text with a form of its own is the number."""

    sent: ClassVar = {"type": "object", "required": ["number"], "properties": {"number": _PHONE}}


@pytest.mark.parametrize("heeds", [True, False])
def test_a_text_of_a_form_is_asked_for_by_another_of_that_form(heeds: bool, tmp_path: Path) -> None:
    """No word is a phone number; another number is one that no record has."""
    query = {**in_query("number", **_PHONE), "description": "Filter by number."}
    service = Phones(query, lambda row, asked: not heeds or asked in row["number"])
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([] if heeds else [("list", "list", "/*/number")])
    assert (service.unharmed, service.left) == (True, [])


class Counted(Pets):
    """Pets that are counted as well, by the filter of the list where it ``counts`` so."""

    def __init__(self, said: str, counts: bool, about: str) -> None:
        query = {**in_query("name", type="string"), "description": "A text that is contained in the name"}
        super().__init__(query, lambda row, asked: asked.lower() in row["name"].lower())
        self.counting, self.counts, self.about = {**query, "description": said}, counts, about

    def document(self) -> dict[str, Any]:
        """The count beside the list."""
        document = super().document()
        count = {"operationId": "count", "parameters": [self.counting], "responses": {"200": says({"type": "integer"})},
                 "description": self.about}  # fmt: skip
        document["paths"]["/pets/count"] = {"get": count}
        return document

    def answer(self, asked: Asked) -> Answer:
        """How many there are."""
        if asked.parts[-1] != "count":
            return super().answer(asked)
        return 200, len(self.page(asked.query)[1] if self.counts else self.records), {}


@pytest.mark.parametrize(
    ("said", "counts", "about", "is_told"),
    [
        ("A text that is contained in the name", False, "How many there are.", True),
        ("A text that is contained in the name", True, "", False),
        ("A text that is contained in the name", False, "The planner's estimate, never less than one.", False),
        ("The name of who counts", False, "", False),
    ],
)
def test_a_count_heeds_the_filter_of_its_list(
    said: str, counts: bool, about: str, is_told: bool, tmp_path: Path
) -> None:
    """What no record has counts none; a parameter of which something else is said may do something else."""
    service = Counted(said, counts, about)
    report = some_journeys(service, tmp_path, "^filters of")
    assert told(report) == ([("list", "count", "body")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])
