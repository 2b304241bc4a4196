"""A test that draws values draws the same ones in each run: one that fails by chance says nothing of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

if TYPE_CHECKING:
    import pytest

NUMBER = 918_273_645


def drawn() -> list[int]:
    """What one test draws, with the settings of all."""
    found: list[int] = []

    @hypothesis.settings(max_examples=400)
    @hypothesis.given(st.integers(0, 10**9))
    def keep(number: int) -> None:
        found.append(number)

    keep()
    return found


def test_the_same_values_are_drawn_whatever_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither chance nor the modules of the tests before decide."""
    before = drawn()
    constants: Any = Constants()
    constants.integers.add(NUMBER)
    monkeypatch.setattr(providers, "_get_local_constants", lambda: constants)
    providers.CONSTANTS_CACHE.cache.clear()
    assert drawn() == before
    assert len(set(before)) > 100


def test_no_draw_is_too_slow() -> None:
    """How long a value takes on a machine that does much else is no failure."""
    assert hypothesis.settings().deadline is None
    assert hypothesis.HealthCheck.too_slow in hypothesis.settings().suppress_health_check
