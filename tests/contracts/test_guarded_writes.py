"""Writes that ask for a credential of which the document does not say so: what they do is looked at as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked, says

if TYPE_CHECKING:
    from pathlib import Path

_LAMP: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1}},
}


class Lamps(Collection):
    """Lamps that are lit, looked at and put out with a key, which the document asks for at the list of rooms alone.

    A faulty one keeps its lamps when they are put out.
    """

    key = "the-key-of-the-lamps"
    called, key_form, lists = "lamps", "l{}", False
    sent, keyed = _LAMP, {"type": "string"}

    def __init__(self, *, faulty: bool = False, schemes: int = 1, **said: Any) -> None:
        super().__init__()
        self.faulty, self.schemes, self.said = faulty, schemes, said
        self.lit = 0

    def document(self) -> dict[str, Any]:
        """The list of rooms is the only operation with a word of the key; ``said`` is what the create says beside."""
        document = super().document()
        names = {f"key{number}": f"X-Key{number or ''}" for number in range(self.schemes)}
        document["components"] = {"securitySchemes": {
            one: {"type": "apiKey", "in": "header", "name": name} for one, name in names.items()}}  # fmt: skip
        document["paths"]["/lamps"]["post"] |= self.said
        document["paths"]["/rooms"] = {"get": {
            "security": [{"key0": []}],
            "responses": {"200": says({"type": "array", "items": {"type": "string"}}), "401": {"description": "who?"}},
        }}  # fmt: skip
        return document

    def answer(self, asked: Asked) -> Answer:
        """Who has no key is told nothing."""
        if asked.headers.get("X-Key") != self.key:
            return 401, None, {"WWW-Authenticate": "Key"}
        if asked.parts == ["rooms"] and asked.method == "GET":
            return 200, ["hall"], {}
        if self.faulty and asked.method == "DELETE" and asked.parts[0] == "lamps" and asked.parts[-1] in self.records:
            return 204, None, {}
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """It is counted."""
        self.lit += 1
        return super().made(body)


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
