"""Operations that change records which the run can't make are called with keys that nobody has."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_FIRST = "11111111-1111-4111-8111-111111111111"


class Locks(Service):
    """Locks that others made: a check may end and renew none of them."""

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.begin({"locks": {_FIRST: {"id": _FIRST, "renewed": 0}}})
        self.broken = broken
        self.changed: list[tuple[str, str]] = []

    def document(self) -> dict[str, Any]:
        """Nothing makes a lock."""
        lock = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
        locks = says({"type": "array", "items": lock})
        key = in_path("lock", {"type": "string", "format": "uuid"})
        gone, no = {"description": "ended"}, says(_ERROR)
        number = in_path("number", {"type": "integer", "minimum": 1, "maximum": 9})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Locks", "version": "1"},
            "paths": {
                "/locks": {"get": {"operationId": "locks", "responses": {"200": locks}}},
                "/locks/{lock}": {"parameters": [key], "delete": {
                    "operationId": "end", "responses": {"204": gone, "400": no, "404": no}}},
                "/locks/{lock}/renew": {"parameters": [key], "post": {
                    "operationId": "renew", "responses": {"204": gone, "400": no, "404": no}}},
                "/alarms": {"post": {
                    "operationId": "createAlarms", "requestBody": takes({"type": "array", "items": lock}),
                    "responses": {"200": gone, "400": no}}},
                "/doors/{number}": {"parameters": [number], "delete": {
                    "operationId": "close", "responses": {"204": gone, "400": no, "404": no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A service that is broken fails for a key that it does not know."""
        rows, parts = self.rows["locks"], asked.parts
        if asked.method == "GET" and parts == ["locks"]:
            return 200, [{"id": key} for key in rows], {}
        if parts == ["locks"]:
            return 405, {"error": "no such method"}, {"Allow": "GET"}
        if parts == ["alarms"] and asked.method == "POST":
            good = asked.json and asked.data[:1] == b"["
            return (200, None, {}) if good else (400, "no" if self.broken else {"error": "no list"}, {})
        names = {("alarms", 1): "POST", ("locks", 2): "DELETE", ("locks", 3): "POST", ("doors", 2): "DELETE"}
        method = names.get((parts[0], len(parts)))
        if method is None or (len(parts) == 3 and parts[2] != "renew"):
            return 404, {"error": "no such page"}, {}
        if asked.method != method:
            return 405, {"error": "no such method"}, {"Allow": method}
        self.changed.append((parts[0], parts[1]))
        try:
            key = str(uuid.UUID(parts[1]))
        except ValueError:
            return 400, {"error": "no uuid"}, {}
        if key not in rows:
            return (500 if self.broken else 404), {"error": "no such lock"}, {}
        rows[key]["renewed"] += 1
        return 204, None, {}


@pytest.mark.parametrize("broken", [False, True])
def test_what_changes_a_record_is_called_with_a_key_that_nobody_has(broken: bool, tmp_path: Path) -> None:
    """A failure for a key that is not there is found; no record from before is touched, and a key that only others may
    have (one of nine doors) is not tried.
    """
    service = Locks(broken=broken)
    report = checked(service, tmp_path)
    found = {(drift.lead.law, operation) for drift in report.drifts for operation in drift.operations}
    failing = {("no-server-error", "end"), ("no-server-error", "renew"), ("answer-schema", "createAlarms")}
    assert found == (failing if broken else set())
    assert service.unharmed
    assert any(name == "locks" for name, _ in service.changed)
    assert not any(key == _FIRST or name == "doors" for name, key in service.changed)


