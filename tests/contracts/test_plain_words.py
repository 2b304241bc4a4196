"""Texts that have to be names, of which no document says a word, are plain words where others are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_RULE = {"type": "object", "required": ["label"], "properties": {"label": {"type": "string"}}}
_ROUTE = {
    "type": "object",
    "required": ["owner", "code", "rules"],
    "properties": {
        "owner": {"type": "string"},
        "code": {"type": "string"},
        "note": {"type": "string"},
        "rules": {"type": "array", "minItems": 1, "items": _RULE},
    },
}
_KEYED = {"allOf": [{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}, _ROUTE]}


def _labels(body: dict[str, Any]) -> list[str]:
    return [rule["label"] for rule in body["rules"]]


class Routes(Service):
    """Routes by rules whose labels are words, as their code is; a broken one fails to show what is there."""

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.begin({"routes": {}})
        self.broken, self.last = broken, 0
        self.notes: set[str] = set()
        self.checker = Checker(_ROUTE)

    def document(self) -> dict[str, Any]:
        """A label is a text, whatever it looks like."""
        key, no = in_path("route", {"type": "integer"}), says(_ERROR)
        return {
            "openapi": "3.1.0",
            "info": {"title": "Routes", "version": "1"},
            "paths": {
                "/routes": {"post": {"operationId": "lay", "requestBody": takes(_ROUTE),
                                     "responses": {"201": says(_KEYED), "400": no}}},
                "/routes/{route}": {
                    "parameters": [key],
                    "get": {"operationId": "look", "responses": {"200": says(_KEYED), "400": no, "404": no}},
                    "delete": {"operationId": "lift", "responses": {
                        "204": {"description": "gone"}, "400": no, "404": no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        rows, parts = self.rows["routes"], asked.parts
        if parts[0] != "routes" or len(parts) > 2:
            return 404, {"error": "no such page"}, {}
        allowed = ("POST",) if len(parts) == 1 else ("GET", "DELETE")
        if asked.method not in allowed:
            return 405, {"error": "no such method"}, {"Allow": ", ".join(allowed)}
        if len(parts) == 2:
            if not parts[1].removeprefix("-").isdecimal():
                return 400, {"error": "route: a number is wanted"}, {}
            if parts[1] not in rows:
                return 404, {"error": "no such route"}, {}
            if asked.method == "DELETE":
                return 204, rows.pop(parts[1]) and None, {}
            return (500, {"error": "out of order"}, {}) if self.broken else (200, rows[parts[1]], {})
        body, wrong = self.checker.read(asked.data)
        if wrong or not asked.json or not all(map(str.isalpha, (body["code"], *_labels(body)))):
            return 400, {"error": "code, rules: labels are words"}, {}
        self.last += 1
        self.notes.add(str(body.get("note")))
        rows[str(self.last)] = {**self.checker.kept(body), "id": self.last}
        return 201, rows[str(self.last)], {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("broken", [True, False])
def test_what_needs_a_name_is_reached_with_a_plain_word(broken: bool, tmp_path: Path) -> None:
    """Then its records are made and looked at, and a failure that only they show is found."""
    service = Routes(broken=broken)
    report = checked(service, tmp_path, recombinations=0)
    found = {(drift.lead.law, drift.lead.operation) for drift in report.drifts}
    assert found == ({("no-server-error", "look")} if broken else set())
    assert service.last > 0
    assert any(note.startswith("note ct") for note in service.notes)
    assert broken or not service.left
    assert broken or not report.unreached
