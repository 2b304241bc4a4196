"""A proxy on the way to the target: plain requests name the whole target, those on https go through a tunnel.

RFC 9112 section 3.2.2 (absolute-form) and RFC 9110 section 9.3.6 (CONNECT).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from contracts.errors import TargetError, UsageError

if TYPE_CHECKING:
    import socket

_LONGEST = 64 * 1024
"""Octets of an answer to CONNECT."""


@dataclass(frozen=True, slots=True)
class ForwardProxy:
    """Where it listens, and the credentials that it is shown."""

    host: str
    port: int
    login: str = ""
    """The value of Proxy-Authorization, empty for none."""

    @classmethod
    def of(cls, url: str) -> ForwardProxy:
        """The proxy of ``http://[USER:PASSWORD@]HOST[:PORT]``; raises UsageError for anything else."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or 80
        except ValueError:
            host, port = None, 0
        if host is None or parts.scheme != "http" or parts.path not in ("", "/") or parts.query:
            raise UsageError("--proxy takes http://HOST:PORT, with USER:PASSWORD@ before the host where it wants them")
        login = ""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            login = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return cls(host, port, login)

    @property
    def fields(self) -> list[str]:
        """The header fields that a request to it carries."""
        return [f"Proxy-Authorization: {self.login}"] if self.login else []

    def tunnel(self, connection: socket.socket, host: str, port: int, deadline: float) -> None:
        """Have it pass on octets to the target; raises TargetError where it does not, TimeoutError."""
        name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {name} HTTP/1.1", f"Host: {name}", *self.fields]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            connection.settimeout(max(deadline - monotonic(), 0.001))
            chunk = connection.recv(1)  # nothing beyond the answer is the proxy's
            answer += chunk
            if not chunk or len(answer) > _LONGEST:
                raise TargetError(f"the proxy {self.host}:{self.port} gives no answer that can be read", sent=False)
        words = answer.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        if len(words) < 2 or not words[1].startswith("2"):
            said = " ".join(words[1:])[:80]
            raise TargetError(f"the proxy {self.host}:{self.port} does not lead to {name}: {said}", sent=False)
