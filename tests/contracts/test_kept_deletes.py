"""A record whose key its client chose is there after its removal: that is told, and not only that it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_WALLET: dict[str, Any] = {
    "type": "object",
    "required": ["ref", "currency"],
    "properties": {
        "ref": {"type": "string", "pattern": "^[a-z0-9-]{3,24}$"},
        "currency": {"type": "string", "enum": ["EUR", "NOK"]},
    },
}
_ALLOWED = {1: "POST", 2: "DELETE, GET"}


class Wallets(Service):
    """Wallets by a chosen key; those that ``keeps`` answer to a removal as documented, and stay."""

    def __init__(self, *, keeps: bool) -> None:
        super().__init__()
        self.begin({"wallets": {}})
        self.keeps = keeps

    def document(self) -> dict[str, Any]:
        """Created, read and removed."""
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        taken = {"409": {"description": "taken"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Wallets", "version": "1"},
            "paths": {
                "/wallets": {"post": {"operationId": "add", "requestBody": takes(_WALLET),
                                      "responses": {"201": says(_WALLET), **no, **taken}}},
                "/wallets/{ref}": {
                    "parameters": [in_path("ref", _WALLET["properties"]["ref"])],
                    "get": {"operationId": "get", "responses": {"200": says(_WALLET), **no, **none}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **no, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented, but perhaps for the removal."""
        allowed = _ALLOWED.get(len(asked.parts), "") if asked.parts[0] == "wallets" else ""
        if asked.method not in allowed.split(", "):
            return (405, None, {"Allow": allowed}) if allowed else (404, None, {})
        rows = self.rows["wallets"]
        if asked.method == "POST":
            body, wrong = Checker(_WALLET).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            if body["ref"] in rows:
                return 409, None, {}
            rows[body["ref"]] = {name: body[name] for name in ("ref", "currency")}
            return 201, rows[body["ref"]], {}
        row = rows.get(asked.parts[1])
        if row is None:
            return 404, None, {}
        if asked.method == "DELETE":
            if not self.keeps:
                del rows[asked.parts[1]]
            return 204, None, {}
        return 200, row, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("keeps", [True, False])
def test_a_removed_record_that_can_be_read_is_a_drift(keeps: bool, tmp_path: Path) -> None:
    """Its key is still taken as well, which ends what the run creates: it is read before."""
    service = Wallets(keeps=keeps)
    report = checked(service, tmp_path, recombinations=0)
    told = {(drift.lead.law, drift.lead.operation, drift.lead.flaky) for drift in report.drifts}
    assert told == ({("state", "get", False)} if keeps else set())
    assert report.exit_code == (1 if keeps else 0)
    assert bool(service.left) == keeps
