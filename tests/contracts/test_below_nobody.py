"""What is made below a record that the run can't make, and what has keys of letters alone, is called all the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_NO = {"error": "no such thing"}


class Cellar(Service):
    """Racks that nobody can make, bottles below them, and moods that have names of letters and digits alone.

    A broken one fails for a rack that is not there, and for a mood that is told as a list. A mood is made by whoever
    changes it first.
    """

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.begin({"bottles": {}, "moods": {"calm": {"light": "dim"}}})
        self.broken = broken
        self.racks: set[str] = set()

    def document(self) -> dict[str, Any]:
        """Nothing says which names of moods there are."""
        bottle = {"type": "object", "required": ["id", "name"],
                  "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}  # fmt: skip
        mood = {"type": "object", "required": ["light"], "properties": {"light": {"type": "string"}}}
        rack, name = in_path("rack", {"type": "string"}), in_path("mood", {"type": "string"})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Cellar", "version": "1"},
            "paths": {
                "/racks/{rack}/bottles": {"parameters": [rack], "post": {
                    "operationId": "lay", "requestBody": takes(bottle),
                    "responses": {"201": says(bottle), "400": says(_ERROR), "404": says(_ERROR)}}},
                "/moods/{mood}": {"parameters": [name], "patch": {
                    "operationId": "set", "requestBody": takes(mood),
                    "responses": {"200": says(mood), "400": says(_ERROR)}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Paths are told apart by what their names may have."""
        parts = asked.parts
        if len(parts) == 3 and (parts[0], parts[2]) == ("racks", "bottles"):
            if asked.method != "POST":
                return 405, _NO, {"Allow": "POST"}
            self.racks.add(parts[1])
            return (500 if self.broken else 404), _NO, {}
        if len(parts) != 2 or parts[0] != "moods" or not parts[1].isalnum():
            return 404, _NO, {}
        if asked.method != "PATCH":
            return 405, _NO, {"Allow": "PATCH"}
        try:
            body = json.loads(asked.data) if asked.json else None
        except ValueError:
            body = None
        if isinstance(body, list) and self.broken:
            return 500, _NO, {}
        if not isinstance(body, dict) or not isinstance(body.get("light", ""), str):
            return 400, {"error": "light: a text is wanted"}, {}
        self.rows["moods"].setdefault(parts[1], {}).update(light=body["light"]) if "light" in body else None
        return 200, self.rows["moods"].get(parts[1], {}), {}


@pytest.mark.parametrize("broken", [False, True])
def test_what_needs_a_record_of_others_is_called_with_names_that_nobody_has(broken: bool, tmp_path: Path) -> None:
    """A failure for them is found; what is refused as not there is right, and nothing from before is touched."""
    service = Cellar(broken=broken)
    report = checked(service, tmp_path, fuzz=0)
    found = {(drift.lead.law, operation) for drift in report.drifts for operation in drift.operations}
    assert found == ({("no-server-error", "lay"), ("no-server-error", "set")} if broken else set())
    assert service.unharmed
    assert service.racks
    assert all(rack.startswith("ct") for rack in service.racks)
    assert [left.what for left in report.leftovers if left.operation == "set"] == service.left
    assert (len(service.left), report.created) == (1, 1)


class Numbered(Cellar):
    """A cellar whose racks have numbers, though the document calls them texts."""

    def answer(self, asked: Asked) -> Answer:
        """All other names are refused before anybody looks for a rack."""
        if asked.parts[0] == "racks" and not asked.parts[1].isdecimal():
            return 400, {"error": "rack: a number is wanted"}, {}
        return super().answer(asked)


def test_what_is_made_below_a_record_is_asked_for_below_a_number(tmp_path: Path) -> None:
    """A service that reads a text as a number fails for none but one that nobody has."""
    service = Numbered(broken=True)
    report = checked(service, tmp_path, fuzz=0, recombinations=0)
    assert {len(rack) for rack in service.racks} == {15}
    assert ("no-server-error", "lay") in {(drift.lead.law, drift.lead.operation) for drift in report.drifts}


class Lamps(Service):
    """Lamps that nobody can make or remove, and whose shades come to be by whoever changes them first."""

    def document(self) -> dict[str, Any]:
        """A part of a lamp, which is no record of its own."""
        shade = {"type": "object", "required": ["tint"], "properties": {"tint": {"type": "string"}}}
        no = {"404": says(_ERROR), "400": says(_ERROR)}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Lamps", "version": "1"},
            "paths": {"/lamps/{lamp}/shade": {"parameters": [in_path("lamp", {"type": "string"})], "patch": {
                "operationId": "paint", "requestBody": takes(shade), "responses": {"200": says(shade), **no}}}},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Each lamp is there once its shade is."""
        if len(asked.parts) != 3 or (asked.parts[0], asked.parts[2]) != ("lamps", "shade"):
            return 404, _NO, {}
        if asked.method != "PATCH":
            return 405, _NO, {"Allow": "PATCH"}
        body, wrong = Checker({"type": "object", "required": ["tint"],
                               "properties": {"tint": {"type": "string"}}}).read(asked.data)  # fmt: skip
        if wrong or not asked.json:
            return 400, _NO, {}
        self.rows.setdefault("lamps", {}).setdefault(asked.parts[1], {}).update(tint=body["tint"])
        return 200, {"tint": body["tint"]}, {}


def test_a_change_of_what_nobody_had_is_told(tmp_path: Path) -> None:
    """It made something, of which nothing says how it is removed."""
    service = Lamps()
    service.first["lamps"] = {}
    report = checked(service, tmp_path, fuzz=0, recombinations=0)
    assert report.drifts == ()
    assert service.left
    assert [left.operation for left in report.leftovers] == ["paint"]
    assert report.created >= len(service.left)


class Tokens(Service):
    """Tokens that nobody can make; one that is not there is told as a failure, which the document has."""

    def document(self) -> dict[str, Any]:
        """A removal succeeds or fails."""
        key = in_path("token", {"type": "string"})
        gone, failed = {"description": "revoked"}, {"description": "failed"}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tokens", "version": "1"},
            "paths": {"/tokens/{token}": {"parameters": [key], "delete": {
                "operationId": "revoke", "responses": {"200": gone, "500": failed}}}},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """None is there."""
        if len(asked.parts) != 2 or asked.parts[0] != "tokens":
            return 404, _NO, {}
        return (500, None, {}) if asked.method == "DELETE" else (405, _NO, {"Allow": "DELETE"})


def test_a_documented_failure_for_what_is_not_there_is_told(tmp_path: Path) -> None:
    """That a document lists 500 does not make it right for whoever names what nobody has."""
    report = checked(Tokens(), tmp_path, recombinations=0)
    assert [(drift.lead.operation, drift.lead.observed) for drift in report.drifts] == [("revoke", "500")]
