"""Journeys side by side: the same requests come of the same answers, however many of them are on the wire at once."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.errors import Interrupted, TargetError
from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import MOST_HELD, Planned
from contracts.traffic.journey_scheduler import JOURNEYS, MOST_WRITING
from contracts.traffic.pace import Pace
from tests.contracts.journey_book import Book
from tests.one_at_a_time import MEASURED


def plan(book: Book) -> list[Planned]:
    """Journeys of several lengths and kinds, one of them alone."""
    kinds = (Effect.WRITE, Effect.READ, Effect.REMOVE, Effect.LOOK, Effect.WRITE, Effect.ANY)
    found = [
        Planned(book.journey(f"journey {n}", *(kinds[(n + i) % len(kinds)] for i in range(1 + n % 5))), beside=True)
        for n in range(40)
    ]
    return [*found[:20], Planned(book.journey("alone", *kinds)), *found[20:]]


def test_the_order_is_the_same_for_one_connection_and_for_many() -> None:
    """What is asked and heard comes in one order, whether requests are sent one at a time or many at once."""
    one, many = Book(1), Book(8, 0.002, wide=True)
    assert one.run(*plan(one)) == many.run(*plan(many))
    assert one.wire.most == 1
    assert many.wire.most > 1


def test_what_runs_alone_has_nothing_beside_it() -> None:
    """A journey that is not marked begins when all before have ended, and ends before the next begins."""
    book = Book(8, 0.002, wide=True)
    lines = book.run(*plan(book))
    own = [index for index, line in enumerate(lines) if line.startswith("alone")]
    assert own == list(range(own[0], own[-1] + 1))
    asked, heard = (sum(word in line for line in lines[: own[0]]) for word in ("asks", "hears"))
    assert asked == heard > 0


def test_what_clashes_is_not_under_way_together() -> None:
    """A look at what others change waits for their answers; creates without an answer are bounded."""
    book = Book(16, 0.001, wide=True)
    book.run(*plan(book), *(Planned(book.journey(f"write {n}", Effect.WRITE), beside=True) for n in range(30)))
    kinds = (Effect.WRITE, Effect.READ, Effect.REMOVE, Effect.LOOK, Effect.WRITE, Effect.ANY)
    under_way: dict[str, Effect] = {}
    for line in book.lines:
        name, word, number = line.rsplit(" ", 2)
        if word == "hears":
            del under_way[name]
            continue
        index = int(name.split()[1]) if name.startswith("journey") else 0
        effect = Effect.WRITE if name.startswith("write") else kinds[(index + int(number)) % len(kinds)]
        assert not [other for other in under_way.values() if effect.clashes(other)], line
        under_way[name] = effect
        assert list(under_way.values()).count(Effect.WRITE) <= MOST_WRITING
        assert len(under_way) <= JOURNEYS


def test_what_others_need_too_is_made_once() -> None:
    """Journeys that want the same thing wait until the first of them has made it."""
    book = Book(8, 0.001, wide=True)
    made: list[str] = []

    def needing() -> None:
        with book.turns.making(), book.turns.making():
            if not made:
                book.turns.wait(Effect.WRITE)
                made.append(book.turns.send(Effect.WRITE, book.wire.ask))

    book.run(*(Planned(needing, beside=True) for _ in range(20)))
    assert made == ["answer"]


def test_what_one_journey_raises_ends_all_and_leaves_nothing_running() -> None:
    """The others end at their next request, answers that are under way are heard first, and the error is told."""
    book = Book(8, 0.002, wide=True)

    def failing() -> None:
        book.turns.wait(Effect.READ)
        book.turns.send(Effect.READ, book.wire.ask)
        raise TargetError("gone", sent=True)

    many = [Planned(book.journey(f"journey {n}", *[Effect.READ] * 50), beside=True) for n in range(20)]
    with pytest.raises(TargetError, match="gone"):
        book.run(*many[:3], Planned(failing, beside=True), *many[3:])
    assert book.wire.now == 0
    assert len(book.lines) < 100
    assert not book.turns.writing()
    again = Book(8)
    assert len(again.run(*plan(again))) > 100


def test_a_plan_that_stops_ends_the_journeys() -> None:
    """What the plan itself raises, because the time is over, ends everything as well."""
    book = Book(8, 0.001, wide=True)

    def planned() -> Any:
        yield from (Planned(book.journey(f"journey {n}", *[Effect.READ] * 9), beside=True) for n in range(20))
        raise Interrupted("stopped", sent=False)

    with pytest.raises(Interrupted, match="stopped"):
        book.turns.run(planned())
    book.turns.close()
    assert book.wire.now == 0


def test_each_journey_is_observed_by_itself() -> None:
    """What a journey says of its observation holds for its own requests, not for those of another."""
    book, seen = Book(8, 0.001, wide=True), []

    def quiet() -> None:
        with book.collector.unobserved():
            for _ in range(5):
                book.turns.wait(Effect.READ)
                book.turns.send(Effect.READ, book.wire.ask)
                seen.append(book.collector.replaying is not None)

    def open_() -> None:
        for _ in range(5):
            book.turns.wait(Effect.READ)
            book.turns.send(Effect.READ, book.wire.ask)
            seen.append(book.collector.replaying is None)

    book.run(*(Planned(journey, beside=True) for journey in (quiet, open_) * 6))
    assert seen == [True] * 60
    assert book.collector.replaying is None


def test_side_by_side_begins_where_answers_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that come at once are asked for one at a time; those that take long, several at a time."""
    monkeypatch.setattr(Pace, "sends", MEASURED)
    quick, slow = Book(8), Book(8, 0.03)
    for book in (quick, slow):
        book.run(*(Planned(book.journey(f"journey {n}", *[Effect.READ] * 8), beside=True) for n in range(10)))
    assert slow.wire.most > 1
    assert slow.wire.now == quick.wire.now == 0


