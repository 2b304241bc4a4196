"""Which GETs are not sent unasked: those that say of themselves that they stop, make, change or remove something."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from contracts.traffic.operation_words import (
    CHANGING,
    CHANGING_AT_THE_START,
    DEEDS,
    DOING,
    DOING_BELOW_A_KEY,
    LOOKING,
    READING,
    STOPPED,
    STOPPING,
    TAKING,
    said,
    said_by_path,
    words,
)

if TYPE_CHECKING:
    from mock_server.openapi import Operation

_SHOWING = READING | LOOKING | {"can", "check", "display", "fetch", "has", "is", "retrieve", "show", "whether"}
"""Words of an id behind which a deed is what is looked at (``getDeleteRequest``, ``checkUpdate``)."""
_CALL = re.compile(r"#.*=(?:.*[=./])?(\w+)$")
"""The call of a path that a query or a header field tells from others (``/#Action=CreateUser``)."""


def stops_service(operation: Operation) -> bool:
    """Whether the end of its path says that nobody answers then for a while: ``GET /admin/restart``."""
    last = [part for part in said_by_path(operation) if part][-1:]
    return any(part[0] in STOPPING and STOPPED.issuperset(part[1:]) for part in last)


def harms_by_get(operation: Operation) -> bool:
    """Whether a GET says that nobody answers then, or may make, change or remove a record (ADR 20).

    By a verb in its path (``/labels/delete/{id}``, ``/orders/{id}/cancel``), by one that removes in its id or summary,
    or as a call none of whose words says that it reads.
    """
    if (call := _CALL.search(operation.path)) is not None:
        return operation.is_safe and _SHOWING.isdisjoint(words(call[1])[:1])
    nouns = _collections(operation)
    said_so = "/".join(part for part in operation.path.split("/") if part not in nouns)
    parts = [words(part) for part in re.split(r"[/.:]", said_so) if not part.startswith("{")]
    named, summary = said(operation, "operationId", "summary")
    first = [*summary[:1], *(word for before, word in pairwise(summary) if before in ("and", "then"))]
    told = {*(word.removesuffix("s") for word in first), *takewhile(lambda word: word not in _SHOWING, named)}
    deeds = (DEEDS | TAKING) & {word for part in parts for word in (*part[:1], *part[-1:])}
    says = bool(deeds or TAKING & told) or any(map(_begins_with_a_deed, parts)) or _does_at_the_end(operation, nouns)
    return stops_service(operation) or (operation.is_safe and says)


def _begins_with_a_deed(part: tuple[str, ...]) -> bool:
    """Whether a deed and what it is done to are one word: ``/deleteuser``."""
    found = CHANGING_AT_THE_START.match(part[0]) if part else None
    return found is not None and len(part[0]) > found.end() + 1  # of several imports (``/imports``) nothing is said


def _collections(operation: Operation) -> set[str]:
    """The parts of its path that are no deed, whatever they are called (``/cancel-policies``): below them are records
    that are read, and changed or removed, by methods of their own.
    """
    methods: dict[str, set[str]] = {}
    for other in operation.document.operations:
        methods.setdefault(re.sub(r"\{[^{}]*\}$", "{}", other.path), set()).add(other.method)
    parts = operation.path.split("/")
    whole = {part: "/".join(parts[: at + 1]) for at, part in enumerate(parts) if at and not part.startswith("{")}
    return {
        part
        for part, path in whole.items()
        if methods.get(path, set()) & {"GET", "POST"}
        and "GET" in (record := methods.get(f"{path}/{{}}", set()))
        and record & {"PUT", "PATCH", "DELETE"}
    }


def _does_at_the_end(operation: Operation, nouns: set[str]) -> bool:
    """Whether the last part that is no key is a verb, or a word that may be one and no other method's as well."""
    below = [part for part in operation.segments if part]
    last = next((part for part in reversed(below) if not part.startswith("{")), "")
    told = words(re.split(r"[.:]", last)[-1])
    if last in nouns:
        return False
    if not DOING.isdisjoint((*told[:1], *told[-1:])):
        return True
    others = operation.document.operations
    if any(other.path == operation.path and not other.is_safe for other in others):
        return False
    of_a_record = below[-2:-1] and below[-2].startswith("{")
    alone = CHANGING | DOING_BELOW_A_KEY if of_a_record else CHANGING
    return below[-1:] == [last] and len(told) == 1 and told[0] in alone
