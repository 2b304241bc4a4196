"""Which parameter of a list tells how many records come before a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.openapi import Parameter, Schemas

_PLACE = field_names.Telling(r"skip\w*|offset\w*|ind(?:ex|ices)|position\w*")
"""Of a description: that a number is a place in the list."""
_VALUE = field_names.Telling(
    r"\w*time\w*|dates?|days?|months?|years?|\w*seconds?|ms|minutes?|hours?|unix|epoch|ids?|uuids?|identifiers?"
    r"|keys?|versions?|revisions?|sequence|heights?|blocks?|prices?|amounts?|costs?|ages?|scores?|least|lowest|octets?"
    r"|bytes?"
)
"""Of a description: that it is a value of the records, which stand in the order of it or not."""


def offset(schemas: Schemas, queries: Sequence[Parameter]) -> Parameter | None:
    """The parameter that counts the records before a page: by its name, or by a name that may, and what is said of it.

    `from` and `start` may be a time, a key or a height as well. Where their default is not 0, they count from one if
    that is the default, or the least, and what is said speaks of a place (SCIM's `startIndex`, RFC 7644 3.4.2.4).
    """
    numbers = [p for p in queries if "integer" in schemas.types(p.schema)]
    form = field_names.offset([p.name for p in numbers])
    sure = next((p for p in numbers if field_names.SKIPPED.match(p.name)), None)
    maybe = next((p for p in numbers if form.match(p.name)), None)
    if sure is not None or maybe is None or form is not field_names.OFFSET:
        return sure or maybe
    usual = schemas.keyword(maybe.schema, "default")
    if usual != 0 and 1 not in (usual, schemas.keyword(maybe.schema, "minimum")):
        return None
    said = f"{maybe.description} {schemas.description(maybe.schema)}".strip()
    if usual != 0:
        said = f"{' '.join(field_names.words(maybe.name))} {said}"
    if not said:
        return maybe if any(field_names.LIMIT.match(p.name) for p in numbers) else None
    return maybe if _PLACE.told_in(said) and not _VALUE.told_in(said) else None


def first_place(schemas: Schemas, counts: Parameter | None) -> int:
    """What a parameter of this kind has for the first page: 0, or 1 where it counts from one."""
    if counts is None or field_names.SKIPPED.match(counts.name):
        return 0
    usual, least = (schemas.keyword(counts.schema, word) for word in ("default", "minimum"))
    return int(usual != 0 and 1 in (usual, least))
