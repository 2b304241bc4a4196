"""Tickets with verbs in their paths, as a service of remote calls in a REST dress has them; faults by name."""

from __future__ import annotations

import itertools
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

_SENT: dict[str, Any] = {
    "type": "object",
    "required": ["subject"],
    "properties": {
        "subject": {"type": "string", "minLength": 1, "maxLength": 80},
        "urgency": {"type": "integer", "minimum": 1, "maximum": 5},
        "room": {"type": "string", "minLength": 1, "maxLength": 80},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["ref", "subject", "phase", "pinned", "closedAt"],
    "properties": {
        "ref": {"type": "string", "readOnly": True},
        **_SENT["properties"],
        "phase": {"type": "string", "enum": ["open", "closed"], "readOnly": True},
        "pinned": {"type": "boolean", "readOnly": True},
        "closedAt": {"type": ["string", "null"], "format": "date-time", "readOnly": True},
    },
}
_WRAPPED = {"type": "object", "required": ["ticket"], "properties": {"ticket": _SHOWN}}
_NO = {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}
_URGENCY = {"type": "object", "required": ["urgency"], "properties": {"urgency": _SENT["properties"]["urgency"]}}
_VERBS = ("close", "pin", "escalate", "undelete")


class Tickets(Service):
    """``faults``: `close` and `pin` answer a change that they don't store, `rename` (PUT of a member) too, `undelete`
    brings nothing back or not all of it."""

    def __init__(self, *faults: str) -> None:
        super().__init__()
        self.faults = faults
        self.begin({"tickets": {"T-1": _new("T-1", {"subject": "from before"})}})
        self.trash: dict[str, Any] = {}
        self.count = itertools.count(2)
        self.sent, self.urgency = Checker(_SENT), Checker(_URGENCY)

    def document(self) -> dict[str, Any]:
        """The document."""
        wrong, none = {"400": says(_NO)}, {"404": says(_NO)}
        one = says(_WRAPPED)
        ref = in_path("ref", {"type": "string"})

        def verb(name: str) -> dict[str, Any]:
            said = {"responses": {"200": one, **none, "409": says(_NO)}}
            return {"parameters": [ref], "post": {"operationId": f"{name}Ticket", **said}}

        urgency = {"operationId": "setUrgency", "requestBody": takes(_URGENCY)}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tickets", "version": "1"},
            "paths": {
                "/tickets": {
                    "post": {
                        "operationId": "openTicket",
                        "requestBody": takes(_SENT),
                        "responses": {"201": one, **wrong},
                    }
                },
                "/tickets/{ref}": {
                    "parameters": [ref],
                    "get": {"operationId": "getTicket", "responses": {"200": one, **none}},
                    "delete": {"operationId": "trashTicket", "responses": {"204": {"description": "gone"}, **none}},
                },
                **{f"/tickets/{{ref}}:{name}": verb(name) for name in _VERBS},
                "/tickets/{ref}/urgency": {
                    "parameters": [ref],
                    "put": {**urgency, "responses": {"200": one, **none, **wrong}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        parts = asked.parts
        if parts[0] != "tickets" or len(parts) > 3 or (len(parts) == 3 and parts[2] != "urgency"):
            return 404, {"code": "no-path"}, {}
        if len(parts) == 1:
            return self._open(asked) if asked.method == "POST" else (405, {"code": "no"}, {"Allow": "POST"})
        ref, _, verb = parts[1].partition(":")
        if verb and verb not in _VERBS:
            return 404, {"code": "no-verb"}, {}
        allowed = ("POST",) if verb else ("PUT",) if len(parts) == 3 else ("GET", "DELETE")
        if asked.method not in allowed:
            return 405, {"code": "no"}, {"Allow": ", ".join(allowed)}
        if verb == "undelete":
            return self._undelete(ref)
        row = self.rows["tickets"].get(ref)
        if row is None:
            return 404, {"code": "none"}, {}
        if len(parts) == 3:
            return self._set_urgency(asked, ref, row)
        if asked.method == "DELETE":
            self.trash[ref] = self.rows["tickets"].pop(ref)
            return 204, None, {}
        return self._do(verb, ref, row) if verb else (200, {"ticket": row}, {})

    def _open(self, asked: Asked) -> Answer:
        body, wrong = self.sent.read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, {"code": "wrong"}, {}
        ref = f"T-{next(self.count)}"
        self.rows["tickets"][ref] = _new(ref, self.sent.kept(body))
        return 201, {"ticket": self.rows["tickets"][ref]}, {}

    def _do(self, verb: str, ref: str, row: dict[str, Any]) -> Answer:
        changes: dict[str, dict[str, Any]] = {"pin": {"pinned": True}}
        changes["close"] = {"phase": "closed", "closedAt": "2026-02-03T04:05:06Z"}
        changed = {**row, **changes.get(verb, {"phase": "open"})}
        if verb not in self.faults:
            self.rows["tickets"][ref] = changed
        return 200, {"ticket": changed}, {}

    def _undelete(self, ref: str) -> Answer:
        if ref not in self.trash:
            return (409, {"code": "there"}, {}) if ref in self.rows["tickets"] else (404, {"code": "none"}, {})
        if "undelete" in self.faults:
            return 200, {"ticket": self.trash[ref]}, {}
        row = self.rows["tickets"][ref] = self.trash.pop(ref)
        if "undelete blank" in self.faults:
            self.rows["tickets"][ref] = {**row, "subject": "restored"}
        if "undelete less" in self.faults:
            self.rows["tickets"][ref] = {name: value for name, value in row.items() if name != "room"}
        return 200, {"ticket": row}, {}

    def _set_urgency(self, asked: Asked, ref: str, row: dict[str, Any]) -> Answer:
        body, wrong = self.urgency.read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, {"code": "wrong"}, {}
        changed = {**row, "urgency": body["urgency"]}
        if "urgency" not in self.faults:
            self.rows["tickets"][ref] = changed
        return 200, {"ticket": changed}, {}


def _new(ref: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"ref": ref, "phase": "open", "pinned": False, "closedAt": None, **body}
