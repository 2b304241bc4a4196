"""What an operation says that it does: make something, look for something, change something although it is a GET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.job_operation import starts_job
from contracts.traffic.operation_memory import once_an_operation
from contracts.traffic.operation_sentences import operation_sentences
from contracts.traffic.operation_words import (
    ARTICLES,
    CHANGING,
    CHANGING_AT_THE_START,
    COPYING,
    EMPTYING,
    LOOKING,
    MADE_BY_BEING_GOT,
    MAKING,
    MARKING,
    MARKS_OR_TAKES,
    REACHING,
    READ_ONCE,
    READING,
    READING_CALLS,
    READS,
    REMOVING,
    REWRITING,
    SIGNS_UP,
    first_word,
    said,
    said_by_path,
    words,
)
from mock_server.openapi import Schemas, field_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.openapi import Operation

_TO_READ = (
    READING
    | READS
    | LOOKING
    | {"checks", "counts", "fetch", "fetches", "finds", "reads", "retrieve", "return", "searches"}
)
_LOOKS_UP = frozenset(("by", "find", "lookup", "search"))
_KEYS = frozenset(("guid", "id", "ids", "key", "uuid"))
_LEAST = 2
"""The fewest words of a name whose first is a verb."""


def changing_reads(operations: Iterable[Operation]) -> list[Operation]:
    """GETs whose id, path or summary says that they change something: nothing in HTTP keeps them from it."""
    return [o for o in operations if o.is_safe and _says_change(o)]


@once_an_operation
def says_create(operation: Operation) -> bool:
    """Whether a POST says in words, or by an answer that names a job, that it makes something new."""
    makes = first_word(operation) in MAKING and not takes_away(operation)
    return operation.method == "POST" and (makes or starts_job(operation))


@once_an_operation
def says_copy(operation: Operation) -> bool:
    """Whether it says that it makes another one of what it names."""
    (named,) = said(operation, "operationId")
    first = [found[0] for found in said(operation, "operationId", "summary") if found]
    last = words(operation.path.rstrip("/").rpartition("/")[2].rpartition(".")[2])
    return not operation.is_safe and not COPYING.isdisjoint((*first, *last[:1], *_verb_of_path(operation, named)))


@once_an_operation
def says_made(operation: Operation) -> bool:
    """Whether it says that something is there from then on: a new record, or somebody who signs up."""
    last = next((part for part in reversed(operation.segments) if part and not part.startswith("{")), "")
    texts = [last, *(str(operation.raw.get(name) or "") for name in ("operationId", "summary"))]
    signs_up = operation.method == "POST" and any(map(SIGNS_UP.search, texts))
    (named,) = said(operation, "operationId")
    behind = operation.method == "POST" and not MAKING.isdisjoint(_verb_of_path(operation, named))
    return signs_up or says_create(operation) or says_copy(operation) or (behind and not takes_away(operation))


@once_an_operation
def puts_another(operation: Operation) -> bool:
    """Whether a POST puts another in the place of the one thing that a read of its path shows (``/settings``): that
    shows no list, and no path below names one of several.
    """
    below, others = f"{operation.path.rstrip('/')}/{{", operation.document.operations
    reads = [other for other in others if other.path == operation.path and other.method == "GET"]
    many = any(other.path.startswith(below) for other in others)
    return bool(reads) and not many and not any(shows_something(read, is_list=True) for read in reads)


def returns_standing(operation: Operation) -> bool:
    """Whether a create says that it answers with a record which is there already, in place of a new one."""
    return operation_sentences(operation).returns


def changes_standing(operation: Operation) -> bool:
    """Whether a create says that it changes a record which is there already, in place of making one."""
    return operation_sentences(operation).changes


def says_open(operation: Operation) -> bool:
    """Whether it says that it asks nobody for credentials, beside a document that asks for them everywhere."""
    return "security" not in operation.raw and operation_sentences(operation).open


@once_an_operation
def says_search(operation: Operation) -> bool:
    """Whether a POST says by its path, id or summary that it looks for something, and so changes nothing."""
    first = [found[0] for found in said(operation, "operationId", "summary") if found]
    last = words(operation.path.rstrip("/").rpartition("/")[2])
    looks = not LOOKING.isdisjoint([*first[:1], *last[-1:]]) or _reads(operation) or _goes_on(operation)
    return operation.method == "POST" and looks and not takes_away(operation, REWRITING)


@once_an_operation
def looks_up(operation: Operation) -> bool:
    """Whether one thing is looked for by a parameter of the query, without which there may be none: one that the thing
    is named by, or that it shows, or any where the id or the path says so (``findByIsbn``).
    """
    schemas, shown = Schemas(operation.document), operation.success()
    members = schemas.properties(shown.schema if shown is not None else None)
    inside = [name for member in members.values() for name in schemas.properties(member)]
    told = {field_names.plain(name) for name in (*members, *inside)}
    says = any(not _LOOKS_UP.isdisjoint(named) for named in (*said(operation, "operationId"), *said_by_path(operation)))
    return any(
        says or field_names.plain(parameter.name) in told or not _KEYS.isdisjoint(words(parameter.name)[-1:])
        for parameter in operation.parameters
        if parameter.location == "query"
        and "boolean" not in schemas.types(parameter.schema)
        and schemas.keyword(parameter.schema, "enum") is None
        and not field_names.asks(parameter.name)
        and not any(form.match(parameter.name) for form in (field_names.PICKED, field_names.SORT))
    )


def takes_away(operation: Operation, more: frozenset[str] = frozenset()) -> bool:
    """Whether a word of its id, path or summary takes away what was there before, or is one of these ``more``."""
    named, path = said(operation, "operationId", "summary"), said_by_path(operation)
    last = [part for part in path if part][-1:]  # behind a slash at the end there is nothing
    deeds = [found[0] for found in named if found] + [word for part in last for word in part[:1] + part[-1:]]
    takes = any(REMOVING.match(word) or word in more for text in named + path for word in text)
    return takes or any(map(EMPTYING.match, deeds))


def _says_change(operation: Operation) -> bool:
    named = [word for text in said(operation, "operationId", "summary") for word in text]
    path = [word for part in said_by_path(operation) for word in part if not word.endswith("s")]
    told = [text[0].removesuffix("s") for text in said(operation, "description") if not ARTICLES.isdisjoint(text[1:2])]
    return any(word in CHANGING or CHANGING_AT_THE_START.match(word) for word in (*named, *path, *told))


def takes_nothing(operation: Operation) -> bool:
    """Whether a call that shows what is asked for takes nothing away, marks nothing as read, and makes nothing."""
    (named,) = said(operation, "operationId")
    path = {word for part in said_by_path(operation) for word in part}
    return (
        not takes_away(operation, REWRITING)
        and not _marks_as_read(operation, named)
        and (MADE_BY_BEING_GOT | MAKING).isdisjoint({*named, *path})
    )


@once_an_operation
def takes_of_its_own(operation: Operation) -> bool:
    """Whether it takes something in its query that some other operation of the document does not."""
    own, *others = (
        {one.name for one in each.parameters if one.location == "query"}
        for each in (operation, *operation.document.operations)
    )
    return any(not own <= each for each in others)


def _reads(operation: Operation) -> bool:
    """Whether the id, the path or the summary of a call says that it lists, gets or describes, and changes nothing."""
    (named,) = said(operation, "operationId")
    told = (*named[:1], *_verb_of_path(operation, named)) if not _marks_as_read(operation, named) else ()
    if len(named) < _LEAST:
        told = ()
    if READING.isdisjoint(told) and READING_CALLS.search(operation.path) is None:
        named = _told_to_read(operation, named)
        if not named:
            return False
    got = named[: named.index("from")] if "from" in named else named  # behind it stands where it was before
    return MAKING.isdisjoint(named) and MADE_BY_BEING_GOT.isdisjoint(got) and not _says_change(operation)


def _verb_of_path(operation: Operation, named: tuple[str, ...]) -> tuple[str, ...]:
    """The verb with which the path ends as the id does, behind its group (``files_list_folder``).

    One that reads is none where no text begins so (``list_all`` *puts all up for sale*), or nothing is shown.
    """
    last = operation.path.rstrip("/").rpartition("/")[2]
    told, ends = words(last), words(last.rpartition(".")[2])
    is_repeated = len(told) >= _LEAST and named[-len(told) :] == told
    texts = [text for text in said(operation, "summary", "description") if text not in ((), told, named)][:1]
    if not is_repeated or READING.isdisjoint(ends[:1]):
        return ends[:1] if is_repeated else ()
    is_read = any(text[0] in _TO_READ or text[1:2] == ("returning",) for text in texts)
    return ends[:1] if is_read and shows_something(operation, is_list=ends[0] == "list") else ()


def shows_something(operation: Operation, *, is_list: bool) -> bool:
    """Whether a success shows an array, or has one where it ``is_list``, else members of an object."""
    has_array, has_members = _shown(operation)
    return has_array or (has_members and not is_list)


@once_an_operation
def _shown(operation: Operation) -> tuple[bool, bool]:
    """Whether a success is an array or has one, and whether it has members; asked before each create that is sent."""
    response, schemas = operation.success(), Schemas(operation.document)
    shown = response.schema if response is not None else None
    members = schemas.properties(shown)
    return any("array" in schemas.types(one) for one in (shown, *members.values())), bool(members)


def _goes_on(operation: Operation) -> bool:
    """Whether a call goes on where one that looks for something stopped (``/list_folder/continue``)."""
    above, _, last = operation.path.rpartition("/")
    before = [o for o in operation.document.operations if o.path == above] if last == "continue" else []
    return bool(before) and all(map(says_search, before))


def _marks_as_read(operation: Operation, named: tuple[str, ...]) -> bool:
    """Whether a call may mark things as read or take them from a queue: ``/messages/{id}/read``, ``readMessage``."""
    path = {word for part in said_by_path(operation) for word in part}
    if not MARKING.isdisjoint(path):
        return True
    if named[:1] != ("read",):
        return False
    told = {word for text in said(operation, "summary", "description") for word in text}
    names = {*named[1:], *path}
    return not (MARKING.isdisjoint(names) and MARKS_OR_TAKES.isdisjoint(told)) or any(map(READ_ONCE.match, names))


def _told_to_read(operation: Operation, named: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a summary that says after the operation's own name that it reads; none where it says otherwise."""
    sentence = words(str(operation.raw.get("summary") or "").partition(".")[0])
    rest = sentence[len(named) :]
    if not named or sentence[: len(named)] != named or READS.isdisjoint(rest[:1]):
        return ()
    return () if _is_named_after_a_deed(named) else sentence


def _is_named_after_a_deed(named: tuple[str, ...]) -> bool:
    """Whether a name says that something is reached, whatever is returned (``SendMessage``, but ``MessageList``)."""
    return READING.isdisjoint(named[-1:]) and any(map(REACHING.match, named))
