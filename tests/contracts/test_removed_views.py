"""Lists that show what was removed too, to whoever asks for it, where no verb brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, in_query

if TYPE_CHECKING:
    from pathlib import Path

_NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 60}},
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "noteId": {"type": "string", "readOnly": True},
        "deletedAt": {"type": ["string", "null"], "format": "date-time", "readOnly": True},
        **_NOTE["properties"],
    },
}
_SOFT = "Soft-deletes the note: it is kept for audits."


class Notes(Collection):
    """Notes that are kept when they are removed; ``fault`` is what a list does that is asked for these too."""

    called, named, keyed, key_form = "notes", "noteId", {"type": "string"}, "n-{}"
    sent, shown = _NOTE, _SHOWN

    def __init__(self, fault: str, said: str) -> None:
        super().__init__({"old": {"noteId": "old", "text": "old"}})
        self.fault, self.said = fault, said
        self.removed: dict[str, Any] = {}

    def queries(self) -> list[dict[str, Any]]:
        """The flag."""
        return [{**in_query("show_deleted", type="boolean", default=False), "description": "Also show deleted notes."}]

    def document(self) -> dict[str, Any]:
        """The removal says whether it keeps what it removes."""
        found = super().document()
        found["paths"]["/notes/{noteId}"]["delete"]["description"] = self.said
        return found

    def answer(self, asked: Asked) -> Answer:
        """A removal keeps the note elsewhere."""
        flag = asked.query.get("show_deleted", ["false"])[-1]
        if asked.parts == ["notes"] and asked.method == "GET" and flag not in ("true", "false"):
            return 400, None, {}
        row = self.records.get(asked.parts[-1])
        found = super().answer(asked)
        if row is not None and asked.method == "DELETE" and found[0] == 204:
            self.removed[row["noteId"]] = {**row, "deletedAt": "2026-01-01T00:00:00Z"}
        return found

    def page(self, query: dict[str, list[str]]) -> Answer:
        """What is there, and what was removed for whoever asks."""
        there, removed = [*self.records.values()], [*self.removed.values()]
        if query.get("show_deleted") != ["true"] or self.fault == "shows none":
            return 200, there, {}
        return 200, removed if self.fault == "shows these alone" else there + removed, {}


@pytest.mark.parametrize(
    ("fault", "said", "is_told"),
    [
        ("", _SOFT, False),
        ("shows none", _SOFT, True),
        ("shows these alone", "", True),
        ("shows none", "", False),
        ("shows none", "Soft-deletes it, or removes it permanently where nothing refers to it.", False),
    ],
)
def test_who_asks_for_what_was_removed_too_is_shown_it(fault: str, said: str, is_told: bool, tmp_path: Path) -> None:
    """What is kept, where the document says so, and in any case what is there."""
    service = Notes(fault, said)
    report = some_journeys(service, tmp_path, "^removed ones of")
    assert told(report) == ([("list", "list", "body")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])
