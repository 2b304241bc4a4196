"""Applies an Overlay to a document: a list of changes that is kept beside it (Overlay Specification 1.0.0).

The door to the JSONPath library. Version 1.1's `copy` is not taken; what else it adds is a superset that is.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from mock_server.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mock_server.json_types import JSON

Overlay = dict[str, Any]

_VERSION = re.compile(r"1\.[01]\.[0-9]+")
_SHORTHAND = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ACTION_FIELDS = frozenset(("target", "description", "update", "remove"))


def load(path: Path) -> Overlay:
    """Read the overlay at ``path``, JSON or YAML, and check its form; raises DocumentError."""
    from mock_server.openapi.reading.source import read

    overlay = read(path)
    check(overlay, str(path))
    return overlay  # type: ignore[no-any-return]


def check(overlay: JSON, name: str = "the overlay") -> None:
    """Raise DocumentError, with the file's ``name`` and the action, unless ``overlay`` has the form of one."""
    if not isinstance(overlay, dict):
        raise DocumentError(f"{name} holds no overlay: its top is no object")
    version = overlay.get("overlay")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise DocumentError(f"{name}: `overlay` is {version!r}; overlays of version 1.0 and 1.1 are applied")
    info = overlay.get("info")
    for field in ("title", "version"):
        if not isinstance(info, dict) or not isinstance(info.get(field), str):
            raise DocumentError(f"{name}: `info.{field}` is missing or no string")
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise DocumentError(f"{name}: `actions` holds no action")
    for number, action in enumerate(actions, 1):
        where = f"{name}, action {number}"
        if not isinstance(action, dict):
            raise DocumentError(f"{where} is no object")
        if not isinstance(action.get("target"), str):
            raise DocumentError(f"{where}: `target` is missing or no string; write a JSONPath such as $.info")
        if not isinstance(action.get("remove", False), bool):
            raise DocumentError(f"{where}: `remove` is neither true nor false")
        unknown = [key for key in action if key not in _ACTION_FIELDS and not key.startswith("x-")]
        if unknown:
            known = ", ".join(sorted(_ACTION_FIELDS))
            raise DocumentError(f"{where}: `{unknown[0]}` is unknown; an action has {known}")
        if not action.get("remove") and "update" not in action:
            raise DocumentError(f"{where} neither updates nor removes")


def apply(overlay: Overlay, tree: dict[str, JSON], name: str = "the overlay") -> dict[str, JSON]:
    """``tree`` changed by the overlay's actions, one after the other; ``tree`` itself stays as it is.

    An action whose target selects nothing does nothing. Raises DocumentError with the file's ``name``, the action and
    the place where an action can't be carried out.
    """
    check(overlay, name)
    try:
        root: JSON = _unshared(tree)
    except RecursionError:
        raise DocumentError(f"{name}: the document is nested too deeply, or an alias in it refers to itself") from None
    for number, action in enumerate(overlay["actions"], 1):
        where = f"{name}, action {number}"
        paths = _select(action["target"], root, where)
        if action.get("remove"):
            root = _remove(root, paths, where)
        else:
            for path in paths:
                _update(root, path, action["update"], where)
    if not isinstance(root, dict):
        raise DocumentError(f"{name} leaves no document")
    return root


def path_to(tree: JSON, tokens: Iterable[str]) -> str:
    """The JSONPath (RFC 9535) of the value at these reference tokens of ``tree``.

    A parameter is named by its name and location, so that the path stays true when others come or go.
    """
    path = "$"
    for token in tokens:
        if isinstance(tree, list) and token.isdigit():
            tree = tree[int(token)] if int(token) < len(tree) else None
            name, place = (tree.get("name"), tree.get("in")) if isinstance(tree, dict) else (None, None)
            if isinstance(name, str) and isinstance(place, str):
                path += f"[?@.name=={_quoted(name)} && @.in=={_quoted(place)}]"
            else:
                path += f"[{token}]"
        else:
            path += f".{token}" if _SHORTHAND.fullmatch(token) else f"[{_quoted(token)}]"
            tree = tree.get(token) if isinstance(tree, dict) else None
    return path


def dump(overlay: Overlay) -> str:
    """The overlay as YAML."""
    import yaml

    return str(yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True, width=110))


def _select(target: str, root: JSON, where: str) -> list[tuple[str | int, ...]]:
    from jsonpath import JSONPathEnvironment, JSONPathError

    try:
        matches = JSONPathEnvironment(strict=True).finditer(target, root)
        return list(dict.fromkeys(tuple(match.parts) for match in matches))
    except JSONPathError as error:
        reason = str(error).partition("\n")[0]
        raise DocumentError(f"{where}: the target {target!r} is no JSONPath: {reason}") from None
    except RecursionError:
        raise DocumentError(f"{where}: the target {target!r} is nested too deeply") from None


def _remove(root: JSON, paths: list[tuple[str | int, ...]], where: str) -> JSON:
    """``root`` without the nodes at ``paths``, the last first, so that indexes stay true."""
    if () in paths:
        raise DocumentError(f"{where} removes the whole document")
    for path in sorted(paths, key=_order, reverse=True):
        parent = _at(root, path[:-1])
        with contextlib.suppress(LookupError, TypeError):  # it went with a node around it
            del parent[path[-1]]
    return root


def _order(path: tuple[str | int, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((token, "") if isinstance(token, int) else (-1, token) for token in path)


def _at(root: JSON, path: tuple[str | int, ...]) -> JSON:
    for token in path:
        try:
            root = root[token]
        except (LookupError, TypeError):
            return None
    return root


def _update(root: JSON, path: tuple[str | int, ...], update: JSON, where: str) -> None:
    node = _at(root, path)
    if isinstance(node, list):
        node.append(_unshared(update))
    elif isinstance(node, dict):
        if not isinstance(update, dict):
            raise DocumentError(f"{where}: {_written(path)} is an object, but the update is none")
        _merge(node, update)
    else:
        raise DocumentError(f"{where}: {_written(path)} is no object and no array; select what it stands in")


def _merge(node: dict[str, JSON], update: dict[str, JSON]) -> None:
    """Recursively: objects are merged, arrays joined, everything else is replaced."""
    for key, value in update.items():
        known = node.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            known.extend(_unshared(value))
        else:
            node[key] = _unshared(value)


def _written(path: tuple[str | int, ...]) -> str:
    return "$" + "".join(f"[{token}]" if isinstance(token, int) else f"[{_quoted(token)}]" for token in path)


def _quoted(text: str) -> str:
    """A string literal of JSONPath (RFC 9535 section 2.3.1.1)."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + "'"


def _unshared(value: JSON) -> JSON:
    """A copy in which no two places are one object, as they are where a YAML file has aliases."""
    if isinstance(value, dict):
        return {key: _unshared(item) for key, item in value.items()}
    return [_unshared(item) for item in value] if isinstance(value, list) else value
