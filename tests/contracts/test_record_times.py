"""Times that a record tells of itself: that of its creation stays where it is, that of the last change moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
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
    """Locks with two times in ``where``, which count whole seconds; ``fault`` says which is wrong after a change.

    ``names`` are the members of both. Time goes by only while the check waits.
    """

    called = "locks"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["name"], "properties": {"name": _TEXT}}

    def __init__(
        self,
        fault: str,
        made: str,
        last: str,
        *,
        where: str = "meta",
        names: tuple[str, str] = ("created", "lastModified"),
        digits: int = 0,
    ) -> None:
        self.where, self.names, self.digits = where, names, digits
        times = {names[0]: {**_TIME, "description": made}, names[1]: {**_TIME, "description": last}}
        shown = {where: {"type": "object", "properties": times}} if where else times
        self.whole = {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "integer"}, "name": _TEXT, **shown},
        }
        super().__init__()
        self.fault, self.clock, self.began = fault, 0.0, datetime.now(UTC).replace(microsecond=250_000)
        self.waits: list[float] = []
        self.steps = 0

    @property
    def shown(self) -> dict[str, Any]:  # type: ignore[override]
        """With its times."""
        return self.whole

    def wait(self, seconds: float) -> bool:
        """In place of a pause of the check."""
        self.waits.append(seconds)
        self.clock += seconds
        return True

    def changes(self) -> dict[str, Any]:
        """A replace."""
        return {"put": {"requestBody": takes(self.sent), "responses": {"200": says(self.shown), **NO}}}

    def _now(self, ahead: float = 0.0) -> str:
        clock = self.began + timedelta(seconds=self.clock + ahead)
        return f"{clock:%Y-%m-%dT%H:%M:%S}{f'.{clock:%f}'[: self.digits + 1] if self.digits else ''}Z"

    def _times(self, made: str, last: str) -> dict[str, Any]:
        times = dict(zip(self.names, (made, last), strict=True))
        return {self.where: times} if self.where else times

    def made(self, body: dict[str, Any]) -> Answer:
        """Both times are now."""
        made = self._now().replace("Z", ".734512Z") if self.fault == "cut" else self._now()
        return super().made({**body, **self._times(made, self._now())})

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """The later one is now."""
        row = self.records[key]
        made, last = ((row[self.where] if self.where else row)[name] for name in self.names)
        self.steps += 1
        made = {
            "moves": self._now(ahead=7.25),
            "cut": f"{made[:19]}Z",
            "renewed": self._now(),
            "creeps": self._now(ahead=self.steps * 0.003),
        }.get(self.fault, made)
        stands = self.fault in ("stands", "renewed")
        return super().changed(key, {**body, **self._times(made, last if stands else self._now())})


def _checked(service: Locks, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places of which something is told: nothing but of times."""
    monkeypatch.setattr("contracts.traffic.target.Target.wait", service.wait)
    monkeypatch.setattr("contracts.laws.generated.SKEW", 1e9)
    monkeypatch.setattr("contracts.laws.generated.OUR_SKEW", 1e9)
    found = told(some_journeys(service, folder, "^replace in"))
    assert {law for law, _, _ in found} <= {"time-ordered"}
    return [at for _, _, at in found]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fault", "made", "last", "place"),
    [
        ("", _MADE, _LAST, None),
        ("cut", _MADE, _LAST, None),
        ("moves", _MADE, _LAST, "/meta/created"),
        ("stands", _MADE, _LAST, "/meta/lastModified"),
        (
            "stands",
            _MADE,
            "Time of the last update of this lock (RFC 3339, UTC). The server sets it",
            "/meta/lastModified",
        ),
        ("moves", "As in the shop", _LAST, None),
        ("stands", _MADE, "When its state was last changed", None),
        ("stands", _MADE, "When the password was last changed", None),
        ("stands", _MADE, "Time of the last price update", None),
        ("stands", _MADE, "The time of it", None),
        ("moves", "When this version was created", _LAST, None),
    ],
)
def test_times_go_by_what_is_said_of_them(
    fault: str, made: str, last: str, place: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a replace; what is said of other things, or not clearly, binds nobody."""
    assert _checked(Locks(fault, made, last), tmp_path, monkeypatch) == ([place] if place else [])


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fault", "where", "names", "place"),
    [
        ("stands", "", ("created_at", "updatedat"), "/updatedat"),
        ("stands", "", ("created_at", "lock_updated_at"), "/lock_updated_at"),
        ("stands", "", ("created_at", "content_updated_at"), None),
        ("stands", "", ("created_at", "passwordChanged"), None),
        ("stands", "keeper", ("createdAt", "updatedAt"), None),
        ("moves", "audit", ("createdAt", "updatedAt"), "/audit/createdAt"),
        ("moves", "latestComment", ("createdAt", "updatedAt"), None),
        ("moves", "", ("createTime", "updateTime"), "/createTime"),
        ("moves", "", ("revisionCreateTime", "updateTime"), None),
        ("moves", "", ("last_created_at", "updateTime"), None),
    ],
)
def test_times_of_other_things_bind_nobody(
    fault: str, where: str, names: tuple[str, str], place: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time is the record's where all of its name, and of the object that it is in, tells of nothing else."""
    service = Locks(fault, _MADE, _LAST, where=where, names=names)
    assert _checked(service, tmp_path, monkeypatch) == ([place] if place else [])


@pytest.mark.parametrize(
    ("fault", "digits", "places"),
    [("creeps", 6, ["/meta/created"]), ("renewed", 0, ["/meta/created", "/meta/lastModified"])],
)
def test_small_steps_of_a_time_of_creation_add_up(
    fault: str, digits: int, places: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fast service that sets it anew moves it by few milliseconds, or within a second, from read to read."""
    assert sorted(_checked(Locks(fault, _MADE, _LAST, digits=digits), tmp_path, monkeypatch)) == places


@pytest.mark.parametrize(("digits", "pause"), [(0, 2.1), (6, 0.2)])
def test_a_run_waits_little_for_clocks(
    digits: int, pause: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for all times of a record, shorter where they tell parts of a second, and no more than a run may."""
    service = Locks("stands", "Created or last changed", _LAST, names=("modified", "lastModified"), digits=digits)
    assert _checked(service, tmp_path, monkeypatch)
    assert service.waits == [pause]
    monkeypatch.setattr("contracts.cases.journeys.record_times._MOST", pause / 2)
    other = Locks("stands", _MADE, _LAST, digits=digits)
    assert (_checked(other, tmp_path, monkeypatch), other.waits) == ([], [])
