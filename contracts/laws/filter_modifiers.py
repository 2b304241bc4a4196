"""Filters that say how they compare: by a prefix of the value (`gt2020-01-01`), or in a name (`title[contains]`)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from contracts.laws.filter_expressions import Expression
from contracts.laws.filter_meaning import of_member
from contracts.laws.time_ranges import instant, written
from contracts.traffic.periods import TIME_FORMATS
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.openapi import JSON, Parameter, Schemas

_MARKS = "eq|ne|gte|gt|ge|lte|lt|le"
_SHOWN = re.compile(
    rf"[`\"'](?P<mark>{_MARKS}|>=|<=|!=|>|<)(?P<between>:?)(?:\d{{4}}-\d\d-\d\d|-?\d+(?:\.\d+)?)[`\"']", re.IGNORECASE
)
_PREFIX = re.compile(r"\bprefix(?:es|ed)?\b", re.IGNORECASE)
_NAMED = re.compile(r"[`\"',(/|\s](eq|ne|gt|lt|ge|le)(?=[`\"',)/|.;:\s]|$)")
_FEWEST = 3
"""Prefixes that are named side by side: a word of two letters alone may be one of a sentence."""
_OUTER = re.compile(r"^(?:filter|where|q)\[([^\[\]]+)\](.*)$", re.IGNORECASE)
"""A name inside an object of filters: `filter[title][contains]`, Ransack's `q[title_cont]`."""
_MODIFIED = re.compile(
    r"^(?P<name>.+?)(?::|__|[_.]|\[)i?"
    r"(?P<word>exact|eq|equals|ne|neq|not|cont(?:ains)?|starts_?with|ends_?with)\]?$",
    re.IGNORECASE,
)
_WORDS = {"exact": "eq", "equals": "eq", "neq": "ne", "not": "ne", "cont": "contains"}
_OTHERWISE = field_names.Telling(
    r"words?|any of|terms?|tokens?|key-?words?|phrases?|full[- ]?text|search\w*|fuzz\w*|similar\w*|stem\w*"
    r"|wildcards?|index\w*"
)
"""That a text is looked for in another way than its name says."""
_WORD = re.compile(r"[^\W_]{4,}")
"""What an index of words has, too: those of fewer letters it may leave out."""
_FEWEST_LETTERS = 3
_AWAY = timedelta(days=3)


def modified(schemas: Schemas, parameter: Parameter, members: Mapping[str, JSON]) -> list[Expression]:
    """How a parameter that is about one of these members of a record compares with it, as far as its document tells."""
    if schemas.types(parameter.schema).isdisjoint({"string", "integer", "number", "boolean"}):
        return []
    found = _MODIFIED.match(_OUTER.sub(r"\1\2", parameter.name))
    member = of_member(found["name"], members) if found is not None else None
    if found is not None and member is not None:
        word = found["word"].lower().replace("_", "")
        mark, types = _WORDS.get(word, word), schemas.types(members[member]) - {"null"}
        is_time = schemas.keyword(members[member], "format") in TIME_FORMATS
        said = (parameter.description, schemas.description(parameter.schema))
        compares = (types == {"string"} and not _OTHERWISE.told_in(*said)) or (
            mark in ("eq", "ne") and types <= {"integer", "number", "boolean"}
        )
        return [Expression(member, mark, "", before="")] if compares and not is_time else []
    member = of_member(parameter.name, members)
    if member is None or "string" not in schemas.types(parameter.schema):
        return []
    counts = schemas.types(members[member]) - {"null"} <= {"integer", "number"}
    if not counts and schemas.keyword(members[member], "format") not in TIME_FORMATS:
        return []
    return [*dict.fromkeys(_prefixes(schemas, parameter, member))]


def _prefixes(schemas: Schemas, parameter: Parameter, member: str) -> Iterator[Expression]:
    """The prefixes that the texts of a parameter show before a time or a number, or name as prefixes."""
    told = [parameter.description, schemas.description(parameter.schema)]
    shown = [example.value for example in parameter.examples] + [schemas.keyword(parameter.schema, "example")]
    texts = told + [f"`{each}`" for each in shown if isinstance(each, str)]
    for said in texts:
        for one in _SHOWN.finditer(said):
            yield Expression(member, one["mark"], "", before=one["mark"] + one["between"])
        named = dict.fromkeys(_NAMED.findall(said)) if _PREFIX.search(said) else {}
        for mark in named if len(named) >= _FEWEST else ():
            yield Expression(member, mark, "", before=mark)


def asked_with(expression: Expression, values: list[JSON]) -> list[JSON]:
    """What to ask for of these values: them, and what a text begins with; what texts contain by a word of one alone.

    Services that look through an index of words find no part of one, and of several words it may be that any will do.
    """
    texts = [value for value in values[:1] if isinstance(value, str) and instant(value) is None]
    if expression.mark == "contains":
        word = max((word for text in texts for word in _WORD.findall(text)), key=len, default="")
        return [word, word[::-1]] if word else []
    return [*values, *(text[:-1].rstrip() for text in texts if len(text) >= _FEWEST_LETTERS)]


def days_away(values: list[JSON]) -> list[JSON]:
    """Days that lie before and behind all of these instants; the values themselves where one is no time of a day."""
    at = [instant(value) for value in values if isinstance(value, str) and "T" in value.upper()]
    known = [each for each in at if each is not None]
    if not known or len(known) != len(values):
        return values
    return [written(min(known) - _AWAY, "date"), written(max(known) + _AWAY, "date")]
