"""A proxy's forwarder for a test, without a judge, and plain requests to it."""

from __future__ import annotations

import contextlib
import http.client
import json
from typing import TYPE_CHECKING, Any

from contracts.observed.proxy.forwarder import Forwarder
from contracts.observed.proxy.proxy_state import ProxyRules
from contracts.traffic.tls_context import TlsTrust
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.observed.proxy.passed_exchange import PassedExchange

MOST = 1024 * 1024
GET = b"GET /v1/clients HTTP/1.1\r\nHost: localhost\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


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


def asked(forwarder: Forwarder, method: str = "GET", path: str = "/v1/x", **headers: str) -> tuple[Any, dict[str, Any]]:
    """What one request is answered with, and the problem in it."""
    with contextlib.closing(http.client.HTTPConnection(forwarder.address, timeout=120)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, json.loads(answer.read() or b"{}")


def asked_status(proxy: Forwarder, method: str) -> int:
    """The status that a request of this method gets."""
    connection = http.client.HTTPConnection(proxy.address, timeout=120)
    connection.request(method, "/v1/x")
    status = connection.getresponse().status
    connection.close()
    return status
