"""A query is asked with a NUL, and with dates that no calendar has where its pattern takes them: it may not fail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, checked

if TYPE_CHECKING:
    from pathlib import Path

_EVENT: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
_SINCE = r"^IS:\d{4}-\d{2}-\d{2}$"


class Events(Collection):
    """Events of a room, since a day; it ``fails`` at one that it hands on without a look, and refuses the other."""

    called: ClassVar[str] = "events"
    sent: ClassVar[dict[str, Any]] = _EVENT

    def __init__(self, fails: str) -> None:
        super().__init__()
        self.fails = fails

    def queries(self) -> list[dict[str, Any]]:
        """A room by any name, a day by a pattern."""
        schemas = {"room": {"type": "string"}, "since": {"type": "string", "pattern": _SINCE}}
        return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """All events are of any room, and since any day that there is."""
        months = [text.removeprefix("IS:").split("-")[1:2] for text in query.get("since", ())]
        if any(re.search(_SINCE, text) is None for text in query.get("since", ())):
            return 400, None, {}
        wrong = {"room": any("\0" in text for text in query.get("room", ())), "since": ["00"] in months}
        if any(wrong.values()):
            return (500 if wrong.get(self.fails) else 400), None, {}
        return super().page({})


@pytest.mark.parametrize("fails", ["room", "since", ""])
def test_what_a_query_hands_on_may_be_refused(fails: str, tmp_path: Path) -> None:
    """Each of the two failures is told; whoever refuses both is right."""
    told = [drift.lead.law for drift in checked(Events(fails), tmp_path).drifts]
    assert told == (["no-server-error"] if fails else [])
