"""A service that keeps nothing of a body needn't check it; one that shows or checks some of it is held to all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.json_server import sent_json
from tests.manners.serving import Answer, Asked, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Habit:
    """What a service of pings does; the defaults are those of one that only counts them."""

    read: bool = False
    shows: bool = False
    refuses: bool = False
    place: bool = True
    needs: bool = False


class Pings(Service):
    """Pings are made and withdrawn; what one says is kept by nobody, unless the habit says so."""

    def __init__(self, habit: Habit) -> None:
        super().__init__()
        self.begin({"pings": {}})
        self.habit, self.last = habit, 0

    def document(self) -> dict[str, Any]:
        """The body is closed and needs its text; the answer may show it."""
        text = {"text": {"type": "string"}}
        body = {"type": "object", "required": ["text"], "properties": text, "additionalProperties": False}
        number = {"number": {"type": "integer"}}
        shown = {"type": "object", "required": ["number"], "properties": number | (text if self.habit.place else {})}
        if self.habit.needs:
            shown = {**shown, "required": ["number", "text"]}
        none = {"404": {"description": "none"}}
        read = {"get": {"operationId": "look", "responses": {"200": says(shown), **none}}} if self.habit.read else {}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Pings", "version": "1"},
            "paths": {
                "/pings": {"post": {"operationId": "ping", "requestBody": takes(body),
                                    "responses": {"201": says(shown), "422": {"description": "bad"}}}},
                "/pings/{number}": {
                    "parameters": [in_path("number", {"type": "integer"})], **read,
                    "delete": {"operationId": "withdraw", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Whatever is sent is taken, but for what is no JSON where anything is refused."""
        kept = self.rows["pings"]
        if asked.parts == ["pings"] and asked.method == "POST":
            sent = _members(asked.data)
            if self.habit.refuses and "text" not in sent:
                return 422, None, {}
            self.last += 1
            kept[str(self.last)] = {"number": self.last, **(_text(sent) if self.habit.shows else {})}
            return 201, kept[str(self.last)], {}
        if asked.parts[0] != "pings" or len(asked.parts) != 2 or asked.parts[1] not in kept:
            return 404, None, {}
        if asked.method == "GET" and self.habit.read:
            return 200, kept[asked.parts[1]], {}
        if asked.method == "DELETE":
            del kept[asked.parts[1]]
            return 204, None, {}
        return 405, None, {"Allow": "GET, DELETE" if self.habit.read else "DELETE"}


def _members(data: bytes) -> dict[str, Any]:
    found = sent_json(data)
    return found if isinstance(found, dict) else {}


def _text(sent: dict[str, Any]) -> dict[str, Any]:
    return {"text": sent["text"]} if isinstance(sent.get("text"), str) else {}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("habit", "laws"),
    [
        (Habit(), set()),
        (Habit(refuses=True), {"invalid-refused"}),
        (Habit(place=False), {"invalid-refused"}),
        (Habit(shows=True), {"invalid-refused"}),
        (Habit(read=True), {"invalid-refused", "echo"}),
        (Habit(needs=True), {"invalid-refused"}),
    ],
    ids=lambda item: str(item) if isinstance(item, Habit) else "",
)
def test_wrong_bodies_that_are_taken_are_a_drift_unless_nothing_is_kept(
    habit: Habit, laws: set[str], tmp_path: Path
) -> None:
    """Only where the answer has a place for the text, nothing ever stands there and nobody else reads it."""
    service = Pings(habit)
    report = checked(service, tmp_path, recombinations=0)
    assert {drift.lead.law for drift in report.drifts} == laws
    assert any("ping shows nothing of what it is sent" in note for note in report.notices) is (not laws)
    assert service.left == []
