"""A removal that keeps the record in another state, of which the create showed more than anything does later."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked, says

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string"}
_ASKED: dict[str, Any] = {"type": "object", "required": ["holder"], "properties": {"holder": {**_TEXT, "minLength": 1}}}
_PASS: dict[str, Any] = {"type": "object", "properties": {"no": _TEXT, "holder": _TEXT, "status": _TEXT}}
_NEW: dict[str, Any] = {"type": "object", "properties": {**_PASS["properties"], "pin": _TEXT}}


class Passes(Collection):
    """Passes to a house, whose numbers it gives: one that is taken back stays, as ``after``."""

    called, named, keyed, key_form, lists = "passes", "no", _TEXT, "p{}", False
    sent, shown = _ASKED, _PASS

    def __init__(self, after: str) -> None:
        super().__init__()
        self.after = after

    def document(self) -> dict[str, Any]:
        """A removal shows the pass, a create its PIN too."""
        document = super().document()
        document["paths"]["/passes"]["post"]["responses"]["201"] = says(_NEW)
        one = document["paths"]["/passes/{no}"]
        one["get"]["operationId"] = "get"
        one["delete"]["responses"] = one["get"]["responses"]
        return document

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented."""
        if asked.method == "DELETE" and asked.parts[0] == "passes" and asked.parts[-1] in self.records:
            self.records[asked.parts[-1]]["status"] = self.after
            return 200, self.records[asked.parts[-1]], {}
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """With a PIN that nothing shows later."""
        _, row, _ = super().made({**body, "status": "valid"})
        return 201, {**row, "pin": f"{zlib.crc32(row['no'].encode()):08x}"}, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("after", "found"), [("revoked", []), ("valid", [("state", "get")])])
def test_a_removal_that_marks_the_record_may_keep_it(after: str, found: list[Any], tmp_path: Path) -> None:
    """What was taken back is read as the removal showed it, without the PIN that the create alone shows."""
    report = checked(Passes(after), tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == found
    kept = [left for left in report.leftovers if "in another state (status)" in left.reason]
    assert bool(kept) == (not found)
