"""JSON Patch: a list of changes to a JSON value (RFC 6902)."""

from __future__ import annotations

import re
from typing import Any

from mock_server.openapi.reading.references import tokens

_NEEDS_VALUE = ("add", "replace", "test")


class JSONPatchError(Exception):
    """An operation that can't be carried out; ``index`` is its place, ``is_test`` whether it was a failed ``test``."""

    def __init__(self, index: int, message: str, *, is_test: bool = False) -> None:
        super().__init__(f"operation {index}: {message}")
        self.index = index
        self.is_test = is_test


def is_json_patch(body: Any) -> bool:
    """Whether ``body`` has the form of a JSON Patch document."""
    return isinstance(body, list) and all(isinstance(o, dict) and "op" in o and "path" in o for o in body)


def apply(target: Any, operations: list[dict[str, Any]]) -> Any:
    """``target`` after all the operations, itself unchanged; raises JSONPatchError, and then none holds (section 5)."""
    result = _copy(target)
    for index, operation in enumerate(operations):
        try:
            result = _carry_out(result, operation)
        except (LookupError, ValueError, TypeError) as error:
            raise JSONPatchError(index, str(error.args[0]) if error.args else "can't be carried out") from None
        except _Differs:
            message = f"{operation['path']} is not what it is tested for"
            raise JSONPatchError(index, message, is_test=True) from None
    return result


class _Differs(Exception):  # noqa: N818 - a result
    """A ``test`` that does not hold."""


def _carry_out(root: Any, operation: dict[str, Any]) -> Any:
    name, path = operation.get("op"), _tokens(operation.get("path"))
    if name in _NEEDS_VALUE and "value" not in operation:
        raise ValueError(f"{name} needs a value")
    value = _copy(operation.get("value"))
    if name == "test":
        found = _at(root, path)
        if found != value or isinstance(found, bool) != isinstance(value, bool):
            raise _Differs
        return root
    if name in ("move", "copy"):
        source = _tokens(operation.get("from"))
        if name == "move" and path[: len(source)] == source and path != source:
            raise ValueError("a value can't be moved into itself")
        value = _copy(_at(root, source))
        if name == "move":
            root = _removed(root, source)
        return _added(root, path, value)
    if name == "add":
        return _added(root, path, value)
    if name == "remove":
        return _removed(root, path)
    if name == "replace":
        _at(root, path)
        return _added(_removed(root, path), path, value) if path else value
    raise ValueError(f"{name!r} is no operation; there are add, remove, replace, move, copy and test")


def _tokens(text: Any) -> tuple[str, ...]:
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise ValueError(f"{text!r} is no JSON pointer")
    return tokens(text.replace("%", "%25"))


def _at(root: Any, path: tuple[str, ...]) -> Any:
    for token in path:
        if isinstance(root, dict) and token in root:
            root = root[token]
        elif isinstance(root, list):
            root = root[_index(token, len(root) - 1)]
        else:
            raise LookupError(f"there is no {token}")
    return root


def _added(root: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    parent, last = _at(root, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list):
        parent.insert(len(parent) if last == "-" else _index(last, len(parent)), value)
    else:
        raise LookupError(f"there is no object or array to add {last} to")
    return root


def _removed(root: Any, path: tuple[str, ...]) -> Any:
    if not path:
        return None
    _at(root, path)
    parent, last = _at(root, path[:-1]), path[-1]
    del parent[last if isinstance(parent, dict) else int(last)]
    return root


def _index(text: str, last: int) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII) or int(text) > last:
        raise LookupError(f"there is no item {text}")
    return int(text)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