class Lanes(Service):
    """Lanes whose keys are numbers, which the document calls texts; ``broken`` fails at those that are not there."""

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.begin({"lanes": {"7": {"id": "7"}}})
        self.broken = broken

    def document(self) -> dict[str, Any]:
        """Nothing makes a lane."""
        lane = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
        key, lanes = in_path("lane", {"type": "string"}), says({"type": "array", "items": lane})
        gone, no = {"description": "closed"}, says(_ERROR)
        return {
            "openapi": "3.1.0",
            "info": {"title": "Lanes", "version": "1"},
            "paths": {
                "/lanes": {"get": {"operationId": "lanes", "responses": {"200": lanes}}},
                "/lanes/{lane}": {"parameters": [key], "delete": {
                    "operationId": "close", "responses": {"204": gone, "400": no, "404": no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """What is no number is refused before anything is looked for."""
        rows, parts = self.rows["lanes"], asked.parts
        if parts[0] != "lanes" or len(parts) > 2:
            return 404, {"error": "no such page"}, {}
        if asked.method != ("GET" if len(parts) == 1 else "DELETE"):
            return 405, {"error": "no such method"}, {"Allow": "GET" if len(parts) == 1 else "DELETE"}
        if len(parts) == 1:
            return 200, list(rows.values()), {}
        if not parts[1].isascii() or not parts[1].isdecimal():
            return 400, {"error": "no number"}, {}
        if parts[1] not in rows:
            return (500 if self.broken else 404), {"error": "no such lane"}, {}
        del rows[parts[1]]
        return 204, None, {}


@pytest.mark.parametrize("broken", [False, True])
def test_a_number_that_nobody_has_is_tried_where_a_text_is_malformed(broken: bool, tmp_path: Path) -> None:
    """One of fifteen digits: no lane from before is closed, and a failure for one that is not there is found."""
    service = Lanes(broken=broken)
    report = checked(service, tmp_path)
    failing = [drift.operations for drift in report.drifts if drift.lead.law == "no-server-error"]
    assert [*map(list, failing)] == ([["close"]] if broken else [])
    assert service.unharmed


class Berths(Service):
    """Berths are made in harbours that others made: who may make one is asked before the harbour is looked for."""

    key = "anchor"

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.begin({"berths": {}})
        self.broken = broken
        self.asked: list[Asked] = []

    def document(self) -> dict[str, Any]:
        """403 is for whom a harbour does not let in."""
        berth = {"type": "object", "properties": {"name": {"type": "string"}}}
        make = {"operationId": "createBerth", "requestBody": takes(berth)}
        key, no = in_path("harbour", {"type": "string"}), says(_ERROR)
        return {
            "openapi": "3.1.0",
            "info": {"title": "Berths", "version": "1"},
            "security": [{"anchor": []}],
            "components": {"securitySchemes": {"anchor": {"type": "apiKey", "in": "header", "name": "X-Anchor"}}},
            "paths": {"/harbours/{harbour}/berths": {"parameters": [key], "post": {
                **make, "responses": {"201": says(berth), "400": no, "403": no}}}},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A service that is broken fails at what is no object."""
        if len(asked.parts) != 3 or (asked.parts[0], asked.parts[2]) != ("harbours", "berths"):
            return 404, {"error": "no such page"}, {}
        if asked.method != "POST":
            return 405, {"error": "no such method"}, {"Allow": "POST"}
        self.asked.append(asked)
        if asked.data[:1] != b"{" or asked.data[-1:] != b"}" or not asked.json:
            return (500 if self.broken else 400), {"error": "no berth"}, {}
        return 403, {"error": "no such harbour, or not yours"}, {}


@pytest.mark.parametrize("broken", [False, True])
def test_who_may_make_something_where_nobody_is_is_open(broken: bool, tmp_path: Path) -> None:
    """A documented 403 for a harbour that nobody has says nothing of the credentials; a failure is one all the same."""
    service = Berths(broken=broken)
    report = checked(service, tmp_path)
    assert {drift.lead.law for drift in report.drifts} == ({"no-server-error"} if broken else set())
    assert service.asked


class Staff(Service):
    """People who have accounts that nothing makes; whatever the path names, the caller's own is changed."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"people": {"1": {"id": 1}}})
        self.passwords: list[str] = []

    def document(self) -> dict[str, Any]:
        """A password is changed by an operation of its own."""
        text = {"newPassword": {"type": "string", "minLength": 1}}
        change = {"type": "object", "required": [*text], "properties": text}
        key = in_path("person", {"type": "string"})
        done, no = {"description": "changed"}, says(_ERROR)
        return {
            "openapi": "3.1.0",
            "info": {"title": "Staff", "version": "1"},
            "paths": {"/people/{person}/password": {"parameters": [key], "put": {
                "operationId": "change", "requestBody": takes(change), "responses": {"204": done, "400": no}}}},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Nobody looks at the path."""
        if len(asked.parts) != 3 or asked.parts[0] != "people":
            return 404, {"error": "no such page"}, {}
        if asked.method != "PUT":
            return 405, {"error": "no such method"}, {"Allow": "PUT"}
        body = json.loads(asked.data) if asked.json and asked.data[:1] == b"{" and asked.data[-1:] == b"}" else None
        if not isinstance(body, dict):
            return 400, {"error": "no object"}, {}
        if not isinstance(body.get("newPassword"), str) or not body["newPassword"]:
            return 400, {"error": "no password"}, {}
        self.passwords.append(body["newPassword"])
        return 204, None, {}


@pytest.mark.parametrize("actions", [False, True])
def test_no_password_is_set_but_one_that_was_given(actions: bool, tmp_path: Path) -> None:
    """A service may change the caller's own for a key that nobody has, and would let the check in no more."""
    service = Staff()
    report = checked(service, tmp_path, allow_actions=actions)
    assert service.passwords == []
    assert any("--value newPassword=" in note for note in report.notices)
    service = Staff()
    checked(service, tmp_path, allow_actions=actions, values={"newPassword": "kept"})
    assert set(service.passwords) == {"kept"}
