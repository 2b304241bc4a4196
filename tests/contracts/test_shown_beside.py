"""Reads of what is beside a record, or found by a query: whose key is shown, and that nothing may be found, is open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = {"type": "integer", "minimum": 1}
PERSON = {"type": "object", "required": ["id", "name"], "properties": {"id": NUMBER, "name": {"type": "string"}}}
LOAN = {"type": "object", "required": ["id", "due"], "properties": {"id": NUMBER, "due": {"type": "string"}}}
NONE = {"404": {"description": "none"}, "400": {"description": "wrong"}}


def _get(name: str, schema: Any, *parameters: Any) -> dict[str, Any]:
    return {"get": {"operationId": name, "parameters": list(parameters), "responses": {"200": says(schema), **NONE}}}


def _drifts(folder: Path, owners: dict[str, int], *, lost: str = "") -> set[tuple[str, str]]:
    """Of a service of books 1 and 2, with these authors; ``lost``: this is not there."""
    key = {"name": "id", "in": "path", "required": True, "schema": NUMBER}
    isbn = {"name": "isbn", "in": "query", "schema": {"type": "string"}}
    switches = [
        {"name": name, "in": "query", "schema": {"type": kind}}
        for name, kind in (("verbose", "boolean"), ("lang", "string"), ("fields", "string"))
    ]
    paths = {
        "/authors/{id}": _get("author", {"$ref": "#/components/schemas/Author"}, key),
        "/authors": _get("authors", {"type": "array", "items": {"$ref": "#/components/schemas/Author"}}),
        "/books/{id}": _get("book", LOAN, key),
        "/books/{id}/author": _get("authorOf", {"$ref": "#/components/schemas/Author"}, key),
        "/books/{id}/due": _get("due", LOAN, key),
        "/health": _get("health", {"type": "object", "properties": {"up": {"type": "boolean"}}}, *switches),
        "/found": _get("found", {"type": "object", "properties": {"isbn": {"type": "string"}}}, isbn),
    }
    tree = {"openapi": "3.0.3", "info": {"title": "Books", "version": "1"}, "paths": paths}
    spec = folder / "books.json"
    spec.write_text(json.dumps(tree | {"components": {"schemas": {"Author": PERSON}}}), "utf-8")

    def answer(method: str, target: str, *_: Any) -> tuple[int, Any, dict[str, str]]:
        parts = target.partition("?")[0].split("/")[1:]
        if method not in ("GET", "HEAD"):
            return 405, None, {"Allow": "GET, HEAD"}
        people = [{"id": number, "name": "A"} for number in (7, 9)]
        if parts == ["authors"]:
            return (404, None, {}) if lost == "authors" else (200, people, {})
        if parts == ["health"] and lost != "health":
            asked = parse_qs(target.partition("?")[2], keep_blank_values=True)
            return (200, {"up": True}, {}) if {*asked.get("verbose", ())} <= {"true", "false"} else (400, None, {})
        if len(parts) > 1 and not (parts[1].isdecimal() and int(parts[1]) and not parts[1].startswith("0")):
            return 400, None, {}
        if parts[0] == "books" and parts[1] in owners and parts[2:] == ["author"]:
            return 200, {"id": owners[parts[1]], "name": "A"}, {}
        if parts[0] == "books" and parts[1] in owners and len(parts) == 2:
            return 200, {"id": int(parts[1]), "due": "soon"}, {}
        found = [one for one in people if parts[0] == "authors" and str(one["id"]) == parts[1]]
        return (200, found[0], {}) if found else (404, None, {})

    with answering(answer) as url:
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=1, ledger=folder / "ledger"))
    return {(drift.lead.law, str(drift.lead.operation)) for drift in report.drifts}


def test_what_is_beside_a_record_has_a_key_of_its_own(tmp_path: Path) -> None:
    """The author of book 1 is author 7, and a search without what is looked for finds nothing."""
    assert _drifts(tmp_path, {"1": 7, "2": 9}) == set()


@pytest.mark.parametrize("lost", ["authors", "health"])
def test_what_nothing_is_looked_for_by_is_there(lost: str, tmp_path: Path) -> None:
    """No query may find nothing where it lists, nor where it says how one thing is shown."""
    assert ("state", lost) in _drifts(tmp_path, {"1": 7}, lost=lost)
