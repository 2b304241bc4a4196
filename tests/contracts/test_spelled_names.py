"""What a form calls `RoomName` an answer may call `room_name`: it comes back all the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TEXT = {"type": "string"}
_FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("taken", "shown", "answer", "found"),
    [
        (("RoomName",), ("room_name",), {"room_name": "Attic"}, []),
        (("RoomName",), ("room_name",), {"room_name": "Cellar"}, ["echo"]),
        (("RoomName",), ("roomname", "room_name"), {"roomname": "a", "room_name": "b"}, []),
        (("RoomName", "room_name"), ("room_name",), {"room_name": "Cellar"}, []),
        (("RoomName",), ("room",), {"room": "Cellar"}, []),
        (("RoomName",), ("_room_name",), {"_room_name": "Cellar"}, []),
        (("RoomName",), ("@roomName",), {"@roomName": "Cellar"}, []),
        (("RoomName",), {"room_name": {"type": "integer"}}, {"room_name": 7}, []),
        (("RoomName",), {"room_name": {"type": "string", "format": "uri"}}, {"room_name": "urn:attic"}, ["echo"]),
    ],
)
def test_a_member_in_another_spelling_comes_back(
    taken: tuple[str, ...], shown: Iterable[str], answer: dict[str, Any], found: list[str], tmp_path: Path
) -> None:
    """Where it is the only one of that name, and no request has one; a mark before a name is the service's."""
    sent = {"type": "object", "required": ["RoomName"], "properties": dict.fromkeys(taken, _TEXT)}
    record: dict[str, Any] = {
        "type": "object",
        "properties": {"sid": _TEXT, **(shown if isinstance(shown, dict) else dict.fromkeys(shown, _TEXT))},
    }
    made = {"description": "made", "content": {"application/json": {"schema": record}}}
    key = {"name": "sid", "in": "path", "required": True, "schema": _TEXT}
    file = tmp_path / "rooms.json"
    paths = {
        "/rooms": {"post": {"requestBody": {"content": {_FORM: {"schema": sent}}}, "responses": {"201": made}}},
        "/rooms/{sid}": {"get": {"parameters": [key], "responses": {"200": made}}},
    }
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Rooms", "version": "1"}, "paths": paths}))
    body = json.dumps({"sid": "r1", **answer}).encode()
    request = Request("POST", "/rooms", (("Content-Type", _FORM),), b"RoomName=Attic")
    exchange = Exchange(request, Answer(201, (("Content-Type", "application/json"),), body), "journey")
    assert [finding.law for finding in Judge(load_document(file)).judge(exchange)] == found
