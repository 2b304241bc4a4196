"""The laws of parents and envelopes: what is below a deleted record is gone, a resource is wrapped alike everywhere."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents.shop import json_of
from tests.engine.documents import app, call

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server import MockApp

JSON = "application/json"
FLOOR = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
NONE = {"404": {"description": "None"}}


def _collection(path: str, ending: str = "") -> dict[str, Any]:
    """The paths of a collection and of its items, each with the keys of those above it."""
    name = f"k{path.count('{')}"
    return {
        path + ending: {
            "get": {"responses": {"200": json_of({"type": "array", "items": FLOOR})}},
            "post": {"requestBody": {"content": {JSON: {"schema": FLOOR}}}, "responses": {"201": json_of(FLOOR)}},
        },
        f"{path}/{{{name}}}{ending}": {
            "get": {"responses": {"200": json_of(FLOOR), **NONE}},
            "delete": {"responses": {"204": {"description": "Gone"}, **NONE}},
        },
    }


def _house(ending: str = "") -> dict[str, Any]:
    """Houses, their floors, the rooms of these."""
    paths = ("/houses", "/houses/{k0}/floors", "/houses/{k0}/floors/{k1}/rooms")
    found = {name: item for path in paths for name, item in _collection(path, ending).items()}
    for path, item in found.items():
        keys = [part[1:-1] for part in path.removesuffix(ending or "\0").split("/") if part.startswith("{")]
        item["parameters"] = [{"name": k, "in": "path", "required": True, "schema": {"type": "string"}} for k in keys]
    return {"paths": found}


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> MockApp:
    """One mock for all keys, which are tried in a sandbox each."""
    return app(tmp_path_factory.mktemp("houses"), _house())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(keys=st.lists(st.text("ab|%", min_size=1, max_size=3), min_size=2, max_size=2, unique=True))
def test_a_deleted_parent_takes_with_it_what_is_below(houses: MockApp, keys: list[str]) -> None:
    """Records below at any depth are gone, those below another parent stay, whatever stands in the keys."""
    tried = {"x_mock_sandbox": uuid.uuid4().hex}

    def ask(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return call(houses, method, path, body, **tried)[:2]

    gone, stays = (key.replace("%", "%25").replace("|", "%7C") for key in keys)
    for key, house in zip(keys, (gone, stays), strict=True):
        ask("POST", "/houses", {"id": key})
        ask("POST", f"/houses/{house}/floors", {"id": "f"})
        ask("POST", f"/houses/{house}/floors/f/rooms", {"id": "r"})
    assert ask("DELETE", f"/houses/{gone}")[0] == 204
    for path in ("", "/floors/f", "/floors/f/rooms/r"):
        assert ask("GET", f"/houses/{gone}{path}")[0] == 404
        assert ask("GET", f"/houses/{stays}{path}")[0] == 200
    ask("POST", "/houses", {"id": keys[0]})
    assert ask("GET", f"/houses/{gone}/floors")[1] == []
    assert ask("GET", f"/houses/{gone}/floors/f/rooms")[1] == []


def test_what_is_below_is_found_where_paths_have_endings(tmp_path: Path) -> None:
    """``/houses/{k0}.json`` owns ``/houses/{k0}/floors.json``."""
    mock = app(tmp_path, _house(".json"))
    call(mock, "POST", "/houses.json", {"id": "h"})
    call(mock, "POST", "/houses/h/floors.json", {"id": "f"})
    call(mock, "POST", "/houses/h/floors/f/rooms.json", {"id": "r"})
    assert call(mock, "DELETE", "/houses/h.json")[0] == 204
    assert call(mock, "GET", "/houses/h/floors/f.json")[0] == 404
    assert call(mock, "GET", "/houses/h/floors/f/rooms.json")[1] == []


def test_what_is_below_an_invented_record_goes_with_it(tmp_path: Path) -> None:
    """A parent that only the mock knew of owns what a client made below it."""
    mock = app(tmp_path, _house())
    call(mock, "POST", "/houses/h/floors", {"id": "f"})
    assert call(mock, "DELETE", "/houses/h")[0] == 204
    assert call(mock, "GET", "/houses/h/floors")[1] == []


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("must", [True, False])
def test_a_resource_is_wrapped_alike_in_all_operations(tmp_path: Path, depth: int, must: bool) -> None:
    """The envelope is that of each operation's schema, required or not, though the parameter is no property."""
    boat = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "sail": {"type": "string"}}}
    shown: dict[str, Any] = boat
    for name in ("boat", "data")[:depth]:
        shown = {"type": "object", "properties": {name: shown}, **({"required": [name]} if must else {})}
    key = {"name": "boat_id", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {"requestBody": {"content": {JSON: {"schema": boat}}}}
    paths = {
        "/boats": {"post": {**body, "responses": {"201": json_of(shown)}}},
        "/boats/{boat_id}": {
            "parameters": [key],
            "get": {"responses": {"200": json_of(shown)}},
            "patch": {**body, "responses": {"200": json_of(shown)}},
        },
    }
    mock = app(tmp_path, {"paths": paths})
    made = call(mock, "POST", "/boats", {"sail": "red"})[1]
    inner = made["boat"] if depth == 1 else made["data"]["boat"]
    assert inner["sail"] == "red"
    assert call(mock, "GET", f"/boats/{inner['id']}")[1] == made
    changed = call(mock, "PATCH", f"/boats/{inner['id']}", {"sail": "blue"})[1]
    assert changed != made
    assert call(mock, "GET", f"/boats/{inner['id']}")[1] == changed
