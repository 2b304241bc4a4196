"""Records under short codes that are there but once, which have no room for the run's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tests.manners.collection import Collection
from tests.manners.serving import Answer, checked

if TYPE_CHECKING:
    from pathlib import Path

_CAR: dict[str, Any] = {
    "type": "object",
    "required": ["plate", "country"],
    "properties": {
        "plate": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2,6}$"},
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    },
}


class Cars(Collection):
    """Cars of which each plate is there but once; where it ``gives`` it answers with the car that has the plate."""

    called: ClassVar[str] = "cars"
    sent: ClassVar[dict[str, Any]] = _CAR
    shown: ClassVar[dict[str, Any]] = {
        **_CAR,
        "required": ["id"],
        "properties": {"id": {"type": "integer"}, **_CAR["properties"]},
    }

    def __init__(self, *, gives: bool = False) -> None:
        super().__init__({"1": {"id": 1, "plate": "AA00", "country": "DE"}})
        self.gives = gives

    def document(self) -> dict[str, Any]:
        """A plate that is taken is refused."""
        document = super().document()
        document["paths"]["/cars"]["post"]["responses"]["409"] = {"description": "The plate is taken."}
        return document

    def made(self, body: dict[str, Any]) -> Answer:
        """Keeps each plate once."""
        taken = [row for row in self.records.values() if row["plate"] == body["plate"]]
        if taken:
            return (201, taken[0], {}) if self.gives else (409, None, {})
        return super().made(body)


def test_a_refused_twin_proves_that_the_first_one_was_made(tmp_path: Path) -> None:
    """They are the run's own then, and are removed."""
    service = Cars()
    report = checked(service, tmp_path)
    assert service.unharmed
    assert service.left == []
    assert not report.leftovers


def test_a_car_that_was_there_stays_where_creates_answer_with_it(tmp_path: Path) -> None:
    """Nothing is refused, so nothing proves whose it is."""
    service = Cars(gives=True)
    checked(service, tmp_path)
    assert service.unharmed
