"""Which sandbox a request names, by its headers or by its path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes

from mock_server.engine.sandboxes.sandboxes import SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER = b"x-mock-sandbox"
BAGGAGE = b"baggage"
MEMBER = b"mock-sandbox"
PREFIX = "/__sandbox/"

_MEMBER = re.compile(rb"(?:^|,)[ \t]*" + MEMBER + rb"[ \t]*=[ \t]*([^,; \t]*)")


def by_header(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The name in ``X-Mock-Sandbox``, else in the baggage (W3C Baggage); empty without any. Raises SandboxError."""
    said, carried = [], []
    for name, value in headers:
        if name == HEADER:
            said.append(value.strip())
        elif name == BAGGAGE and MEMBER in value:
            carried += [unquote_to_bytes(member) for member in _MEMBER.findall(value)]
    names = {value.decode("utf-8", "replace") for value in said or carried}
    if len(names) > 1:
        raise SandboxError(400, f"The request names {len(names)} sandboxes; name one")
    if said and names == {""}:
        raise SandboxError(400, "X-Mock-Sandbox is empty; give it the name of a sandbox, or leave it out")
    return names.pop() if names else ""


def by_path(path: str) -> tuple[str, str]:
    """The name in a path below ``PREFIX``, and the rest of it; raises SandboxError."""
    name, slash, rest = path[len(PREFIX) :].partition("/")
    if not name:
        raise SandboxError(400, f"The path names no sandbox; write {PREFIX}NAME/ and the rest")
    return unquote(name), slash + rest or "/"
