"""The free texts of a body: members of which the document says no more than that they are texts.

Some have a grammar of the service's own (a cron line, a query, an expression): which texts it takes, nobody can know
but by what the document gives as examples and by what the service took.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Operation, Schemas

Place = tuple[str, ...]
"""The names that lead to a member; ``*`` stands for each item of an array."""

_BOUND = ("enum", "const", "format")
_WORDS = "some words of it"
_LEAVES_OUT = re.compile(
    r"\^?\[\^(?:[\w\s/%&<>;:,.?#!*+=|~@$'\"(){}-]|\\[stnr/\\\-.])+\](?:[+*]|\{\d{1,3},\d{0,3}\})\$?"
)
"""How a pattern does so: ``^[^/%&]+$``."""
_DEEPEST = 4
_MOST = 60
_NAMED = re.compile(
    r"\b(?:cron(?:tab)?|schedule|recurrence|rrule|quer(?:y|ies)|filters?|expressions?|expr|formula|conditions?|criteria"
    r"|regexp?|patterns?|glob|selectors?|x ?path|json ?path|jmespath|script|sql|template|predicate|rules?)\b"
)
_SAID = re.compile(
    r"(?i)\b(?:cron(?:tab)?|rrule|query language|expressions?|regexp?|glob|xpath|jsonpath|syntax|grammar)\b"
)

_PROSE = re.compile(
    r"titles?|captions?|headlines?|descriptions?|summar(?:y|ies)|synops[ei]s|abstract|comments?|notes?|remarks?|details"
    r"|explanations?|feedback|bio|biography"
)
"""How names of members end that hold what people write."""
_ONE_WORD = re.compile(
    r"(?i)\b(?:no|without) (?:white ?)?spaces?\b|\b(?:one|single) word\b|\b(?:slug|identifier|alphanumeric\w*"
    r"|letters)\b"
)


def is_free(schemas: Schemas, schema: JSON) -> bool:
    """Whether a schema says no more than that there is a text, of whatever length, or one without some characters."""
    free = schemas.types(schema) - {"null"} == {"string"} and takes_words(schemas.keyword(schema, "pattern"))
    return free and not any(schemas.keyword(schema, word) for word in _BOUND)


def takes_words(pattern: JSON) -> bool:
    """Whether there is no pattern, or one that no more than leaves out some characters, none of which words need."""
    if not isinstance(pattern, str):
        return True
    try:
        return _LEAVES_OUT.fullmatch(pattern) is not None and re.search(pattern, _WORDS) is not None
    except re.error:  # legal in ECMA-262 without the flag u: `[^\s-/]`
        return False


def free_texts(schemas: Schemas, schema: JSON, place: Place = ()) -> Iterator[tuple[Place, JSON]]:
    """The place and the schema of each free text in what a schema describes."""
    if is_free(schemas, schema):
        yield place, schema
    elif len(place) < _DEEPEST:
        for name, item in list(schemas.properties(schema).items())[:_MOST]:
            yield from free_texts(schemas, item, (*place, name))
        if "array" in schemas.types(schema):
            yield from free_texts(schemas, schemas.items(schema), (*place, "*"))


def told(schemas: Schemas, operation: Operation, place: Place, schema: JSON) -> list[str]:
    """The texts that the document gives for the free text at ``place`` of a body: its examples and its default."""
    found: list[JSON] = []
    for part in schemas.parts(schema):
        examples = part.get("examples")
        found += [part.get("example"), part.get("default"), *(examples if isinstance(examples, list) else ())]
    media = operation.request_media
    whole = [example.value for example in media.examples] if media is not None else []
    for part in schemas.parts(operation.request_schema):
        whole.append(part.get("example"))
    if "*" not in place:
        found += [pointers.at(value, place, None) for value in whole]
    return [value for value in found if isinstance(value, str) and value]


def names_a_language(schemas: Schemas, place: Place, schema: JSON) -> bool:
    """Whether a name or a description says that a text is written in some language: a query, a rule, a cron line."""
    name = " ".join(field_names.words(next((n for n in reversed(place) if n != "*"), ""), numbers=False))
    return bool(_NAMED.search(name) or _SAID.search(schemas.description(schema)))


def is_prose(schemas: Schemas, place: Place, schema: JSON) -> bool:
    """Whether a member is called as what people write in several words is, and its description says no less."""
    name = field_names.words(next((n for n in reversed(place) if n != "*"), ""), numbers=False)
    named = any(_PROSE.fullmatch(word) for word in name[-1:])
    return named and not _ONE_WORD.search(schemas.description(schema))


def is_notation(text: str) -> bool:
    """Whether a text is a number or a word of JSON: a member that takes such texts need not take others."""
    if text in ("", "null", "true", "false"):
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True


def values(body: JSON, place: Place) -> Iterator[JSON]:
    """The values at a place of a body; of long arrays the first ones."""
    if not place:
        yield body
    elif place[0] == "*":
        for item in body[:_MOST] if isinstance(body, list) else ():
            yield from values(item, place[1:])
    elif isinstance(body, dict) and place[0] in body:
        yield from values(body[place[0]], place[1:])
