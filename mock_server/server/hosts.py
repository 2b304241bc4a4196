"""Whom a request may be for: against pages that rebind a name of theirs to this machine (DNS rebinding)."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from mock_server.server.asgi import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(?::[0-9]{0,5})?")
"""uri-host and port of RFC 3986 section 3.2.2; an http URI has a host (RFC 9110 section 4.2.1)."""

_REMEMBERED = 256


class Hosts:
    """The Host values that are let in.

    Where ``address``, on which the server listens, is loopback these are ``host`` (as it was given), the address,
    localhost and ``allowed``; otherwise, or with ``*``, all that are well-formed. The port is not compared.
    """

    def __init__(self, host: str, address: str, allowed: Iterable[str]) -> None:
        names = {host.lower(), address, "localhost", "127.0.0.1", "::1", *allowed}
        self._any = "*" in names or not is_loopback(address)
        self._names = names | {f"[{name}]" for name in names if ":" in name}
        self.known: set[bytes] = set()
        """Values that were found right before."""

    def wrong(self, value: bytes) -> str:
        """What is wrong with a Host value, as a sentence; empty where it is let in."""
        if value in self.known:
            return ""
        found = _HOST.fullmatch(value)
        if found is None:
            return f"The Host {one_line(value[:100].decode('latin-1'))!r} is no host name"
        name = found[1].decode().lower().rstrip(".")
        if not self._any and name not in self._names:
            return f"This server is not asked as {name[:100]}; start it with --allow-host {name[:100]} to let that in"
        if len(self.known) < _REMEMBERED:
            self.known.add(value)
        return ""


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
