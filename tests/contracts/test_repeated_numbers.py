"""A number that is given twice below one parent shows again below a parent of its own: it is made twice there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NAMED: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 40}},
}
_NUMBER = {"type": "integer", "minimum": 1}


def _shown(name: str) -> dict[str, Any]:
    return {**_NAMED, "required": [name, "title"], "properties": {name: _NUMBER, **_NAMED["properties"]}}


class Shelves(Service):
    """Shelves, and books on them that are numbered shelf by shelf, or all with the same number."""

    def __init__(self, *, counts: bool) -> None:
        super().__init__()
        self.begin({"shelves": {}, "books": {}})
        self.counts, self.last = counts, 40

    def document(self) -> dict[str, Any]:
        """Both are made, read and removed."""
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        one = {"204": {"description": "gone"}, **no, **none}
        shelf, book = in_path("shelf", _NUMBER), in_path("number", _NUMBER)

        def both(name: str, kind: str, parameters: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
            many = {"post": {"operationId": f"add_{kind}", "requestBody": takes(_NAMED),
                             "responses": {"201": says(_shown(name)), **no, **none}}}  # fmt: skip
            read = {"operationId": f"get_{kind}", "responses": {"200": says(_shown(name)), **no, **none}}
            return many, {"parameters": parameters, "get": read,
                          "delete": {"operationId": f"drop_{kind}", "responses": one}}  # fmt: skip

        shelves, one_shelf = both("id", "shelf", [shelf])
        books, one_book = both("number", "book", [shelf, book])
        return {
            "openapi": "3.1.0",
            "info": {"title": "Shelves", "version": "1"},
            "paths": {
                "/shelves": shelves,
                "/shelves/{shelf}": one_shelf,
                "/shelves/{shelf}/books": {"parameters": [shelf], **books},
                "/shelves/{shelf}/books/{number}": one_book,
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented, but for the numbers."""
        parts = asked.parts
        if parts[0] != "shelves" or len(parts) > 4 or parts[2:3] not in ([], ["books"]):
            return 404, None, {}
        allowed = ("POST",) if len(parts) % 2 else ("DELETE", "GET")
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if any(number(part) is None for part in parts[1::2]):
            return 400, None, {}
        if len(parts) > 2 and parts[1] not in self.rows["shelves"]:
            return 404, None, {}
        rows = self.rows["shelves" if len(parts) < 3 else "books"]
        if asked.method == "POST":
            return self._made(asked, rows)
        key = "/".join(parts[1::2])
        if key not in rows:
            return 404, None, {}
        if asked.method == "GET":
            return 200, rows[key], {}
        del rows[key]
        for below in [below for below in self.rows["books"] if len(parts) == 2 and below.startswith(f"{key}/")]:
            del self.rows["books"][below]
        return 204, None, {}

    def _made(self, asked: Asked, rows: dict[str, Any]) -> Answer:
        body, wrong = Checker(_NAMED).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        self.last += 1
        above = asked.parts[1:2]
        given = self.last if self.counts or not above else 1
        row = {"number" if above else "id": given, "title": body["title"]}
        rows["/".join([*above, str(given)])] = row
        return 201, row, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("counts", [True, False])
def test_a_repeated_number_shows_again(counts: bool, tmp_path: Path) -> None:
    """Two requests to one new parent show it, and no more than those."""
    report = checked(Shelves(counts=counts), tmp_path, recombinations=0)
    told = [(d.lead.law, d.lead.operation, d.lead.flaky) for d in report.drifts]
    assert told == ([] if counts else [("generated-unique", "add_book", False)])
    for drift in report.drifts:
        steps = [*drift.lead.before, drift.lead.exchange]
        assert [step.request.operation for step in steps] == ["add_shelf", "add_book", "add_book"]
