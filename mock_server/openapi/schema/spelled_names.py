"""Members that requests and answers spell in two ways: what a form calls `FriendlyName` is shown as `friendly_name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Properties, Schemas

_NAME = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
"""A name whose marks do no more than part its words: those of `DateSent<`, `+1` and `_id` say something."""
_LEAST = 4
"""Letters of a word that tells what a description is about."""
_COMMON = frozenset(
    ("that", "this", "with", "from", "when", "will", "what", "where", "which", "have", "been", "than", "then")
)
"""Words that tell nothing of that."""


def spelled_names(schemas: Schemas, sent: Properties, shown: Properties) -> dict[str, str]:
    """The names of members shown, by those that they are sent under, where they differ in case and marks alone.

    So it is where nothing that is said of the two tells them apart: their types, options, formats, or descriptions
    without a word in common.
    """
    alike = alike_names(schemas, sent, shown)
    return {name: called for name, called in alike.items() if _are_one(schemas, sent[name], shown[called])}


def alike_names(schemas: Schemas, sent: Properties, shown: Properties) -> dict[str, str]:
    """As `spelled_names`, by the names alone: neither side has the other's, and each has that name once, in whatever
    spelling. What is one value is never called as what holds several.
    """
    if sent.keys() <= shown.keys():
        return {}
    taken, answered = _alone(sent), _alone(shown)
    pairs = ((name, answered[plain]) for plain, name in taken.items() if plain in answered)
    return {
        name: called
        for name, called in pairs
        if name != called and not _are_apart(_forms(schemas, sent[name]), _forms(schemas, shown[called]))
    }


def _alone(names: Iterable[str]) -> dict[str, str]:
    """The names that no other one of them is but for case and marks, by what is left without these."""
    found: dict[str, list[str]] = {}
    for name in names:
        if _NAME.fullmatch(name):
            found.setdefault(re.sub("[_-]", "", name.casefold()), []).append(name)
    return {plain: same[0] for plain, same in found.items() if len(same) == 1}


def _are_one(schemas: Schemas, sent: Schema, shown: Schema) -> bool:
    """Whether two members of one name may have one meaning, by all that is said of them and of their items."""
    for one, other in ((sent, shown), (schemas.items(sent), schemas.items(shown))):
        kinds, other_kinds = _kinds(schemas, one), _kinds(schemas, other)
        if _are_apart(kinds, other_kinds):
            return False
        options, others = schemas.keyword(one, "enum"), schemas.keyword(other, "enum")
        if isinstance(options, list) and isinstance(others, list) and not any(each in others for each in options):
            return False
        form, other_form = schemas.keyword(one, "format"), schemas.keyword(other, "format")
        if kinds == other_kinds == {"string"} and form and other_form and form != other_form:
            return False
    said, told = _words(schemas.description(sent)), _words(schemas.description(shown))
    return not (said and told) or not said.isdisjoint(told)


def _are_apart(kinds: frozenset[str], others: frozenset[str]) -> bool:
    return bool(kinds and others) and kinds.isdisjoint(others)


def _forms(schemas: Schemas, schema: Schema) -> frozenset[str]:
    """As `_kinds`, where all that is one value may travel as a text."""
    return frozenset(kind if kind in ("object", "array") else "string" for kind in _kinds(schemas, schema))


def _kinds(schemas: Schemas, schema: Schema | None) -> frozenset[str]:
    """The types of a value that is not null; an integer is a number."""
    return frozenset("number" if kind == "integer" else kind for kind in schemas.types(schema) - {"null"})


def _words(said: str) -> set[str]:
    """The words that tell what is spoken of, one of several like all of them."""
    return {singular(word) for word in name_words.words(said) if len(word) >= _LEAST and word not in _COMMON}
