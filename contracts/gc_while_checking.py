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
_alone = False
"""Whether a check is running, and nobody else had taken anything out of sight before it."""


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """As long as the block lasts, circles are searched for seldom.

    What somebody else took out of sight before (`gc.freeze`) stays so, and then nothing is added to it: a process has
    but one such place, and who empties it empties it for all.
    """
    global _alone
    before, others, outside = gc.get_threshold(), gc.get_freeze_count(), _alone
    gc.set_threshold(*_CHECKING)
    _alone = outside or not others
    try:
        yield
    finally:
        _alone = outside
        if not others:
            gc.freeze()  # what the block leaves is looked through with all else at some time, not at once
        gc.set_threshold(*before)
        if not others:
            gc.unfreeze()


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Meanwhile circles are not searched for: what is loaded stays. Nor does a search of a check look through it later;
    elsewhere that is not for us to decide.
    """
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if _alone:
            gc.freeze()
        if searched:
            gc.enable()


def none_at_the_end() -> None:
    """Let the process end without a last search through all that it holds: nobody would use what that frees."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
