"""The search for circles that nobody holds (`gc`), in a process that serves: documents are out of its sight."""

from __future__ import annotations

import contextlib
import gc
import sys

_SERVING = (20_000, 20, 50)
"""A request leaves no circles behind."""


def begin_serving() -> None:
    """What start-up made stays: no search has to look through it again and again."""
    gc.collect()
    give_back()
    gc.freeze()
    gc.set_threshold(*_SERVING)


def is_serving() -> bool:
    """Whether this process is the mock's own, in which what is kept is out of sight."""
    return gc.get_threshold() == _SERVING


def keep() -> None:
    """Put all that there is by now out of sight; costs nothing."""
    if is_serving():
        gc.freeze()


def search() -> None:
    """Look through everything once, which holds up what else there is to do."""
    if is_serving():
        gc.unfreeze()
        gc.collect()
        give_back()
        gc.freeze()


def give_back() -> None:
    """Let the system have the memory that nobody uses any more, where the C library can give it back.

    A document is read through many more objects than are kept of it. What they took is free and stays with the
    process, since some of what is kept lies behind it: of a large document that is half of all.
    """
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # not every C library has a word for it
            ctypes.CDLL(None).malloc_trim(0)
