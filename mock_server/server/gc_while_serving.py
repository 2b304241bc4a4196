"""The search for circles that nobody holds (`gc`), in a process that serves: documents are out of its sight."""

from __future__ import annotations

import gc

from mock_server.server import freed_memory

_SERVING = (20_000, 20, 50)
"""A request leaves no circles behind."""


def begin_serving() -> None:
    """What start-up made stays: no search has to look through it again and again."""
    gc.collect()
    freed_memory.give_back()
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
        freed_memory.give_back()
        gc.freeze()
