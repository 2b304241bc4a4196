"""What stands in the body of a POST that searches holds over the run's own records, as a query of a list does."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_KIND: dict[str, Any] = {"type": "string", "enum": ["novel", "essay", "atlas"]}
_MARKS: dict[str, Any] = {"type": "array", "maxItems": 4, "items": {"type": "string", "maxLength": 60}}
_BOOK: dict[str, Any] = {
    "type": "object",
    "required": ["name", "kind"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "kind": _KIND,
        "pages": {"type": "integer", "minimum": 1, "maximum": 9000},
        "marks": _MARKS,
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "properties": {"book_id": {"type": "string"}, "room": {"type": "string"}, **_BOOK["properties"]},
}
_ROOM: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Books(Service):
    """Books in rooms; ``fault`` is the member of a search that does nothing, or what is wrong with its answer.

    Of the kind in ``turned``, which ``says`` what it is for, no book is found.
    """

    def __init__(
        self,
        fault: str = "",
        marks: str = "Books that have all these marks",
        kind: str = "",
        turned: str = "",
        says: str = "",
    ) -> None:
        super().__init__()
        self.turned = {turned: {"type": "object", "description": says, "properties": {"kind": _KIND}}} if turned else {}
        self.fault, self.said = fault, (marks, kind)
        self.begin({"rooms": {}, "books": {}})
        self.keys = itertools.count(1)

    def document(self) -> dict[str, Any]:
        """The document: books are found by a search alone."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        marks, kind = self.said
        number: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 50}
        where = {
            "kind": {**_KIND, "description": kind},
            "marks": {**_MARKS, "description": marks},
            "room": {"type": "string"},
            "min_pages": {"type": "integer", "minimum": 1, "maximum": 9000},
        }
        asked = {
            "where": {"type": "object", "additionalProperties": False, "properties": where},
            "offset": number,
            "page_size": {**number, "minimum": 1},
            "order_by": {"type": "string", "enum": ["pages", "-pages"]},
            **self.turned,
        }
        found = {"books": {"type": "array", "items": _SHOWN}, "total_count": {"type": "integer"}}
        room = {"type": "object", "properties": {"room": {"type": "string"}, "name": {"type": "string"}}}
        gone, above = {"204": {"description": "gone"}, **no}, in_path("room", {"type": "string"})
        body = takes({"type": "object", "additionalProperties": False, "properties": asked})
        search = says({"type": "object", "properties": found})
        paths = {
            "/rooms": {"post": {"requestBody": takes(_ROOM), "responses": {"201": says(room), **no}}},
            "/rooms/{room}": {
                "parameters": [above],
                "get": {"responses": {"200": says(room), **no}},
                "delete": {"responses": gone},
            },
            "/rooms/{room}/books": {
                "parameters": [above],
                "post": {"requestBody": takes(_BOOK), "responses": {"201": says(_SHOWN), **no}},
            },
            "/rooms/{room}/books/{book_id}": {
                "parameters": [above, in_path("book_id", {"type": "string"})],
                "get": {"responses": {"200": says(_SHOWN), **no}},
                "delete": {"responses": gone},
            },
            "/books/find": {
                "post": {"operationId": "find", "requestBody": body, "responses": {"200": search, **no}},
            },
        }
        return {"openapi": "3.1.0", "info": {"title": "Books", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rooms, books, parts = self.rows["rooms"], self.rows["books"], asked.parts
        if parts == ["books", "find"]:
            return self._find(asked)
        room = parts[1] if len(parts) > 1 else ""
        if parts[0] != "rooms" or (room and room not in rooms):
            return 404, None, {}
        if asked.method == "POST":
            checker = Checker(_BOOK if room else _ROOM)
            body, wrong = checker.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            key = f"k{next(self.keys)}"
            row = {"book_id": key, "room": room} if room else {"room": key}
            (books if room else rooms)[key] = {**row, **checker.kept(body)}
            return 201, (books if room else rooms)[key], {}
        rows, key = (books, parts[3]) if len(parts) == 4 else (rooms, room)
        if key not in rows or rows[key]["room"] != room:
            return 404, None, {}
        return (204, rows.pop(key) and None, {}) if asked.method == "DELETE" else (200, rows[key], {})

    def _find(self, asked: Asked) -> Answer:
        schema = self.document()["paths"]["/books/find"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        body, wrong = Checker(schema).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        body = {n: v for n, v in body.items() if n != self.fault}
        where = {n: v for n, v in body.get("where", {}).items() if n != self.fault}
        left_out = [body.get(name, {}).get("kind") for name in self.turned]
        together = any if self.fault == "any" else all
        found = [
            row
            for row in self.rows["books"].values()
            if all(where.get(name, row[name]) == row[name] for name in ("kind", "room"))
            and row["kind"] not in left_out
            and (not where.get("marks") or together(mark in row.get("marks", ()) for mark in where["marks"]))
            and self._number(row.get("pages", 1)) >= self._number(where.get("min_pages", 1))
        ]
        order = body.get("order_by", "")
        if order:
            found.sort(key=lambda row: row.get("pages", 0), reverse=order.startswith("-"))
        start = body.get("offset", 0)
        shown = found[start : start + body.get("page_size", 50)]
        total = len(shown) if self.fault == "counted" else len(found)
        return 200, json.loads(json.dumps({"books": shown, "total_count": total})), {}

    def _number(self, value: int) -> Any:
        return str(value) if self.fault == "as text" else value


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fault", "flaw"),
    [
        ("kind", "/books/*/kind is not what kind asks for"),
        ("room", "/books/*/room is not what room asks for"),
        ("any", "/books/*/marks is not what marks asks for"),
        ("min_pages", "/books/*/pages is outside what min_pages asks for"),
        ("as text", "/books/*/pages "),
        ("page_size", "/books lists more records than were asked for"),
        ("offset", "/books lists a record of the page before on the next"),
        ("order_by", "/books/*/pages is in one order, whichever way order_by asks for"),
        ("counted", "/total_count counts less than the list shows on all its pages"),
    ],
)
def test_a_search_that_finds_otherwise_is_told(fault: str, flaw: str, tmp_path: Path) -> None:
    """Members of an object in the body count as well."""
    service = Books(fault)
    report = some_journeys(service, tmp_path, "^searches of")
    assert [drift.lead.message[: len(flaw)] for drift in report.drifts] == [flaw]
    assert told(report)[0][:2] == ("list", "find")
    assert service.left == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("", {}),
        ("any", {"marks": "Books with these marks"}),
        ("kind", {"kind": "Books of this kind are preferred"}),
    ],
)
def test_a_right_search_is_none(fault: str, said: dict[str, str], tmp_path: Path) -> None:
    """Nor is one whose document does not say that a member narrows what is found."""
    service = Books(fault, **said)
    report = some_journeys(service, tmp_path, "^searches of")
    assert (told(report), report.exit_code, service.left) == ([], 0, [])
    assert report.created > 0


TURNED = [
    ("exclude", ""), ("must_not", ""), ("withoutAny", ""), ("facets", ""), ("boost", ""), ("others", "Leave out these"),
]  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("turned", "says"), TURNED)
def test_what_leaves_out_by_its_holder_is_no_filter(turned: str, says: str, tmp_path: Path) -> None:
    """Whatever the member inside is called, and although a filter has that name too."""
    service = Books(turned=turned, says=says)
    assert told(some_journeys(service, tmp_path, "^searches of")) == []
    assert service.left == []


@pytest.mark.parametrize(("turned", "wrong"), [("exclude", True), ("those", False)])
def test_of_two_places_of_one_name_none_is_asked_where_both_may_be_meant(
    turned: str, wrong: bool, tmp_path: Path
) -> None:
    """One of them that leaves out by its holder takes nothing from the other."""
    report = some_journeys(Books("kind", turned=turned), tmp_path, "^searches of")
    assert told(report) == ([("list", "find", "/books/*/kind")] if wrong else [])
