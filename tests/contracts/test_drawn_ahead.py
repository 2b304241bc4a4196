"""What is drawn while answers are waited for is what would have been drawn when it was asked for."""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING

from contracts.cases.generated import drawn_cases, fuzz
from contracts.cases.generated.drawn_ahead import MOST, DrawnAhead
from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import Planned
from tests.contracts.journey_book import Book
from tests.contracts.test_side_by_side import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


def test_the_order_is_that_of_the_source() -> None:
    """However many are drawn before, they come in their order, each once, and no more are kept than some."""
    drawn: list[int] = []

    def source() -> Iterator[int]:
        for number in range(3 * MOST):
            drawn.append(number)
            yield number

    ahead = DrawnAhead(source())
    assert drawn == []
    assert [ahead.draw() for _ in range(3)] == [True] * 3
    assert next(ahead) == 0
    while ahead.draw():
        pass
    assert len(drawn) == MOST + 1
    found = [0, *islice(ahead, MOST + 7)]
    while ahead.draw():
        pass
    assert [*found, *ahead] == list(range(3 * MOST))
    assert not ahead.draw()


def test_there_is_spare_time_while_an_answer_is_waited_for() -> None:
    """The work is done between the turns, by nobody beside a journey, until the answer comes; it changes no order."""
    book, plain = Book(8, wide=True), Book(1)
    come = threading.Event()
    ask, left = book.wire.ask, [3]

    def late() -> str:
        assert come.wait(60)
        return ask()

    def spare() -> bool:
        assert book.turns._running is None
        assert threading.current_thread() is threading.main_thread()
        left[0] -= 1
        if left[0] == 0:
            come.set()
        return left[0] > 0

    book.wire.ask = late  # type: ignore[method-assign]
    book.turns.spare = spare
    assert book.run(*plan(book)) == plain.run(*plan(plain))
    assert left[0] <= 0


def test_who_waits_for_no_answer_spares_nothing() -> None:
    """With one connection each answer is there when its turn comes."""
    book = Book(1)
    done: list[bool] = []

    def spare() -> bool:
        done.append(True)
        return False

    book.turns.spare = spare
    book.run(Planned(book.journey("one", *[Effect.READ] * 5), beside=True))
    assert done == []


def test_generators_that_fail_to_load_beside_are_loaded_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in the thread that loads them is nobody's failure: who needs them tries again."""
    asked: list[str] = []

    def fails() -> None:
        asked.append("load")
        raise SystemError("AST constructor recursion depth mismatch (before=74, after=68)")

    monkeypatch.setattr(fuzz, "load", fails)
    drawn_cases._load()
    assert asked == ["load"]
