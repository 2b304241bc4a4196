"""`x-check`: what a document tells whoever checks its service, of one operation or of all that a path has.

`skip` keeps an operation from being called at all, so a misspelt one is no trifle: a document that has it is refused.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.reading.pointers import text as pointer_text
from mock_server.openapi.reading.source import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.pointers import Pointer

NAME = "x-check"
_WORDS = ("shared", "skip")


def check_remarks(document: Document) -> None:
    """Raise DocumentError, with file, line, JSON pointer and correction, for the first wrong ``x-check``."""
    for pointer, owner in _owners(document):
        if NAME in owner and (message := _wrong(owner[NAME])):
            where = (*pointer, NAME)
            line = line_of(document.path, where)
            at = f"{document.path}{f', line {line}' if line else ''}: {pointer_text(where)}"
            raise DocumentError(f"{at}: {message}")


def _owners(document: Document) -> Iterator[tuple[Pointer, dict[str, JSON]]]:
    """The paths and operations of a document, with their places."""
    paths = document.tree.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for found in _alone_and_followed(document, item):
            yield ("paths", path), found
            extra = found.get("additionalOperations")
            for name, value in [*found.items(), *(extra.items() if isinstance(extra, dict) else ())]:
                if name != NAME:
                    yield from ((("paths", path, name), each) for each in _alone_and_followed(document, value))


def _alone_and_followed(document: Document, value: JSON) -> Iterator[dict[str, JSON]]:
    """An object, and what it refers to where it is a reference to another one."""
    if not isinstance(value, dict):
        return
    yield value
    if "$ref" in value:
        with suppress(DocumentError):  # what leads nowhere is told elsewhere
            found = document.references.follow(value)
            if isinstance(found, dict):
                yield found


def _wrong(value: JSON) -> str:
    """What is wrong with the value of one ``x-check``, empty where nothing is."""
    if not isinstance(value, dict) or not value:
        return f"is {_shown(value)}; it must be an object such as {{skip: reason}} or {{shared: reason}}"
    for word, reason in value.items():
        if word not in _WORDS:
            return f"has no {word}; it has {' and '.join(_WORDS)}"
        if reason is not True and not (isinstance(reason, str) and reason.strip()):
            return f"{word} is {_shown(reason)}; it must be a text that says why"
    return ""


def _shown(value: JSON) -> str:
    if value and isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return json.dumps(value, default=str)[:60]
