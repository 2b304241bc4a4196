"""The document of the desk, by the way in which its users log in."""

from __future__ import annotations

import copy
from typing import Any

TITLE = {"type": "string", "minLength": 1, "maxLength": 80}
WRITTEN = {"title": TITLE, "text": {"type": "string", "maxLength": 200}}
GIVEN = {
    "id": {"type": "integer", "readOnly": True},
    "owner": {"type": "string", "readOnly": True},
    "approved": {"type": "boolean", "readOnly": True},
    "createdAt": {"type": "string", "format": "date-time", "readOnly": True},
}
_BOTH = {"type": "object", "required": ["login", "password"]}
_USER = {**_BOTH, "properties": {"login": {"type": "string"}, "password": {"type": "string", "format": "password"}}}


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answer(schema: Any, text: str = "done") -> dict[str, Any]:
    return {"description": text, **_json(schema)}


def _token(*names: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for name in reversed(names):
        schema = {"type": "object", "properties": {name: schema}}
    return schema


def _login(path: str, body: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    refusals = {str(status): {"description": "refused"} for status in (400, 401, 415, 422)}
    operation = {
        "operationId": "begin",
        "security": [],
        "requestBody": {"required": True, **body},
        "responses": {"200": answer, **refusals},
    }
    return {path: {"post": operation}}


def _oauth(flow: str, url: str) -> dict[str, Any]:
    return {"type": "oauth2", "flows": {flow: {"tokenUrl": url, "scopes": {"notes": "notes"}}}}


_SETS_COOKIE: dict[str, Any] = {"description": "in", "headers": {"Set-Cookie": {"schema": {"type": "string"}}}}
_SETS_BOTH = {"description": "in", "headers": {**_SETS_COOKIE["headers"], "X-Csrf": {"schema": {"type": "string"}}}}
_BEARER = {"type": "http", "scheme": "bearer"}
WAYS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "operation": (_BEARER, _login("/sessions", _json(_USER), _answer(_token("data", "token")))),
    "form": (
        _BEARER,
        _login(
            "/enter", {"content": {"application/x-www-form-urlencoded": {"schema": _USER}}}, _answer(_token("jwt"))
        ),
    ),
    "key": (
        {"type": "apiKey", "in": "header", "name": "X-Desk"},
        _login("/sessions", _json(_USER), _answer(_token("key"))),
    ),
    "query": (
        {"type": "apiKey", "in": "query", "name": "ticket"},
        _login("/sessions", _json(_USER), _answer(_token("session"))),
    ),
    "cookie": (
        {"type": "apiKey", "in": "cookie", "name": "sid"},
        _login("/login", _json(_USER), _SETS_COOKIE),
    ),
    "csrf": (
        {"type": "apiKey", "in": "cookie", "name": "sid"},
        _login("/login", _json(_USER), _SETS_BOTH),
    ),
    "oauth": (_oauth("password", "token"), {}),
    "client": (_oauth("clientCredentials", "/v1/token"), {}),
    "basic": ({"type": "http", "scheme": "basic"}, {}),
    "elsewhere": (_oauth("password", "https://login.example/token"), {}),
}  # fmt: skip
"""The security scheme and the paths of each way."""


def document(way: str = "operation") -> dict[str, Any]:
    """The document of the desk with this way to log in."""
    scheme, login = copy.deepcopy(WAYS[way])
    note = {"type": "object", "required": ["title"], "properties": {**GIVEN, **WRITTEN}}
    change = {"type": "object", "properties": WRITTEN}
    refusals = {str(status): {"description": "refused"} for status in (400, 401, 403, 404, 415, 422)}
    one = {"name": "noteId", "in": "path", "required": True, "schema": {"type": "integer"}}
    made: dict[str, Any] = {"201": _answer(note, "made"), **refusals}
    shown: dict[str, Any] = {"200": _answer(note), **refusals}
    listed: dict[str, Any] = {"200": _answer({"type": "array", "items": note}), **refusals}
    gone: dict[str, Any] = {"204": {"description": "gone"}, **refusals}
    written = {"required": True, **_json(note)}
    notes = {
        "get": {"operationId": "listNotes", "responses": listed},
        "post": {"operationId": "makeNote", "requestBody": written, "responses": made},
    }
    item = {
        "parameters": [one],
        "get": {"operationId": "readNote", "responses": shown},
        "put": {"operationId": "replaceNote", "requestBody": written, "responses": shown},
        "patch": {
            "operationId": "changeNote",
            "requestBody": {"required": True, **_json(change)},
            "responses": shown,
        },
        "delete": {"operationId": "dropNote", "responses": gone},
    }
    schemes = {"desk": scheme}
    if way == "csrf":
        schemes["forgery"] = {"type": "apiKey", "in": "header", "name": "X-CSRF"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Desk", "version": "1"},
        "servers": [{"url": "https://desk.example/v1"}],
        "security": [{name: ["notes"] if raw["type"] == "oauth2" else [] for name, raw in schemes.items()}],
        "paths": {**login, "/notes": notes, "/notes/{noteId}": item},
        "components": {"securitySchemes": schemes},
    }
