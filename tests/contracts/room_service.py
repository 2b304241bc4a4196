"""Rooms and their seats, which each room counts from 1: a seat's number alone names a seat of every room."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering
from tests.manners.serving import says

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from contracts.findings import Report

_ROOM = {"name": {"type": "string", "minLength": 1, "maxLength": 60}}
_SEAT = {"label": {"type": "string", "minLength": 1, "maxLength": 60}, "row": {"type": "integer", "minimum": 0}}


LISTS_HIDDEN = "hidden rooms are listed by the names of changed ones"
SEAT_OF_ANOTHER = "a create answers with the seat of another room"


def document(*, above: str = "room", read: bool = True, paged: bool = False) -> dict[str, Any]:
    """The document; ``above`` is the name of the room's key in the paths of single seats.

    Where it is ``paged``, rooms come page by page, beside a member for the next page that is never filled.
    """
    integer = {"type": "integer", "minimum": 1, "maximum": 2147483647}
    paths: dict[str, Any] = {}
    none, wrong = {"404": {"description": "none"}}, {"400": {"description": "wrong"}}
    for path, name, members, required in (
        ("/rooms", "Room", _ROOM, "name"),
        ("/rooms/{room}/seats", "Seat", _SEAT, "label"),
    ):
        key = "room" if name == "Room" else "seat"
        shown = {"type": "object", "required": [key], "properties": {key: integer, **members}}
        body = {"type": "object", "required": [required], "properties": members}
        taken = {"required": True, "content": {"application/json": {"schema": body}}}
        inside = [] if name == "Room" else ["room"]
        paths[path] = {
            "parameters": [_in_path(each, integer) for each in inside],
            "get": {
                "operationId": f"list{name}s",
                "responses": {"200": says({"type": "array", "items": shown}), **wrong, **none},
            },
            "post": {
                "operationId": f"make{name}",
                "requestBody": taken,
                "responses": {"201": says(shown), **wrong, **none},
            },
        }
        one: dict[str, Any] = {
            "parameters": [_in_path(each, integer) for each in (*(above for _ in inside), key)],
            "put": {
                "operationId": f"change{name}",
                "requestBody": taken,
                "responses": {"200": says(shown), **wrong, **none},
            },
            "delete": {
                "operationId": f"drop{name}",
                "responses": {"204": {"description": "gone"}, **wrong, **none},
            },
        }
        if read:
            one["get"] = {"operationId": f"read{name}", "responses": {"200": says(shown), **wrong, **none}}
        paths[f"{path.replace('{room}', f'{{{above}}}')}/{{{key}}}"] = one
    if paged:
        listing = paths["/rooms"]["get"]
        content = listing["responses"]["200"]["content"]["application/json"]
        items = {"items": content["schema"], "total": {"type": "integer"}, "next": {"type": "string", "nullable": True}}
        content["schema"] = {"type": "object", "required": ["items", "total"], "properties": items}
        number = {"type": "integer", "minimum": 1, "maximum": 1000}
        listing["parameters"] = [
            {"name": "page", "in": "query", "schema": {**number, "default": 1}},
            {"name": "per_page", "in": "query", "schema": {**number, "default": 20}},
        ]
    return {"openapi": "3.0.3", "info": {"title": "Rooms", "version": "1"}, "paths": paths}


def _in_path(name: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


class Rooms:
    """The service. Room 1 with the seats 1 to 6 was there before. ``fault`` is one of its lists, or nothing.

    Of its lies one lists a hidden room from before under the name of a changed one, the other answers a create with the
    seat of another room, which it then takes for that one whatever the room.
    """

    def __init__(self, *, paged: bool = False, fault: str = "") -> None:
        self.paged = paged
        self.fault = fault
        self.gone: list[tuple[str, Any]] = []
        """What was removed, with the room that it was in."""
        self.asked: list[tuple[str, str]] = []
        self.changed: list[str] = []
        """The names that rooms were given by changes."""
        self.rooms: dict[str, dict[str, Any]] = {"1": {"room": 1, "name": "hall"}}
        self.seats: dict[str, dict[str, dict[str, Any]]] = {
            "1": {str(n): {"seat": n, "label": f"old {n}"} for n in range(1, 7)}
        }
        if fault == LISTS_HIDDEN:
            self.rooms |= {str(n): {"room": n, "name": f"hidden {n}"} for n in range(900, 904)}
        self.before = json.dumps([self.rooms, self.seats])
        self.last = {"": 1, "1": 6}
        self.touched: set[tuple[str, str]] = set()
        """Room and seat of each change and removal."""

    @property
    def unharmed(self) -> bool:
        """Whether everything from before is as it was."""
        rooms, seats = json.loads(self.before)
        same = all(self.rooms.get(key) == room for key, room in rooms.items())
        return same and all(self.seats["1"].get(key) == seat for key, seat in seats["1"].items())

    @property
    def left(self) -> list[str]:
        """What was made and is still there."""
        rooms, seats = json.loads(self.before)
        return [*self.rooms.keys() - rooms.keys(), *self.seats["1"].keys() - seats["1"].keys()]

    def answer(self, method: str, target: str, headers: Message, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """One answer; a refused method comes with all that some path has."""
        status, value, fields = self._answered(method, target, headers, data)
        return status, value, {"Allow": "GET, POST, PUT, DELETE"} if status == 405 else fields

    def _answered(self, method: str, target: str, headers: Message, data: bytes) -> tuple[int, Any, dict[str, str]]:
        if headers.get_content_type() != "application/json":
            data = b""
        self.asked.append((method, target))
        path, _, query = target.partition("?")
        parts = path.strip("/").split("/")
        names = parts[::2] == ["rooms", "seats"][: len(parts[::2])]
        if not names or len(parts) > 4:
            return 404, {"error": "no such path"}, {}
        if not all(key.isdecimal() and key.isascii() and 0 < int(key) < 2**31 for key in parts[1::2]):
            return 400, {"error": "no number"}, {}
        parts[1::2] = [str(int(key)) for key in parts[1::2]]
        if len(parts) > 2 and parts[1] not in self.rooms:
            return 404, {"error": "no such room"}, {}
        if self.fault == SEAT_OF_ANOTHER and len(parts) > 2 and parts[1] != "1":
            return *self._lie(method, parts, data), {}
        if len(parts) < 3:
            status, value = self._on(method, self.rooms, "", "room", parts[1:], data)
            if self.paged and (method, status, len(parts)) == ("GET", 200, 1):
                return *_page(value, query), {}
            if method == "POST" and status == 201:
                self.seats[str(value["room"])] = {}
            return status, value, {}
        return *self._on(method, self.seats[parts[1]], parts[1], "seat", parts[3:], data), {}

    def _on(
        self, method: str, records: dict[str, Any], above: str, name: str, key: list[str], data: bytes
    ) -> tuple[int, Any]:
        members, required = (_ROOM, "name") if name == "room" else (_SEAT, "label")
        body = _right(data, members, required) if method in ("POST", "PUT") else {}
        if method not in (("GET", "PUT", "DELETE") if key else ("GET", "POST")):
            return 405, {"error": "no such method"}
        if key and key[0] not in records:
            return 404, {"error": f"no such {name}"}
        if body is None:
            return 400, {"error": "wrong"}
        if not key:
            if method == "GET":
                return 200, self._listed(records, above)
            self.last[above] = number = self.last.get(above, 0) + 1
            records[str(number)] = {name: number, **body}
            return 201, records[str(number)]
        if method != "GET":
            self.touched.add((above, key[0]))
        if method == "DELETE":
            self.gone += [(above, records[key[0]])] if self.fault == f"removed {name}s are listed" else []
            del records[key[0]]
            return 204, None
        if method == "PUT":
            records[key[0]] = {name: int(key[0]), **body}
            self.changed += [body["name"]] if name == "room" else []
        return 200, records[key[0]]

    def _listed(self, records: dict[str, Any], above: str) -> list[Any]:
        shown = [*records.values(), *(record for room, record in self.gone if room == above)]
        if self.fault != LISTS_HIDDEN or above:
            return shown
        seen = [row for row in shown if not 900 <= row["room"] < 904]
        return [*seen, *({"room": 900 + number, "name": name} for number, name in enumerate(self.changed[:4]))]

    def _lie(self, method: str, parts: list[str], data: bytes) -> tuple[int, Any]:
        foreign = self.seats["1"]
        if method == "POST" and len(parts) == 3:
            body = _right(data, _SEAT, "label")
            self.last["lies"] = number = self.last.get("lies", 0) % 6 + 1
            return (400, {"error": "wrong"}) if body is None else (201, {"seat": number, **body})
        return self._on(method, foreign if parts[3:] else {}, "1", "seat", parts[3:], data)


def _page(rows: list[Any], query: str) -> tuple[int, Any]:
    pairs = parse_qs(query, keep_blank_values=True)
    page, size = (pairs.get(name, [usual])[-1] for name, usual in (("page", "1"), ("per_page", "20")))
    if not all(re.fullmatch("[0-9]{1,4}", text) and 1 <= int(text) <= 1000 for text in (page, size)):
        return 400, {"error": "no such page"}
    start = (int(page) - 1) * int(size)
    return 200, {"items": rows[start : start + int(size)], "total": len(rows), "next": None}


def _right(data: bytes, members: dict[str, Any], required: str) -> dict[str, Any] | None:
    """The members of a body that conforms, None where it does not."""
    try:
        body = json.loads(data, parse_constant=lambda _: 1 / 0)
    except (ValueError, RecursionError, ZeroDivisionError):
        return None
    if not isinstance(body, dict) or required not in body:
        return None
    for name in members.keys() & body.keys():
        value = body[name]
        if name == "row":
            if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 0:
                return None
        elif not isinstance(value, str) or not 1 <= len(value) <= 60:
            return None
    return {name: value for name, value in body.items() if name in members}


def checked(rooms: Rooms, spec: dict[str, Any], folder: Path, **options: Any) -> Report:
    """The report of a check of the rooms, without generated cases."""
    path = folder / "rooms.json"
    path.write_text(json.dumps(spec), "utf-8")
    given: dict[str, Any] = {"fuzz": 0, "recombinations": 5, "seed": 3, "ledger": folder / "ledger"} | options
    with answering(rooms.answer) as url:
        return report_of(Settings(url=url, spec=path, **given))
