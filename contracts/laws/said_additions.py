"""What a document says of a change that leaves some of what was there, in whichever of an operation's texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.openapi import JSON, Operation, Schemas

_ADDS = re.compile(
    r"\b(?:add(?:s|ed|ing|itions?|itional(?:ly)?)?|append\w*|merg(?:e|es|ed|ing)|extend(?:s|ed|ing)?|attach\w*|assign\w*"
    r"|associat\w*|grant\w*|insert\w*|upsert\w*|unions?|joins?|link(?:s|ed|ing)?|tagged|subscrib\w*|invit\w*|further|besides"
    r"|combin\w*|accumulat\w*|increment\w*|shar(?:e|es|ed|ing) with|stay\w*|keep\w*|kept|remain\w*|retain\w*"
    r"|preserv\w*)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:takes? effect|effective|after|next|restart\w*|later|once|first|immutable|initial\w*|can ?not|can['’]t|never"
    r"|not|only|unless|ignor\w*|read.?only|on creation|fixed|permanent\w*)\b",
    re.IGNORECASE,
)


def says_adds(texts: Iterable[str]) -> bool:
    """Whether a text has a word by which what was there stays beside what is sent."""
    return any(map(_ADDS.search, texts))


def says_stays(texts: Iterable[str]) -> bool:
    """Whether a text has a word by which what is sent may not be there at once, or ever."""
    return any(map(_LATER.search, texts))


def all_texts(schemas: Schemas, operation: Operation) -> Iterator[str]:
    """Every text about an operation: its own, and those of its query, its body and its successes."""
    yield from operation.texts
    for parameter in operation.parameters:
        if parameter.location == "query":
            yield from (parameter.name, parameter.description)
    body = operation.follow(operation.raw.get("requestBody"))
    said = body.get("description") if isinstance(body, dict) else None
    yield said if isinstance(said, str) else ""
    yield schemas.description(operation.request_schema)
    for response in operation.responses:
        if response.status.startswith("2"):
            yield from (response.description, schemas.description(response.schema))


def texts_of_member(schemas: Schemas, name: str, *records: JSON) -> Iterator[str]:
    """What is said of a member, and of the items of it, in each of these schemas of a record."""
    for record in records:
        item = schemas.properties(record).get(name)
        yield from (schemas.description(item), schemas.description(schemas.items(item)))
