"""Members of which a description says that their values are there but once: *has to be unique*, *a unique slug*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas

_DEEPEST = 4
_DENIED = r"not?\b(?:.{0,30}\W)?unique"
_UNIQUE = field_names.Telling("unique", _DENIED)
_ONCE = field_names.Telling(
    r"(?:be|is|are) (?:\w+ )?unique"
    r"|unique(?=\s*(?:[,:)]|$|(?:within|among|amongst|across|between|per|in|for|to|throughout)\b))",
    _DENIED,
)
"""How a description says it of the member itself: *has to be unique*, *unique within the shop*."""


def is_told_once(schemas: Schemas, schema: JSON, name: str) -> bool:
    """Whether a member called so is a text that clients write and that its description calls unique, by itself or by
    its name (*a unique slug*, not *the unique identifier of the owner*).
    """
    said, own = schemas.description(schema), "|".join(map(re.escape, field_names.words(name)))
    if not _UNIQUE.told_in(said) or "string" not in schemas.types(schema):
        return False
    if any(schemas.keyword(schema, word) is not None for word in ("enum", "const")):
        return False
    if schemas.keyword(schema, "readOnly") is True or schemas.keyword(schema, "format") == "uuid":
        return False
    named = rf"unique (?:(?!(?:of|for|to|in|on|by|that|which)\b)\w+ ){{0,3}}(?:{own or '(?!)'})"
    return _ONCE.told_in(said) or field_names.Telling(named, _DENIED).told_in(said)


def told_once(schemas: Schemas, schema: JSON) -> Iterator[str]:
    """The members of an object that are such texts."""
    yield from (name for name, item in schemas.properties(schema).items() if is_told_once(schemas, item, name))


def has_twins(schemas: Schemas, schema: JSON, value: JSON, depth: int = 0) -> bool:
    """Whether a list in a body has an item twice, or a named member of it, that its description calls unique."""
    if isinstance(value, dict):
        known = schemas.properties(schema) if depth < _DEEPEST else {}
        return any(has_twins(schemas, known[name], item, depth + 1) for name, item in value.items() if name in known)
    said = schemas.description(schema)
    if not isinstance(value, list) or not _UNIQUE.told_in(said):
        return False
    named = {
        name for name in schemas.properties(schemas.items(schema)) if re.search(rf"(?i)\b{re.escape(name)}s?\b", said)
    }
    kept = [{n: item.get(n) for n in named} if isinstance(item, dict) and named else item for item in value]
    return any(item in kept[:index] for index, item in enumerate(kept))
