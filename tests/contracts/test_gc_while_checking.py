"""The command `check` searches for circles seldom, and leaves Python's own numbers as they were."""

from __future__ import annotations

import argparse
import atexit
import gc
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from contracts import gc_while_checking
from contracts.commands import check_command
from contracts.errors import ContractsError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_a_check_searches_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it runs; however it ends, what is embedded in the same process has its own numbers again."""
    gc.set_threshold(701, 11, 12)
    seen: list[tuple[int, ...]] = []

    at_exit: list[tuple[str, object]] = []
    for name in ("register", "unregister"):
        monkeypatch.setattr(atexit, name, lambda called, name=name: at_exit.append((name, called)))

    def checked(*_: object) -> SimpleNamespace:
        seen.append(gc.get_threshold())
        if len(seen) > 1:
            raise ContractsError("it can't be run")
        return SimpleNamespace(exit_code=0)

    monkeypatch.setattr(check_command, "checked_report", checked)
    assert check_command.run_check(argparse.Namespace()) == 0
    assert gc.get_threshold() == (701, 11, 12)
    with pytest.raises(ContractsError):
        check_command.run_check(argparse.Namespace())
    assert gc.get_threshold() == (701, 11, 12)
    assert at_exit == [("unregister", gc.freeze), ("register", gc.freeze)] * 2  # one is left, however often it runs
    assert all(number >= 5 * own for numbers in seen for number, own in zip(numbers, (700, 4, 10), strict=True))


def test_what_is_loaded_is_out_of_sight_until_the_check_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only while a check has its own numbers: whoever embeds one decides over the objects of its process."""
    done: list[str] = []
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 0)
    monkeypatch.setattr(gc, "freeze", lambda: done.append("out of sight"))
    monkeypatch.setattr(gc, "unfreeze", lambda: done.append("in sight"))
    with gc_while_checking.loading():
        assert not gc.isenabled()  # what is loaded stays
    assert (gc.isenabled(), done) == (True, [])
    with gc_while_checking.rare_collections():
        with gc_while_checking.rare_collections(), gc_while_checking.loading():
            assert not gc.isenabled()
        assert (gc.isenabled(), done) == (True, ["out of sight"] * 2 + ["in sight"])
        done.clear()
        with gc_while_checking.loading():
            pass
        assert done == ["out of sight"]
    assert done == ["out of sight", "out of sight", "in sight"]


def test_who_searches_for_no_circles_does_not_after_a_check_has_loaded() -> None:
    """Whoever embeds a check may have switched that off."""
    gc.disable()
    try:
        with gc_while_checking.loading():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_somebody_else_took_out_of_sight_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that froze its own objects before it forked has them so after a check, and none of the check's."""
    done: list[str] = []
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 1)
    monkeypatch.setattr(gc, "freeze", lambda: done.append("out of sight"))
    monkeypatch.setattr(gc, "unfreeze", lambda: done.append("in sight"))
    with gc_while_checking.rare_collections(), gc_while_checking.loading():
        pass
    assert done == []
