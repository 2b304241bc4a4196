"""Answers that lead back to the proxy: Location and cookies of the target, where that is asked for."""

from __future__ import annotations

from contracts.proxy.message_head import AnswerHead, Field
from mock_server.openapi import percent

_PLACES = (b"location", b"content-location")
_LOST = ("domain", "secure")
"""Attributes by which a browser keeps a cookie from the proxy, which has another name and speaks no TLS (RFC 6265)."""


def led_here(head: AnswerHead, origin: bytes, own: bytes) -> AnswerHead:
    """The head with what leads to ``origin`` leading to ``own``, both as in ``https://host:port``."""
    found: AnswerHead | None = None
    for place, field in enumerate(head.fields):
        new = field.value
        if field.name in _PLACES:
            new = _place(field.value, origin, own)
        elif field.name == b"set-cookie":
            new = _cookie(field.value)
        if new != field.value:
            found = found or AnswerHead(head.octets)
            line = field.line.partition(b":")[0] + b": " + new + b"\r\n"
            found.fields[place] = Field(field.name, new, line)
    return found or head


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
