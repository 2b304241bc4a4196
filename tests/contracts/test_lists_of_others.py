"""Lists of what others made agree with themselves: pages repeat nothing, and filters let in no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked, in_path, in_query, number, says

if TYPE_CHECKING:
    from pathlib import Path

_GENRES = ["crime", "poetry", "travel"]
_BOOK: dict[str, Any] = {
    "type": "object",
    "required": ["isbn", "genre"],
    "properties": {
        "isbn": {"type": "string"},
        "genre": {"type": "string", "enum": _GENRES},
        "lent": {"type": "boolean"},
    },
}
_AGE = {"Cache-Control": {"required": True, "schema": {"type": "string"}}}
_MOST = 5
"""Books of the largest page."""


class Books(Service):
    """Twelve books that nobody can add to; ``lent`` asks for those that are lent as well, not for those alone."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        books = [{"isbn": f"{100 + n}", "genre": _GENRES[n % 3], "lent": n % 2 == 0} for n in range(12)]
        self.begin({"books": {str(book["isbn"]): book for book in books}})
        self.fault = fault

    def document(self) -> dict[str, Any]:
        """A list with pages and filters, and one book."""
        shelf = {"type": "object", "required": ["found"], "properties": {"found": {"type": "array", "items": _BOOK}}}
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        asked = [
            in_query("genre", type="string", enum=_GENRES),
            in_query("lent", type="boolean"),
            in_query("page", type="integer", minimum=1, maximum=99, default=1),
            in_query("per_page", type="integer", minimum=1, maximum=_MOST, default=_MOST),
        ]
        return {
            "openapi": "3.1.0",
            "info": {"title": "Books", "version": "1"},
            "paths": {
                "/books": {"get": {"operationId": "all", "parameters": asked, "responses": {"200": says(shelf), **no}}},
                "/books/{isbn}": {
                    "parameters": [in_path("isbn", {"type": "string"})],
                    "get": {"operationId": "one", "responses": {"200": says(_BOOK), **none}},
                    "head": {
                        "operationId": "there",
                        "responses": {"200": {"description": "it is", "headers": _AGE}, **none},
                    },
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented, but for the fault."""
        if asked.parts[0] != "books" or len(asked.parts) > 2:
            return 404, None, {}
        allowed = ("GET", "HEAD") if len(asked.parts) == 2 else ("GET",)
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if len(asked.parts) == 2:
            book = self.rows["books"].get(asked.parts[1])
            aged = {} if self.fault == "no age" else {"Cache-Control": "max-age=60"}
            return (200, book, aged if asked.method == "HEAD" else {}) if book else (404, None, {})
        given = {name: values[0] for name, values in asked.query.items()}
        genre, lent = given.get("genre"), given.get("lent", "true")
        page, size = number(given.get("page", "1")), number(given.get("per_page", str(_MOST)))
        right = page and size and page < 100 and size <= _MOST and lent in ("true", "false")
        if not right or (genre is not None and genre not in _GENRES) or not page or not size:
            return 400, None, {}
        rows = [row for row in self.rows["books"].values() if lent == "true" or not row["lent"]]
        if self.fault != "every genre":
            rows = [row for row in rows if genre in (None, row["genre"])]
        begin = (page - 1) * size - (page > 1 and self.fault == "overlap")
        return 200, {"found": rows[begin : begin + size]}, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("", []),
        ("every genre", [("list", "all", "/found/*/genre", False)]),
        ("overlap", [("list", "all", "/found", False)]),
        ("no age", [("answer-header", "there", "header Cache-Control", False)]),
    ],
)
def test_what_a_list_of_others_says_of_itself_is_true(fault: str, told: list[Any], tmp_path: Path) -> None:
    """An option of a member lets in those that have it; a flag may let in more than those.

    That a mock has no such record says nothing of the form in which it is shown.
    """
    report = checked(Books(fault), tmp_path, recombinations=0)
    assert [
        (drift.lead.law, drift.lead.operation, drift.lead.place, drift.lead.flaky) for drift in report.drifts
    ] == told
