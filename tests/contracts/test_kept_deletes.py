"""A record whose key its client chose is there after its removal: that is told, and not only that it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

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


class Wallets(Collection):
    """Wallets by a chosen key; those that ``keeps`` answer to a removal as documented, and stay."""

    called, named, lists = "wallets", "ref", False
    sent, keyed = _WALLET, _WALLET["properties"]["ref"]

    def __init__(self, *, keeps: bool) -> None:
        super().__init__()
        self.keeps = keeps

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented, but perhaps for the removal."""
        if self.keeps and asked.method == "DELETE" and asked.parts[0] == "wallets" and asked.parts[-1] in self.records:
            return 204, None, {}
        return super().answer(asked)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("keeps", [True, False])
def test_a_removed_record_that_can_be_read_is_a_drift(keeps: bool, tmp_path: Path) -> None:
    """Its key is still taken as well, which ends what the run creates: it is read before."""
    service = Wallets(keeps=keeps)
    report = checked(service, tmp_path, recombinations=0)
    told = {(drift.lead.law, drift.lead.operation, drift.lead.flaky) for drift in report.drifts}
    assert told == ({("state", "get /wallets/{ref}", False)} if keeps else set())
    assert report.exit_code == (1 if keeps else 0)
    assert bool(service.left) == keeps
