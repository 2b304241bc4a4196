"""GETs by whose words records are made, changed or removed: nothing in HTTP keeps a service from having such."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from contracts.traffic.operation_words import (
    ARTICLES,
    DEEDS,
    LOOKING,
    READING,
    REMOVING,
    SHOWING,
    TAKING,
    said,
    words,
)
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import Operation

_READS = READING | LOOKING | {"can", "check", "display", "fetch", "has", "is", "retrieve", "show", "whether"}
"""Words of an id behind which a deed is what is looked at (``getDeleteRequest``, ``checkUpdate``)."""
_GROUPS = frozenset({"api", "controller", "endpoint", "handler", "resource", "service"})
"""Words with which the first part of an id ends that names whose the operation is (``TagsController_deleteAll``)."""
_BASES = frozenset({"api", "rest", "v"})
_NOUNS_TOO = frozenset({"drop", "empty"})
"""Of the words of removals those that may as well be a thing (*drop of the day*) or how things are (*empty rooms*)."""


def changes_by_get(operation: Operation) -> bool:
    """Whether a GET is a call by whose verb, in its path and its id or summary, records are made, changed or removed:
    ``GET /deleteLabel?id=7``, ``GET /labels/delete/{id}``; of removals ``/labels/deleteAll``, ``/delete/label/{id}``.
    """
    if not operation.is_safe:
        return False
    named, summary = said(operation, "operationId", "summary")
    parts = [words(part) for part in _parts(operation) if not part.startswith("{")]
    whole = {part[0] for part in parts if len(part) == 1} & TAKING
    last = {*parts[-1][:1]} if parts else set()
    takes = ((last & TAKING) | whole) - _named_so(operation, named, summary)
    is_asked = any(parameter.location in ("path", "query") for parameter in operation.parameters)
    deeds = last & DEEDS if is_asked else set()
    if not named and not summary:
        return bool(deeds | takes)
    verbs, reads = _verbs(str(operation.raw.get("operationId") or ""))
    if takes and (_removes(summary, takes & whole, reads=reads) or (verbs & TAKING) or _repeats(named, parts, takes)):
        return True
    ends = {*named[-1:]} if SHOWING.isdisjoint(named[:1]) else set()
    if takes & DEEDS & ends:
        return True
    if _shows_form(operation, named, summary):
        return False
    told = (
        verbs
        | _joined(summary)
        | {word.removesuffix("s") for word in summary[:1]}
        | (set() if reads and summary else ends)
    )
    is_shown = not SHOWING.isdisjoint(summary[:1])
    return bool(deeds & (verbs | _joined(summary) if is_shown else told))


def _parts(operation: Operation) -> list[str]:
    """The parts of a path, keys too, also behind the marks of verbs, without what all paths begin with."""
    parts = [part for part in re.split(r"[/.:#=]", operation.path) if part]
    return parts[1:] if parts and _BASES.issuperset(words(parts[0])) else parts


def _verbs(named: str) -> tuple[set[str], bool]:
    """The verb of an id, behind whatever it begins with, and whether it reads: then what follows is no deed."""
    groups = [group for group in map(words, re.split(r"[^A-Za-z0-9]+", named)) if group]
    is_method = groups[:1] == [("get",)] and any(len(group) > 1 for group in groups)  # get_deleteLabel
    if len(groups) > 1 and (is_method or groups[0][-1] in _GROUPS):
        groups = groups[1:]
    for group in groups:
        for place, word in enumerate(group):
            if word in _READS:
                return set(), True
            if word in DEEDS or (word in TAKING and place == 0):
                return {word}, False
    return set(), False


def _repeats(named: tuple[str, ...], parts: list[tuple[str, ...]], takes: set[str]) -> bool:
    """Whether an id has but the words of the path, in which a noun stands before the removal (``cartClear``)."""
    path = [field_names.singular(word) for part in parts for word in part if word not in _BASES]
    told = [field_names.singular(word) for word in (named[1:] if named[:1] == ("get",) else named)]
    behind = told[len(path) :]
    return len(path) > 1 and path[-1] in takes and told[: len(path)] == path and behind[:1] in ([], ["by"])


def _removes(summary: tuple[str, ...], whole: set[str], *, reads: bool) -> bool:
    """Whether a summary says that the call removes: by its first word, in the third person, or behind *and*; where the
    verb is a part of the path by what was done (*has the tag deleted*, *deletion*), but where the id ``reads``.
    """
    third = summary if whole else summary[:1]
    said_so = _joined(summary) | {word.removesuffix("s") for word in third if word.endswith("s")}
    if TAKING & (said_so | {*summary[:1]}):
        return True
    stems = {word.removesuffix(end) for word in summary for end in ("d", "ed") if word.endswith(end)}
    nouns = any(REMOVING.match(word) for word in summary if word not in TAKING)
    return bool(whole) and not reads and bool(TAKING & stems or nouns)


def _joined(summary: tuple[str, ...]) -> set[str]:
    """The verbs that a sentence goes on with (*checks and updates*)."""
    return {word.removesuffix("s") for before, word in pairwise(summary) if before in ("and", "then")}


def _named_so(operation: Operation, named: tuple[str, ...], summary: tuple[str, ...]) -> set[str]:
    """The words of a path that are none of a removal: how those are that are chosen of several (``/rooms/empty``), and
    what a key follows at once (``/drop/{id}``).
    """
    if summary[:1] in (("clears",), ("empties",)) or (
        _NOUNS_TOO.issuperset(word.removesuffix("s") for word in summary[:1]) and not ARTICLES.isdisjoint(summary[1:2])
    ):
        return set()
    parts = _parts(operation)
    chosen = [words(part) for part in parts[-2:]]
    if chosen[1:] == [("empty",)] and not parts[-2].startswith("{"):
        return {word for word in ("empty",) if field_names.singular(chosen[0][-1]) != chosen[0][-1]}
    is_thing = len(parts) == 2 and parts[1].startswith("{") and named in ((), ("drop",))
    return {*words(parts[0])} & _NOUNS_TOO if is_thing else set()


def _shows_form(operation: Operation, named: tuple[str, ...], summary: tuple[str, ...]) -> bool:
    """Whether a form to do it with is shown, and no form is what it is done to (``registerForm``: *the form*)."""
    done_to = {field_names.singular(word) for part in _parts(operation) for word in words(part)}
    asked = {word for parameter in operation.parameters for word in words(parameter.name)}
    is_shown = not (SHOWING | ARTICLES).isdisjoint(summary[:1])
    done = {word.removesuffix(end) for word in summary for end in ("s", "d", "ed") if word.endswith(end)}
    return named[-1:] == ("form",) and "form" not in done_to | asked and is_shown and done.isdisjoint(DEEDS)
