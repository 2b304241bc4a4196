"""A service that answers one member with a value of its own: its records are told by the others, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 80}
_ROOM: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": _TEXT, "door": _TEXT, "floor": _TEXT},
}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


class Rooms(Service):
    """Rooms, each with a door that the service names itself whatever was sent; ``fault`` says what it does wrong."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.begin({"rooms": {"1": {"id": 1, "name": "hall", "door": "D1"}}})
        self.fault = fault
        self.last = 1
        self.room = Checker(_ROOM)

    def document(self) -> dict[str, Any]:
        """Create, list, read, replace and remove; nothing says that a door is the service's own."""
        no = {status: says(_ERROR) for status in ("400", "404", "415", "422")}
        gone = {"description": "done"}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Rooms", "version": "1"},
            "paths": {
                "/rooms": {
                    "get": {"operationId": "rooms", "responses": {"200": says({"type": "array", "items": _ROOM})}},
                    "post": {"operationId": "build", "requestBody": takes(_ROOM),
                             "responses": {"200": says(_ROOM), **no}},
                },
                "/rooms/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "room", "responses": {"200": says(_ROOM), **no}},
                    "put": {"operationId": "rebuild", "requestBody": takes(_ROOM),
                            "responses": {"204": gone, **no}},
                    "delete": {"operationId": "close", "responses": {"204": gone, **no}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, then the body."""
        rows, parts = self.rows["rooms"], asked.parts
        method = "GET" if asked.method == "HEAD" else asked.method
        allowed = ("GET", "POST") if parts == ["rooms"] else ("GET", "PUT", "DELETE")
        if parts[0] != "rooms" or len(parts) > 2 or (len(parts) == 2 and parts[1] not in rows):
            return (404 if len(parts) != 2 or parts[1].lstrip("-").isdigit() else 400), {"error": "no such room"}, {}
        if method not in allowed:
            return 405, {"error": "no such method"}, {"Allow": ", ".join(allowed)}
        if method in ("POST", "PUT"):
            return self._write(asked, parts)
        if len(parts) == 1:
            shown = [row for row in rows.values() if self.fault != "lists" or row["id"] == 1]
            return 200, shown, {}
        if method == "DELETE":
            if self.fault != "keeps":
                del rows[parts[1]]
            return 204, None, {}
        return 200, rows[parts[1]], {}

    def _write(self, asked: Asked, parts: list[str]) -> Answer:
        if not asked.json:
            return 415, {"error": "JSON, please"}, {}
        body, wrong = self.room.read(asked.data)
        if body is None or wrong:
            return (400 if body is None else 422), {"error": "no such body"}, {}
        key = int(parts[1]) if len(parts) == 2 else self.last + 1
        kept = {n: body[n] for n in ("name", "door", "floor") if n in body}
        if len(parts) == 1:
            self.last, kept["door"] = key, f"D{key}"
        elif self.fault == "replaces":
            kept.pop("floor", None)
        self.rows["rooms"][str(key)] = {"id": key, **kept}
        return (200, self.rows["rooms"][str(key)], {}) if len(parts) == 1 else (204, None, {})


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("fault", "laws"),
    [("", []), ("lists", [{"list"}]), ("replaces", [{"read-back"}]), ("keeps", [{"state"}, {"list"}])],
)
def test_faults_show_beside_a_member_of_the_services_own(fault: str, laws: list[set[str]], tmp_path: Path) -> None:
    """What is wrong is found although no record with a door of the run's is known to be the run's own.

    A record that a removal keeps is told once: by a read, or by the list where no more may be made to read again.
    """
    service = Rooms(fault)
    report = checked(service, tmp_path)
    assert {drift.lead.law for drift in report.drifts} in [{"echo", *found} for found in laws or [set()]]
    assert service.unharmed
    assert {key for key in service.left if fault != "keeps"} <= {item.what for item in report.leftovers}
