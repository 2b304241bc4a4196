"""Payments, which nothing removes, and of which one is made for each idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked

_PAYMENT: dict[str, Any] = {
    "type": "object",
    "required": ["amount"],
    "properties": {"amount": {"type": "integer", "minimum": 1, "maximum": 900}},
}


class Payments(Collection):
    """One that ``heeds`` a key answers it with what was made for it."""

    called: ClassVar[str] = "payments"
    sent: ClassVar[dict[str, Any]] = _PAYMENT

    def __init__(self, *, heeds: bool) -> None:
        super().__init__()
        self.heeds, self.known, self.asked = heeds, dict[str, Any](), ""

    def document(self) -> dict[str, Any]:
        """Without a removal."""
        document = super().document()
        del document["paths"]["/payments/{id}"]["delete"]
        key = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
        document["paths"]["/payments"]["post"]["parameters"] = [key]
        return document

    def answer(self, asked: Asked) -> Answer:
        """As documented."""
        self.asked = asked.headers.get("Idempotency-Key", "")
        if asked.method == "DELETE":
            return 405, None, {"Allow": "GET"}
        return (400, None, {}) if asked.method == "POST" and not self.asked else super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """One for each key."""
        if not self.heeds or self.asked not in self.known:
            self.known[self.asked] = super().made(body)
        found: Answer = self.known[self.asked]
        return found


@pytest.mark.parametrize("heeds", [True, False])
def test_a_payment_is_made_once_for_a_key(heeds: bool, tmp_path: Path) -> None:
    """That it can't be removed keeps nobody from asking: a few are left, and told."""
    service = Payments(heeds=heeds)
    report = some_journeys(service, tmp_path, "sent twice")
    assert {found[0] for found in told(report)} == (set() if heeds else {"idempotency"})
    assert 0 < len(service.left) <= 30
    assert len(report.leftovers) >= len(service.left)
