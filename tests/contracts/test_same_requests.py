"""The same seed sends the same requests in the same order, whatever the speed of the target; time only cuts."""

from __future__ import annotations

from time import monotonic
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.contracts.depot_service import Depot, checked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Budgets of a tenth, for the sake of the time."""
    monkeypatch.setattr("contracts.cases.generated.drawn_cases.RECOMBINATIONS", 20)
    monkeypatch.setattr("contracts.cases.generated.drawn_cases.recombined_cases", lambda _: 20)
    monkeypatch.setattr("contracts.cases.generated.drawn_cases.GENERATED", 20)


@pytest.mark.slow
def test_a_slow_target_is_sent_what_a_fast_one_is(tmp_path: Path) -> None:
    """Answers that take 30 ms change neither the requests nor their order, generated cases included."""
    fast, slow = Depot(), Depot(pause=0.03, first=60)
    for depot in (fast, slow):
        report = checked(depot, tmp_path, recombinations=None, fuzz=900.0, max_time=1800.0, workers=1)
        assert (report.incomplete, report.drifts) == (None, ())
        assert not [notice for notice in report.notices if "time ran out" in notice]
    assert len(fast.asked) > 700
    assert fast.asked == slow.asked


def _over(depot: Depot) -> float:
    """Seconds by which the clock of a run is ahead: its time is over after so many requests, however long they took."""
    return 7200.0 if len(depot.asked) > 400 else 0.0


@pytest.mark.slow
def test_what_time_cuts_is_the_end_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is cut sends the beginning of what a whole one sends, and says that time ran out."""
    whole, cut = Depot(), Depot()
    checked(whole, tmp_path, recombinations=None, max_time=1800.0, workers=1)
    monkeypatch.setattr("contracts.run.time", SimpleNamespace(monotonic=lambda: monotonic() + _over(cut)))
    report = checked(cut, tmp_path, recombinations=None, max_time=1800.0, workers=1)
    assert "time ran out" in " ".join((*report.shortfalls, *report.notices))
    same = next((i for i, (one, other) in enumerate(zip(whole.asked, cut.asked, strict=False)) if one != other), 0)
    assert same > 200
    others = [asked for asked in cut.asked[same:] if asked[0] != "DELETE"]
    assert len(others) < 20  # what follows is cleaning up, which takes as many requests as there is to remove
