"""Changes of what requests call `StreetSecondary` and reads `street_secondary`: what nobody names stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, says, takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
_SECONDS = {"type": "integer", "minimum": 1, "maximum": 9000, "description": "How many seconds are left from then on"}
_MOMENT = {"type": "integer", "description": "The moment at which that ends, in Unix time"}
_SLUG = {"name": {"type": "string"}, "Name": _TEXT}


class Addresses(Collection):
    """Addresses, which take ``Street`` and the member ``taken``, and show what ``shows`` makes of its value.

    Its fault is to `forget` what a change does not name, or to `drop` or `turn` what it does name.
    """

    called: ClassVar[str] = "addresses"
    taken: ClassVar[str]

    def __init__(self, shows: Callable[[Any], dict[str, Any]], fault: str = "") -> None:
        super().__init__()
        self.shows, self.fault = shows, fault

    def changes(self) -> dict[str, Any]:
        """A merge."""
        some, answers = {**self.sent, "required": []}, {"200": says(self.shown), **NO}
        return {"patch": {"operationId": "change", "requestBody": takes(some), "responses": answers}}

    def answer(self, asked: Asked) -> Answer:
        """As a careful service: a merge may have any of the members."""
        self.checker = Checker({**self.sent, "required": [] if asked.method == "PATCH" else ["Street"]})
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """Under the names of reads."""
        return super().made(self._shown(body))

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """What is named; the answer to a change that is dropped shows it all the same."""
        shown, record = self._shown(body), self.records[key]
        if self.fault == "forget" and self.taken not in body:
            shown |= dict.fromkeys(self.shows("x"))
        record.update({name: value for name, value in shown.items() if name == "street" or self.fault != "drop"})
        if self.fault == "turn" and self.taken in body:
            record.update(self.shows(body[self.taken][::-1]))
        return 200, {**record, **shown}, {}

    def _shown(self, body: dict[str, Any]) -> dict[str, Any]:
        street = {"street": body["Street"]} if "Street" in body else {}
        return {**street, **(self.shows(body[self.taken]) if self.taken in body else {})}


def _addresses(name: str, schema: dict[str, Any], members: dict[str, Any]) -> type[Addresses]:
    """Addresses that take a member of this name and schema, and show these."""
    record = {"id": {"type": "integer"}, "street": _TEXT, **members}

    class Manner(Addresses):
        taken = name
        sent: ClassVar[dict[str, Any]] = {
            "type": "object",
            "required": ["Street"],
            "properties": {"Street": _TEXT, name: schema},
        }
        shown: ClassVar[dict[str, Any]] = {"type": "object", "required": ["id", "street"], "properties": record}

    return Manner


@pytest.mark.parametrize("fault", ["forget", "drop", "turn", ""])
def test_a_change_in_another_spelling_is_read_back(fault: str, tmp_path: Path) -> None:
    """What a change does not name is lost, or what it names is not kept: reads tell it by their own name."""
    secondary = {"street_secondary": {"type": ["string", "null"]}}
    service = _addresses("StreetSecondary", _TEXT, secondary)(lambda text: {"street_secondary": text}, fault)
    report = some_journeys(service, tmp_path, "^merge in")
    assert {(law, place) for law, _, place in told(report)} == (
        {("read-back", "/street_secondary")} if fault else set()
    )
    assert (service.left, report.exit_code) == ([], int(bool(fault)))


@pytest.mark.parametrize(
    ("name", "schema", "members", "shows"),
    [
        ("Name", _TEXT, _SLUG, lambda text: {"Name": text, "name": text.lower()[:9]}),
        ("Opens", _TEXT, {"opens": {"type": "integer"}}, lambda text: {"opens": len(text)}),
        ("Ends", _SECONDS, {"ends": _MOMENT}, lambda left: {"ends": 1_700_000_000 + left}),
    ],
    ids=["both spellings", "another type", "another meaning"],
)
def test_members_of_another_meaning_are_left_alone(
    name: str, schema: dict[str, Any], members: dict[str, Any], shows: Callable[[Any], Any], tmp_path: Path
) -> None:
    """Those that reads have in both spellings, with another type, or as something else by description."""
    service = _addresses(name, schema, members)(shows)
    report = some_journeys(service, tmp_path, "addresses")
    assert (told(report), service.left, report.exit_code) == ([], [], 0)
