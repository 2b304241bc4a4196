"""Which documented refusals are of a record that is not there: by their status, or by what is said of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words, path_templates
from mock_server.openapi.reading.clauses import clauses, sentences
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Response

_OF_REQUESTS = re.compile(r"4(?!01|03|0[5-9])\d\d")
_MISSING = re.compile(r"not[- ]?found|no[- ]?such|(?:does|do) ?not ?exist|not[- ]?exist|non-?existent", re.IGNORECASE)
_BESIDE = frozenset((
    "the", "a", "an", "this", "that", "any", "such", "is", "was", "could", "can", "be", "with", "by", "of", "for",
    "given", "specified", "requested", "provided", "supplied", "named", "id", "key", "name", "code", "error",
    "record", "resource", "object", "entity", "item", "exception",
))  # fmt: skip
"""Words that may stand beside the name of the operation's own records."""

_EXAMPLES = re.compile(r"\b(?:e\.? ?g\b\.?|such as\b|for (?:example|instance)\b)[^.;)]*", re.IGNORECASE)
_RELATED = re.compile(r"\s(?:that|which)$", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:an?|the|any)\b", re.IGNORECASE)
_EITHER = re.compile(r"\b(?:and|or)\b|/", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|was|were|has|have)\b", re.IGNORECASE)
_BEHIND = re.compile(rf"(?<=\w)\s+(?:that|which|with|you|to|in|on|for|of|by|from|{_IS.pattern})\b", re.IGNORECASE)
"""What is told of a noun behind it: *the category of the product*."""


def says_missing(operation: Operation, response: Response, *, of_any: bool = False) -> bool:
    """Whether it is the refusal of what is not there: 404, 410, a 400 or another 4xx that says so.

    One that says so of something else (*the category does not exist*, to who changes a product) is of a request's
    content: such a 400 is told ``of_any`` alone. A 400 may name other refusals beside it, any other status none.
    """
    if response.status in ("404", "410"):
        return True
    told = ". ".join(sentences(response.description)) if _OF_REQUESTS.fullmatch(response.status) else ""
    if _MISSING.search(told) is None:
        return False
    if response.status == "400":
        return of_any or any(_is_own(operation, clause) for clause in clauses(_EXAMPLES.sub("", told)))
    return _named(_MISSING.sub(" ", told)) <= _of_path(operation)


def _is_own(operation: Operation, clause: str) -> bool:
    """Whether a clause says that something is not there, and names nothing but what the path names."""
    names = path_templates.names(operation.path)
    own = _of_path(operation) | {singular(word) for word in name_words.words(" ".join(names))}
    *_, found = (None, *_MISSING.finditer(clause))
    if found is None or not names:
        return found is not None
    told = clause[found.end() :] if "such" in found[0].lower() else clause[: found.start()]
    return any(_named(noun) <= own for noun in _nouns(_MISSING.sub(" ", told).strip()))


def _nouns(told: str) -> list[str]:
    """What is not there, by the words before that: one or the other, the last of *a change of a product that*."""
    if _RELATED.search(told):
        told = _ARTICLE.split(_RELATED.sub("", told))[-1]
    parts = [_BEHIND.split(part, maxsplit=1)[0].strip() for part in _EITHER.split(told)]
    return [part for part in parts if part] if _IS.search(told) else parts


def _of_path(operation: Operation) -> set[str]:
    path = path_templates.filled(operation.path, ("",) * len(path_templates.names(operation.path)))
    return {singular(word) for word in name_words.words(path)}


def _named(told: str) -> set[str]:
    return {singular(word) for word in name_words.words(told) if word not in _BESIDE}
