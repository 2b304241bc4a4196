"""Periods that end before they begin, where a description says that they must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked

_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}


def _stays(first: str, last: str) -> dict[str, Any]:
    name: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
    members = {"guest": name, "startDate": {**_TIME, "description": first}, "endDate": {**_TIME, "description": last}}
    return {"type": "object", "required": [*members], "properties": members}


class Stays(Collection):
    """Stays, which have to end after they begin where they are ``held`` to it."""

    called, named, keyed, key_form = "stays", "stayId", {"type": "string"}, "s-{}"
    sent: ClassVar = _stays("", "")

    def __init__(self, first: str, last: str, held: bool) -> None:
        super().__init__()
        self.sent, self.held = _stays(first, last), held  # type: ignore[misc]

    def answer(self, asked: Asked) -> Answer:
        """As a careful service, or one that overlooks it."""
        body, wrong = self.checker.read(asked.data if asked.method == "POST" and asked.json else b"")
        if self.held and body and not wrong and body["endDate"] <= body["startDate"]:
            return 400, None, {}
        return super().answer(asked)


class Ordering(Stays):
    """Stays whose two days are put in order."""

    def answer(self, asked: Asked) -> Answer:
        """As they are kept."""
        status, body, headers = super().answer(asked)
        if asked.method == "POST" and body and body["endDate"] < body["startDate"]:
            record = self.records[body["stayId"]]
            record["startDate"], record["endDate"] = record["endDate"], record["startDate"]
            return status, dict(record), headers
        return status, body, headers


@pytest.mark.parametrize(
    ("first", "last", "held", "is_told"),
    [
        ("", "Departure. Must be after startDate.", False, True),
        ("Has to be earlier than `endDate`", "", False, True),
        ("", "Departure. Must be after startDate.", True, False),
        ("", "Must be after startDate unless it is left open.", False, False),
        ("", "Must be after now", False, False),
        ("", "Must be after startDate to be shown in the calendar.", False, False),
        ("", "Must be after startDate before the stay is published; drafts take any.", False, False),
        ("", "Must be after startDate; they are exchanged otherwise.", False, False),
        ("", "Departure; after startDate", False, False),
    ],
)
def test_an_end_is_not_before_its_beginning(first: str, last: str, held: bool, is_told: bool, tmp_path: Path) -> None:
    """A create of it is refused where the order is told without a condition; else it is the service's own affair."""
    service = Stays(first, last, held)
    report = some_journeys(service, tmp_path, "before startDate|^reading")
    assert [each[0] for each in told(report)] == (["invalid-refused"] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])


def test_a_period_that_is_put_in_order_is_not_taken(tmp_path: Path) -> None:
    """What is shown in order was no period that ends before it begins."""
    service = Ordering("", "Departure. Must be after startDate.", False)
    report = some_journeys(service, tmp_path, "before startDate|^reading")
    assert "invalid-refused" not in {each[0] for each in told(report)}
    assert (service.unharmed, service.left) == (True, [])
