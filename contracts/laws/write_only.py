"""The law `write-only`: what the document marks ``writeOnly`` is sent in requests and shown in no answer.

OpenAPI 3.0.4, section 4.7.24 (Schema Object), and JSON Schema Validation 2020-12, section 9.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Schemas

_MOST = 5_000
"""Values of one answer that are looked at."""


def shown(schemas: Schemas, schema: JSON, body: JSON, make: Maker) -> list[Finding]:
    """The first member of ``body`` that should not be shown; empty and masked values show nothing."""
    if not schemas.mentions(schema, "writeOnly"):  # so that answers of most documents are not walked
        return []
    for pointer, stated in _members(schemas, schema, body):
        place = pointers.text(pointer)
        message = f"{place} is shown, but the document marks it writeOnly"
        assumed = schemas.assumed(stated)
        return [make("write-only", place, "no such member", "a value", message, cause="writeOnly", assumed=assumed)]
    return []


def _members(schemas: Schemas, schema: JSON, body: JSON) -> Iterator[tuple[tuple[str, ...], JSON]]:
    waiting: list[tuple[tuple[str, ...], JSON, JSON]] = [((), schema, body)]
    for _ in range(_MOST):
        if not waiting:
            return
        pointer, stated, value = waiting.pop(0)
        if isinstance(value, list) and value:
            inner = schemas.items(stated)
            waiting += [((*pointer, "*"), inner, item) for item in value[:20]]
        elif isinstance(value, dict):
            known = schemas.properties(stated)
            for name in value.keys() & known.keys():
                if schemas.keyword(known[name], "writeOnly") is True and _tells(value[name]):
                    yield (*pointer, name), known[name]
                waiting.append(((*pointer, name), known[name], value[name]))


def _tells(value: JSON) -> bool:
    """Whether a value tells something: no null, nothing empty, no row of stars or points in place of a text."""
    return any(map(str.isalnum, value)) if isinstance(value, str) else value not in (None, [], {})
