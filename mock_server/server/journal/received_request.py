"""A request as it came: the octets of its head, and what is read of them when somebody looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.server.asgi import HEAD

if TYPE_CHECKING:
    from collections.abc import Mapping

Fields = list[tuple[bytes, bytes]]
_AUTHORITY = re.compile(rb"^[^/?]+://[^/?]*")
"""What stands before the path in a target in absolute form (RFC 9112 section 3.2.2)."""


class ReceivedRequest(NamedTuple):
    """Method, path, query, head, body and the whole lengths of both bodies, of which what is kept may be cut."""

    method: str
    path: bytes
    query: bytes
    head: bytes
    body: bytes
    sent: int
    given: int

    @classmethod
    def of(cls, scope: Mapping[str, Any], body: bytes, sent: int, given: int) -> ReceivedRequest:
        """That of an ASGI scope."""
        path, head = scope.get("raw_path") or scope["path"].encode(), scope.get(HEAD) or head_of(scope)
        return cls(scope["method"], path, scope["query_string"], head, body, sent, given)

    @classmethod
    def read(cls, octets: bytes, sent: int, given: int) -> ReceivedRequest:
        """That of a head, with a body of ``sent`` octets at the end of what came with it."""
        line = octets.lstrip(b"\r\n").partition(b"\r\n")[0].split(b" ")
        path, _, query = _AUTHORITY.sub(b"", line[1]).partition(b"?")
        return cls(line[0].decode("latin-1"), path, query, octets, octets[-sent:] if sent else b"", sent, given)

    @property
    def headers(self) -> Fields:
        """The fields, names in lower case."""
        lines = self.head.lstrip(b"\r\n").partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
        return [(name.lower(), value.strip(b" \t")) for name, _, value in (line.partition(b":") for line in lines)]


def head_of(scope: Mapping[str, Any]) -> bytes:
    """The head of a request as it is written, for one that came by no socket, or not in one piece.

    One object takes the place of many, whose memory others use again.
    """
    path = scope.get("raw_path") or scope["path"].encode()
    fields = map(b": ".join, scope["headers"])
    return b"\r\n".join((b"%b %b?%b" % (scope["method"].encode(), path, scope["query_string"]), *fields))
