"""The members of a record by name, those of objects in it too: by path, and by a name that only one of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas


def members(schemas: Schemas, schema: JSON) -> dict[str, JSON]:
    """The schema of each member: its own ones, those of objects inside by name, then by path (``address.city``)."""
    own: dict[str, JSON] = schemas.properties(schema)
    inner = [(outer, name, item) for outer, value in own.items() for name, item in schemas.properties(value).items()]
    names = [name for _, name, _ in inner]
    single = {name: item for _, name, item in inner if name not in own and names.count(name) == 1}
    return {**own, **single, **{f"{outer}.{name}": item for outer, name, item in inner}}


def value_of(record: JSON, member: str) -> JSON:
    """The value of a member as `members` names it, None where the record shows none."""
    if not isinstance(record, dict):
        return None
    if member in record:
        return record[member]
    outer, _, name = member.partition(".")
    if "." in name:
        return value_of(record.get(outer), name)
    found = (
        [*_inside(record.get(outer), name)] if name else [v for item in record.values() for v in _inside(item, member)]
    )
    return found[0] if len(found) == 1 else None


def _inside(item: JSON, name: str) -> Iterator[JSON]:
    if isinstance(item, dict) and name in item:
        yield item[name]
