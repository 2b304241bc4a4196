"""What of a request line and header section is refused before anybody reads more of the request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mock_server.server.hosts import Hosts

LONGEST_SECTION = 65_536
MOST_FIELDS = 200
LONGEST_TARGET = 65_535
METHOD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
LONGEST_METHOD = 64


class Fault(NamedTuple):
    """The status and the sentence with which a request is refused."""

    status: int
    reason: str


TOO_LONG = Fault(431, f"The header section is longer than {LONGEST_SECTION} bytes")
TOO_MANY = Fault(431, f"The header section has more than {MOST_FIELDS} fields")
LONG_TARGET = Fault(400, f"The URL is longer than {LONGEST_TARGET} characters")


def is_cut(data: bytes) -> bool:
    """Whether these octets may be the beginning of a method, of which the parser would judge each octet by itself."""
    return len(data) <= LONGEST_METHOD and b" " not in data and METHOD.fullmatch(data) is not None


def size_of(fields: list[tuple[bytes, bytes]]) -> int:
    """The octets of a header section, as it is usually written."""
    return sum(len(name) + len(value) + 4 for name, value in fields)


def of_hosts(values: list[bytes], version: str, hosts: Hosts) -> Fault | None:
    """What is wrong with the Host fields (RFC 9112 section 3.2)."""
    if len(values) > 1:
        return Fault(400, "There is more than one Host field")
    if not values:
        return Fault(400, "There is no Host field") if version == "1.1" else None
    wrong = hosts.wrong(values[0])
    return Fault(400, wrong) if wrong else None


def of_target(target: bytes, method: bytes, hosts: Hosts) -> Fault | None:
    """What is wrong with a request target (RFC 9112 section 3.2); what the URL parser refuses is not looked for."""
    if len(target) > LONGEST_TARGET:
        return LONG_TARGET
    if b"#" in target:
        return Fault(400, "The request target has a fragment, which is no part of a request")
    if target == b"*":
        return None if method == b"OPTIONS" else Fault(400, "Only OPTIONS can be asked of *")
    if target.startswith(b"/") or b"://" not in target:
        return None
    wrong = hosts.wrong(target.partition(b"://")[2].partition(b"/")[0].partition(b"?")[0])
    return Fault(400, wrong) if wrong else None


def of_codings(values: list[bytes]) -> Fault | None:
    """501 for a transfer coding that is not known (RFC 9112 section 6.1)."""
    for coding in b",".join(values).split(b","):
        name = coding.strip(b" \t").lower()
        if name not in (b"", b"chunked"):
            return Fault(501, f"The transfer coding {name[:100].decode('latin-1')!r} is not known; only chunked is")
    return None


def without_upgrade(scope: Any, target: bytes) -> bytes:
    """The head of the request in an ASGI scope as octets, as one that offers no upgrade; CONNECT is written as PUT."""
    method = b"PUT" if scope["method"] == "CONNECT" else scope["method"].encode()
    lines = [b"%b %b HTTP/%b" % (method, target, scope["http_version"].encode())]
    lines += [b"%b: %b" % field for field in scope["headers"] if field[0] != b"upgrade"]
    return b"\r\n".join(lines) + b"\r\n\r\n"
