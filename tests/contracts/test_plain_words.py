"""Texts that have to be names, of which no document says a word, are plain words where others are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path

_RULE = {"type": "object", "required": ["label"], "properties": {"label": {"type": "string"}}}
_ROUTE: dict[str, Any] = {
    "type": "object",
    "required": ["owner", "code", "rules"],
    "properties": {
        "owner": {"type": "string"},
        "code": {"type": "string"},
        "note": {"type": "string"},
        "rules": {"type": "array", "minItems": 1, "items": _RULE},
    },
}


def _labels(body: dict[str, Any]) -> list[str]:
    return [rule["label"] for rule in body["rules"]]


class Routes(Collection):
    """Routes by rules whose labels are words, as their code is; a broken one fails to show what is there."""

    called, lists, sent = "routes", False, _ROUTE

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.broken, self.notes = broken, set[str]()

    def answer(self, asked: Asked) -> Answer:
        """A careful service, where it is not broken."""
        status, shown, fields = super().answer(asked)
        is_read = asked.method == "GET" and status == 200
        return (500, {"error": "out of order"}, {}) if self.broken and is_read else (status, shown, fields)

    def made(self, body: dict[str, Any]) -> Answer:
        """Labels and a code are words, although the document calls them texts."""
        if not all(map(str.isalpha, (body["code"], *_labels(body)))):
            return 400, {"error": "code, rules: labels are words"}, {}
        self.notes.add(str(body.get("note")))
        return super().made(body)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("broken", [True, False])
def test_what_needs_a_name_is_reached_with_a_plain_word(broken: bool, tmp_path: Path) -> None:
    """Then its records are made and looked at, and a failure that only they show is found."""
    service = Routes(broken=broken)
    report = checked(service, tmp_path, recombinations=0)
    found = {(drift.lead.law, drift.lead.operation) for drift in report.drifts}
    assert found == ({("no-server-error", "get /routes/{id}")} if broken else set())
    assert next(service.numbers) > 1
    assert any(note.startswith("note ct") for note in service.notes)
    assert broken or not service.left
    assert broken or not report.unreached
