"""The search for circles that nobody holds (`gc`) while a check runs: seldom, since a check leaves few behind."""

from __future__ import annotations

import atexit
import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECKING = (20_000, 20, 50)
"""At Python's own numbers a twelfth of a check is spent on it, most of that on documents and generators, which stay."""


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """As long as the block lasts, circles are searched for seldom.

    What somebody else took out of sight before (`gc.freeze`) stays so, and then nothing is added to it: a process has
    but one such place, and who empties it empties it for all.
    """
    before, others = gc.get_threshold(), gc.get_freeze_count()
    gc.set_threshold(*_CHECKING)
    try:
        yield
    finally:
        if not others:
            gc.freeze()  # what the block leaves is looked through with all else at some time, not at once
        gc.set_threshold(*before)
        if not others:
            gc.unfreeze()


def keep_loaded() -> None:
    """Let no search of a check look through what there is by now; elsewhere it is not for us to decide."""
    if gc.get_threshold() == _CHECKING and not gc.get_freeze_count():
        gc.freeze()


def none_at_the_end() -> None:
    """Let the process end without a last search through all that it holds: nobody would use what that frees."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
