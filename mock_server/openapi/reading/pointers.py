"""JSON pointers: their reference tokens, their text, and what they lead to in a JSON value (RFC 6901).

A pointer has two texts: as a string (section 5: ``/a~1b/50%25`` holds the name ``50%25``) and as the fragment of a URI
(section 6: ``#/a~1b/50%25`` holds the name ``50%``). ``tokens`` and ``text`` are of the first, ``fragment_tokens`` and
``fragment`` of the second. Tokens are what travels between functions; a text is read and written at the edges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON

Pointer = tuple[str, ...]

_AS_MISSING = {
    "__repr__": lambda self: "MISSING",
    "__bool__": lambda self: False,
    "__copy__": lambda self: self,
    "__deepcopy__": lambda self, _: self,
}
MISSING: JSON = type("Missing", (), _AS_MISSING)()
"""What stands where nothing is: no value at a place, no part of an exchange."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_FRAGMENT_SAFE = "/~!$&'()*+,;=:@?-._"


def escape(token: str) -> str:
    """One reference token as it stands in a pointer (section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def text(path: Iterable[str | int]) -> str:
    """The pointer of these reference tokens; the whole value's is the empty text."""
    return "".join("/" + escape(str(token)) for token in path)


def tokens(pointer: str) -> Pointer:
    """The reference tokens of a pointer; a leading ``#`` is no part of it (OpenAPI's runtime expressions have one)."""
    pointer = pointer.removeprefix("#")
    if not pointer:
        return ()
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.removeprefix("/").split("/"))


def fragment(path: Iterable[str | int]) -> str:
    """The pointer as the fragment of a URI, with its ``#`` (section 6)."""
    return "#" + quote(text(path), safe=_FRAGMENT_SAFE)


def fragment_tokens(ref: str) -> Pointer:
    """The reference tokens of a URI's fragment, percent-decoded, with or without its ``#``."""
    return tokens(unquote(ref) if "%" in ref else ref)


def index(token: str, length: int) -> int:
    """The place in an array of this length that a token names; raises LookupError for none (section 4)."""
    if not _INDEX.fullmatch(token) or int(token) >= length:
        raise LookupError(f"there is no item {token}")
    return int(token)


def look_up(value: JSON, path: Iterable[str | int]) -> JSON:
    """The value at these reference tokens; raises LookupError where there is none."""
    for token in path:
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list):
            value = value[index(str(token), len(value))]
        else:
            raise LookupError(f"there is no {token}")
    return value


def at(value: JSON, path: Iterable[str | int], otherwise: JSON = MISSING) -> JSON:
    """The value at these reference tokens; ``otherwise`` where there is none."""
    try:
        return look_up(value, path)
    except LookupError:
        return otherwise


def replaced(value: JSON, path: Pointer, new: JSON) -> JSON:
    """A copy of ``value`` with ``new`` at these reference tokens; only what stands on the way is copied.

    Objects that are not there are made; an array's item that is not there leaves the array as it is.
    """
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(value, list):
        try:
            place = index(head, len(value))
        except LookupError:
            return value
        return [*value[:place], replaced(value[place], rest, new), *value[place + 1 :]]
    if not isinstance(value, dict):
        value = {}
    return {**value, head: replaced(value.get(head), rest, new)}


def without(value: JSON, path: Pointer) -> JSON:
    """A copy of ``value`` without the member at these reference tokens, where it has one."""
    try:
        parent = look_up(value, path[:-1])
    except LookupError:
        return value
    if not isinstance(parent, dict) or path[-1] not in parent:
        return value
    return replaced(value, path[:-1], {name: item for name, item in parent.items() if name != path[-1]})
