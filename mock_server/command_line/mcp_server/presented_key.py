"""The credentials that a request of an agent carries, so that a mock lets it in: no agent has to know one."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from mock_server.openapi.reading import pointers
from mock_server.server.key_carrier import carrier_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.json_types import JSON

_ANY = "any"


class PresentedKey(NamedTuple):
    """Fields of a request's head by name, and pairs of its query."""

    headers: dict[str, str]
    query: tuple[str, ...]


def presented(document: Mapping[str, JSON], key: str) -> PresentedKey:
    """What the schemes of a served document want; ``key`` stands for the one that the document names.

    Of each operation the first alternative; of two schemes with one field the first.
    """
    headers: dict[str, str] = {}
    query: list[str] = []
    for scheme in _schemes(document):
        extension = scheme.get("x-mock")
        named = extension.get("keys") if isinstance(extension, dict) else None
        value = key or (str(named[0]) if named else _ANY)
        carrier = carrier_of(scheme)
        if carrier.place == "query":
            query.append(f"{quote(carrier.name, safe='')}={quote(value, safe='')}")
        elif carrier.place == "cookie":
            headers["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), f"{carrier.name}={value}")))
        elif carrier.kind == "basic":
            pair = value if ":" in value else f"{value}:"
            headers.setdefault(carrier.name, f"Basic {base64.b64encode(pair.encode()).decode()}")
        else:
            headers.setdefault(carrier.name, f"{carrier.kind.capitalize()} {value}".strip())
    return PresentedKey(headers, tuple(query))


def _schemes(document: Mapping[str, JSON]) -> Iterator[dict[str, JSON]]:
    """The schemes that operations want first, each once."""
    items = [item for item in document.get("paths", {}).values() if isinstance(item, dict)]
    operations = [raw for item in items for raw in item.values() if isinstance(raw, dict)]
    needs = [raw.get("security", document.get("security")) for raw in operations]
    names = dict.fromkeys(name for need in needs if need for name in need[0])
    for name in names:
        found = pointers.at(document, ("components", "securitySchemes", name))
        if isinstance(found, dict) and isinstance(found.get("$ref"), str):
            found = pointers.at(document, pointers.fragment_tokens(found["$ref"]))
        if isinstance(found, dict):
            yield found
