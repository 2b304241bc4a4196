"""Memory that was needed for a while."""

from __future__ import annotations

import contextlib
import sys


def give_back() -> None:
    """Let the system have the memory that nobody uses any more, where the C library can give it back.

    A document is read through many more objects than are kept of it. What they took is free and stays with the
    process, since some of what is kept lies behind it: of a large document that is half of all.
    """
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # not every C library has a word for it
            ctypes.CDLL(None).malloc_trim(0)
