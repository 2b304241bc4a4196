"""Forms of a text that a description shows, where no schema gives it a pattern.

*Accepted forms: `kafka://<cluster>/<topic>`* tells whoever reads it that other texts may be refused. A text that has
one of the forms shown may not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Schemas

_SAYS = re.compile(
    r"\b(?:accept|support|allow|expect|requir)ed (?:forms?|formats?|syntax)\b|\bvalid (?:forms?|formats?)\b"
    r"|\b(?:must|has to|have to|should)\b[^.]{0,40}\b(?:form|format|syntax)\b",
    re.IGNORECASE,
)
"""How a description begins to show them."""
_SHOWN = re.compile(r"[`'\"]([^`'\"\s]*(?:<[^<>\s]+>|\{[^{}\s]+\})[^`'\"\s]*)[`'\"]")
_PLACE = re.compile(r"<[^<>\s]+>|\{[^{}\s]+\}")
_DEEPEST = 3


def misses_a_told_form(schemas: Schemas, reading: Reading) -> bool:
    """Whether a text of the body or the query has none of the forms that its description shows."""
    given = reading.values.get("query", {})
    asked = ((p.schema, p.raw.get("description"), given.get(p.name)) for p in reading.operation.parameters)
    return any(
        isinstance(value, str) and bool(forms := _forms(said)) and not any(form.fullmatch(value) for form in forms)
        for said, value in (
            *((said or schemas.keyword(schema, "description"), value) for schema, said, value in asked),
            *_described(schemas, reading.operation.request_schema, reading.body, _DEEPEST),
        )
    )


def _described(schemas: Schemas, schema: JSON, value: JSON, depth: int) -> Iterator[tuple[JSON, JSON]]:
    """A value and what is in it, each with its description."""
    yield schemas.keyword(schema, "description"), value
    if isinstance(value, dict) and depth:
        for name, item in schemas.properties(schema).items():
            if name in value:
                yield from _described(schemas, item, value[name], depth - 1)
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _described(schemas, schemas.items(schema), one, depth - 1)


def _forms(said: JSON) -> tuple[re.Pattern[str], ...]:
    return _shown(said) if isinstance(said, str) else ()


@lru_cache(maxsize=1024)
def _shown(said: str) -> tuple[re.Pattern[str], ...]:
    """The forms that a description shows, with anything in the place of what stands in brackets."""
    begins = _SAYS.search(said)
    texts = _SHOWN.findall(said, begins.start()) if begins else []
    return tuple(re.compile("(?s:.+)".join(map(re.escape, _PLACE.split(text)))) for text in texts)
