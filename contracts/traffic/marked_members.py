"""Members of a value that the document marks, ``readOnly`` or ``writeOnly``, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas

_MOST = 5_000
"""Values of one body that are looked at."""
_ITEMS = 20
"""Of one array, how many."""


def marked(schemas: Schemas, schema: JSON, value: JSON, mark: str) -> Iterator[tuple[tuple[str, ...], JSON, JSON]]:
    """Where each member of this mark stands (``*`` for a place in an array), its schema and its value."""
    waiting: list[tuple[tuple[str, ...], JSON, JSON]] = []
    if schemas.mentions(schema, mark):  # so that most bodies are not walked
        waiting.append(((), schema, value))
    for _ in range(_MOST):
        if not waiting:
            return
        pointer, stated, found = waiting.pop(0)
        if isinstance(found, list) and found:
            inner = schemas.items(stated)
            waiting += [((*pointer, "*"), inner, item) for item in found[:_ITEMS]]
        elif isinstance(found, dict):
            known = schemas.properties(stated)
            for name in found.keys() & known.keys():
                if schemas.keyword(known[name], mark) is True:
                    yield (*pointer, name), known[name], found[name]
                waiting.append(((*pointer, name), known[name], found[name]))
