"""An action that wants its record in a state is carried out behind the action that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 60}},
}
_ORDER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        **_NEW["properties"],
        "state": {"type": "string", "enum": ["OPEN", "IN_PROGRESS", "DONE"]},
    },
}
_STEPS = {"complete": ("IN_PROGRESS", "DONE"), "start": ("OPEN", "IN_PROGRESS")}


class Orders(Service):
    """Orders that are started and then completed; ``loses``: what completes one is not stored."""

    def __init__(self, *, loses: bool) -> None:
        super().__init__()
        self.begin({"orders": {}})
        self.loses, self.last = loses, 0

    def document(self) -> dict[str, Any]:
        """Each step has its 409."""
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        key = [in_path("id", {"type": "string"})]
        step = {"200": says(_ORDER), **none, "409": {"description": "Not now"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Orders", "version": "1"},
            "paths": {
                "/orders": {"post": {"operationId": "make", "requestBody": takes(_NEW),
                                     "responses": {"201": says(_ORDER), **no}}},
                "/orders/{id}": {
                    "parameters": key,
                    "get": {"operationId": "look", "responses": {"200": says(_ORDER), **none}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
                **{f"/orders/{{id}}/{verb}": {"parameters": key, "post": {"operationId": verb, "responses": step}}
                   for verb in _STEPS},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        rows, parts = self.rows["orders"], asked.parts
        if parts == ["orders"] and asked.method == "POST":
            body, wrong = Checker(_NEW).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.last += 1
            rows[f"o{self.last}"] = {"id": f"o{self.last}", "title": body["title"], "state": "OPEN"}
            return 201, rows[f"o{self.last}"], {}
        if parts[0] != "orders" or len(parts) < 2 or parts[1] not in rows:
            return 404, None, {}
        row = rows[parts[1]]
        if parts[2:] and parts[2] in _STEPS and asked.method == "POST":
            before, after = _STEPS[parts[2]]
            if row["state"] != before:
                return 409, None, {}
            if not (self.loses and parts[2] == "complete"):
                row["state"] = after
            return 200, {**row, "state": after}, {}
        return (204, rows.pop(parts[1]) and None, {}) if asked.method == "DELETE" else (200, row, {})


@pytest.mark.parametrize("loses", [False, True])
def test_an_action_behind_another_is_read_back(*, loses: bool, tmp_path: Path) -> None:
    """One that is lost is told, and of right ones nothing."""
    service = Orders(loses=loses)
    report = some_journeys(service, tmp_path, "is kept")
    assert told(report) == [("read-back", "look", "/state")] * loses
    assert (service.left, [one.operation for one in report.unreached if "complete" in str(one)]) == ([], [])
