"""The law `write-only`: what the document marks ``writeOnly`` is sent in requests and shown in no answer.

OpenAPI 3.0.4, section 4.7.24 (Schema Object), and JSON Schema Validation 2020-12, section 9.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.marked_members import marked
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Schemas


_ADMIT = ("additionalProperties", "unevaluatedProperties", "patternProperties", "if", "dependentSchemas")
"""Keywords by which a schema may have other members than its properties."""


def shown(schemas: Schemas, schema: JSON, sent: JSON, body: JSON, make: Maker) -> list[Finding]:
    """The first member of ``body`` that should not be shown; empty and masked values show nothing.

    One that the schema of what is ``sent`` alone marks, and that of the answer does not admit, stands in it unasked,
    but for a switch, which is no secret.
    """
    known = schemas.properties(schema)
    alike = not known.keys().isdisjoint(schemas.properties(sent)) and not any(
        schemas.keyword(schema, word) not in (None, False) for word in _ADMIT
    )
    there = (
        (p, s, v)
        for p, s, v in marked(schemas, sent, body, "writeOnly")
        if len(p) == 1 and p[0] not in known and not isinstance(v, bool)
    )
    for pointer, stated, value in (*marked(schemas, schema, body, "writeOnly"), *(there if alike else ())):
        if not _tells(value):
            continue
        place = pointers.text(pointer)
        message = f"{place} is shown, but the document marks it writeOnly"
        assumed = schemas.assumed(stated)
        return [make("write-only", place, "no such member", "a value", message, cause="writeOnly", assumed=assumed)]
    return []


def _tells(value: JSON) -> bool:
    """Whether a value tells something: no null, nothing empty, no row of stars or points in place of a text."""
    return any(map(str.isalnum, value)) if isinstance(value, str) else value not in (None, [], {})
