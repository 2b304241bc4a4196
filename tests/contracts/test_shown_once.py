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


def _found(
    name: str, folder: Path, *, key: str = "id", value: str = VALUE, shows: str | None = None, others: int = 0
) -> list[Any]:
    """What a read is told that shows what a create answered under this name; ``key`` is that of its own key.

    Or what it is told that ``shows`` another text. So many ``others`` were shown before, which nothing shows again.
    """
    text = {"type": "string"}
    one = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": text}]}
    paths = {
        "/tags": {"post": {"operationId": "make", "responses": {"201": _shows({key: text, name: text})}}},
        "/tags/{id}": {**one, "get": {"operationId": "read", "responses": {"200": _shows({"id": text})}}},
    }
    spec = folder / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    judge = Judge(load_document(spec))
    shown, make = ShownOnce(judge.schemas, judge.behaviours), judge.behaviours["make"]
    for secret in (*(f"{number:x}-{VALUE}"[:14] for number in range(others)), value):
        shown.learn(make, make.operation.responses[0], {key: "1", name: secret})
    request = SimpleNamespace(target="/tags/1", body=None, headers=())
    answer = SimpleNamespace(body=json.dumps({"id": "1", "about": shows or value}).encode())
    exchange: Any = SimpleNamespace(request=request, answer=answer)
    found: Any = lambda *words, **_: words  # noqa: E731
    return shown.findings(exchange, found)


@pytest.mark.parametrize(
    "name",
    [
        *("clientSecret", "api_key", "token", "privateKey", "passcode"),
        *("secretString", "passwordFull", "token_data", "private", "secretKeyPem", "apiKeyValue", "secrets[0]"),
    ],
)
def test_a_secret_of_a_create_is_missed_nowhere(name: str, tmp_path: Path) -> None:
    """Whatever member of another answer holds it."""
    assert [words[0] for words in _found(name, tmp_path)] == ["shown-once"]


@pytest.mark.parametrize(
    "name", ["nextPageToken", "tokenType", "isPrivateNote", "about", "fullName", "data", "private_note"]
)
def test_what_is_no_secret_by_its_name_may_be_shown_again(name: str, tmp_path: Path) -> None:
    """By the names that are secrets everywhere else."""
    assert _found(name, tmp_path) == []


@pytest.mark.parametrize("name", ["secretUrl", "otpauthUri", "tokenLink"])
def test_an_address_is_a_secret_where_it_holds_one(name: str, tmp_path: Path) -> None:
    """One without random text leads everybody to the same place."""
    told = _found(name, tmp_path, value=f"https://example.com/once?of={VALUE}")
    assert [words[0] for words in told] == ["shown-once"]
    assert _found(name, tmp_path, value="https://example.com/secrets/about") == []


@pytest.mark.parametrize("name", ["tagSecret", "tag_token", "cookie", "secret"])
def test_the_key_of_a_record_is_shown_as_often_as_the_record_is(name: str, tmp_path: Path) -> None:
    """Whatever it is called: reading and listing show it under another name."""
    assert _found(name, tmp_path, key=name) == []


@pytest.mark.parametrize("others", [0, 60])
def test_one_of_many_secrets_is_told(others: int, tmp_path: Path) -> None:
    """And nothing of an answer in which only the beginning of one stands."""
    assert [words[0] for words in _found("token", tmp_path, others=others)] == ["shown-once"]
    assert _found("token", tmp_path, shows=f"{VALUE[:13]}-another", others=others) == []
