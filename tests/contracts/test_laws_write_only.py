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


@pytest.mark.parametrize(
    ("shown", "more", "status", "body", "is_told"),
    [
        (["owner"], {}, 201, {"owner": "o", "pin": "1234"}, True),
        (["owner"], {}, 201, {"owner": "o", "pin": "****"}, False),
        (["owner"], {}, 201, {"owner": "o"}, False),
        (["owner", "pin"], {}, 201, {"owner": "o", "pin": "1234"}, False),
        (["owner"], {"additionalProperties": True}, 201, {"owner": "o", "pin": "1234"}, False),
        (["owner"], {"additionalProperties": {}}, 201, {"owner": "o", "pin": "1234"}, False),
        (["owner"], {"unevaluatedProperties": True}, 201, {"owner": "o", "pin": "1234"}, False),
        (["owner"], {"patternProperties": {"^p": {"type": "string"}}}, 201, {"owner": "o", "pin": "1234"}, False),
        (
            ["owner"],
            {"if": {"required": ["pin"]}, "then": {"properties": {"pin": {}}}},
            201,
            {"owner": "o", "pin": "1"},
            False,
        ),
        (["owner"], {}, 201, {"owner": "o", "pin": False}, False),
        (["token"], {}, 201, {"token": "t", "pin": "1234"}, False),
        (["owner"], {}, 400, {"owner": "o", "pin": "1234"}, False),
    ],
)
def test_a_mark_of_the_request_alone_counts_where_the_answer_shows_its_record(
    shown: list[str], more: dict[str, Any], status: int, body: Any, is_told: bool, tmp_path: Path
) -> None:
    """Documents with a schema for each direction have the mark in one of them."""
    answer = {"type": "object", "properties": {name: {"type": "string"} for name in shown}, **more}
    media = {"application/json": {"schema": answer}}
    asked = {
        "content": {"application/json": {"schema": {"type": "object", "properties": {"owner": {}, "pin": SECRET}}}}
    }
    said = {each: {"description": "one", "content": media} for each in ("201", "400")}
    paths = {"/a": {"post": {"operationId": "make", "requestBody": asked, "responses": said}}}
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    kind = (("Content-Type", "application/json"),)
    request = Request("POST", "/a", kind, b"{}" if status < 400 else b"[]")
    exchange = Exchange(request, Answer(status, kind, json.dumps(body).encode()), "journey")
    found = [finding.law for finding in judge(exchange, load_document(path)) if finding.law == "write-only"]
    assert found == (["write-only"] if is_told else [])
