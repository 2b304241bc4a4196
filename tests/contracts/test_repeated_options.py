"""Options that a body has twice: a service may keep each once, as a set of them; other lists come back whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from tests.requests.small_documents import document

OPTIONS = {"type": "string", "enum": ["oil", "gas"]}
MEDIA = (("Content-Type", "application/json"),)


@pytest.mark.parametrize(
    ("items", "sent", "shown", "found"),
    [
        (OPTIONS, ["oil", "oil"], ["oil"], []),
        (OPTIONS, ["gas", "oil", "gas"], ["gas", "oil"], []),
        (OPTIONS, ["gas", "oil", "gas"], ["gas"], ["echo"]),
        (OPTIONS, ["gas", "oil"], ["gas"], ["echo"]),
        ({"type": "string"}, ["oil", "oil"], ["oil"], ["echo"]),
    ],
)
def test_an_option_given_twice_may_be_kept_once(items: Any, sent: Any, shown: Any, found: list[str]) -> None:
    """None of the options is lost."""
    members = {"id": {"type": "integer"}, "kinds": {"type": "array", "items": items}}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": members}}}}
    make = {"requestBody": body, "responses": {"201": {"description": "made", **body}}}
    judge = Judge(document({"paths": {"/lamps": {"post": make}}}))
    request = Request("POST", "/lamps", MEDIA, json.dumps({"kinds": sent}).encode())
    answer = Answer(201, MEDIA, json.dumps({"id": 1, "kinds": shown}).encode(), 0.0)
    assert [each.law for each in judge.judge(Exchange(request, answer, "journey", ""))] == found
