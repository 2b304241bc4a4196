"""Who may call the admin API from where: against pages that call, or rebind their name to, a mock of this machine.

A page of another origin can send requests to every server that its user can reach; what keeps it out are the headers
that it can't choose: Host (DNS rebinding), Origin (Fetch, section 3.1) and Sec-Fetch-Site (Fetch Metadata, section
2.2). The token, which no page knows, is checked after these as the document's own security scheme.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from mock_server.server.asgi import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Scope

_OWN = (b"same-origin", b"none")
"""Sec-Fetch-Site of the server's own pages, and of what a person types."""

_SHOWN = 100


class AdminAccess:
    """Refuses calls for other names than ``host``, localhost and ``hosts``, and those that pages elsewhere send."""

    def __init__(self, host: str, hosts: Iterable[str]) -> None:
        self._names = frozenset((host.lower(), "localhost", *(name.lower() for name in hosts)))

    def refusal(self, scope: Scope) -> str:
        """Why a call is refused, as a sentence; empty where it is let in."""
        hosts, origins, sites = [], [], []
        for name, value in scope["headers"]:
            if name == b"host":
                hosts.append(value.lower())
            elif name == b"origin":
                origins.append(value.lower())
            elif name == b"sec-fetch-site":
                sites.append(value.lower())
        host = hosts[0] if len(hosts) == 1 else b""
        if not self._is_known(_name_of(host), scope):
            shown = one_line(_name_of(host)[:_SHOWN])
            return f"The admin API is not asked as {shown!r}; let a name in with --admin-host"
        if any(origin not in (b"http://" + host, b"https://" + host) for origin in origins):
            shown = one_line(origins[0][:_SHOWN].decode("latin-1"))
            return f"Pages of {shown} may not call the admin API; only the mock's own page may"
        if any(site not in _OWN for site in sites):
            return "Pages elsewhere may not call the admin API (Sec-Fetch-Site); only the mock's own page may"
        return ""

    def _is_known(self, name: str, scope: Scope) -> bool:
        """Whether a host name is one of this server; an address must be the one that was connected to, or loopback."""
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or name == (scope.get("server") or ("",))[0]


def _name_of(host: bytes) -> str:
    """A Host value without its port, and without the brackets of an address."""
    text = host.decode("latin-1")
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")
