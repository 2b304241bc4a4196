"""Which operations a check may call: those asked for, without those left out by the caller or by the document.

`Operation.is_meant` says what a name means. In the document, ``x-check: {skip: reason}`` leaves an operation, or all of
a path, out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.errors import UsageError
from contracts.exchange import SAFE_METHODS
from contracts.traffic.job_operation import starts_job
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.openapi import Operation

_CHANGING = frozenset({"create", "delete", "drop", "import", "logout", "purge", "reset", "run", "signout", "truncate"})
_LONG = ("create", "delete", "import", "logout", "reset", "truncate")
"""Words that say it although others follow without a mark (``createdb``)."""
_LOOKING = frozenset({"count", "find", "lookup", "search"})
_READING = frozenset({"describe", "get", "list"})
"""Words with which the id of a call begins that reads, where every call is a POST."""
_GIVES = frozenset({"code", "key", "link", "next", "or", "session", "ticket", "token", "url"})
"""What is made by being got."""
_CALLS = re.compile(r"[.:](?:describe|get|info|list)$", re.IGNORECASE)
"""How the paths of such calls end (``/channels.list``)."""
_SIGNS_UP = re.compile(r"sign[\s_-]?up|regist(?:er|ration)|enrol", re.IGNORECASE)
_MAKING = frozenset({"add", "create", "insert", "make", "new", "register"})


class OperationChoice:
    """The operations of one check; ``used`` are those of consumers. Raises UsageError for a pattern that names none."""

    def __init__(
        self,
        operations: Sequence[Operation],
        include: Iterable[str] = (),
        exclude: Iterable[str] = (),
        used: frozenset[str] | None = None,
    ) -> None:
        self._left: dict[str, str] = {}
        self._forbidden: dict[str, str] = {}
        wanted = [_matching(operations, pattern, "--include") for pattern in include]
        called = [[operation.id for operation in operations if operation.is_called(name)] for name in include]
        self._asked = {
            names[0] for names in called if len(names) == 1
        }  # a path may name several, and one that empties it
        for operation in operations:
            if wanted and not any(operation.id in found for found in wanted):
                self._left[operation.id] = "it is not among the operations asked for (--include)"
            elif used is not None and str(operation) not in used:
                self._left[operation.id] = "no consumer uses it (--usage)"
        for pattern in exclude:
            for name in _matching(operations, pattern, "--exclude"):
                self._forbidden[name] = f"it is left out (--exclude {pattern})"
        for operation in operations:
            reason = remark(operation, "skip")
            if reason is not None:
                self._forbidden[operation.id] = f"the document leaves it out: {reason}"

    def ask_for(self, names: Iterable[str]) -> None:
        """The caller names these operations elsewhere, by their ids."""
        self._asked.update(names)

    def leaves_out(self, operation: Operation) -> str | None:
        """Why the operation is not called, None where it is."""
        return self._forbidden.get(operation.id) or self._left.get(operation.id)

    def asks_for(self, operation: Operation) -> bool:
        """Whether the caller named this very operation, not by a tag or a pattern."""
        return operation.id in self._asked and operation.id not in self._forbidden

    def forbids(self, operation: Operation) -> str | None:
        """Why the operation is not even called to remove what the run created."""
        return self._forbidden.get(operation.id)

    def chosen(self, operations: Iterable[Operation]) -> list[Operation]:
        """Those that may be called."""
        return [operation for operation in operations if self.leaves_out(operation) is None]


def changing_reads(operations: Iterable[Operation]) -> list[Operation]:
    """GETs whose id, path or summary says that they change something: nothing in HTTP keeps them from it."""
    return [o for o in operations if o.method in SAFE_METHODS and _says_change(o)]


def _says_change(operation: Operation) -> bool:
    texts = [str(operation.raw.get(name) or "") for name in ("operationId", "summary")]
    texts += [part for part in operation.path.split("/") if not part.startswith("{")]
    words = [word for text in texts for word in _words(text)]
    return any(word in _CHANGING or any(word.startswith(known) for known in _LONG) for word in words)


def says_create(operation: Operation) -> bool:
    """Whether a POST says in words, or by an answer that names a job, that it makes something new."""
    return operation.method == "POST" and (_first_word(operation) in _MAKING or starts_job(operation))


def _first_word(operation: Operation) -> str:
    """The first word of what tells what an operation does: its id (no mere method), its summary, its description."""
    texts = [str(operation.raw.get(name) or "") for name in ("operationId", "summary", "description")]
    first = [words[0] for text in texts if (words := _words(text))]
    return next((word for word in first if word != operation.method.lower()), "")


def says_made(operation: Operation) -> bool:
    """Whether it says that something is there from then on: a new record, or somebody who signs up."""
    texts = [operation.path, *(str(operation.raw.get(name) or "") for name in ("operationId", "summary"))]
    signs_up = operation.method == "POST" and any(map(_SIGNS_UP.search, texts))
    return signs_up or says_create(operation)


def says_search(operation: Operation) -> bool:
    """Whether a POST says by its path, id or summary that it looks for something, and so changes nothing."""
    texts = [str(operation.raw.get(name) or "") for name in ("operationId", "summary")]
    first = [words[0] for text in texts if (words := _words(text))]
    last = _words(operation.path.rstrip("/").rpartition("/")[2])
    looks = not _LOOKING.isdisjoint([*first[:1], *last[-1:]]) or _reads(operation)
    return operation.method == "POST" and looks


def _reads(operation: Operation) -> bool:
    """Whether the id or the path of a call says that it lists, gets or describes, and nothing that it changes."""
    words = _words(str(operation.raw.get("operationId") or ""))
    told = words[:1] if len(words) > 1 else ()
    if _READING.isdisjoint(told) and _CALLS.search(operation.path) is None:
        return False
    return _MAKING.isdisjoint(words) and not _says_change(operation) and not _GIVES.intersection(words)


def _words(text: str) -> tuple[str, ...]:
    return field_names.words(text, numbers=False)


def _matching(operations: Iterable[Operation], pattern: str, option: str) -> set[str]:
    found = {o.id for o in operations if o.is_meant(pattern)}
    if not found:
        raise UsageError(f"{option} {pattern}: no operation of the document has such a METHOD path, operationId or tag")
    return found


def remark(operation: Operation, word: str) -> str | None:
    """The reason that the document's ``x-check`` gives under this word, beside the operation or its path."""
    for owner in (operation.raw, operation.path_item):
        found = owner.get("x-check")
        said = found.get(word) if isinstance(found, dict) else None
        if said:
            return said if isinstance(said, str) else "no reason given"
    return None
