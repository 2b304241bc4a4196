"""The law `write-only`: a member that is marked writeOnly stands in no answer, at any depth."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws import judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

SECRET = {"type": ["string", "null"], "writeOnly": True}
ACCOUNT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "owner": {"type": "string"},
        "pin": SECRET,
        "logins": {"type": "array", "items": {"type": "object", "properties": {"phrase": SECRET}}},
        "bank": {"allOf": [{"$ref": "#/components/schemas/Bank"}]},
    },
}


def broken(folder: Path, body: Any) -> list[tuple[str, str]]:
    """Law and place of each finding in an answer with this body."""
    answer = {"description": "one", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    bank = {"type": "object", "properties": {"code": SECRET}}
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "read", "responses": {"200": answer}}}},
        "components": {"schemas": {"A": ACCOUNT, "Bank": bank}},
    }
    path = folder / "accounts.json"
    path.write_text(json.dumps(tree), "utf-8")
    kind = (("Content-Type", "application/json"),)
    exchange = Exchange(Request("GET", "/a", (), None), Answer(200, kind, json.dumps(body).encode()), "journey")
    return [(finding.law, finding.place) for finding in judge(exchange, load_document(path))]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"owner": "o", "pin": "1234"}, "/pin"),
        ({"logins": [{}, {"phrase": "open sesame"}]}, "/logins/*/phrase"),
        ({"bank": {"code": "77"}}, "/bank/code"),
    ],
)
def test_a_hidden_member_that_is_shown_is_a_finding(body: Any, place: str, tmp_path: Path) -> None:
    """At the top, in arrays, and behind references."""
    assert broken(tmp_path, body) == [("write-only", place)]


@pytest.mark.parametrize(
    "body", [{"owner": "o"}, {"pin": None}, {"pin": ""}, {"pin": "••••"}, {"pin": "****"}, {"logins": [], "bank": {}}]
)
def test_what_tells_nothing_is_none(body: Any, tmp_path: Path) -> None:
    """Left out, null, empty or masked."""
    assert broken(tmp_path, body) == []
