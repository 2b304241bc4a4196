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
_CHARACTERS = re.compile(
    r"\b(?:at least|minimum(?: length)?(?: of)?:?) (?P<least>\d+) characters\b"
    r"|\b(?:characters|letters|digits)\b[^.;]*\balphabet\b|\bbase ?64 (?:alphabet|characters)\b"
    r"|\b(?:only|must (?:only )?(?:contain|consist of|be)|no|without)\b[^.;]{0,40}"
    r"\b(?:letters|digits|alphanumerics?|alphanumeric characters|spaces|white ?space|line breaks|ASCII)\b",
    re.IGNORECASE,
)
"""How a description says which characters a text has, and how many at least."""
_SHOWN = re.compile(r"[`'\"]([^`'\"\s]*(?:<[^<>\s]+>|\{[^{}\s]+\})[^`'\"\s]*)[`'\"]")
_PLACE = re.compile(r"<[^<>\s]+>|\{[^{}\s]+\}")
_DEEPEST = 3


def misses_a_told_form(schemas: Schemas, reading: Reading) -> bool:
    """Whether a text of the body or the query has none of the forms that its description shows."""
    given = reading.values.get("query", {})
    asked = ((p.schema, p.raw.get("description"), given.get(p.name)) for p in reading.operation.parameters)
    return any(
        isinstance(value, str)
        and (_has_none(value, _forms(said)) or _may_miss_characters(schemas, schema, said, value))
        for schema, said, value in (
            *((schema, said or schemas.keyword(schema, "description"), value) for schema, said, value in asked),
            *_described(schemas, reading.operation.request_schema, reading.body, _DEEPEST),
        )
    )


def _described(schemas: Schemas, schema: JSON, value: JSON, depth: int) -> Iterator[tuple[JSON, JSON, JSON]]:
    """A value and what is in it, each with its schema and its description."""
    yield schema, schemas.keyword(schema, "description"), value
    if isinstance(value, dict) and depth:
        for name, item in schemas.properties(schema).items():
            if name in value:
                yield from _described(schemas, item, value[name], depth - 1)
    elif isinstance(value, list) and depth:
        for one in value:
            yield from _described(schemas, schemas.items(schema), one, depth - 1)


def _has_none(value: str, forms: tuple[re.Pattern[str], ...]) -> bool:
    return bool(forms) and not any(form.fullmatch(value) for form in forms)


def _may_miss_characters(schemas: Schemas, schema: JSON, said: JSON, value: str) -> bool:
    """Whether a text is shorter than its description asks for, or has others than letters and digits where that says
    which characters there are; what a schema says, its description but repeats.
    """
    told = list(_CHARACTERS.finditer(said)) if isinstance(said, str) else []
    if not told or schemas.keyword(schema, "pattern") is not None:
        return False
    least = [int(each["least"]) for each in told if each["least"]]
    is_short = any(len(value) < number for number in least) and schemas.keyword(schema, "minLength") is None
    return is_short or (len(told) > len(least) and not (value.isascii() and value.isalnum()))


def _forms(said: JSON) -> tuple[re.Pattern[str], ...]:
    return _shown(said) if isinstance(said, str) else ()


@lru_cache(maxsize=1024)
def _shown(said: str) -> tuple[re.Pattern[str], ...]:
    """The forms that a description shows, with anything in the place of what stands in brackets."""
    begins = _SAYS.search(said)
    texts = _SHOWN.findall(said, begins.start()) if begins else []
    return tuple(re.compile("(?s:.+)".join(map(re.escape, _PLACE.split(text)))) for text in texts)
