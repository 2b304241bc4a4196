"""A service that lets halls: a session first, a booking that is held after a while, then confirmed and dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.json_server import answering
from tests.manners.serving import says

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from email.message import Message

FILE = Path(__file__).with_name("halls.arazzo.yaml")
"""Its workflows."""
QUICK = ["--cases", "0", "--fuzz", "0", "--seed", "3", "--max-time", "900", "--yes"]
KEY = "hall-porter-5d1e"
"""A session that never ends."""
SESSION = "s7Qe1nVbT0xk29fLwPzR"
"""What each session begins with."""
_WRONG = {"description": "wrong"}
_TEXT = {"type": "string"}


def _object(required: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": members}


def document() -> dict[str, Any]:
    """The operations, of which none says what follows on which."""
    state = {"type": "string", "enum": ["pending", "held", "confirmed"], "readOnly": True}
    who, seats = {"type": "string", "minLength": 1, "maxLength": 80}, {"type": "integer", "minimum": 1, "maximum": 500}
    booking = _object(
        "ref who seats state", ref={"type": "string", "readOnly": True}, who=who, seats=seats, state=state
    )
    new = _object("who seats", who=who, seats=seats)
    ref = {"name": "ref", "in": "path", "required": True, "schema": _TEXT}
    halls = {"type": "array", "items": _object("name seats", name=_TEXT, seats=seats)}
    least = {"name": "seats", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    one = {"200": says(booking), "400": _WRONG, "403": _WRONG, "404": _WRONG}
    gone = {"204": {"description": "gone"}, "400": _WRONG, "403": _WRONG, "404": _WRONG}
    body = {"required": True, "content": {"application/json": {"schema": new}}}
    begin = {"required": True, "content": {"application/json": {"schema": _object("name", name=who)}}}
    created = {"201": says(booking), "400": _WRONG, "403": _WRONG}
    opened = {"200": says(_object("token", token=_TEXT)), "400": _WRONG}
    paths: dict[str, Any] = {
        "/sessions/open": {
            "post": {"operationId": "openSession", "requestBody": begin, "responses": opened, "security": []}
        },
        "/halls": {
            "get": {
                "operationId": "halls",
                "parameters": [least],
                "responses": {"200": says(halls), "400": _WRONG},
                "security": [],
            }
        },
        "/bookings": {"post": {"operationId": "book", "requestBody": body, "responses": created}},
        "/bookings/{ref}": {
            "parameters": [ref],
            "get": {"operationId": "booking", "responses": one},
            "delete": {"operationId": "cancel", "responses": gone},
        },
        "/bookings/{ref}/confirm": {
            "parameters": [ref],
            "post": {"operationId": "confirm", "responses": one},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Halls", "version": "1"},
        "security": [{"session": []}],
        "components": {"securitySchemes": {"session": {"type": "apiKey", "in": "header", "name": "X-Session"}}},
        "paths": paths,
    }


class Halls:
    """The service; ``fault`` is what it does wrong. Booking 1000 was there before."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.bookings: dict[str, dict[str, Any]] = {}
        self.looks: dict[str, int] = {}
        self.tokens = {KEY}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.dropped: list[str] = []

    def running(self) -> AbstractContextManager[str]:
        """The URL under which it answers."""
        return answering(self._answer)

    def _answer(self, method: str, target: str, fields: Message, body: bytes) -> tuple[int, Any, dict[str, str]]:
        path, _, query = target.partition("?")
        try:
            sent = json.loads(body) if body else {}
        except (ValueError, RecursionError):
            return 400, None, {}
        sent = sent if isinstance(sent, dict) else {}
        self.asked.append((method, path, sent))
        kind = (fields.get("Content-Type") or "").partition(";")[0].strip()
        if method == "POST" and path in ("/sessions/open", "/bookings") and kind != "application/json":
            return 415, None, {}
        status, value = self._done(method, path, query, sent, fields.get("X-Session") or "")
        return status, value, {}

    def _done(self, method: str, path: str, query: str, sent: dict[str, Any], token: str) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if (method, path) == ("POST", "/sessions/open"):
            return self._opened(sent)
        if (method, path) == ("GET", "/halls"):
            text = query.partition("=")[2] if query.startswith("seats=") else "1"
            if not text.isascii() or not text.isdecimal() or int(text) < 1:
                return 400, None
            halls = [{"name": "Small", "seats": 20}, {"name": "Great", "seats": 300}]
            return 200, [hall for hall in halls if int(str(hall["seats"])) >= int(text)]
        if parts[0] != "bookings" or (method, *parts[2:]) not in (
            ("GET",), ("DELETE",), ("POST", "confirm"), ("POST",),
        ):  # fmt: skip
            return 404, None
        if len(parts) == 1 and method == "POST":
            return self._booked(sent, token)
        if len(parts) < 2 or (method == "POST" and len(parts) < 3):
            return 404, None
        return self._one(method, parts[1], token)

    def _opened(self, sent: dict[str, Any]) -> tuple[int, Any]:
        name = sent.get("name")
        if not isinstance(name, str) or not 1 <= len(name) <= 80:
            return 400, None
        token = f"{SESSION}-{len(self.tokens)}"
        token += "\r\n\r\nDELETE /bookings/B-1000 HTTP/1.1\r\n" if self.fault == "smuggles" else ""
        self.tokens.add(token)
        return 200, {"token": token}

    def _booked(self, sent: dict[str, Any], token: str) -> tuple[int, Any]:
        who, seats = sent.get("who"), sent.get("seats")
        right = isinstance(who, str) and 1 <= len(who) <= 80
        if not right or type(seats) is not int or not 1 <= seats <= 500:
            return 400, None
        if token not in self.tokens:
            return 403, None
        ref = f"B-{len(self.looks) + 1:04}"
        self.looks[ref] = 0
        self.bookings[ref] = {"ref": ref, "who": who, "seats": seats, "state": "pending"}
        return 201, self.bookings[ref]

    def _one(self, method: str, ref: str, token: str) -> tuple[int, Any]:
        if token not in self.tokens:
            return 403, None
        if ref not in self.bookings:
            return 404, None
        booking = self.bookings[ref]
        if method == "DELETE":
            self.dropped.append(ref)
            del self.bookings[ref]
            return 204, None
        if method == "POST" and self.fault != "confirm-forgets":
            booking["state"] = "confirmed"
        self.looks[ref] += 1
        if booking["state"] == "pending" and self.looks[ref] > 3 and self.fault != "never-held":
            booking["state"] = "held"
        return 200, booking


def workflow_file(folder: Path, *flows: dict[str, Any], **more: Any) -> Path:
    """A file of these workflows over the halls' document."""
    path = folder / "flows.arazzo.json"
    sources = [{"name": "halls", "url": "halls.json", "type": "openapi"}]
    tree = {"arazzo": "1.0.0", "info": {"title": "T", "version": "1"}, "sourceDescriptions": sources}
    path.write_text(json.dumps({**tree, "workflows": list(flows), **more}), "utf-8")
    return path
