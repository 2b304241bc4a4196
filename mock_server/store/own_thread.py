"""A thread of the mock's own."""

from __future__ import annotations

import threading


class OwnThread(threading.Thread):
    """A thread whose work is known: it imports nothing, so modules may be loaded in another way while it runs."""
