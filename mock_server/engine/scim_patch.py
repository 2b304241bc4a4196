"""PatchOp: changes to the attributes of a resource in a member `Operations` (SCIM, RFC 7644 section 3.5.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.json_patch import JSONPatchError
from mock_server.openapi.reading import json_values
from mock_server.openapi.reading.json_text import JSONTextError, load_json
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from mock_server.json_types import JSON

    Record = dict[str, JSON]

MEMBER = "Operations"
_NAMES = frozenset(("add", "replace", "remove"))
_LONGEST = 1_000
_PATH = re.compile(r"(?:(urn:.+):)?([A-Za-z$][\w$-]*)(?:\[([^\]]*)\])?(?:\.([A-Za-z$][\w$-]*))?")
_TERM = re.compile(r"\s*([A-Za-z$][\w$-]*)\s+eq\s+(\S.*?)\s*", re.I)


class _Path(NamedTuple):
    """An attribute, of which items, and which member of it."""

    name: str
    wanted: Record | None
    inner: str | None


def operations(body: JSON) -> list[Record] | None:
    """The operations of a PatchOp; None where ``body`` is none."""
    found = body.get(MEMBER) if isinstance(body, dict) else None
    told = isinstance(found, list) and all(
        isinstance(one, dict) and str(one.get("op")).lower() in _NAMES for one in found
    )
    return found if told else None


def apply(target: Record, changes: list[Record]) -> Record:
    """``target`` after all the operations, itself unchanged; raises JSONPatchError, and then none holds."""
    result: Record = json_values.copied(target)
    for index, change in enumerate(changes):
        name, path, value = str(change["op"]).lower(), change.get("path"), change.get("value", MISSING)
        try:
            if name != "remove" and value is MISSING:
                raise ValueError(f"{name} needs a value")
            if path is None or path == "":
                _without_path(result, name, value)
            else:
                _at(result, name, str(path), value)
        except ValueError as error:
            raise JSONPatchError(index, str(error)) from None
    return result


def _without_path(record: Record, name: str, value: JSON) -> None:
    if name == "remove" or not isinstance(value, dict):
        raise ValueError(f"{name} without a path needs an object" if name != "remove" else "remove needs a path")
    for member, item in value.items():
        if _PATH.fullmatch(member) and not member.startswith("urn:"):
            _at(record, name, member, item)
        else:
            record[member] = _joined(record.get(member), item, name)


def _at(record: Record, name: str, text: str, value: JSON) -> None:
    if text in record:
        _change(record, name, text, value)
        return
    owner, path = _read(record, text)
    held = owner.get(path.name)
    if path.wanted is not None:
        owner[path.name] = _of_items(held, name, path, value)
    elif path.inner is not None:
        inside = dict(held) if isinstance(held, dict) else {}
        _change(inside, name, path.inner, value)
        owner[path.name] = inside
    else:
        _change(owner, name, path.name, value)


def _read(record: Record, text: str) -> tuple[Record, _Path]:
    found = _PATH.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError(f"the path {text[:100]} is not understood")
    schema, name, terms, inner = found.groups()
    owner = record
    if schema is not None:
        extension = record.get(schema)
        owner = record[schema] = dict(extension) if isinstance(extension, dict) else {}
    return owner, _Path(_spelled(owner, name), None if terms is None else _terms(terms), inner)


def _spelled(owner: Record, name: str) -> str:
    """An attribute's name as the record has it: names are the same in any case (RFC 7643 section 2.1)."""
    return next((known for known in owner if known.lower() == name.lower()), name)


def _terms(text: str) -> Record:
    found: Record = {}
    for part in re.split(r"\s+and\s+", text, flags=re.I):
        term = _TERM.fullmatch(part)
        if term is None:
            raise ValueError(f"the filter [{text[:100]}] is not understood")
        try:
            found[term[1]] = load_json(term[2].encode())
        except JSONTextError:
            raise ValueError(f"the filter [{text[:100]}] compares with no value") from None
    return found


def _of_items(held: JSON, name: str, path: _Path, value: JSON) -> JSON:
    """The items of an attribute after a change of those that the filter wants."""
    items: list[JSON] = list(held) if isinstance(held, list) else []
    wanted = path.wanted or {}
    chosen = [i for i, item in enumerate(items)
              if isinstance(item, dict) and all(item.get(key) == one for key, one in wanted.items())]  # fmt: skip
    if not chosen and name == "add":
        return [*items, {**wanted, path.inner: value} if path.inner else _joined(dict(wanted), value, "replace")]
    if not chosen:
        raise ValueError(f"no item of {path.name} is meant by the filter")
    if name == "remove" and path.inner is None:
        return [item for i, item in enumerate(items) if i not in chosen]
    for i in chosen:
        item = items[i]
        changed = dict(item) if isinstance(item, dict) else {}
        if path.inner is not None:
            _change(changed, name, path.inner, value)
        else:
            changed = _joined(changed, value, "replace")
        items[i] = changed
    return items


def _change(owner: Record, name: str, member: str, value: JSON) -> None:
    held = owner.get(member)
    if name != "remove":
        owner[member] = _joined(held, value, name)
    elif isinstance(held, list) and isinstance(value, list):
        owner[member] = [item for item in held if not any(_is_of(item, gone) for gone in value)]
    else:
        owner.pop(member, None)


def _is_of(item: JSON, gone: JSON) -> bool:
    if isinstance(item, dict) and isinstance(gone, dict):
        return gone.items() <= item.items() if gone else False
    return bool(item == gone)


def _joined(held: JSON, value: JSON, name: str) -> JSON:
    """What an attribute is after a value is added to it, or replaces what it was."""
    if isinstance(held, dict) and isinstance(value, dict):
        return {**held, **value}
    if name == "add" and isinstance(held, list):
        more = value if isinstance(value, list) else [value]
        return [*held, *(item for item in more if item not in held)]
    return value
