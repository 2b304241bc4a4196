"""A port for a program that is told where to listen, and does so a moment later."""

from __future__ import annotations

import os
import random
import socket

_PORTS = range(20_000, 22_768)
"""No system gives one of these, or one that is ``_CLUSTER`` above it, to a client or to a server that asks for any."""
_CLUSTER = 10_000
"""So far above its port a node of a Redis cluster listens as well."""
_MOST_WORKERS = 16
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Each of the processes that run tests at once has ports of its own."""


def free_port() -> int:
    """A port on which nobody listens, and which nobody takes meanwhile."""
    while True:
        port = random.SystemRandom().choice(_PORTS[_WORKER % _MOST_WORKERS :: _MOST_WORKERS])
        if all(_is_free(one) for one in (port, port + _CLUSTER)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
