"""References to records that nobody has: refused where the document says so, of a refusal or of the member.

That a 404 or 422 is documented says nothing by itself, for it may be of the path or of another member: its description
has to name what is referred to, and say that it is not there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from contracts.traffic.free_texts import Place
    from mock_server.openapi import JSON, Behaviour, Schemas

_LAW = "references"
_REFUSALS = ("400", "404", "409", "422")
_ABSENT = re.compile(
    r"(?i)\b(?:not found|no such|(?:not|n['’]t) exist(?:s|ing)?|unknown|non-?existent|(?:can ?not|can['’]t) be found"
    r"|(?:is|are|was) not there)\b"
)
_HAS_TO_BE = re.compile(
    r"(?i)\b(?:must|has to|have to)(?: already)? exist\b|\b(?:must|has to) [a-z ]{1,20}\bexisting\b"
)
_ID = re.compile(r"(?i:[_.-]?(?:uu|gu)?ids?)$")


def refusal(behaviour: Behaviour, place: Place, resource: str, schemas: Schemas) -> str | None:
    """The documented status by which a reference at ``place`` of a body to no record is refused, None where none is.

    What the path leads to, or below, may be what a refusal speaks of: references to such resources are left alone.
    """
    own = behaviour.resource or ""
    if resource in own.split("/{}/") or own.startswith(f"{resource}/") or (resource == own and behaviour.key_parameter):
        return None
    answers = {r.status: str(r.raw.get("description") or "") for r in behaviour.operation.responses}
    documented = [status for status in _REFUSALS if status in answers]
    nouns = {*_nouns(place, resource)}
    for status in documented:
        if _ABSENT.search(answers[status]) and nouns & {*field_names.words(answers[status])}:
            return status
    said = schemas.keyword(_schema_at(schemas, behaviour.operation.request_schema, place), "description")
    return documented[-1] if documented and isinstance(said, str) and _HAS_TO_BE.search(said) else None


def taken(place: Place, status: str, observed: int, make: Maker) -> Finding:
    """A success for a reference to a record that nobody has."""
    where = pointers.text(place)
    message = f"takes a reference to a record that nobody has ({where})"
    return make(_LAW, f"body {where}", status, str(observed), message, cause="taken")


def _nouns(place: Place, resource: str) -> Iterator[str]:
    """What a description may call the record: by its collection, or by the member."""
    collection = next((part for part in reversed(resource.split("/")) if part != "{}"), "")
    name = next((part for part in reversed(place) if part not in ("*", "id", "data")), "")
    for words in (field_names.words(collection), field_names.words(_ID.sub("", name))):
        last = words[-1] if words else ""
        yield from (word for word in (last, last.removesuffix("s"), last.removesuffix("es")) if len(word) > 2)
        yield from ([f"{last[:-3]}y"] if last.endswith("ies") else [f"{last}s"] if last else [])


def _schema_at(schemas: Schemas, schema: JSON, place: Place) -> JSON:
    for part in place:
        schema = schemas.items(schema) if part == "*" else schemas.properties(schema).get(part)
    return schema
