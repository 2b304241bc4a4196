"""What a check draws depends on its seed alone, not on the sources of whoever runs it."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.conjecture.choice import choice_permitted
from hypothesis.internal.constants_ast import Constants

from contracts.cases.generated import fuzz_constants
from contracts.cases.generated.fuzz_constants import none_of_modules

NUMBER = 918_273_645
LOCAL_CONSTANTS = vars(providers.HypothesisProvider)["_local_constants"]


def enter() -> None:
    """What a journey does first that draws something."""
    with none_of_modules():
        pass


def drawn(count: int = 400) -> list[int]:
    """Numbers that are drawn with one seed, alone or beside modules as the caller has it."""
    found: list[int] = []

    def keep(number: int) -> None:
        found.append(number)

    given: Any = hypothesis.given(st.integers(0, 10**9))(keep)
    options: Any = hypothesis.settings(
        max_examples=count, database=None, deadline=None, phases=[hypothesis.Phase.generate], derandomize=False
    )
    hypothesis.seed(5)(options(given))()
    return found


@pytest.mark.sampled(2)
@pytest.mark.parametrize("first", ["here", "in another thread"])
def test_no_module_of_the_user_is_drawn_from(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant of a module that somebody loads is drawn by their tests as before, and by no check.

    Hypothesis keeps what it has chosen for each thread, and journeys draw in threads of their own.
    """
    monkeypatch.setattr(providers.HypothesisProvider, "_local_constants", LOCAL_CONSTANTS)
    monkeypatch.setattr(fuzz_constants, "_installed", functools.cache(fuzz_constants._installed.__wrapped__))
    if first == "in another thread":
        with ThreadPoolExecutor(1) as threads:
            threads.submit(enter).result()
    constants = Constants()
    constants.integers.add(NUMBER)

    def draws() -> tuple[list[int], list[int], list[int], list[int]]:
        with none_of_modules():
            before = drawn()
        monkeypatch.setattr(providers, "_get_local_constants", lambda: constants)
        with none_of_modules():
            beside = drawn()
        theirs = drawn()
        monkeypatch.undo()
        with none_of_modules():
            return before, beside, theirs, drawn()

    with ThreadPoolExecutor(1) as threads:  # where no check is under way, as one is around all tests
        before, beside, theirs, after = threads.submit(draws).result()
    assert NUMBER in theirs
    assert NUMBER not in {*before, *beside, *after}
    assert before == beside == after


def test_what_others_have_chosen_in_this_thread_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests beside a check need not choose anew after each of its draws."""
    monkeypatch.setattr(providers, "_get_local_constants", Constants)  # those of all modules take a second to read

    def kept() -> tuple[Any, Any, Any]:
        place = vars(fuzz_constants._installed())
        drawn(5)
        before = place.get("cache")
        with none_of_modules():
            within = place.get("cache")
        return before, within, place.get("cache")

    with ThreadPoolExecutor(1) as threads:
        before, within, after = threads.submit(kept).result()
    assert before
    assert within is not before
    assert after is before


def test_what_may_be_drawn_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each case is drawn by itself, and Hypothesis need not look through all constants for each of them."""
    looks = 0

    def counted(*given: Any) -> bool:
        nonlocal looks
        looks += 1
        return choice_permitted(*given)

    monkeypatch.setattr(providers, "choice_permitted", counted)

    def cases() -> tuple[int, int]:
        found = []
        for _ in range(2):
            before = looks
            with none_of_modules():
                drawn(50)
            found.append(looks - before)
        return found[0], found[1]

    with ThreadPoolExecutor(1) as threads:  # which has chosen nothing yet
        first, second = threads.submit(cases).result()
    assert first > 10
    assert second == 0
