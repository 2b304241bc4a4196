"""What reads a record is called with every parameter on one that a list shows, where none is proved to be the run's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_UUID = {"type": "string", "format": "uuid"}
_PIN: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"uuid": {**_UUID, "readOnly": True}, "title": {"type": "string", "minLength": 1}},
}
_BOARDS = [{"uuid": str(UUID(int=2**100 + number))} for number in range(8)]


class Pins(Service):
    """Pins by UUID beside boards; who makes one with a known title gets the pin that is there.

    A pin that is read ``shiny`` is answered with a word, where it is broken, and each is shown by a list alone.
    """

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        first = str(UUID(int=7))
        self.begin({"pins": {first: {"uuid": first, "title": "another's"}}})
        self.broken = broken
        self.shone: set[str] = set()

    def document(self) -> dict[str, Any]:
        """Nothing removes a pin."""
        shown, no = {**_PIN, "required": ["uuid", "title"]}, {"400": {"description": "no"}}
        board = {"type": "object", "properties": {"uuid": _UUID}}
        shiny = {"name": "shiny", "in": "query", "schema": {"type": "string", "enum": ["yes", "no"]}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Pins", "version": "1"},
            "paths": {
                "/boards": {"get": {"operationId": "boards", "responses": {
                    "200": says({"type": "array", "items": board})}}},
                "/pins": {
                    "get": {"operationId": "pins", "responses": {"200": says({"type": "array", "items": shown})}},
                    "post": {"operationId": "pin", "requestBody": takes(_PIN), "responses": {"201": says(
                        {"type": "object", "properties": {"uuid": _UUID}}), **no}},
                },
                "/pins/{uuid}": {"get": {
                    "operationId": "see", "parameters": [in_path("uuid", _UUID), shiny],
                    "responses": {"200": says(shown), **no, "404": {"description": "none"}}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A key that is no UUID is none."""
        allowed = ("GET", "POST") if asked.parts == ["pins"] else ("GET",)
        if asked.parts[0] not in ("boards", "pins") or len(asked.parts) > (2 if asked.parts[0] == "pins" else 1):
            return 404, None, {}
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if asked.method == "POST":
            return self._pin(asked)
        if len(asked.parts) == 1:
            return 200, _BOARDS if asked.parts == ["boards"] else [*self.rows["pins"].values()], {}
        pin, wanted = self.rows["pins"].get(asked.parts[1]), asked.query.get("shiny")
        if pin is None:
            return 404, None, {}
        if wanted is not None and wanted not in (["yes"], ["no"]):
            return 400, None, {}
        if wanted is not None:
            self.shone.update(wanted)
        return 200, "OK" if wanted is not None and self.broken else pin, {}

    def _pin(self, asked: Asked) -> Answer:
        body, wrong = Checker(_PIN).read(asked.data) if asked.json else (None, [""])
        if body is None or wrong:
            return 400, None, {}
        there = next((key for key, row in self.rows["pins"].items() if row["title"] == body["title"]), None)
        key = there or str(UUID(int=2**64 + len(self.rows["pins"])))
        self.rows["pins"].setdefault(key, {"uuid": key, "title": json.loads(json.dumps(body["title"]))})
        return 201, {"uuid": key}, {}


@pytest.mark.parametrize("broken", [False, True])
def test_a_read_is_called_with_its_parameters_on_a_record_of_others(broken: bool, tmp_path: Path) -> None:
    """Although keys of another kind of record have the same name, and come first."""
    service = Pins(broken=broken)
    found = {(law, operation) for law, operation, _ in told(checked(service, tmp_path, recombinations=0))}
    assert service.shone == {"yes", "no"}
    assert (("answer-schema", "see") in found) is broken, found
    assert service.unharmed
