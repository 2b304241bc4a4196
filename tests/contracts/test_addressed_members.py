"""Members that the address of a request gives, and a POST that changes the one thing at its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Asked, checked, in_path, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

NONE = "00000000-0000-7000-8000-000000000000"


class Plans(Collection):
    """Plans of the team that the query names, each with notes that a POST changes in part; by ``fault`` none has the
    documented colour."""

    called = "plans"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "minLength": 1, "maxLength": 60},
            "team_id": {"type": "string", "format": "uuid", "default": NONE},
            "colour": {"type": "string", "enum": ["red", "blue"], "default": "red"},
        },
    }
    shown: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["id", "title"],
        "properties": {"id": {"type": "integer"}, **sent["properties"]},
    }
    note: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["text"],
        "properties": {
            "id": {"type": "integer", "minimum": 1, "maximum": 900},
            "text": {"type": "string", "minLength": 1, "maxLength": 60},
            "version": {"type": "string", "enum": ["1", "2"], "default": "1"},
        },
    }

    def __init__(self, fault: bool) -> None:
        super().__init__()
        self.fault, self.team = fault, ""

    def document(self) -> dict[str, Any]:
        """The notes of a plan besides, and the team in the query of a create."""
        described = super().document()
        described["paths"]["/plans"]["post"]["parameters"] = [in_query("team_id", type="string", format="uuid")]
        described["paths"]["/plans/{id}/notes"] = {
            "parameters": [in_path("id", {"type": "integer"})],
            "get": {"responses": {"200": says(self.note), **NO}},
            "post": {"requestBody": takes(self.note), "responses": {"201": says(self.note), **NO}},
        }
        return described

    def answer(self, asked: Asked) -> Answer:
        """Notes keep what a POST leaves out; a team that is none is refused."""
        self.team = asked.query.get("team_id", [""])[-1]
        wrong = self.checker.wrong({"title": "any", "team_id": self.team or NONE})
        if asked.method == "POST" and (wrong or len(asked.query.get("team_id", [])) > 1):
            return 400, None, {}
        if asked.parts[-1] != "notes" or len(asked.parts) != 3 or asked.method not in ("GET", "POST"):
            return super().answer(asked)
        if (row := self.records.get(asked.parts[1])) is None:
            return 404, None, {}
        notes = row.setdefault(".notes", {"id": row["id"], "text": "none", "version": "1"})
        if asked.method == "POST":
            body, wrong = NOTES.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            notes.update({**NOTES.kept(body), "id": row["id"]})
        return (201 if asked.method == "POST" else 200), notes, {}

    def made(self, body: dict[str, Any]) -> Answer:
        """The team is that of the query, else that of the body."""
        colour = {"colour": "blue" if self.fault else "red"}
        return super().made({"team_id": NONE, **colour, **body, **({"team_id": self.team} if self.team else {})})


NOTES = type(Plans(fault=False).checker)(Plans.note)


@pytest.mark.parametrize("fault", [False, True])
def test_what_the_address_gives_is_no_default(fault: bool, tmp_path: Path) -> None:
    """A member that the query gives, the key of the path, and what a POST leaves as it was are right."""
    service = Plans(fault)
    report = checked(service, tmp_path)
    assert [(law, place) for law, _, place in told(report)] == ([("default", "/colour")] if fault else [])
    assert service.left == []
