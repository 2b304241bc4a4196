"""Changes to a document's schemas as actions of an Overlay (1.0.0): the smallest one, where the schema is used.

An overlay can't change or remove single primitive items of an array, and 1.0 leaves open how arrays are merged; so an
array is appended to by a target of its own, and one that gets shorter is removed and written anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.suggestion.loosening import inferred, loosened
from contracts.suggestion.schema_places import descend
from mock_server.openapi import Schemas

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Document, pointers

Action = dict[str, Any]

_DEEPEST = 20
"""How deep compositions are followed into each other."""


class NotExpressed(Exception):  # noqa: N818 - an outcome, no failure
    """What an overlay can't say, and why."""


def loosen(
    document: Document, start: pointers.Pointer, path: pointers.Pointer, keyword: str, value: JSON
) -> list[Action]:
    """Actions after which the schema at ``start`` no longer objects to the value at ``path``; raises NotExpressed."""
    old = document.is_30
    if keyword == "required":
        return _optional(
            document, *_holder(document, descend(document, start, path[:-1])[0], keyword, path[-1]), path[-1]
        )
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        where, _ = document.locate(descend(document, start, path[:-1])[0])
        return [update(document, where, {"properties": {path[-1]: inferred(value_at(value, path), old)}})]
    place, rest = descend(document, start, path)
    if rest:
        raise NotExpressed("the schema of the value could not be found")
    where, schema = _holder(document, place, keyword, None)
    new = loosened(schema, keyword, value_at(value, path), old)
    if new is None:
        raise NotExpressed(f"{keyword} can't be loosened by itself")
    return _replace(document, where, schema, new)


def _holder(
    document: Document, pointer: pointers.Pointer, keyword: str, name: str | None, depth: int = 0
) -> tuple[pointers.Pointer, JSON]:
    """The schema at ``pointer``, or among those it is composed of, that has ``keyword`` (and ``name`` in it)."""
    _, schema = document.locate(pointer)
    if isinstance(schema, dict):
        if keyword in schema and (name is None or name in schema[keyword]):
            return pointer, schema
        for key, index, _ in Schemas.branches(schema) if depth < _DEEPEST else ():
            found, inner = _holder(document, (*document.locate(pointer)[0], key, str(index)), keyword, name, depth + 1)
            if isinstance(inner, dict) and keyword in inner and (name is None or name in inner[keyword]):
                return found, inner
    return pointer, schema


def _optional(document: Document, pointer: pointers.Pointer, schema: JSON, name: str) -> list[Action]:
    if not isinstance(schema, dict) or name not in schema.get("required", ()):
        raise NotExpressed(f"what requires {name} could not be found")
    where, _ = document.locate(pointer)
    left = [item for item in schema["required"] if item != name]
    removed = remove(document, (*where, "required"))
    return [removed, update(document, where, {"required": left})] if left else [removed]


def _replace(document: Document, pointer: pointers.Pointer, schema: JSON, new: dict[str, JSON]) -> list[Action]:
    """Actions that put ``new`` where ``schema`` was: the smallest change, at the place of use where it is shared."""
    where, _ = document.locate(pointer)
    if where == pointer:
        grown = [key for key in new if key in schema and new[key] != schema[key]]
        added = {key: value for key, value in new.items() if key not in schema}
        plain = {key: new[key] for key in grown if not isinstance(new[key], list | dict)}
        lists = [key for key in grown if isinstance(new[key], list) and new[key][:-1] == schema[key]]
        if all(key in new for key in schema) and len(plain) + len(lists) == len(grown):
            actions = [update(document, (*pointer, key), new[key][-1]) for key in lists]
            return [*actions, update(document, pointer, added | plain)] if added or plain else actions
    parent, last = pointer[:-1], pointer[-1]
    _, owner = document.locate(parent)
    replacement = new if isinstance(owner, list) else {last: new}
    return [remove(document, pointer), update(document, parent, replacement)]


def update(document: Document, pointer: pointers.Pointer, value: JSON) -> Action:
    """The action that merges ``value`` into the object at ``pointer``, or appends it to the array there."""
    return {"target": _path(document, pointer), "update": value}


def remove(document: Document, pointer: pointers.Pointer) -> Action:
    """The action that removes what is at ``pointer``."""
    return {"target": _path(document, pointer), "remove": True}


def _path(document: Document, pointer: pointers.Pointer) -> str:
    if (file := document.file_of(pointer)) != document.path:
        raise NotExpressed(f"it stands in another file, {file}")
    return document.json_path(pointer)


def value_at(value: JSON, path: pointers.Pointer) -> JSON:
    """The value at ``path`` in a JSON value."""
    for token in path:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value
