"""A read that asks for a credential of which its document says nothing: what is behind it is looked at as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Service, checked, in_query, says

if TYPE_CHECKING:
    from pathlib import Path


class Decks(Service):
    """Decks and cards that are read with a key; the document asks for it of the decks alone. Cards come in an object.

    A locked one lets nobody see the cards.
    """

    key = "the-key-of-the-decks"

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__()
        self.locked = locked
        self.let_in = 0

    def document(self) -> dict[str, Any]:
        """A list of texts each."""
        found = {"200": says({"type": "array", "items": {"type": "string"}}), "400": {"description": "no"}}
        keyed = {"security": [{"key": []}], "responses": {**found, "401": {"description": "who?"}}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Decks", "version": "1"},
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
            "paths": {
                "/decks": {"get": {"operationId": "decks", **keyed}},
                "/cards": {"get": {"operationId": "cards", "parameters": [in_query("top", type="integer")],
                                   "responses": found}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Nobody who has no key is told whether the query is right."""
        if asked.parts not in (["decks"], ["cards"]):
            return 404, None, {}
        if asked.method != "GET":
            return 405, None, {"Allow": "GET"}
        if asked.headers.get("X-Key") != self.key or (self.locked and asked.parts == ["cards"]):
            return 401, None, {"WWW-Authenticate": "Key"}
        self.let_in += asked.parts == ["cards"]
        if not all(text.lstrip("-").isascii() and text.lstrip("-").isdecimal() for text in asked.query.get("top", [])):
            return 400, None, {}
        return 200, (["sun", "moon"] if asked.parts == ["decks"] else {"cards": []}), {}


@pytest.mark.parametrize("locked", [False, True])
def test_what_is_behind_an_undocumented_credential_is_looked_at(locked: bool, tmp_path: Path) -> None:
    """With the credentials that the run has; where they do not let in either they are shown no more."""
    service = Decks(locked=locked)
    found = {(law, operation) for law, operation, _ in told(checked(service, tmp_path, recombinations=0))}
    asks = {("status-documented", "cards")}
    assert found == (asks if locked else asks | {("answer-schema", "cards")})
    assert (service.let_in > 2) is not locked
