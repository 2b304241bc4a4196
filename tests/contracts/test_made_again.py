"""What was removed is made again where it is surely gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked

_NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Notes(Collection):
    """Notes of which each title is there but once, and which are removed at once or ``later``."""

    called: ClassVar[str] = "notes"
    sent: ClassVar[dict[str, Any]] = _NOTE

    def __init__(self, *, later: bool) -> None:
        super().__init__()
        self.later, self.titles = later, list[str]()

    def document(self) -> dict[str, Any]:
        """A removal may be accepted for later."""
        document = super().document()
        document["paths"]["/notes"]["post"]["responses"]["409"] = {"description": "The title is taken."}
        document["paths"]["/notes/{id}"]["delete"]["responses"]["202"] = {"description": "It will be removed."}
        return document

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        if self.later and asked.method == "DELETE" and asked.parts[-1] in self.records:
            return 202, None, {}
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answer:
        """Keeps each title once."""
        self.titles.append(body["title"])
        if any(row["title"] == body["title"] for row in self.records.values()):
            return 409, None, {}
        return super().made(body)


@pytest.mark.parametrize("later", [True, False])
def test_what_is_removed_later_is_not_made_again(later: bool, tmp_path: Path) -> None:
    """Its title may be taken still, and it would be one more that stays."""
    service = Notes(later=later)
    some_journeys(service, tmp_path, "^two|alike|derived")
    assert service.titles
    assert (service.titles[-1] in service.titles[:-2]) is not later, service.titles
