"""A service may keep names in small letters and find them in any: the key that it shows tells so, nothing else does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.addressing import Addressing
from contracts.cases.sending.pair_judge import is_in_another_case
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from mock_server.openapi import MISSING, load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}
_TOPIC: dict[str, Any] = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
_SHOWN: dict[str, Any] = {"type": "object", "properties": {"slug": _NAME, **_TOPIC["properties"]}}
_TEXT = {"text": "t"}


@pytest.mark.parametrize(
    ("asked", "body", "shown", "is_open"),
    [
        ("Tea", _TEXT, "tea", True),
        ("Tea", {"text": 1}, "tea", False),
        ("Tea", _TEXT, "coffee", False),
        ("Tea", _TEXT, "Tea", False),
        ("tea", _TEXT, "tea", False),
        ("Tea_", _TEXT, "tea", False),
    ],
)
def test_a_key_in_another_case_is_open(asked: str, body: Any, shown: str, is_open: bool, tmp_path: Path) -> None:
    """Where nothing else of the request is wrong, and the record is shown under the name that it is kept by."""
    replace = {"requestBody": takes(_TOPIC), "responses": {"200": says(_SHOWN), "400": {"description": "no"}}}
    path = {"parameters": [in_path("slug", _NAME)], "get": {"responses": {"200": says(_SHOWN)}}, "put": replace}
    document = {"openapi": "3.1.0", "info": {"title": "Topics", "version": "1"}, "paths": {"/topics/{slug}": path}}
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document), "utf-8")
    judge = Judge.of(load_document(spec))
    kind = (("Content-Type", "application/json"),)
    request = Request("PUT", f"/topics/{asked}", headers=kind, body=json.dumps(body).encode())
    answer = Answer(200, kind, json.dumps({"slug": shown, "text": "t"}).encode())
    reading = judge.reader.read(request)
    assert reading is not None
    sent = Sent(Exchange(request, answer, "fuzz"), reading, judge.body_of(answer), MISSING, [])
    behaviour = judge.behaviours[reading.operation.id]
    assert is_in_another_case(Addressing(judge.behaviours), sent, behaviour) is is_open
