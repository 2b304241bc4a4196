"""Numbers in a record that count what is below it: one more for each that is made there, one less when it is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.laws.kinds_of_records import SOME_OF_THEM
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.openapi import JSON, Schemas

_BESIDE = frozenset({"count", "num", "number", "total", "of", "n"})
"""Words that may stand beside the noun in the name of a number: `itemCount`, `num_items`, `number_of_items`."""
_COUNT = ({"count"}, {"num"}, {"number", "of"})
"""Those by which it counts, whatever is said of it; `itemsTotal` may be a sum, and `itemNumber` that of the next."""
_TELLS = re.compile(r"\b(?:how many|number of|count of)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:max\w*|at most|limit\w*|allow\w*|capacity|free|left|remaining|approx\w*|estimat\w*|last|since|per|today"
    r"|only|but|except|without|not|who|that|which|with|may|can|ever|lifetime|sold|used|expected|planned|deleted"
    rf"|removed|sum|price|amount|{SOME_OF_THEM})\b",
    re.IGNORECASE,
)
"""Words by which it counts some of them alone, or something else."""


def counts(schemas: Schemas, members: Mapping[str, JSON], noun: str) -> Iterator[tuple[str, bool]]:
    """Names of the numbers that count what is called ``noun`` below a record, and whether the document says so."""
    forms = [{word, field_names.singular(word)} for word in field_names.words(noun)]
    for name, schema in members.items():
        words, text = {*field_names.words(name)}, schemas.description(schema)
        if "integer" not in schemas.types(schema) or _SOME.search(text) or not words <= _BESIDE.union(*forms):
            continue
        told = bool(_TELLS.search(text)) and _has_all(text, forms) and not words.isdisjoint(forms[-1])
        if told or (_has_all(name, forms) and any(words >= count for count in _COUNT)):
            yield name, told


def _has_all(text: str, forms: list[set[str]]) -> bool:
    """Whether a text has each word of a noun: *keys* alone may be others than the share keys."""
    words = {*field_names.words(text)}
    return bool(forms) and not any(words.isdisjoint(each) for each in forms)


def wrong(before: JSON, during: JSON, after: JSON, *, told: bool) -> str | None:
    """What is wrong with a number before a record is made, while it is there and after it is removed, None for nothing.

    That it stays as it was is told only where the document says what it counts: it may count some of them alone. One
    that moves by something else than one may add up amounts, or count what a service makes by itself.
    """
    if not all(type(value) is int for value in (before, during, after)):
        return None
    if during == before + 1:
        return "does not count one less after a removal" if after == during else None
    return "does not count one more after a create" if told and during == before else None
