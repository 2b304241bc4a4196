"""A list that is asked for what was removed too shows a record that can be brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.removal_marks import asks_for_removed
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, in_path, says

if TYPE_CHECKING:
    from pathlib import Path


class KeptTasks(Tasks):
    """Tasks that are kept when they are removed; ``said`` describes the flag, which a ``deaf`` service ignores."""

    def __init__(self, said: str, *, deaf: bool) -> None:
        super().__init__()
        self.said, self.deaf = said, deaf
        self.gone: dict[str, dict[str, Any]] = {}

    def document(self) -> dict[str, Any]:
        """What was removed is restored, and shown to who asks for it."""
        document = super().document()
        paths = document["paths"]
        flag = {"name": "include_deleted", "in": "query", "description": self.said, "schema": {"type": "boolean"}}
        paths["/tasks"]["get"]["parameters"] = [flag]
        paths["/tasks"]["get"]["responses"]["400"] = {"description": "no"}
        shown = paths["/tasks/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        paths["/tasks/{id}/restore"] = {
            "parameters": [in_path("id", {"type": "integer"})],
            "post": {"operationId": "restore", "summary": "Restore a removed task",
                     "responses": {"200": says(shown), "404": {"description": "none"}}},
        }  # fmt: skip
        return document

    def answer(self, asked: Asked) -> Answer:
        """As its parent does, but that nothing is lost."""
        rows = self.rows["tasks"]
        if asked.parts[2:] == ["restore"] and asked.method == "POST" and asked.parts[1] in self.gone:
            rows[asked.parts[1]] = self.gone.pop(asked.parts[1])
            return 200, rows[asked.parts[1]], {}
        if len(asked.parts) > 2:
            return 404, None, {}
        before = dict(rows)
        status, found, fields = super().answer(asked)
        self.gone.update({key: row for key, row in before.items() if key not in rows})
        wants = asked.query.get("include_deleted") == ["true"] and not self.deaf
        return status, [*found, *self.gone.values()] if isinstance(found, list) and wants else found, fields


@pytest.mark.parametrize(
    ("said", "deaf", "wrong"),
    [
        ("Show removed tasks too", False, 0),
        ("Show removed tasks too", True, 1),
        ("Admins also see removed ones", True, 0),
    ],
)
def test_what_was_removed_is_listed_to_who_asks(said: str, deaf: bool, wrong: int, tmp_path: Path) -> None:
    """Where the document says so, and the record was kept: it could be brought back."""
    report = some_journeys(KeptTasks(said, deaf=deaf), tmp_path, "brings back")
    assert told(report) == [("list", "all", "body")] * wrong
    assert any(exchange.label == "list it with what was removed" for exchange in report.exchanges) or "Admins" in said


@pytest.mark.parametrize(
    ("name", "said", "asks"),
    [
        ("withTrashed", "", True),
        ("includeDeleted", "", True),
        ("show_deleted", "", False),
        ("show_deleted", "Deleted ones are shown as well", True),
        ("include_archived", "Also list what is archived", True),
        ("only_deleted", "List the removed ones too", False),
        ("include_deleted", "List the removed ones alone", False),
        ("include_deleted", "Also those removed in the last 30 days", False),
        ("include_details", "Also show details", False),
        ("include", "deleted ones too", False),
    ],
)
def test_a_flag_asks_for_what_was_removed(name: str, said: str, *, asks: bool) -> None:
    """By its name, and by what is said of it."""
    assert asks_for_removed(name, said) is asks
