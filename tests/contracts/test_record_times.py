"""Times that a record tells of itself: that of its creation stays where it is, that of the last change moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
_MADE, _LAST = "When it was created", "When it was last changed"


class Locks(Collection):
    """Locks with two times in `meta`, which count seconds; ``fault`` says which of them is wrong after a change."""

    called = "locks"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["name"], "properties": {"name": _TEXT}}

    def __init__(self, fault: str, made: str, last: str) -> None:
        times = {"created": {**_TIME, "description": made}, "lastModified": {**_TIME, "description": last}}
        members = {"id": {"type": "integer"}, "name": _TEXT, "meta": {"type": "object", "properties": times}}
        self.whole = {"type": "object", "required": ["id"], "properties": members}
        super().__init__()
        self.fault, self.clock = fault, 0

    @property
    def shown(self) -> dict[str, Any]:  # type: ignore[override]
        """With its times."""
        return self.whole

    def changes(self) -> dict[str, Any]:
        """A replace."""
        return {"put": {"requestBody": takes(self.sent), "responses": {"200": says(self.shown), **NO}}}

    def _now(self) -> str:
        self.clock += 1
        return f"2031-01-02T{self.clock // 3600:02}:{self.clock // 60 % 60:02}:{self.clock % 60:02}Z"

    def made(self, body: dict[str, Any]) -> Answer:
        """Both times are now."""
        now = self._now()
        return super().made({**body, "meta": {"created": now, "lastModified": now}})

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """The later one is now."""
        meta, now = self.records[key]["meta"], self._now()
        kept = {
            "created": now if self.fault == "moves" else meta["created"],
            "lastModified": meta["lastModified"] if self.fault == "stands" else now,
        }
        return super().changed(key, {**body, "meta": kept})


@pytest.mark.parametrize(
    ("fault", "made", "last", "place"),
    [
        ("", _MADE, _LAST, None),
        ("moves", _MADE, _LAST, "/meta/created"),
        ("stands", _MADE, _LAST, "/meta/lastModified"),
        ("moves", "As in the shop", _LAST, None),
        ("stands", _MADE, "When its state was last changed", None),
        ("stands", _MADE, "The time of it", None),
    ],
)
def test_times_go_by_what_is_said_of_them(
    fault: str, made: str, last: str, place: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a replace; what is said of other things, or not clearly, binds nobody."""
    monkeypatch.setattr("contracts.cases.journeys.record_times._PAUSE", 0.0)
    found = told(some_journeys(Locks(fault, made, last), tmp_path, "^replace in"))
    assert [at for law, _, at in found if law == "time-ordered"] == ([place] if place else [])
