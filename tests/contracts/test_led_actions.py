"""An action that wants its record in a state is carried out behind the action that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, says

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


class Orders(Collection):
    """Orders that are started and then completed; ``loses``: what completes one is not stored."""

    called, key_form, lists = "orders", "o{}", False
    sent, keyed, shown = _NEW, {"type": "string"}, _ORDER

    def __init__(self, *, loses: bool) -> None:
        super().__init__()
        self.loses = loses

    def document(self) -> dict[str, Any]:
        """Each step has its 409."""
        document = super().document()
        one = document["paths"]["/orders/{id}"]
        one["get"]["operationId"] = "look"
        answers = {"200": says(_ORDER), "404": {"description": "none"}, "409": {"description": "Not now"}}
        document["paths"] |= {
            f"/orders/{{id}}/{verb}": {
                "parameters": one["parameters"], "post": {"operationId": verb, "responses": answers}
            } for verb in _STEPS
        }  # fmt: skip
        return document

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        row, verb = self.records.get(asked.parts[1]) if asked.parts[1:] else None, asked.parts[-1]
        if row is None or len(asked.parts) != 3 or verb not in _STEPS or asked.method != "POST":
            return super().answer(asked)
        before, after = _STEPS[verb]
        if row["state"] != before:
            return 409, None, {}
        if not (self.loses and verb == "complete"):
            row["state"] = after
        return 200, {**row, "state": after}, {}

    def made(self, body: dict[str, Any]) -> Answer:
        """It is open."""
        return super().made({**body, "state": "OPEN"})


@pytest.mark.parametrize("loses", [False, True])
def test_an_action_behind_another_is_read_back(*, loses: bool, tmp_path: Path) -> None:
    """One that is lost is told, and of right ones nothing."""
    service = Orders(loses=loses)
    report = some_journeys(service, tmp_path, "is kept")
    assert told(report) == [("read-back", "look", "/state")] * loses
    assert (service.left, [one.operation for one in report.unreached if "complete" in str(one)]) == ([], [])
