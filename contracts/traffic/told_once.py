"""Members of which a description says that their values are there but once: *has to be unique*, *a unique slug*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas

_ONCE = re.compile(r"\bunique\b", re.IGNORECASE)
_DEEPEST = 4
_NOT = re.compile(r"(?:\bnot?|n['’]t)\b[^.;]{0,30}\bunique\b", re.IGNORECASE)


def is_told_once(schemas: Schemas, schema: JSON) -> bool:
    """Whether a schema is of a text that clients write and that its description calls unique."""
    said = schemas.keyword(schema, "description")
    if not isinstance(said, str) or "string" not in schemas.types(schema):
        return False
    return bool(_ONCE.search(said)) and not _NOT.search(said) and schemas.keyword(schema, "readOnly") is not True


def told_once(schemas: Schemas, schema: JSON) -> Iterator[str]:
    """The members of an object that are such texts."""
    yield from (name for name, item in schemas.properties(schema).items() if is_told_once(schemas, item))


def has_twins(schemas: Schemas, schema: JSON, value: JSON, depth: int = 0) -> bool:
    """Whether a list in a body has an item twice, or a named member of it, that its description calls unique."""
    if isinstance(value, dict):
        known = schemas.properties(schema) if depth < _DEEPEST else {}
        return any(has_twins(schemas, known[name], item, depth + 1) for name, item in value.items() if name in known)
    said = schemas.keyword(schema, "description")
    if not isinstance(value, list) or not isinstance(said, str) or not _ONCE.search(said) or _NOT.search(said):
        return False
    named = {
        name for name in schemas.properties(schemas.items(schema)) if re.search(rf"(?i)\b{re.escape(name)}s?\b", said)
    }
    kept = [{n: item.get(n) for n in named} if isinstance(item, dict) and named else item for item in value]
    return any(item in kept[:index] for index, item in enumerate(kept))
