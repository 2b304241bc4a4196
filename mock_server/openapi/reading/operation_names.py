"""What people call an operation: ``METHOD path``, the path alone, the operationId, a tag, or a pattern of one of these.

In a pattern ``*`` stands for any text and ``?`` for any character. A method may be written in small letters, and a path
that is no pattern may stand behind the base path of the servers.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.openapi.reading.operation import Operation


def own_names(operation: Operation, bases: Iterable[str] | None = None) -> list[str]:
    """The names of this one alone; ``bases`` are those of the document's servers, unless others are given."""
    places = list(dict.fromkeys((operation.path, *(base + operation.path for base in _bases(operation, bases)))))
    return [operation.id, *(f"{operation.method} {place}" for place in places), *places]


def is_called(operation: Operation, name: str, bases: Iterable[str] | None = None) -> bool:
    """Whether ``name`` is one of the operation itself, by no tag and no pattern."""
    return _plain(name) in own_names(operation, bases)


def is_meant(operation: Operation, name: str, bases: Iterable[str] | None = None) -> bool:
    """Whether ``name`` means the operation, alone or among others."""
    pattern = _plain(name).replace("[", "[[]")
    known = [*own_names(operation, ()), *_tags(operation)]
    return is_called(operation, name, bases) or any(fnmatchcase(one, pattern) for one in known)


def places_above(operation: Operation, bases: Iterable[str] | None = None) -> Iterator[str]:
    """The operation's path and every one above it, with and without base paths: what means all that is below it."""
    for base in ("", *_bases(operation, bases)):
        segments = (base + operation.path).split("/")
        yield from ("/".join(segments[:count]) for count in range(2, len(segments) + 1))


def _bases(operation: Operation, bases: Iterable[str] | None) -> Iterable[str]:
    return [base for base in (operation.base_paths if bases is None else bases) if base.strip("/")]


def _tags(operation: Operation) -> list[str]:
    tags = operation.raw.get("tags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _plain(name: str) -> str:
    """A name as it is compared: the method in capitals, one blank before the path."""
    head, blank, rest = name.strip().partition(" ")
    return f"{head.upper()} {rest.strip()}" if blank and rest.strip().startswith(("/", "*")) else name.strip()
