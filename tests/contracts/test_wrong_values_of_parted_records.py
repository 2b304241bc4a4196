"""A wrong value that is taken is told also of a record whose create was answered as no document says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_GAUGE: dict[str, Any] = {"gauge": {"type": "integer", "minimum": 1}}
_LINE: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1}, **_GAUGE},
}
_UNITS = ["mm", "inch"]


class Lines(Collection):
    """Railway lines, made with a 201 that the document does not have; a ``lax`` one takes any unit and any gauge."""

    called, lists, sent = "lines", False, _LINE

    def __init__(self, *, lax: bool) -> None:
        super().__init__()
        self.lax = lax
        if lax:
            self.checker = Checker({**_LINE, "properties": {**_LINE["properties"], "gauge": {}}})

    def changes(self) -> dict[str, Any]:
        """A replacement."""
        return {"put": {"operationId": "set", "requestBody": takes(_LINE),
                        "responses": {"200": says(self.shown), **NO}}}  # fmt: skip

    def document(self) -> dict[str, Any]:
        """A create is said to be answered with 200."""
        document = super().document()
        add = document["paths"]["/lines"]["post"]
        add |= {"operationId": "add", "responses": {"200": add["responses"].pop("201"), **NO}}
        unit = in_query("unit", type="string", enum=_UNITS)
        document["paths"]["/lines/{id}"]["get"] |= {"operationId": "see", "parameters": [unit]}
        return document

    def answer(self, asked: Asked) -> Answer:
        """A unit is looked at in a read alone."""
        found = super().answer(asked)
        is_wrong = not self.lax and any(unit not in _UNITS for unit in asked.query.get("unit", []))
        return (400, None, {}) if is_wrong and asked.method == "GET" and found[0] == 200 else found


@pytest.mark.parametrize("lax", [False, True])
def test_a_wrong_value_is_told_whatever_the_record_is(lax: bool, tmp_path: Path) -> None:
    """Of the query and of the body; the mock has another record than the service then, or none."""
    report = some_journeys(Lines(lax=lax), tmp_path, "unit of see|edges of replace")
    found = {(law, operation) for law, operation, _ in told(report)}
    assert ("status-documented", "add") in found
    taken = {operation for law, operation in found if law == "invalid-refused"}
    taken |= {other for drift in report.drifts if drift.lead.law == "invalid-refused" for other in drift.also}
    assert taken == ({"see", "set"} if lax else set())
