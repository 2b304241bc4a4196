"""What one thing can have but once at a time: stays in one berth do not overlap."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.traffic.told_bounds import beyond_told_bounds
from mock_server.openapi.reading.document import Document
from mock_server.openapi.reading.references import References
from mock_server.openapi.schema.schemas import Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import checked

if TYPE_CHECKING:
    from tests.manners.serving import Answer

_TIME = {"type": "string", "format": "date-time"}
_STAY: dict[str, Any] = {
    "type": "object",
    "required": ["startsAt", "endsAt"],
    "properties": {
        "startsAt": {**_TIME, "description": "Must not be in the past.", "example": "2090-05-01T14:00:00Z"},
        "endsAt": {**_TIME, "example": "2090-05-04T10:00:00Z"},
        "crew": {"type": "integer", "minimum": 1, "description": "Must not exceed the number of bunks of the boat."},
    },
}


class Stays(Collection):
    """Stays of which two are never at one time; where the berth is ``closed`` after the first, at none."""

    called: ClassVar[str] = "stays"
    sent: ClassVar[dict[str, Any]] = _STAY

    def __init__(self, *, closed: bool = False) -> None:
        super().__init__()
        self.closed, self.most, self.asked = closed, 0, list[str]()

    def document(self) -> dict[str, Any]:
        """With the refusal."""
        document = super().document()
        document["paths"]["/stays"]["post"]["responses"]["409"] = {"description": "The berth is taken then."}
        return document

    def made(self, body: dict[str, Any]) -> Answer:
        """Keeps what meets no other one, is to come, and takes two of a crew at most."""
        self.asked.append(body["startsAt"])
        if body["endsAt"] <= body["startsAt"] or body["startsAt"] < "2027" or body.get("crew", 1) > 2:
            return 400, None, {}
        meets = (r["startsAt"] < body["endsAt"] and body["startsAt"] < r["endsAt"] for r in self.records.values())
        if any(meets) or (self.closed and self.records):
            return 409, None, {}
        found = super().made(body)
        self.most = max(self.most, len(self.records))
        return found


def test_two_stand_at_other_times(tmp_path: Path) -> None:
    """Where other texts do not help, other times do: two records are there at once, and none is left."""
    service = Stays()
    report = some_journeys(service, tmp_path, "^two|alike|derived")
    assert service.most > 1
    assert not service.left
    assert told(report) == []


def test_where_times_are_not_it_they_are_tried_a_few_times(tmp_path: Path) -> None:
    """A service that takes one record alone refuses those at other times too."""
    service = Stays(closed=True)
    report = some_journeys(service, tmp_path, "^two|alike|derived")
    assert len(set(service.asked)) <= 8
    assert told(report) == []


@pytest.mark.slow
def test_a_whole_check_tells_of_nothing(tmp_path: Path) -> None:
    """By boundaries too, and leaves nothing."""
    service = Stays()
    assert told(checked(service, tmp_path, recombinations=20)) == []
    assert not service.left


@pytest.mark.parametrize(
    ("description", "value", "may"),
    [
        ("Must not be in the past.", "2020-01-01T00:00:00Z", True),
        ("Must not be in the past.", "2050-01-01T00:00:00Z", False),
        ("It has to lie in the future", "2020-01-01T00:00:00Z", True),
        ("Can't be a date in the future", "2050-01-01T00:00:00Z", True),
        ("May only be in the past", "2050-01-01T00:00:00Z", True),
        ("May be in the past", "2050-01-01T00:00:00Z", False),
        ("Can be a date in the past or in the future", "2020-01-01T00:00:00Z", False),
        ("When it was, may be long ago.", "2020-01-01T00:00:00Z", False),
        ("Must not exceed the capacity of the room.", 2, True),
        ("Must not exceed the capacity of the room.", 1, False),
        ("At most the 20 of the room.", 2, False),
        ("How many guests come.", 2, False),
    ],
)
def test_what_a_description_bounds(description: str, value: Any, may: bool) -> None:
    """By this moment, or by a number of something else; no number that the schema could tell, nor the least one."""
    kind = {"type": "integer", "minimum": 1} if isinstance(value, int) else _TIME
    schema = {"properties": {"it": {**kind, "description": description}}}
    document = Document(Path("d.yaml"), "3.1.0", References({"openapi": "3.1.0"}, Path("d.yaml"), external=False))
    assert beyond_told_bounds(Schemas(document), schema, {"it": value}) is may
