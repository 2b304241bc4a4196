"""Searches by a GET beside a collection, over the run's own records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, in_query, number, says

if TYPE_CHECKING:
    from pathlib import Path

KIND: dict[str, Any] = {"type": "string", "enum": ["novel", "essay", "atlas"]}
NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}


class Books(Collection):
    """Books, found by their kind and by their name; ``fault`` is the search that finds all, or shows no atlas."""

    called = "books"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["name", "kind"],
        "properties": {"name": NAME, "kind": KIND},
        "additionalProperties": False,
    }

    def __init__(self, fault: str = "", named: str = "findByName") -> None:
        super().__init__()
        self.fault, self.named_search = fault, named

    def document(self) -> dict[str, Any]:
        """Two searches beside the books."""
        tree = super().document()
        for last, asked in (("findByKind", in_query("kind", **KIND)), (self.named_search, in_query("name", **NAME))):
            found = {"200": self.listed(), "400": NO["400"]}
            tree["paths"][f"/books/search/{last}"] = {"get": {"parameters": [asked], "responses": found}}
        return tree

    def listed(self) -> dict[str, Any]:
        """As HAL has it."""
        books = {"type": "object", "properties": {"books": {"type": "array", "items": self.shown}}}
        return says({"type": "object", "properties": {"_embedded": books}})

    def page(self, query: dict[str, list[str]]) -> Answer:
        """All of them."""
        return 200, {"_embedded": {"books": [*self.records.values()]}}, {}

    def answer(self, asked: Asked) -> Answer:
        """A search, or what a collection answers."""
        if asked.parts[:2] != ["books", "search"] or len(asked.parts) != 3:
            return super().answer(asked)
        if asked.method != "GET":
            return 405, None, {"Allow": "GET"}
        kind, name = (asked.query.get(one, [""])[-1] for one in ("kind", "name"))
        if kind not in ("", *KIND["enum"]) or len(name) > 60 or ("name" in asked.query and not name):
            return 400, None, {}
        rows = [row for row in self.records.values() if self.fault != "hides" or row["kind"] != "atlas"]
        if asked.parts[2] == "findByKind":
            found = [row for row in rows if self.fault == "kind" or kind in ("", row["kind"])]
        else:
            found = [row for row in rows if self.fault == "name" or (name and name.lower() in row["name"].lower())]
        return 200, {"_embedded": {"books": found}}, {}


@pytest.mark.parametrize(("fault", "wrong"), [("", []), ("hides", []), ("kind", ["kind"]), ("name", ["name"])])
def test_a_search_lets_in_nothing_else(fault: str, wrong: list[str], tmp_path: Path) -> None:
    """Books of another kind or of another name are none that were searched for; some may never be found."""
    report = some_journeys(Books(fault), tmp_path, "/search/")
    assert [place.rpartition("/")[2] for law, _, place in told(report) if law == "list"] == wrong
    assert [law for law, _, _ in told(report) if law != "list"] == []


@pytest.mark.parametrize(
    "named", ["suggest", "findByNameStem", "findByNameNot", "findByNameNearest", "findOthersByName", "orderByName"]
)
def test_a_search_that_says_not_by_what_it_finds_is_open(named: str, tmp_path: Path) -> None:
    """What is called `suggest` may show what is like a name, and `findByNameNot` what has another."""
    assert told(some_journeys(Books("name", named), tmp_path, "/search/")) == []


class Shelves(Books):
    """Books of a kind on a shelf, which has those of other kinds as well, or behind."""

    def __init__(self, path: str, said: str) -> None:
        super().__init__("kind")
        self.path, self.said = path, said

    def document(self) -> dict[str, Any]:
        """The search by kind is called otherwise, or said to show others."""
        tree = super().document()
        search = tree["paths"].pop("/books/search/findByKind")
        search["get"]["parameters"][0]["description"] = self.said
        tree["paths"][f"/books/search/{self.path}"] = search
        return tree

    def answer(self, asked: Asked) -> Answer:
        """By kind at its own path."""
        if asked.parts[-1] == self.path:
            asked.parts[-1] = "findByKind"
        return super().answer(asked)


@pytest.mark.parametrize(
    ("path", "said"),
    [("similar", ""), ("rest", ""), ("shelf", ""), ("findByKind", "Books of this kind stand first")],
)
def test_a_parameter_that_is_called_as_a_member_may_leave_out_none(path: str, said: str, tmp_path: Path) -> None:
    """Only a path that finds by it is held to it, and none of which a text says that others are shown."""
    assert told(some_journeys(Shelves(path, said), tmp_path, "/search/")) == []


class Paged(Books):
    """The search by kind has pages, and links to the next one; with the fault ``loses`` the link forgets the kind."""

    def document(self) -> dict[str, Any]:
        """It takes a page and a size."""
        tree = super().document()
        size = in_query("size", type="integer", minimum=1, maximum=50, default=50)
        search = tree["paths"]["/books/search/findByKind"]["get"]
        search["parameters"] += [in_query("page", type="integer", minimum=0, default=0), size]
        return tree

    def answer(self, asked: Asked) -> Answer:
        """A page of what was found."""
        status, body, headers = super().answer(asked)
        if asked.parts[-1] != "findByKind" or status != 200:
            return status, body, headers
        asks, kind = (asked.query.get(one, [""])[-1] for one in ("size", "kind"))
        first = asked.query.get("page", ["0"])[-1]
        page, size = 0 if first == "0" else number(first), number(asks or "50")
        if page is None or size is None or size > 50:
            return 400, None, {}
        books = body["_embedded"]["books"]
        shown, more = books[page * size : (page + 1) * size], len(books) > (page + 1) * size
        filtered = "" if self.fault == "loses" else f"&kind={kind}"
        links = {"next": {"href": f"/books/search/findByKind?page={page + 1}&size={size}{filtered}"}} if more else {}
        return 200, {"_embedded": {"books": shown}, "_links": links}, {}


@pytest.mark.parametrize(("fault", "wrong"), [("", 0), ("loses", 1)])
def test_the_link_of_a_search_keeps_what_was_asked_for(fault: str, wrong: int, tmp_path: Path) -> None:
    """Behind it is no book of another kind."""
    report = some_journeys(Paged(fault), tmp_path, "/search/")
    assert len([law for law, _, _ in told(report) if law == "list"]) == wrong
