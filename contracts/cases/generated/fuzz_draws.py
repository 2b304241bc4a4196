"""Draws values of Hypothesis' strategies one by one, without its engine: the simplest first, then others by the seed.

The engine is made for a search: it keeps a tree of all choices, and of each case its spans and choices, to change and
shrink them. Cases that are only made need none of that, which takes as long as the draws themselves. What is used of
Hypothesis is its own, so its version is pinned; where it is built otherwise, its engine draws (`fuzz_engine`).
docs/adr/0018 has why.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis.control import BuildContext
from hypothesis.errors import StopTest, Unsatisfiable, UnsatisfiedAssumption
from hypothesis.internal.conjecture.choice import ChoiceTemplate, choice_size
from hypothesis.internal.conjecture.data import MAX_DEPTH, ConjectureData
from hypothesis.internal.conjecture.junkdrawer import ensure_free_stackframes
from hypothesis.internal.floats import float_to_int, int_to_float
from hypothesis.strategies._internal import lazy
from hypothesis.strategies._internal.misc import Nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.openapi import JSON

_unwrapped: Any = lazy.unwrap_strategies
_TRIES = 20
"""How many draws in a row may come to nothing new before there is taken to be nothing more."""
_FIRST_TRIES = 100
"""How many there may be before anything is found: some strategies take few of what they draw."""


def drawn(strategy: JSON, seed: str, most: int, use: Callable[[Any], Any] | None = None) -> Iterator[Any]:
    """At most so many values, each by other choices; fewer where there seem to be no more.

    What a value is used for can draw more and refuse it: what comes of the ``use`` is given in place of the value. Each
    use counts, since it may have had an effect.

    :raises hypothesis.errors.Unsatisfiable: where nothing at all is found.
    """
    random, seen, found, vain = Random(seed), set[Any](), 0, 0
    choices = _Choices(random, simplest=True)
    while True:
        valid, value = choices.value(strategy, use)
        key = tuple(choices.made)
        if valid and key not in seen:
            seen.add(key)
            found, vain = found + 1, vain if use is not None else 0
            yield value
        else:
            vain += 1
        tried = found if use is None else found + vain
        if tried >= most or (valid and not key) or vain >= (_TRIES if found else _FIRST_TRIES):
            break
        choices = _Choices(random)
    if not found:
        raise Unsatisfiable("no value of a strategy was found")


class _Context(BuildContext):
    """What strategies ask for while they draw; how a value was made is told nowhere."""

    def record_call(self, *_: Any, **__: Any) -> None:
        """Nothing is printed."""


class _Choices(ConjectureData):
    """The choices of one draw, of which nothing is kept but what was chosen."""

    def __init__(self, random: Random, *, simplest: bool = False) -> None:
        super().__init__(random=random, prefix=(ChoiceTemplate("simplest", count=None),) if simplest else None)
        self.simplest = simplest
        self.made: list[Any] = []

    def value(self, strategy: JSON, use: Callable[[Any], Any] | None) -> tuple[bool, Any]:
        """Whether there was a value to draw, and the value."""
        try:
            with ensure_free_stackframes(), _Context(self, wrapped_test=drawn):
                value = self.draw(strategy)
                return True, value if use is None else use(value)
        except UnsatisfiedAssumption:
            return False, None
        except StopTest as stop:
            if stop.testcounter != self.testcounter:
                raise
            return False, None

    def draw(self, strategy: JSON, label: int | None = None, observe_as: str | None = None) -> Any:
        """A value of the strategy; which choices were made for it is not written down.

        The outermost one is asked whether it is right, and asks those in it. None is asked whether it is empty, which
        takes as long as many a draw: what holds nothing comes to nothing where that is drawn.
        """
        if not self.depth:
            strategy.validate()
        strategy = _unwrapped(strategy)
        if self.depth >= MAX_DEPTH or isinstance(strategy, Nothing):
            self.mark_invalid()
        self.depth += 1
        try:
            return strategy.do_draw(self)
        finally:
            self.depth -= 1

    def start_span(self, label: int) -> None:
        """What belongs together is nobody's question here, but how deep it is."""
        self.depth += 1

    def stop_span(self, *, discard: bool = False) -> None:
        """The end of a span."""
        self.depth -= 1

    def freeze(self) -> None:
        """Nothing is kept of a draw, so there is nothing to put away."""
        self.frozen = True

    def _pooled_constraints(self, choice_type: JSON, constraints: JSON) -> JSON:
        return constraints

    def _draw(self, choice_type: JSON, constraints: JSON, *, observe: bool, forced: JSON) -> Any:
        if self.length >= self.max_length:
            self.mark_overrun()
        if forced is not None:
            value = forced
        elif observe and self.simplest:
            value = self._pop_choice(choice_type, constraints, forced=None)
        else:
            value = getattr(self.provider, f"draw_{choice_type}")(**constraints)
        if value != value:  # a NaN that is no other's (Hypothesis issue 3926)
            value = int_to_float(float_to_int(value))
        if observe:
            self.length += choice_size(value)
            self.made.append(value)
        return value
