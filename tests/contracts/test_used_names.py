"""A change to a text that a service keeps but once is tried with the record's own: what else it says is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}


class Stages(Collection):
    """Stages whose names are never given twice; a replace keeps the note that it leaves out where it ``merges``."""

    called = "stages"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": _TEXT, "note": _TEXT},
    }

    def __init__(self, *, merges: bool) -> None:
        super().__init__()
        self.merges, self.used = merges, set[str]()

    def changes(self) -> dict[str, Any]:
        """A replace, which may be refused."""
        answers = {"200": says(self.shown), "409": {"description": "The name was used before"}, **NO}
        return {"put": {"requestBody": takes(self.sent), "responses": answers}}

    def made(self, body: dict[str, Any]) -> Answer:
        """A name is used from now on."""
        self.used.add(body["name"])
        return super().made(body)

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """Only to a name that nobody had."""
        row = self.records[key]
        if body["name"] in self.used and body["name"] != row["name"]:
            return 409, None, {}
        self.used.add(body["name"])
        kept = {"note": row["note"]} if self.merges and "note" in row else {}
        return super().changed(key, {**kept, **body})


@pytest.mark.parametrize("merges", [True, False])
def test_a_replace_that_meets_a_used_name_is_sent_with_its_own(merges: bool, tmp_path: Path) -> None:
    """What it leaves out is gone then, or is told."""
    report = some_journeys(Stages(merges=merges), tmp_path, "^replace in")
    assert [found[0::2] for found in told(report)] == ([("read-back", "/note")] if merges else [])
