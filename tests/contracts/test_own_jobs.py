"""Work that is begun in a collection and asked after in it: what the answer calls `id` is the key of its own path."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records import jobs
from contracts.laws.job_states import NOT_THERE
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Service, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["queued", "done"]},
        "rows": {"type": ["integer", "null"], "description": "How many rows were exported, once it is done."},
    },
}


class Exports(Service):
    """Exports that take a moment; ``fault`` says what is wrong, or that the key is that of something else."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.begin({"exports": {"e0": {"id": "e0", "status": "done", "rows": 1}}})
        self.fault, self.numbers, self.asked = fault, itertools.count(1), 0

    def document(self) -> dict[str, Any]:
        """A collection that ends with a slash, as frameworks write it."""
        none = {"404": {"description": "none"}}
        shown = (
            {"type": "object", "properties": {"requestId": {"type": "string"}, "ticket": _SHOWN}}
            if self.fault == "inside"
            else _SHOWN
        )
        return {
            "openapi": "3.1.0",
            "info": {"title": "Exports", "version": "1"},
            "paths": {
                "/exports/": {"post": {"operationId": "begin", "responses": {"202": says(shown)}}},
                "/exports/{id}": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "get": {"operationId": "look", "responses": {"200": says(_SHOWN), **none}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, key = self.rows["exports"], "".join(asked.parts[1:])
        if asked.parts[0] != "exports" or asked.method not in ("GET", "POST") or (asked.method == "GET") != bool(key):
            return 404, None, {}
        if asked.method == "POST":
            made = {"id": f"e{next(self.numbers)}", "status": "queued"}
            rows[made["id"]] = {**made, "status": "done", "rows": None if self.fault == "no rows" else 3}
            return 202, {"requestId": "q1", "ticket": made} if self.fault == "inside" else made, {}
        self.asked += key in rows and key != "e0"
        if key not in rows or (self.fault in ("lost", "inside") and key != "e0"):
            return 404, None, {}
        return 200, rows[key], {}


@pytest.mark.parametrize(
    ("fault", "found"), [("", None), ("lost", NOT_THERE), ("no rows", "/rows is not there"), ("inside", None)]
)
def test_it_is_asked_after_below_its_own_path(
    fault: str, found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands deeper in the answer may be the key of something else."""
    monkeypatch.setattr(jobs, "_LONGEST", 0.0)
    service = Exports(fault)
    report = some_journeys(service, tmp_path, "^the job of")
    assert [each[:2] for each in told(report)] == ([("jobs", "look")] if found else [])
    assert all(found and found in drift.lead.message for drift in report.drifts)
    assert bool(service.asked) is (fault != "inside")
    assert service.unharmed
