"""A record of one kind has what its kind has: nothing that only another of the alternatives has is made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}


def _kind(kind: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["kind", *members], "properties": {"kind": {"const": kind}, **members}}


def _payments(folder: Path, *, told: str) -> Mock:
    """Payments by card, of which the server shows the last digits, or by account; ``told`` by what they are apart."""
    key = {"id": _TEXT}
    shown = {"Card": _kind("card", **key, last4=_TEXT), "Account": _kind("account", **key, iban=_TEXT, bank=_TEXT)}
    sent = {"CardInput": _kind("card"), "AccountInput": _kind("account", iban=_TEXT)}
    if told == "mapping":
        for schema in (*shown.values(), *sent.values()):
            schema["properties"]["kind"] = _TEXT

    def one_of(suffix: str) -> dict[str, Any]:
        kinds = {"card": f"#/components/schemas/Card{suffix}", "account": f"#/components/schemas/Account{suffix}"}
        found: dict[str, Any] = {"oneOf": [{"$ref": place} for place in kinds.values()]}
        return {**found, "discriminator": {"propertyName": "kind", "mapping": kinds}} if told == "mapping" else found

    whole = {"description": "d", "content": {"application/json": {"schema": one_of("")}}}
    body = {"required": True, "content": {"application/json": {"schema": one_of("Input")}}}
    paths = {
        "/payments": {"post": {"requestBody": body, "responses": {"201": whole}}},
        "/payments/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "get": {"responses": {"200": whole}},
            "put": {"requestBody": body, "responses": {"200": whole}},
        },
    }
    return mock(folder, document(paths, components={"schemas": {**shown, **sent}}))


@pytest.mark.parametrize("told", ["mapping", "constants"])
def test_a_record_has_the_members_of_its_own_kind(tmp_path: Path, told: str) -> None:
    """When it is made, read, and becomes one of the other kind."""
    served = _payments(tmp_path, told=told)
    card = served.ask("POST", "/payments", {"kind": "card"}).json
    assert card.keys() == {"kind", "id", "last4"}
    account = served.ask("POST", "/payments", {"kind": "account", "iban": "DE12"}).json
    assert account.keys() == {"kind", "id", "iban", "bank"}
    for one in (card, account):
        assert served.ask("GET", f"/payments/{one['id']}").json == one
    other = served.ask("PUT", f"/payments/{card['id']}", {"kind": "account", "iban": "DE13"}).json
    assert other.keys() == {"kind", "id", "iban", "bank"}
    assert (other["id"], other["iban"]) == (card["id"], "DE13")
