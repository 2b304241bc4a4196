"""Answers that lead back to the proxy: Location and cookies of the target, where that is asked for."""

from __future__ import annotations

from contracts.observed.proxy.message_head import AnswerHead
from mock_server.openapi import percent

_PLACES = (b"location", b"content-location")
_LOST = ("domain", "secure")
"""Attributes by which a browser keeps a cookie from the proxy, which has another name and speaks no TLS (RFC 6265)."""


def led_here(head: AnswerHead, origin: bytes, own: bytes) -> AnswerHead:
    """The head with what leads to ``origin`` leading to ``own``, both as in ``https://host:port``."""
    lines = list(head.lines)
    for place, (name, line) in enumerate(zip(head.names, head.lines, strict=True)):
        first, _, rest = line.partition(b":")
        value = rest.strip()
        new = value
        if name in _PLACES:
            new = _place(value, origin, own)
        elif name == b"set-cookie":
            new = _cookie(value)
        if new != value:
            lines[place] = first + b": " + new + b"\r"
    return AnswerHead(head.changed(lines)) if lines != head.lines else head


def _place(value: bytes, origin: bytes, own: bytes) -> bytes:
    rest = value[len(origin) :]
    if value[: len(origin)].lower() != origin.lower() or rest[:1] not in (b"", b"/", b"?", b"#"):
        return value
    return own + rest


def _cookie(value: bytes) -> bytes:
    first, *attributes = percent.pairs(value.decode("latin-1"), ";")
    kept = [first, *(item for item in attributes if not _is_lost(item))]
    return ";".join(item.text for item in kept).encode("latin-1")


def _is_lost(attribute: percent.Pair) -> bool:
    name, value = attribute.raw_name.strip().lower(), attribute.raw_value.strip().lower()
    return name in _LOST or (name, value) == ("samesite", "none")
