"""A wrong value that is taken is told also of a record whose create was answered as no document says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_LINE: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1},
        "gauge": {"type": "integer", "minimum": 1},
    },
}
_UNITS = ["mm", "inch"]


class Lines(Service):
    """Railway lines, made with a 201 that the document does not have; a ``lax`` one takes any unit and any gauge."""

    def __init__(self, *, lax: bool) -> None:
        super().__init__()
        self.begin({"lines": {}})
        self.lax, self.last = lax, 0

    def document(self) -> dict[str, Any]:
        """A create is said to be answered with 200."""
        shown, no = {**_LINE, "required": ["id", "name"]}, {"400": {"description": "no"}}
        none = {**no, "404": {"description": "none"}}
        unit = {"name": "unit", "in": "query", "schema": {"type": "string", "enum": _UNITS}}
        one = {"200": says(shown), **none}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Lines", "version": "1"},
            "paths": {
                "/lines": {"post": {"operationId": "add", "requestBody": takes(_LINE),
                                    "responses": {"200": says(shown), **no}}},
                "/lines/{line}": {
                    "parameters": [in_path("line", {"type": "integer"})],
                    "get": {"operationId": "see", "parameters": [unit], "responses": one},
                    "put": {"operationId": "set", "requestBody": takes(_LINE), "responses": one},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """What is wrong with a gauge is all that a lax one overlooks in a body."""
        allowed = {1: ("POST",), 2: ("GET", "PUT", "DELETE")}.get(len(asked.parts), ())
        if asked.parts[0] != "lines" or not allowed:
            return 404, None, {}
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        body, wrong = Checker(_LINE).read(asked.data) if asked.json else (None, [""])
        if asked.method in ("POST", "PUT") and (body is None or set(wrong) - ({"gauge"} if self.lax else set())):
            return 400, None, {}
        if asked.method == "POST":
            self.last += 1
            return self._kept(self.last, body, 201)
        key = number(asked.parts[1])
        if key is None or str(key) not in self.rows["lines"]:
            return 404, None, {}
        if asked.method == "DELETE":
            del self.rows["lines"][str(key)]
            return 204, None, {}
        if not self.lax and any(unit not in _UNITS for unit in asked.query.get("unit", [])):
            return 400, None, {}
        return (200, self.rows["lines"][str(key)], {}) if asked.method == "GET" else self._kept(key, body, 200)

    def _kept(self, key: int, body: Any, status: int) -> Answer:
        self.rows["lines"][str(key)] = {n: v for n, v in body.items() if n in ("name", "gauge")} | {"id": key}
        return status, self.rows["lines"][str(key)], {}


@pytest.mark.parametrize("lax", [False, True])
def test_a_wrong_value_is_told_whatever_the_record_is(lax: bool, tmp_path: Path) -> None:
    """Of the query and of the body; the mock has another record than the service then, or none."""
    report = some_journeys(Lines(lax=lax), tmp_path, "unit of see|edges of replace")
    found = {(law, operation) for law, operation, _ in told(report)}
    assert ("status-documented", "add") in found
    taken = {operation for law, operation in found if law == "invalid-refused"}
    taken |= {other for drift in report.drifts if drift.lead.law == "invalid-refused" for other in drift.also}
    assert taken == ({"see", "set"} if lax else set())
