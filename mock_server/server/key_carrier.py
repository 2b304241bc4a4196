"""Where a request carries the credential of a security scheme (OpenAPI 3.1.1, section Security Scheme Object)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON


class KeyCarrier(NamedTuple):
    """The ``place`` is query, cookie or header; ``kind`` the word before the credential (RFC 9110 section 11.4)."""

    place: str
    name: str
    kind: str = ""


def carrier_of(scheme: Mapping[str, JSON]) -> KeyCarrier:
    """What carries it, by a Security Scheme Object; ``kind`` is in lower case."""
    if scheme.get("type") == "apiKey":
        place = scheme.get("in")
        return KeyCarrier(place if place in ("query", "cookie") else "header", str(scheme.get("name")))
    return KeyCarrier(
        "header", "Authorization", str(scheme.get("scheme")).lower() if scheme.get("type") == "http" else "bearer"
    )
