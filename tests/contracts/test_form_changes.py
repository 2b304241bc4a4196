"""A change that is sent as a form is read back as one that is sent as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, says

if TYPE_CHECKING:
    from pathlib import Path

_FORM = "application/x-www-form-urlencoded"
_SENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 80},
        "size": {"type": "integer", "minimum": 1, "maximum": 99},
    },
}


class Badges(Collection):
    """Badges that a form changes; ``lost`` is the member that it does not change."""

    called, named, key_form, lists = "badges", "badge", "b{}", False
    sent, keyed = _SENT, {"type": "string"}

    def __init__(self, lost: str) -> None:
        super().__init__()
        self.lost = lost

    def changes(self) -> dict[str, Any]:
        """By a form."""
        form = {"required": True, "content": {_FORM: {"schema": _SENT}}}
        return {"patch": {"requestBody": form, "responses": {"200": says(self.shown), **NO}}}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        row = self.records.get(asked.parts[-1]) if asked.parts[0] == self.called else None
        return self._change(asked, row) if asked.method == "PATCH" and row else super().answer(asked)

    def _change(self, asked: Asked, row: dict[str, Any]) -> Answer:
        given = {name: texts[-1] for name, texts in parse_qs(asked.data.decode(), keep_blank_values=True).items()}
        text, size = given.get("text", "a"), given.get("size", "1")
        if asked.headers.get_content_type() != _FORM or not 0 < len(text) <= 80:
            return 400, None, {}
        if not (size.isascii() and size.isdecimal() and 0 < int(size) < 100):
            return 400, None, {}
        said: dict[str, Any] = {name: given[name] for name in ("text",) if name in given}
        said |= {"size": int(size)} if "size" in given else {}
        row |= {name: value for name, value in said.items() if name != self.lost}
        return 200, row, {}


@pytest.mark.parametrize("lost", ["text", "size", ""])
def test_a_member_that_a_form_does_not_change_is_told(lost: str, tmp_path: Path) -> None:
    """One that is lost alone is told, none where both are kept."""
    service = Badges(lost)
    report = some_journeys(service, tmp_path, "^merge in")
    assert {drift.lead.place for drift in report.drifts} == ({f"/{lost}"} if lost else set())
    assert service.left == []
