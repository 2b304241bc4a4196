"""When several requests are under way: where answers take longer than the work on them, which few requests tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic import pace as pace_module
from contracts.traffic.pace import Pace
from tests.one_at_a_time import MEASURED

if TYPE_CHECKING:
    import pytest


class Run:
    """Requests of a check to a service, by a clock that stands still but for the check's own work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, most: int = 8) -> None:
        self.pace = Pace(most)
        self.worked = 0.0
        monkeypatch.setattr(pace_module, "process_time", lambda: self.worked)
        monkeypatch.setattr(Pace, "sends", MEASURED)

    def sends(self, count: int, waited: float, work: float, beside: float | None = None) -> list[bool]:
        """Which of so many requests had others beside them; an answer takes ``beside`` seconds where some had."""
        found = []
        for _ in range(count):
            found.append(several := self.pace.sends())
            if several:
                self.pace.answered_beside(waited if beside is None else beside)
            else:
                self.pace.answered(waited)
            self.worked += work
        return found


def test_a_slow_service_is_asked_few_things_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of 100 ms leave no doubt: four requests alone at the beginning, and none later."""
    run = Run(monkeypatch)
    assert [number for number, several in enumerate(run.sends(3000, 0.1, 0.002)) if not several] == [0, 1, 2, 3]


def test_what_is_done_once_at_the_beginning_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock that is made beside the first answer takes longer than any answer, and once."""
    run = Run(monkeypatch)
    run.sends(1, 0.1, 0.9)
    assert run.sends(60, 0.1, 0.002).count(False) == 4


def test_a_slow_beginning_leaves_no_doubt_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was worked on the first answers, one at a time, is no measure once several have been worked on."""
    run = Run(monkeypatch)
    assert not any(run.sends(12, 0.1, 0.05))
    assert all(run.sends(3000, 0.1, 0.002))


def test_a_quick_service_is_asked_one_thing_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the work takes longer than the answer, nothing is under way beside another."""
    assert not any(Run(monkeypatch).sends(3000, 0.001, 0.002))


def test_what_becomes_quick_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that take a tenth of what they took end it, although others beside them make each take longer."""
    run = Run(monkeypatch)
    assert run.sends(40, 0.1, 0.002)[-1]
    assert not run.sends(3000, 0.001, 0.002, beside=0.008)[-1]


def test_what_leaves_doubt_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that take four times as long as the work: several, and some requests alone now and then."""
    found = Run(monkeypatch).sends(1000, 0.008, 0.002)
    assert not any(found[:12])
    assert all(found[12:76])
    assert 3 <= found[76:].count(False) <= 15


def test_one_connection_has_nothing_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one worker no request is beside another, however slow the service is."""
    assert not any(Run(monkeypatch, most=1).sends(100, 0.1, 0.002))
