"""A small club of members, served under a base path of its own, with faults that keep a check from looking."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from email.message import Message
    from pathlib import Path

    from contracts.findings import Report

BASE = "/club/v2"
MEMBER = {
    "type": "object",
    "required": ["nick"],
    "properties": {"number": {"type": "integer", "readOnly": True}, "nick": {"type": "string", "maxLength": 40}},
}


def document() -> dict[str, Any]:
    """Members that are made, listed and dropped; a badge by its code; an action."""
    none, wrong = {"description": "none"}, {"description": "wrong"}
    take = {"required": True, "content": {"application/json": {"schema": MEMBER}}}
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
    code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
    listed = says({"type": "array", "items": MEMBER})
    paths = {
        "/members": {
            "get": {"operationId": "members", "responses": {"200": listed}},
            "post": {
                "operationId": "join",
                "requestBody": take,
                "responses": {"201": says(MEMBER), "400": wrong},
            },
        },
        "/members/{number}": {
            "parameters": [number],
            "delete": {"operationId": "leave", "responses": {"204": {"description": "gone"}, "404": none}},
        },
        "/badges/{code}": {
            "parameters": [code],
            "get": {"operationId": "badge", "responses": {"200": says({"type": "object"}), "404": none}},
        },
        "/remind": {"post": {"operationId": "remindAll", "responses": {"202": {"description": "sent"}}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Club", "version": "2"},
        "servers": [{"url": f"https://club.example{BASE}"}],
        "paths": paths,
    }


class Club:
    """The service; ``fault`` is one of keeps (deletes fail), throttles (429 from the tenth request on), puts off (503,
    all from the twentieth request on), closed (503 for badges alone) or none.
    """

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.members: dict[int, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.fields: list[str | None] = []

    def answer(self, method: str, path: str, data: bytes) -> tuple[int, Any]:
        """Status and value."""
        self.asked.append((method, path))
        if self.fault == "throttles" and len(self.asked) > 10:
            return 429, {"slow": "down"}
        if (self.fault == "puts off" and len(self.asked) > 20) or (self.fault == "closed" and "/badges/" in path):
            return 503, None
        if not path.startswith(f"{BASE}/"):
            return 404, {"nothing": path}
        kind, _, tail = path.removeprefix(f"{BASE}/").partition("/")
        if (kind, tail) == ("members", ""):
            return self._join(data) if method == "POST" else (200, list(self.members.values()))
        if kind == "members" and method == "DELETE":
            known = tail.isdigit() and int(tail) in self.members
            if known and self.fault != "keeps":
                del self.members[int(tail)]
            return (409 if self.fault == "keeps" else 204, None) if known else (404, None)
        if kind == "badges" and method == "GET":
            return (200, {"of": tail}) if tail == "gold" else (404, None)
        return (202, None) if (method, kind) == ("POST", "remind") else (404, {"nothing": path})

    def _join(self, data: bytes) -> tuple[int, Any]:
        body = sent_json(data)
        nick = body.get("nick") if isinstance(body, dict) else None
        if not isinstance(nick, str) or len(nick) > 40:
            return 400, None
        number = len(self.asked)
        self.members[number] = {"number": number, "nick": nick}
        return 201, self.members[number]


def serving(club: Club) -> AbstractContextManager[str]:
    """The address of the host while it runs, without the base path."""

    def answer(method: str, target: str, headers: Message, data: bytes) -> tuple[int, Any, dict[str, str]]:
        club.fields.append(headers.get("X-Club"))
        kind = (headers.get("Content-Type") or "application/json").partition(";")[0]
        status, value = club.answer(method, target.partition("?")[0], data if kind == "application/json" else b"")
        return status, value, {"Retry-After": "9999"} if status == 503 else {}

    return answering(answer, "GET", "POST", "DELETE")


def checked(club: Club, folder: Path, *, base: str = BASE, **options: Any) -> Report:
    """The report of a check of the club under ``base``."""
    path = folder / "club.json"
    path.write_text(json.dumps(document()), "utf-8")
    with serving(club) as host:
        settings = Settings(
            url=host + base, spec=path, seed=9, fuzz=0, recombinations=2, ledger=folder / "ledger", **options
        )
        return report_of(settings)
