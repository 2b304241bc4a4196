"""When the reports on the way are written: their cost is bounded, whatever was met."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from contracts import run_report
from contracts.run_report import InterimReports


class _Clock:
    """A time that passes only where it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


class _Book:
    """A run that has met something, of which so much is a drift."""

    def __init__(self) -> None:
        self.collector = SimpleNamespace(observations=["met"])

    def found(self) -> list[Any]:
        return []

    def report(self, *_: object, **__: object) -> str:
        return "report"


def test_what_is_no_drift_is_not_written_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that takes a second is written some twenty seconds later again, not at each journey."""
    clock, written = _Clock(), []
    monkeypatch.setattr(run_report, "time", clock)

    def keep(_: object) -> None:
        written.append(clock.now)
        clock.now += 1

    reports = InterimReports(cast("Any", _Book()), keep)
    records = cast("Any", SimpleNamespace(ledger=SimpleNamespace(open=[])))
    for _ in range(50):
        reports.tell(records, (), "journeys")
        clock.now += 0.5
    assert written == [100.0, 121.0]
