"""Settings behind Go's net/http: PUT alone makes them, plain text refuses, keys are kept in lower case."""

from __future__ import annotations

import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

_SETTING: dict[str, Any] = {
    "type": "object",
    "required": ["value"],
    "properties": {
        "value": {"type": "string", "maxLength": 200},
        "ttl": {"type": "integer", "minimum": 0, "maximum": 86400},
        "secret": {"type": "boolean"},
    },
}
_TEXT = {"description": "refused", "content": {"text/plain": {"schema": {"type": "string"}}}}


class SettingStore(Service):
    """The service: 204 where a setting was there, 201 where it was not; who deletes what is not there gets 204."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"settings": {name: {"name": name, "value": "on"} for name in ("debug", "test", "default")}})
        self.checker = Checker(_SETTING)

    def document(self) -> dict[str, Any]:
        """No POST, no 409; the key is shown in lower case."""
        shown = {"type": "object", "required": ["name", "value"], "properties": {
            "name": {"type": "string", "description": "In lower case"}, **_SETTING["properties"]}}  # fmt: skip
        listed = {"type": "object", "required": ["settings"], "properties": {
            "settings": {"type": "array", "items": shown}}}  # fmt: skip
        name = in_path("name", {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_.-]{0,63}$"})
        return {
            "openapi": "3.0.3",
            "info": {"title": "Settings", "version": "1"},
            "paths": {
                "/v1/settings": {
                    "get": {"operationId": "List", "parameters": [in_query("prefix", type="string", maxLength=64)],
                            "responses": {"200": says(listed), "400": _TEXT}},
                },
                "/v1/settings/{name}": {
                    "parameters": [name],
                    "get": {"operationId": "Get", "responses": {"200": says(shown), "400": _TEXT, "404": _TEXT}},
                    "put": {"operationId": "Put", "requestBody": takes(_SETTING), "responses": {
                        "201": {"description": "made"}, "204": {"description": "changed"}, "400": _TEXT, "415": _TEXT}},
                    "delete": {"operationId": "Delete",
                               "responses": {"204": {"description": "gone"}, "400": _TEXT}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Paths are cleaned before anything else."""
        if "//" in asked.path or "/./" in asked.path or "/../" in asked.path:
            return 301, b"", {"Location": re.sub("/+", "/", asked.path)}
        parts = asked.parts
        if parts[:2] != ["v1", "settings"] or len(parts) > 3:
            return _plain(404, "404 page not found")
        method = "GET" if asked.method == "HEAD" else asked.method
        names = ("GET", "HEAD") if len(parts) == 2 else ("DELETE", "GET", "HEAD", "PUT")
        if method not in names:
            return _plain(405, "Method Not Allowed", {"Allow": ", ".join(names)})
        rows = self.rows["settings"]
        if len(parts) == 2:
            start = asked.query.get("prefix", [""])[0].lower()
            if len(start) > 64:
                return _plain(400, "bad prefix")
            return 200, {"settings": [row for key, row in sorted(rows.items()) if key.startswith(start)]}, {}
        if re.fullmatch("[A-Za-z][A-Za-z0-9_.-]{0,63}", parts[2]) is None:
            return _plain(400, "bad name")
        key = parts[2].lower()
        if method == "PUT":
            return self._put(asked, key)
        if method == "DELETE":
            rows.pop(key, None)
            return 204, None, {}
        return (200, rows[key], {}) if key in rows else _plain(404, "no such setting")

    def _put(self, asked: Asked, key: str) -> Answer:
        if not asked.json:
            return _plain(415, "want application/json")
        body, wrong = self.checker.read(asked.data)
        if body is None or wrong:
            return _plain(400, f"bad body: {', '.join(wrong)}")
        known = key in self.rows["settings"]
        self.rows["settings"][key] = {"name": key, **self.checker.kept(body)}
        return 204 if known else 201, None, {}


def _plain(status: int, text: str, headers: dict[str, str] | None = None) -> Answer:
    fields = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
    return status, f"{text}\n".encode(), fields | (headers or {})
