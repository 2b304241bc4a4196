"""A secret that a create alone shows stands in no other answer; what it is called tells that it is one."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.judging import Judge
from contracts.laws.shown_once import ShownOnce
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

VALUE = "qW7xK2mPz9tLvB4n"


def _shows(properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {"description": "it", "content": {"application/json": {"schema": schema}}}


def _found(name: str, folder: Path) -> list[Any]:
    """What a read is told that shows what a create answered under this name."""
    text = {"type": "string"}
    one = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": text}]}
    paths = {
        "/tags": {"post": {"operationId": "make", "responses": {"201": _shows({"id": text, name: text})}}},
        "/tags/{id}": {**one, "get": {"operationId": "read", "responses": {"200": _shows({"id": text})}}},
    }
    spec = folder / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    judge = Judge(load_document(spec))
    shown, make = ShownOnce(judge.schemas, judge.behaviours), judge.behaviours["make"]
    shown.learn(make, make.operation.responses[0], {"id": "1", name: VALUE})
    request = SimpleNamespace(target="/tags/1", body=None, headers=())
    answer = SimpleNamespace(body=json.dumps({"id": "1", "about": VALUE}).encode())
    exchange: Any = SimpleNamespace(request=request, answer=answer)
    found: Any = lambda *words, **_: words  # noqa: E731
    return shown.findings(exchange, found)


@pytest.mark.parametrize("name", ["clientSecret", "api_key", "token", "privateKey", "passcode"])
def test_a_secret_of_a_create_is_missed_nowhere(name: str, tmp_path: Path) -> None:
    """Whatever member of another answer holds it."""
    assert [words[0] for words in _found(name, tmp_path)] == ["shown-once"]


@pytest.mark.parametrize("name", ["nextPageToken", "tokenType", "isPrivateNote", "about"])
def test_what_is_no_secret_by_its_name_may_be_shown_again(name: str, tmp_path: Path) -> None:
    """By the names that are secrets everywhere else."""
    assert _found(name, tmp_path) == []
