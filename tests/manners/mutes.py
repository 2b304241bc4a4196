"""Mutes of alarms: ``POST /mutes`` makes what ``/mute/{muteID}`` reads and ends; lists are asked for by matchers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes
from tests.repeatable_keys import RepeatableKeys

_MATCHER = re.compile(r"\w+(=|!=|=~)\S+")
_KEY = {"type": "string", "format": "uuid"}
_MUTE: dict[str, Any] = {
    "type": "object",
    "required": ["reason", "watchers", "startsAt", "endsAt"],
    "properties": {
        "reason": {"type": "string", "minLength": 1, "maxLength": 200},
        "watchers": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
        "level": {"type": "integer", "minimum": 1, "maximum": 9},
        "startsAt": {"type": "string", "format": "date-time"},
        "endsAt": {"type": "string", "format": "date-time"},
    },
}
_SHOWN = {**_MUTE, "required": ["id"], "properties": {"id": _KEY, **_MUTE["properties"]}}
_MADE = {"type": "object", "required": ["muteID"], "properties": {"muteID": _KEY}}
_TEXT = {"type": "string", "minLength": 1}


class Mutes(Service):
    """The service. Whoever makes a mute watches it: its list of watchers gains one."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = RepeatableKeys()
        first = "11111111-1111-4111-8111-111111111111"
        self.begin({"mutes": {first: {"id": first, "reason": "works", "watchers": ["root"]}}})
        self.checker = Checker(_MUTE)

    def document(self) -> dict[str, Any]:
        """Nothing in it says which grammar a matcher has, nor that a watcher is added."""
        no = says(_TEXT, "no")
        matchers = in_query("filter", type="array", items={"type": "string"})
        lost = {"404": no, "400": no}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Mutes", "version": "1"},
            "paths": {
                "/mutes": {
                    "get": {"operationId": "getMutes", "parameters": [matchers],
                            "responses": {"200": says({"type": "array", "items": _SHOWN}), "400": no}},
                    "post": {"operationId": "postMutes", "requestBody": takes(_MUTE),
                             "responses": {"200": says(_MADE), "400": no}},
                },
                "/mute/{muteID}": {
                    "parameters": [in_path("muteID", _KEY)],
                    "get": {"operationId": "getMute", "responses": {"200": says(_SHOWN), **lost}},
                    "delete": {"operationId": "deleteMute", "responses": {"200": {"description": "ended"}, **lost}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Requests are read before records are looked for."""
        parts, rows = asked.parts, self.rows["mutes"]
        if parts == ["mutes"] and asked.method == "GET":
            wanted = asked.query.get("filter", [])
            bad = next((text for text in wanted if not _MATCHER.fullmatch(text)), None)
            return (200, [*rows.values()], {}) if bad is None else (400, f"bad matcher: {bad[:40]!r}", {})
        if parts == ["mutes"] and asked.method == "POST":
            body, wrong = self.checker.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, f"wrong: {', '.join(wrong)}", {}
            if datetime.fromisoformat(body["startsAt"]) >= datetime.fromisoformat(body["endsAt"]):
                return 400, "starts after its end", {}
            key = self._keys.uuid()
            kept = self.checker.kept(body)
            rows[key] = {**kept, "id": key, "watchers": [*kept["watchers"], "the maker"]}
            return 200, {"muteID": key}, {}
        if len(parts) != 2 or parts[0] != "mute" or asked.method not in ("GET", "DELETE"):
            known = parts == ["mutes"] or (len(parts) == 2 and parts[0] == "mute")
            names = "GET, POST" if parts == ["mutes"] else "GET, DELETE"
            return (405, "no such method", {"Allow": names}) if known else (404, "no such page", {})
        if not re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", parts[1].lower()):
            return 400, "no uuid", {}
        key = parts[1].lower()
        if key not in rows:
            return 404, "no such mute", {}
        if asked.method == "DELETE":
            del rows[key]
            return 200, None, {}
        return 200, rows[key], {}