def test_a_second_signal_waits_for_no_answer() -> None:
    """What is under way is ended when the run is interrupted while it waits."""
    book = Book(8, 60.0, wide=True)
    many = iter([Planned(book.journey(f"journey {n}", Effect.READ), beside=True) for n in range(20)])
    original = book.turns._back.get
    calls: list[int] = []

    def interrupted(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == JOURNEYS + 1:
            raise Interrupted("stopped by SIGTERM")
        return original(*given, **named)

    class Back:
        """The way back of the turns, on which a signal arrives."""

        get = staticmethod(interrupted)
        put = staticmethod(book.turns._back.put)

    book.turns._back = Back()  # type: ignore[assignment]
    with pytest.raises(Interrupted, match="SIGTERM"):
        book.turns.run(many)
    book.turns.close()
    assert book.wire.aborted.is_set()
    assert book.wire.now == 0


def test_journeys_of_one_lane_run_one_after_the_other_beside_others() -> None:
    """Each begins when the one before it has ended, in the order of the plan; what comes later does not wait."""
    book = Book(8, 0.001, wide=True)
    lane = [
        Planned(book.journey(f"lane {n}", *[Effect.WRITE] * 3), beside=True, lane="things" if n % 2 else "others")
        for n in range(12)
    ]
    free = [Planned(book.journey(f"free {n}", *[Effect.READ] * 3), beside=True) for n in range(12)]
    lines = book.run(*lane, *free, Planned(book.journey("alone", Effect.READ)))
    for odd in (0, 1):
        own = [line for line in lines if line.startswith("lane") and int(line.split()[1]) % 2 == odd]
        assert own == [
            f"lane {n} {word} {i}" for n in range(odd, 12, 2) for i in range(3) for word in ("asks", "hears")
        ]
    assert lines.index("free 11 hears 2") < lines.index("lane 11 asks 0")
    assert lines[-2:] == ["alone asks 0", "alone hears 0"]


def test_lanes_do_not_change_with_the_number_of_connections() -> None:
    """The order is the same for one and for many, and a lane holds no more journeys back than there is room for."""
    drawn: list[int] = []

    def planned(book: Book) -> Any:
        for number in range(2 * MOST_HELD):
            drawn.append(len(book.lines))
            yield Planned(book.journey(f"lane {number}", Effect.READ), beside=True, lane="things")

    told = []
    for workers in (1, 8):
        book = Book(workers, wide=workers > 1)
        book.turns.run(planned(book))
        book.turns.close()
        told.append(book.lines)
    assert told[0] == told[1] == [f"lane {n} {word} 0" for n in range(2 * MOST_HELD) for word in ("asks", "hears")]
    assert drawn[MOST_HELD + 1] > 0


def test_each_journey_of_a_lane_has_the_context_with_which_it_was_planned() -> None:
    """What the plan says of a journey holds for it although others were planned before it began."""
    book, seen = Book(8), []

    def planned() -> Any:
        for number in range(6):
            book.collector.drawn = number >= 3

            def walk(number: int = number) -> None:
                seen.append((number, book.collector.drawn))
                book.journey(f"lane {number}", Effect.READ, Effect.READ)()

            yield Planned(walk, beside=True, lane="things")

    book.turns.run(planned())
    book.turns.close()
    assert seen == [(number, number >= 3) for number in range(6)]
