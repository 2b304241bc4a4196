"""People who sign up, log in and set their passwords; each decision is an attribute that a fault may replace."""

from __future__ import annotations

from typing import Any

from tests.json_server import sent_json
from tests.manners.serving import Answer, Asked, Service, in_path, says, takes

_TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
_NEW = {"type": "object", "required": ["login", "password"], "properties": {"login": _TEXT, "password": _TEXT}}
_SHOWN = {"type": "object", "required": ["login"], "properties": {"login": _TEXT, "is_admin": {"type": "boolean"}}}
_SECRET = {"type": "object", "required": ["password"], "properties": {"password": _TEXT}}
_TOKEN = {"type": "object", "required": ["token"], "properties": {"token": _TEXT}}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_DOORS = {"people": "GET", "people/signup": "POST", "people/login": "POST"}
CHALLENGE = {"WWW-Authenticate": "Bearer"}


class People(Service):
    """Ann was there before; whose password is set, what joining takes and what is shown may be wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"people": {"ann": {"login": "ann", "password": "anns-own-1", "is_admin": True}}})
        self.faults: set[str] = set()
        """Of ``anybody`` (sets any password), ``asker`` (that of who asks), ``admin`` and ``shown``."""

    def document(self) -> dict[str, Any]:
        """Nothing removes anybody."""
        no = {status: says(_ERROR) for status in ("400", "401", "403", "404", "409", "415")}
        people = {"type": "array", "items": _SHOWN}
        return {
            "openapi": "3.0.3",
            "info": {"title": "People", "version": "1"},
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "paths": {
                "/people": {"get": {"operationId": "people", "responses": {"200": says(people), **no}}},
                "/people/signup": {"post": {
                    "operationId": "memberSignUp", "requestBody": takes(_NEW), "responses": {"200": says({}), **no}}},
                "/people/login": {"post": {
                    "operationId": "login", "requestBody": takes(_NEW), "responses": {"200": says(_TOKEN), **no}}},
                "/people/{login}/password": {"parameters": [in_path("login", _TEXT)], "put": {
                    "operationId": "setPassword", "security": [{"bearer": []}], "requestBody": takes(_SECRET),
                    "responses": {"204": {"description": "set"}, **no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, the credentials, then the body."""
        door = "PUT" if len(asked.parts) == 3 and asked.parts[2] == "password" else _DOORS.get("/".join(asked.parts))
        if door is None or asked.parts[0] != "people":
            return 404, {"error": "no such page"}, {}
        if asked.method not in (door, "HEAD" if door == "GET" else door):
            return 405, {"error": "no such method"}, {"Allow": door}
        rows = self.rows["people"]
        if door == "GET":
            hidden = set() if "shown" in self.faults else {"password"}
            return 200, [{n: v for n, v in row.items() if n not in hidden} for row in rows.values()], {}
        token = asked.headers.get("Authorization", "").removeprefix("Bearer token-of-")
        if door == "PUT" and token not in rows:
            return 401, {"error": "who is there?"}, CHALLENGE
        if not asked.json:
            return 415, {"error": "JSON, please"}, {}
        body = sent_json(asked.data)
        texts = [body.get(n) for n in ("login", "password")[door == "PUT" :]] if isinstance(body, dict) else [None]
        if not all(isinstance(text, str) and 0 < len(text) <= 60 for text in texts):
            return 400, {"error": "no such body"}, {}
        return self._set(asked.parts[1], token, body) if door == "PUT" else self._enter(asked.parts[1], body)

    def _enter(self, door: str, body: dict[str, Any]) -> Answer:
        rows = self.rows["people"]
        known = rows.get(body["login"])
        if door == "login":
            right = known is not None and known["password"] == body["password"]
            return (200, {"token": f"token-of-{body['login']}"}, {}) if right else (401, {"error": "no"}, CHALLENGE)
        if known is not None:
            return 409, {"error": "taken"}, {}
        admin = "admin" in self.faults and body.get("is_admin") is True
        rows[body["login"]] = {"login": body["login"], "password": body["password"], "is_admin": admin}
        return 200, {}, {}

    def _set(self, whose: str, asker: str, body: dict[str, Any]) -> Answer:
        rows = self.rows["people"]
        if "asker" in self.faults:
            whose = asker
        elif "anybody" not in self.faults and whose != asker:
            return 403, {"error": "not yours"}, {}
        if whose not in rows:
            return 404, {"error": "nobody"}, {}
        rows[whose]["password"] = body["password"]
        return 204, None, {}
