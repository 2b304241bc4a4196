"""A parameter that names members of its options leaves out the others, as one that names any does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path

TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}


class Books(Collection):
    """Books, of which a read shows what is asked for."""

    called = "books"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": TEXT, "note": TEXT, "shelf": TEXT, "room": TEXT},
    }
    options: ClassVar[list[str]] = ["title", "note", "shelf", "room"]

    def document(self) -> dict[str, Any]:
        """The collection, with the members that a read shows."""
        document = super().document()
        schema = {"type": "array", "items": {"type": "string", "enum": self.options}}
        asked = {"name": "fields", "in": "query", "style": "form", "explode": False, "schema": schema}
        document["paths"]["/books/{id}"]["get"]["parameters"] = [
            {**asked, "description": "Only these fields are returned."}
        ]
        return document

    def shows(self, record: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
        """What is shown of a book of which this is wanted."""
        return {name: value for name, value in record.items() if name in ("id", "title", *wanted)}

    def answer(self, asked: Asked) -> Answer:
        """A book as it is wanted, whole where nothing is asked for."""
        found = super().answer(asked)
        wanted = [name for text in asked.query.get("fields", []) for name in text.split(",")]
        if asked.method != "GET" or found[0] != 200 or len(asked.parts) == 1 or not wanted:
            return found
        if any(name not in self.options for name in wanted):
            return 400, None, {}
        return 200, self.shows(found[1], wanted), {}


class Whole(Books):
    """It is not heeded."""

    def shows(self, record: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
        """All."""
        return record


class Kinds(Whole):
    """Its options are no members."""

    options: ClassVar[list[str]] = ["basic", "full"]


@pytest.mark.parametrize(("kind", "told"), [(Books, []), (Whole, ["selection"]), (Kinds, [])])
def test_members_that_are_asked_for_by_options(kind: type[Books], told: list[str], tmp_path: Path) -> None:
    """One drift where all are shown in any case."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.law for drift in report.drifts] == told
    assert service.left == []
