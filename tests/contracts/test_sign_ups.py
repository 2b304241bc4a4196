"""People who sign up by an action, keys that are there once, and what only some users may do: none of it is a drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.json_server import sent_json
from tests.manners.serving import Answer, Asked, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
_MEMBER = {"type": "object", "required": ["handle", "note"], "properties": {"handle": _TEXT, "note": _TEXT}}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_DONE = {"type": "object", "required": ["done"], "properties": {"done": {"type": "boolean"}}}


class Members(Service):
    """Members are found by their handle and made by another path; tickets are made once, each under its own name."""

    key = "m3mb3r-key"

    def __init__(self) -> None:
        super().__init__()
        self.begin({"members": {"ann": {"handle": "ann", "note": "x"}}, "tickets": {}})
        self.answers = {"again": 400, "expel": 401}
        """What a second ticket of one name and the removal of a member are answered."""

    def document(self) -> dict[str, Any]:
        """No 409, and nobody may expel members but an administrator."""
        ticket = {"type": "object", "required": ["title"], "properties": {"title": _TEXT}}
        handle, title = in_path("handle", _TEXT), in_path("title", _TEXT)
        no = {status: says(_ERROR) for status in ("400", "401", "404", "415")}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Members", "version": "1"},
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "paths": {
                "/members": {"get": {"operationId": "members", "responses": {
                    "200": says({"type": "array", "items": _MEMBER}), **no}}},
                "/members/signup": {"post": {
                    "operationId": "signUp", "requestBody": takes(_MEMBER), "responses": {"200": says(_DONE), **no}}},
                "/members/{handle}": {
                    "parameters": [handle],
                    "get": {"operationId": "member", "responses": {"200": says(_MEMBER), **no}},
                    "delete": {"operationId": "expel", "summary": "Expels a member (only administrators)",
                               "responses": {"200": says(_DONE), **no}},
                },
                "/tickets": {"post": {
                    "operationId": "write", "requestBody": takes(ticket), "responses": {"200": says(_DONE), **no}}},
                "/tickets/{title}": {"parameters": [title], "get": {
                    "operationId": "ticket", "responses": {"200": says(ticket), **no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Credentials, then the path, then the body."""
        if asked.headers.get("Authorization", "") != f"Bearer {self.key}":
            return 401, {"error": "who is there?"}, {"WWW-Authenticate": "Bearer"}
        method, parts = "GET" if asked.method == "HEAD" else asked.method, asked.parts
        allowed = {"members": "GET", "members/signup": "POST", "tickets": "POST"}.get("/".join(parts))
        if allowed is None:
            allowed = {"members": "GET, DELETE", "tickets": "GET"}.get(parts[0]) if len(parts) == 2 else None
        if allowed is None:
            return 404, {"error": "no such page"}, {}
        if method not in allowed:
            return 405, {"error": "no such method"}, {"Allow": allowed}
        if method == "POST":
            return self._post(asked)
        if method == "DELETE":
            return self.answers["expel"], {"error": "only administrators expel members"}, {"WWW-Authenticate": "Bearer"}
        rows = self.rows[parts[0]]
        if len(parts) == 1:
            return 200, [*rows.values()], {}
        return (200, rows[parts[1]], {}) if parts[1] in rows else (404, {"error": "nobody"}, {})

    def _post(self, asked: Asked) -> Answer:
        if not asked.json:
            return 415, {"error": "JSON, please"}, {}
        body = sent_json(asked.data)
        name, names = ("title", ["title"]) if asked.parts[0] == "tickets" else ("handle", ["handle", "note"])
        texts = [body.get(n) for n in names] if isinstance(body, dict) else [None]
        if not all(isinstance(text, str) and 0 < len(text) <= 60 for text in texts):
            return 400, {"error": "no such body"}, {}
        rows = self.rows[asked.parts[0]]
        if body[name] in rows:
            return self.answers["again"], {"error": "there already"}, {}
        rows[body[name]] = {n: body[n] for n in names}
        return 200, {"done": True}, {}


def laws(service: Service, folder: Path) -> set[tuple[str, str]]:
    """The laws that the service breaks, and where."""
    report = checked(service, folder, allow_actions=True)
    return {(drift.lead.law, drift.lead.operation) for drift in report.drifts}


def test_who_signs_up_by_an_action_is_there(tmp_path: Path) -> None:
    """The mock knows no member whom an action made, a ticket is there once, and only administrators expel."""
    service = Members()
    assert laws(service, tmp_path) == set()
    assert service.unharmed


@pytest.mark.sampled(2)
@pytest.mark.parametrize("what", ["again", "expel"])
def test_a_refusal_that_nothing_explains_is_a_drift(what: str, tmp_path: Path) -> None:
    """Where the document has a 409 for what is there already, or gives the removal to everybody."""
    service = Members()
    spec = service.document()
    if what == "again":
        spec["paths"]["/tickets"]["post"]["responses"]["409"] = says(_ERROR)
    else:
        spec["paths"]["/members/{handle}"]["delete"]["summary"] = "Expels a member"
    service.document = lambda: spec  # type: ignore[method-assign]
    wanted = {"again": ("valid-accepted", "write"), "expel": ("access-granted", "expel")}[what]
    assert wanted in laws(service, tmp_path)
