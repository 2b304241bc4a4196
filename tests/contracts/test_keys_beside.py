"""Keys that stand beside the record (`{"meta": {"id": …}, "vehicle": {…}}`), and keys that are one in every case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi.behaviour.field_names import means_any_case
from tests.manners.collection import NO, Collection
from tests.manners.serving import checked, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

VEHICLE: dict[str, Any] = {
    "type": "object",
    "required": ["plate"],
    "properties": {"plate": {"type": "string", "minLength": 1, "maxLength": 40}, "doors": {"type": "integer"}},
}
META = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "archived": {"type": "boolean"}}}
SHOWN = {"type": "object", "required": ["meta", "vehicle"], "properties": {"meta": META, "vehicle": VEHICLE}}


class Vehicles(Collection):
    """What is sent is flat, what is answered has the key beside it."""

    called, named, key_form, lists = "vehicles", "vehicle_id", "v{}", False
    sent, keyed, shown = VEHICLE, {"type": "string"}, SHOWN

    def changes(self) -> dict[str, Any]:
        """A replacement."""
        return {"put": {"requestBody": takes(VEHICLE), "responses": {"200": says(SHOWN), **NO}}}

    def made(self, body: dict[str, Any]) -> Answer:
        """No Location is documented."""
        return 201, self.changed(f"v{next(self.numbers)}", body)[1], {}

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """The record in its envelope."""
        self.records[key] = {"meta": {"id": key, "archived": False}, "vehicle": body}
        return 200, self.records[key], {}


def test_a_key_beside_the_record_is_no_drift(tmp_path: Path) -> None:
    """The mock's own record is found by the mock's Location, not by an id that it made up."""
    service = Vehicles({"v1": {"meta": {"id": "v1"}, "vehicle": {"plate": "old"}}})
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, report.unreached, service.left, service.unharmed) == (0, (), [], True)


@pytest.mark.parametrize(
    ("text", "any_case"),
    [
        ("Case-insensitive", True),
        ("Kept in upper case", True),
        ("Lower-cased", True),
        ("Is converted to lower case", True),
        ("The name of the suitcase", False),
        ("Upper and lower case letters are two", False),
    ],
)
def test_a_description_says_that_case_does_not_matter(text: str, any_case: bool) -> None:
    """Of the key, of its parameter, or of the create."""
    assert means_any_case(text) is any_case
