"""What a check draws depends on its seed alone, not on the sources of whoever runs it."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import strategies as st

from contracts.cases.generated.fuzz_constants import none_of_modules

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = 918_273_645


def drawn(count: int = 1_500) -> list[int]:
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


@pytest.mark.slow
def test_no_module_of_the_user_is_drawn_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant of a module that somebody loads is drawn by their tests as before, and by no check."""
    with none_of_modules():
        before = drawn()
    source = tmp_path / "somebodys.py"
    source.write_text(f"LIMIT = {NUMBER}\n", "utf-8")
    module = types.ModuleType("somebodys")
    module.__file__ = str(source)
    monkeypatch.setitem(sys.modules, "somebodys", module)

    with none_of_modules():
        beside = drawn()
    theirs = drawn()
    with none_of_modules():
        after = drawn()

    assert NUMBER in theirs
    assert NUMBER not in {*before, *beside, *after}
    assert before == beside == after
