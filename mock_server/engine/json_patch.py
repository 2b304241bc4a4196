"""JSON Patch: a list of changes to a JSON value (RFC 6902)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading import json_values, pointers
from mock_server.openapi.reading.json_text import MAX_DEPTH

if TYPE_CHECKING:
    from mock_server.json_types import JSON

_MOST_COPIED = 100_000
"""So many values one patch copies: copies of copies grow without end."""

_NEEDS_VALUE = ("add", "replace", "test")


class JSONPatchError(Exception):
    """An operation that can't be carried out; ``index`` is its place, ``is_test`` whether it was a failed ``test``."""

    def __init__(self, index: int, message: str, *, is_test: bool = False) -> None:
        super().__init__(f"operation {index}: {message}")
        self.index = index
        self.is_test = is_test


def is_json_patch(body: JSON) -> bool:
    """Whether ``body`` has the form of a JSON Patch document."""
    return isinstance(body, list) and all(isinstance(o, dict) and "op" in o and "path" in o for o in body)


def apply(target: JSON, operations: list[dict[str, JSON]]) -> JSON:
    """``target`` after all the operations, itself unchanged; raises JSONPatchError, and then none holds (section 5)."""
    result, copies = json_values.copied(target), 0
    for index, operation in enumerate(operations):
        try:
            if operation.get("op") == "copy":
                copies += json_values.extent(pointers.look_up(result, _tokens(operation.get("from"))), _MOST_COPIED)[0]
                if copies > _MOST_COPIED:  # each may double what the one before left
                    raise ValueError(f"more than {_MOST_COPIED:,} values would be copied")
            result = _applied(result, operation)
        except (LookupError, ValueError, TypeError) as error:
            raise JSONPatchError(index, str(error.args[0]) if error.args else "can't be carried out") from None
        except _Differs:
            message = f"{operation['path']} is not what it is tested for"
            raise JSONPatchError(index, message, is_test=True) from None
    if json_values.extent(result, len(operations) * _MOST_COPIED)[1] > MAX_DEPTH:
        raise JSONPatchError(len(operations) - 1, f"the record would be nested deeper than {MAX_DEPTH} levels")
    return result


class _Differs(Exception):  # noqa: N818 - a result
    """A ``test`` that does not hold."""


def _applied(root: JSON, operation: dict[str, JSON]) -> JSON:
    name, path = operation.get("op"), _tokens(operation.get("path"))
    if name in _NEEDS_VALUE and "value" not in operation:
        raise ValueError(f"{name} needs a value")
    value = json_values.copied(operation.get("value"))
    if name == "test":
        found = pointers.look_up(root, path)
        if not json_values.equal(found, value):
            raise _Differs
        return root
    if name in ("move", "copy"):
        source = _tokens(operation.get("from"))
        if name == "move" and path[: len(source)] == source and path != source:
            raise ValueError("a value can't be moved into itself")
        value = json_values.copied(pointers.look_up(root, source))
        if name == "move":
            root = _removed(root, source)
        return _added(root, path, value)
    if name == "add":
        return _added(root, path, value)
    if name == "remove":
        return _removed(root, path)
    if name == "replace":
        pointers.look_up(root, path)
        return _added(_removed(root, path), path, value) if path else value
    raise ValueError(f"{name!r} is no operation; there are add, remove, replace, move, copy and test")


def _tokens(text: JSON) -> tuple[str, ...]:
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise ValueError(f"{text!r} is no JSON pointer")
    return pointers.tokens(text)


def _added(root: JSON, path: tuple[str, ...], value: JSON) -> JSON:
    if not path:
        return value
    parent, last = pointers.look_up(root, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list):
        parent.insert(len(parent) if last == "-" else pointers.index(last, len(parent) + 1), value)
    else:
        raise LookupError(f"there is no object or array to add {last} to")
    return root


def _removed(root: JSON, path: tuple[str, ...]) -> JSON:
    if not path:
        return None
    pointers.look_up(root, path)
    parent, last = pointers.look_up(root, path[:-1]), path[-1]
    del parent[last if isinstance(parent, dict) else int(last)]
    return root
