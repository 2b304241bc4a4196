"""Keys that stand beside the record (`{"meta": {"id": …}, "vehicle": {…}}`), and keys that are one in every case."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi.behaviour.field_names import means_any_case
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

VEHICLE: dict[str, Any] = {
    "type": "object",
    "required": ["plate"],
    "properties": {"plate": {"type": "string", "minLength": 1, "maxLength": 40}, "doors": {"type": "integer"}},
}
META = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "archived": {"type": "boolean"}}}
SHOWN = {"type": "object", "required": ["meta", "vehicle"], "properties": {"meta": META, "vehicle": VEHICLE}}


class Vehicles(Service):
    """What is sent is flat, what is answered has the key beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"vehicles": {"v1": {"plate": "old"}}})
        self.count = itertools.count(100)
        self.checker = Checker(VEHICLE)

    def document(self) -> dict[str, Any]:
        """No Location is documented."""
        no = {status: {"description": "refused"} for status in ("400", "404", "415")}
        one = {
            "parameters": [in_path("vehicle_id", {"type": "string"})],
            "get": {"operationId": "get", "responses": {"200": says(SHOWN), **no}},
            "put": {"operationId": "put", "requestBody": takes(VEHICLE), "responses": {"200": says(SHOWN), **no}},
            "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **no}},
        }
        post = {"operationId": "add", "requestBody": takes(VEHICLE), "responses": {"201": says(SHOWN), **no}}
        paths = {"/vehicles": {"post": post}, "/vehicles/{vehicle_id}": one}
        return {"openapi": "3.1.0", "info": {"title": "Vehicles", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows = self.rows["vehicles"]
        key = asked.parts[1] if len(asked.parts) == 2 else f"v{next(self.count)}"
        if asked.parts[0] != "vehicles" or len(asked.parts) > 2 or (len(asked.parts) == 2 and key not in rows):
            return 404, b"", {}
        if (asked.method == "POST") is (len(asked.parts) == 2):
            return 405, b"", {"Allow": "POST" if len(asked.parts) == 1 else "GET, PUT, DELETE"}
        if asked.method in ("POST", "PUT"):
            body, wrong = self.checker.read(asked.data)
            if not asked.json or wrong:
                return (400 if asked.json else 415), b"", {}
            rows[key] = self.checker.kept(body)
        elif asked.method == "DELETE":
            rows.pop(key)
            return 204, b"", {}
        shown = {"meta": {"id": key, "archived": False}, "vehicle": rows.get(key, {})}
        return (201 if asked.method == "POST" else 200), shown, {}


def test_a_key_beside_the_record_is_no_drift(tmp_path: Path) -> None:
    """The mock's own record is found by the mock's Location, not by an id that it made up."""
    service = Vehicles()
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
