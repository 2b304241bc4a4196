"""No request and no file brings a process down: no traceback, no signal, bounded time and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.child import Child
from tests.fuzz.mutants import mutants, seeds
from tests.fuzz.worker import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

FEW = {
    "documents": 40,
    "hars": 30,
    "baselines": 30,
    "ledgers": 60,
    "overlays": 40,
    "records": 40,
    "reports": 60,
    "journals": 60,
    "http": 80,
}
"""Cases of a kind in the fast suite; the slow one takes many times as many."""
TIMES = 10


def fuzzed(kind: str, count: int) -> Callable[[], None]:
    """A test of ``count`` cases, the same in every run."""

    def run() -> None:
        with Child(kind) as child:

            @settings(
                max_examples=count,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            )
            @given(mutants(kind))
            def all_is_well(data: bytes) -> None:
                assert child.take(data) == "", data

            all_is_well()

    return run


@pytest.mark.sampled(9)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_breaks_nothing(kind: str) -> None:
    """Every file of the corpus as it is: what is right, and what once was a finding."""
    with Child(kind) as child:
        assert {path.name: said for path in seeds(kind) if (said := child.take(path.read_bytes()))} == {}


@pytest.mark.sampled(9)
@pytest.mark.parametrize("kind", KINDS)
def test_mutants_break_nothing(kind: str) -> None:
    """A few cases of each kind."""
    fuzzed(kind, FEW[kind])()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_mutants_break_nothing(kind: str) -> None:
    """Many cases of each kind."""
    fuzzed(kind, FEW[kind] * TIMES)()


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("trial", "said"),
    [("fault", "ZeroDivisionError"), ("time", "SIGPROF"), ("memory", "MemoryError"), ("exit", "exit code 7")],
)
def test_the_limits_bite(trial: str, said: str) -> None:
    """A process that takes too long, needs too much, raises or ends is told, and so is the next one."""
    with Child(trial) as child:
        assert said in child.take(b"")
        assert said in child.take(b"")
