"""Values: the only source of randomness and time."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.clock import written
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable


def test_timestamp_is_utc_with_milliseconds() -> None:
    """A time of day is written as RFC 3339 has it, in UTC, with three decimals and a Z."""
    assert Values(1, lambda: 1711046535.291).timestamp() == "2024-03-21T18:42:15.291Z"


def test_timestamps_never_go_back() -> None:
    """When the clock jumps back, the times handed out stay where they were."""
    moments = iter([100.5, 100.25, 99.0, 100.75, 50.0])
    values = Values(1, lambda: next(moments))
    texts = [values.timestamp() for _ in range(5)]
    assert texts == sorted(texts)
    assert texts[0] == texts[2]
    assert texts[3] == texts[4] != texts[0]


def test_timestamps_follow_the_second() -> None:
    """The part that is kept for a whole second changes with it."""
    moments = iter([59.999, 60.0, 60.001])
    values = Values(1, lambda: next(moments))
    assert [values.timestamp()[17:] for _ in range(3)] == ["59.999Z", "00.000Z", "00.001Z"]


def test_timestamps_follow_a_clock_that_is_set() -> None:
    """One that was written before is written again only for the same millisecond, also where the clock is set back."""
    values = Values(1, lambda: 100.5)
    before = values.timestamp()
    assert values.timestamp() == before == "1970-01-01T00:01:40.500Z"
    values.clock.set(40_500)
    assert values.timestamp() == "1970-01-01T00:00:40.500Z"
    values.clock.set(100_500)
    assert values.timestamp() == before


class _Interrupted(Values):
    """Values among whose steps another thread comes: ``other`` is called once, after the next thing that is kept."""

    __slots__ = ("other",)
    other: Callable[[], None] | None

    def __setattr__(self, name: str, value: Any) -> None:
        """Keep it, and let the other thread go on."""
        super().__setattr__(name, value)
        other = getattr(self, "other", None)
        if name != "other" and other is not None:
            self.other = None
            other()


@pytest.mark.parametrize("later", [0.0, 0.25, 2.0])
def test_each_thread_gets_its_own_time(later: float) -> None:
    """Where another thread comes between, both get the text of their own moment, and so does the next one."""
    now, texts = 100.5, list[str]()
    values = _Interrupted(1, lambda: now)
    values.timestamp()

    def other() -> None:
        nonlocal now
        now += later
        texts.append(values.timestamp())

    now, values.other = 100.75, other
    mine = values.timestamp()
    texts += [mine, values.timestamp()]
    assert texts == [written(100_750 + int(later * 1000)), written(100_750), written(100_750 + int(later * 1000))]


def test_uuid_is_version_four() -> None:
    """The identifiers are random UUIDs with version and variant in their places."""
    values = Values(3)
    for _ in range(200):
        text = values.uuid()
        found = uuid.UUID(text)
        assert str(found) == text
        assert found.version == 4
        assert found.variant == uuid.RFC_4122


def test_same_seed_same_values() -> None:
    """Two sources with one seed hand out the same values in the same order."""
    first, second = Values(7), Values(7)
    assert [first.uuid() for _ in range(5)] == [second.uuid() for _ in range(5)]


def test_without_a_seed_values_differ() -> None:
    """Two sources without a seed have nothing in common."""
    assert Values(None).uuid() != Values(None).uuid()


def test_reseeding_does_not_repeat() -> None:
    """A restart over a store with records hands out other keys than the run before it, and the same each time."""
    before = Values(7)
    known = {before.uuid() for _ in range(100)}

    def restarted() -> list[str]:
        values = Values(7)
        values.reseed(40)
        return [values.uuid() for _ in range(100)]

    assert known.isdisjoint(restarted())
    assert restarted() == restarted()


@pytest.mark.parametrize("seed", [None, 5])
def test_reseeding_for_an_empty_store_changes_nothing(seed: int | None) -> None:
    """With no writes behind it a seeded run is the run of that seed, and one without a seed stays random."""
    values, other = Values(seed), Values(seed)
    values.reseed(0)
    assert (values.uuid() == other.uuid()) is (seed is not None)
    assert re.fullmatch(r"[0-9a-f-]{36}", values.uuid())
