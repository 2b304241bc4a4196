"""Records that are shown as removed until a verb brings them back (AIP-164), as they are shown where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path

_TITLE: dict[str, Any] = {"title": {"type": "string", "minLength": 1, "maxLength": 60}}
_STATE: dict[str, Any] = {
    "state": {"type": "string", "enum": ["ACTIVE", "DELETED"], "readOnly": True},
    "deleteTime": {"type": "string", "format": "date-time", "readOnly": True},
}


class Scores(Collection):
    """Scores that stay when they are removed; ``keeps`` are the marks that bringing them back leaves there."""

    called, named = "scores", "id"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["title"], "properties": _TITLE}
    shown: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer"}, **_TITLE, **_STATE},
    }

    def __init__(self, keeps: tuple[str, ...], says: str) -> None:
        super().__init__()
        self.keeps, self.says = keeps, says

    def document(self) -> dict[str, Any]:
        """With a verb that brings back."""
        tree = super().document()
        back = {"operationId": "undelete", "responses": {"200": says(self.shown), **NO}}
        tree["paths"]["/scores/{id}:undelete"] = {"parameters": [in_path("id", {"type": "integer"})], "post": back}
        return tree

    def answer(self, asked: Asked) -> Answer:
        """Removals mark, the verb takes the marks away."""
        key, _, verb = asked.parts[-1].partition(":")
        row = self.records.get(key)
        if verb == "undelete" and row is not None:
            if "deleteTime" not in row:
                return 400, None, {}
            back = {name: value for name, value in row.items() if name not in _STATE or name in self.keeps}
            self.records[key] = {"state": "ACTIVE", **back, "title": self.says or row["title"]}
            return 200, self.records[key], {}
        if asked.method == "DELETE" and row is not None:
            self.records[key] = {**row, "state": "DELETED", "deleteTime": "2026-01-02T03:04:05Z"}
            return 204, None, {}
        return super().answer(asked)

    def page(self, query: dict[str, list[str]]) -> Answer:
        """Without what is removed."""
        return 200, [row for row in self.records.values() if "deleteTime" not in row], {}


@pytest.mark.parametrize(
    ("keeps", "title", "place"),
    [
        ((), "", None),
        (("deleteTime",), "", None),
        (("deleteTime", "state"), "", "body"),
        ((), "another one", "/title"),
    ],
)
def test_what_was_shown_as_removed_is_back(
    keeps: tuple[str, ...], title: str, place: str | None, tmp_path: Path
) -> None:
    """With no mark of its removal but one that may be kept of it, and as it was."""
    report = some_journeys(Scores(keeps, title), tmp_path, "brings back")
    assert [found[0::2] for found in told(report)] == ([("read-back", place)] if place else [])
    assert report.created > 0
