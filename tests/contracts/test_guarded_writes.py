"""Writes that ask for a credential of which the document does not say so: what they do is looked at as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_LAMP: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1}},
}


class Lamps(Service):
    """Lamps that are lit, looked at and put out with a key, which the document asks for at the list of rooms alone.

    A faulty one keeps its lamps when they are put out.
    """

    key = "the-key-of-the-lamps"

    def __init__(self, *, faulty: bool = False, schemes: int = 1, **said: Any) -> None:
        super().__init__()
        self.begin({"lamps": {}})
        self.faulty, self.schemes, self.said = faulty, schemes, said
        self.lit = 0

    def document(self) -> dict[str, Any]:
        """The list of rooms is the only operation with a word of the key; ``said`` is what the create says beside."""
        names = {f"key{number}": f"X-Key{number or ''}" for number in range(self.schemes)}
        missed, wrong = {"404": {"description": "no such lamp"}}, {"422": {"description": "no lamp"}}
        shown = {"type": "object", "required": ["id", *_LAMP["required"]],
                 "properties": {"id": {"type": "string"}, **_LAMP["properties"]}}  # fmt: skip
        light = {
            "operationId": "lightLamp",
            "requestBody": takes(_LAMP),
            "responses": {"201": says(shown), **wrong},
            **self.said,
        }
        look = {"operationId": "seeLamp", "responses": {"200": says(shown), **missed}}
        out = {"operationId": "putOut", "responses": {"204": {"description": "out"}, **missed}}
        rooms = {"operationId": "rooms", "security": [{"key0": []}],
                 "responses": {"200": says({"type": "array", "items": {"type": "string"}}),
                               "401": {"description": "who?"}}}  # fmt: skip
        return {
            "openapi": "3.1.0",
            "info": {"title": "Lamps", "version": "1"},
            "components": {"securitySchemes": {
                one: {"type": "apiKey", "in": "header", "name": name} for one, name in names.items()}},
            "paths": {
                "/rooms": {"get": rooms},
                "/lamps": {"post": light},
                "/lamps/{id}": {"parameters": [in_path("id", {"type": "string"})], "get": look, "delete": out},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Who has no key is told nothing."""
        if asked.headers.get("X-Key") != self.key:
            return 401, None, {"WWW-Authenticate": "Key"}
        if asked.parts == ["rooms"] and asked.method == "GET":
            return 200, ["hall"], {}
        if asked.parts == ["lamps"] and asked.method == "POST":
            body, wrong = Checker(_LAMP).read(asked.data)
            if wrong or not asked.json:
                return 422, None, {}
            self.lit += 1
            new = {"id": f"l{self.lit}", **(body or {})}
            self.rows["lamps"][new["id"]] = new
            return 201, new, {}
        row = self.rows["lamps"].get(asked.parts[-1]) if len(asked.parts) == 2 else None
        if asked.method not in ("GET", "DELETE") or asked.parts[0] != "lamps" or len(asked.parts) != 2:
            return (405, None, {"Allow": "POST"}) if asked.parts == ["lamps"] else (404, None, {})
        if row is None:
            return 404, None, {}
        if asked.method == "GET":
            return 200, row, {}
        if not self.faulty:
            self.rows["lamps"].pop(row["id"])
        return 204, None, {}


@pytest.mark.parametrize("faulty", [False, True])
def test_what_is_behind_an_undocumented_credential_is_checked(faulty: bool, tmp_path: Path) -> None:
    """The refusal is told, and a lamp that still burns after it was put out."""
    service = Lamps(faulty=faulty)
    found = told(checked(service, tmp_path, recombinations=0))
    assert [law for law, *_ in found] == (["status-documented", "state"] if faulty else ["status-documented"])
    assert service.lit > 5
    assert faulty or not service.left


@pytest.mark.parametrize(
    ("schemes", "said"),
    [(2, {}), (1, {"security": []})],
    ids=["two schemes have a value", "the document says that none is needed"],
)
def test_what_nobody_asked_for_is_shown_to_nothing_that_changes(
    schemes: int, said: dict[str, Any], tmp_path: Path
) -> None:
    """Which of two keys it would be nobody knows, and an open operation gets none."""
    service = Lamps(schemes=schemes, **said)
    checked(service, tmp_path, recombinations=0)
    assert service.lit == 0
