"""A child tells the record above it where the document has a member for it, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.documents.shop import json_of
from tests.engine.documents import app, call

if TYPE_CHECKING:
    from pathlib import Path

JSON = "application/json"
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
APP = {"type": "object", "required": ["id", "name"], "properties": {"id": NUMBER, "name": TEXT, "size": NUMBER}}


def _made_below(folder: Path, members: dict[str, Any], sent: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """What is answered to a create below the app 1, of which records show ``members`` and requests take ``sent``."""
    number = {"name": "id", "in": "path", "required": True, "schema": NUMBER}
    own = {"name": "note", "in": "path", "required": True, "schema": NUMBER}
    note = {"type": "object", "required": ["id", *members], "properties": {"id": NUMBER, "text": TEXT, **members}}
    takes = {"type": "object", "properties": {"text": TEXT, **sent}}
    apps = {"type": "object", "properties": {"name": TEXT}}
    paths = {
        "/apps": {"post": {"requestBody": {"content": {JSON: {"schema": apps}}}, "responses": {"201": json_of(APP)}}},
        "/apps/{id}": {"get": {"parameters": [number], "responses": {"200": json_of(APP)}}},
        "/apps/{id}/notes": {
            "parameters": [number],
            "post": {"requestBody": {"content": {JSON: {"schema": takes}}}, "responses": {"201": json_of(note)}},
        },
        "/apps/{id}/notes/{note}": {"get": {"parameters": [number, own], "responses": {"200": json_of(note)}}},
        "/appointments/{id}": {"get": {"parameters": [number], "responses": {"200": json_of(APP)}}},
    }
    mock = app(folder, {"paths": paths})
    assert call(mock, "POST", "/apps", {"name": "One"})[1]["id"] == 1
    status, answer, _ = call(mock, "POST", "/apps/1/notes", {"text": "t", **body})
    assert status == 201
    key = answer["id"]
    assert call(mock, "GET", f"/apps/1/notes/{key}")[1] == answer
    assert isinstance(answer, dict)
    return answer


def test_what_is_named_after_it(tmp_path: Path) -> None:
    """Objects and flat keys of the parent's name, long or short, and objects that show such a record."""
    keyed = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "link": TEXT}}
    members = {"app": keyed, "application_id": NUMBER, "parentId": NUMBER, "holder": APP}
    made = _made_below(tmp_path, members, {}, {})
    assert {name: made[name] for name in members if name != "holder"} == {
        "app": {"id": "1"}, "application_id": 1, "parentId": 1,
    }  # fmt: skip
    assert (made["holder"]["id"], made["holder"]["name"]) == (1, "One")


def test_what_is_another(tmp_path: Path) -> None:
    """A name of another resource, a word that can't be the key, and what such a record has of its own kind."""
    tree = {"type": "object", "required": ["id"], "properties": {"id": NUMBER, "text": TEXT, "app": TEXT, "x": TEXT}}
    members = {"appointment_id": {**NUMBER, "minimum": 2}, "app": {**TEXT, "enum": ["web"]}, "parent": tree}
    made = _made_below(tmp_path, members, {}, {})
    assert made["appointment_id"] != 1
    assert made["app"] == "web"
    assert made["parent"]["id"] != 1


def test_what_is_sent_stands(tmp_path: Path) -> None:
    """A key that the client gives is kept, whatever the path says; a vague name that requests have is theirs."""
    members = {"app": TEXT, "parent_id": {"type": "integer", "minimum": 2}}
    made = _made_below(tmp_path, members, members, {"app": "other", "parent_id": 5})
    assert (made["app"], made["parent_id"]) == ("other", 5)
