"""A proxy's forwarder for a test, without a judge."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from contracts.proxy.forwarder import Forwarder
from contracts.proxy.switchboard import ProxyRules
from contracts.traffic.tls_context import TlsTrust
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.proxy.passed_exchange import PassedExchange

MOST = 1024 * 1024


@contextlib.contextmanager
def forwarding(url: str, trust: TlsTrust | None = None, **rules: Any) -> Iterator[Forwarder]:
    """A forwarder to this URL, on a port of its own."""
    told = {"listen": ("127.0.0.1", 0), "most": MOST, "timeout": 30.0, **rules}
    with Forwarder(ProxyRules(url, **told), trust or TlsTrust(), DOCUMENT) as forwarder:
        yield forwarder


def passed(forwarder: Forwarder) -> PassedExchange:
    """The next exchange that it hands over."""
    for _ in range(300):
        found = forwarder.next(0.1)
        if found is not None:
            return found
    raise AssertionError("no exchange was handed over")
