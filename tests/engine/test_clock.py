"""A clock that can be set, moved on and stopped."""

from __future__ import annotations

import pytest

from mock_server.clock import LAST, Clock, moment, span, written
from mock_server.values import Values


class Source:
    """Seconds that a test decides on."""

    now = 1_000.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


def test_it_never_goes_back_unless_it_is_set_back() -> None:
    """A source that jumps back stops the clock for a while; whoever sets it back means it."""
    source = Source()
    clock = Clock(source)
    assert clock.milliseconds() == 1_000_000
    source.now = 990.0
    assert clock.milliseconds() == 1_000_000
    clock.set(5_000)
    assert clock.milliseconds() == 5_000
    source.now += 2
    assert clock.milliseconds() == 7_000


def test_it_stands_still_and_goes_on_from_there() -> None:
    """A stopped clock can be set; once it goes on it loses nothing and gains nothing."""
    source = Source()
    clock = Clock(source)
    clock.stop()
    source.now += 60
    assert (clock.milliseconds(), clock.is_stopped) == (1_000_000, True)
    clock.set(2_000_000)
    source.now += 60
    assert clock.milliseconds() == 2_000_000
    before = clock.state
    clock.stop(False)
    source.now += 1
    assert (clock.milliseconds(), clock.is_stopped) == (2_001_000, False)
    clock.set(3_000_000, stopped=True)
    source.now += 1
    assert clock.milliseconds() == 3_000_000
    clock.set(4_000_000, stopped=False)
    source.now += 1
    assert clock.milliseconds() == 4_001_000
    clock.state = before
    assert (clock.milliseconds(), clock.is_stopped) == (2_000_000, True)


def test_another_goes_its_own_way() -> None:
    """A clock that was made from one shows the same until either is set."""
    clock = Clock(Source())
    clock.set(42)
    other = clock.apart()
    assert other.milliseconds() == 42
    other.set(43)
    assert clock.milliseconds() == 42


@pytest.mark.parametrize("time", [-1, LAST + 1])
def test_a_time_that_cannot_be_written_is_refused(time: int) -> None:
    """RFC 3339 has four digits for a year."""
    clock = Clock(Source())
    with pytest.raises(ValueError, match="from 1970 to 9999"):
        clock.set(time)
    assert clock.milliseconds() == 1_000_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-01", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01T09:00", "2026-03-01T09:00:00.000Z"),
        ("2026-03-01 09:00:01.5+02:00", "2026-03-01T07:00:01.500Z"),
        ("2024-02-29t23:59:59.123456z", "2024-02-29T23:59:59.123Z"),
        ("1970-01-01T00:00:00-00:30", "1970-01-01T00:30:00.000Z"),
    ],
)
def test_times_are_read(text: str, shown: str) -> None:
    """The forms of RFC 3339, and shorter ones."""
    assert written(moment(text)) == shown


@pytest.mark.parametrize("text", ["", "noon", "2026-02-30", "2026-13-01", "0000-01-01", "2026-03-01T24:00", "2026-3-1"])
def test_what_is_no_time_is_told(text: str) -> None:
    """One sentence, with an example."""
    with pytest.raises(ValueError, match="such as 2026-03-01T09:00:00Z"):
        moment(text)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("90s", 90_000), ("1.5h", 5_400_000), ("-7d", -604_800_000), ("+1m", 60_000), ("250ms", 250)],
)
def test_lengths_of_time_are_read(text: str, milliseconds: int) -> None:
    """A number and a unit."""
    assert span(text) == milliseconds


@pytest.mark.parametrize("text", ["", "90", "1 h", "1w", "h", "1e3s"])
def test_what_is_no_length_of_time_is_told(text: str) -> None:
    """One sentence, with examples."""
    with pytest.raises(ValueError, match="90s, 15m"):
        span(text)


def test_what_is_shared_takes_nothing_from_whoever_asks_first() -> None:
    """It is the same whatever was drawn before, and what is drawn afterwards is as it would have been."""
    values, late = Values(1), Values(1)
    late.uuid()
    with values.shared("it"), late.shared("it"):
        assert values.uuid() == late.uuid()
    assert values.uuid() == Values(1).uuid()
    assert values.number_for("it") != values.number_for("other")
    assert Values().number_for("it") != Values().number_for("it")
