"""A filter is noted as right where its list was seen to be right as a whole, so that its drifts have other causes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.cases.journeys.filter_journeys import choosing
from contracts.exchange import Answer, Request
from tests.contracts.test_fuzz_cases import Recorder, begun
from tests.requests.small_documents import document

STATE: dict[str, Any] = {"type": "string", "enum": ["open", "done"]}
CAR: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "integer"}, "state": STATE}}
ALL = [(1, "open"), (2, "done"), (3, "done")]


def _says(schema: Any) -> Any:
    return {"200": {"description": "said", "content": {"application/json": {"schema": schema}}}}


def _document() -> dict[str, Any]:
    asked = {"in": "query", "name": "state", "schema": STATE}
    key = {"in": "path", "name": "id", "required": True, "schema": {"type": "integer"}}
    listed = {"get": {"parameters": [asked], "responses": _says({"type": "array", "items": CAR})}}
    return {"paths": {"/cars": listed, "/cars/{id}": {"get": {"parameters": [key], "responses": _says(CAR)}}}}


class Cars(Recorder):
    """A list of cars: ``open`` and ``done`` are what its filter shows; ``then`` is what is there afterwards."""

    def __init__(self, filtered: list[tuple[int, str]], then: list[tuple[int, str]], more: str) -> None:
        super().__init__(200)
        self.filtered, self.then, self.more, self.url = filtered, then, more, "http://127.0.0.1:9"

    def send(self, request: Request) -> Answer:
        """One page."""
        super().send(request)
        if "mark=" in request.target:
            return Answer(503)
        asked = "state=open" in request.target
        rows = self.filtered if asked else self.then if len(self.requests) > 1 else ALL
        link = (("Link", f'<{self.more}>; rel="next"'),) if asked and self.more else ()
        body = json.dumps([{"id": key, "state": state} for key, state in rows])
        return Answer(200, (("Content-Type", "application/json"), *link), body.encode())


@pytest.mark.parametrize(
    ("filtered", "then", "more", "right"),
    [
        (ALL[:1], ALL, "", True),
        (ALL[:1], ALL, "/cars?state=open&mark=b", False),
        (ALL[:2], [(1, "open"), (2, "open"), (3, "done")], "", False),
        (ALL, ALL, "", False),
    ],
)
def test_what_was_seen_in_part_or_moved_meanwhile_proves_no_filter(
    filtered: Any, then: Any, more: str, right: bool
) -> None:
    """Neither the first page of several, nor a list that shows what it should not."""
    cars = Cars(filtered, then, more)
    steps = begun(document(_document()), 3, cars)
    (cycle,) = steps.cycles.values()
    choosing(steps, cycle)
    noted = {member for _, member in steps.sender.collector.spared.filters}
    assert noted == ({"state"} if right else set())
