"""Keeps to itself what generators warn of, on whichever threads they draw: filters of warnings are a process' own."""

from __future__ import annotations

import contextlib
import threading
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Quiet:
    """How many blocks are under way, and the filters that were there before the first of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.blocks = 0
        self.before = warnings.catch_warnings()


_quiet = _Quiet()


@contextlib.contextmanager
def quiet_warnings() -> Iterator[None]:
    """Nothing is warned of until the last of the blocks that are under way ends: then the filters are as before."""
    with _quiet.lock:
        if not _quiet.blocks:
            _quiet.before = warnings.catch_warnings()
            _quiet.before.__enter__()
            warnings.simplefilter("ignore")
        _quiet.blocks += 1
    try:
        yield
    finally:
        with _quiet.lock:
            _quiet.blocks -= 1
            if not _quiet.blocks:
                _quiet.before.__exit__(None, None, None)
