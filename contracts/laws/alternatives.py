"""Which members of an object are of alternatives that it is none of: a car's body with the payload of a truck.

By `oneOf` and `anyOf` an object has the members of the alternatives that it fits. Those of others nobody has listed or
forbidden: a service may keep, ignore or refuse them, as any member of which a document says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas


_DEEPEST = 6


def strange_members(schemas: Schemas, schema: JSON, value: dict[str, JSON]) -> frozenset[str]:
    """The names of ``value`` that alternatives of ``schema`` list, and none that it fits."""
    listed = value.keys() & schemas.properties(schema).keys()
    return frozenset(listed - _own(schemas, schema, value)) if listed else frozenset()


def has_strange_members(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether an object, or one inside it, has members that alternatives list, and none that it fits."""
    return any(strange_members(schemas, of, each) for of, each in _objects(schemas, schema, value))


def is_of_no_kind(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether an object, or one inside it, fits several alternatives and leaves out the member that tells them apart.

    Nobody can know which of them is meant: who takes it for one of them drops what the others alone list.
    """
    return any(leaves_out_its_kind(schemas, of, each) for of, each in _objects(schemas, schema, value))


def _objects(schemas: Schemas, schema: JSON, value: JSON, depth: int = 0) -> Iterator[tuple[JSON, dict[str, JSON]]]:
    """The objects of a value, itself among them, each with its schema."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        items = schemas.items(schema)
        for item in value:
            yield from _objects(schemas, items, item, depth + 1)
    elif isinstance(value, dict):
        yield schema, value
        known = schemas.properties(schema)
        for name, item in value.items():
            yield from _objects(schemas, known.get(name), item, depth + 1)


def leaves_out_its_kind(schemas: Schemas, schema: JSON, value: dict[str, JSON]) -> bool:
    """Whether that holds of the object itself."""
    return any(_open_kinds(schemas, schema, value))


def names_of_open_kinds(schemas: Schemas, schema: JSON, value: dict[str, JSON]) -> frozenset[str]:
    """The members that those alternatives list which the object leaves open; the others it has whichever is meant."""
    kinds = _open_kinds(schemas, schema, value)
    return frozenset(name for every in kinds for branch in every for name in schemas.properties(branch))


def _open_kinds(schemas: Schemas, schema: JSON, value: dict[str, JSON]) -> Iterator[list[JSON]]:
    """The alternatives of which an object fits several, and leaves out the member that tells them apart."""
    for part in schemas.parts(schema, ("allOf",)):
        for keyword in schemas.ALTERNATIVES:
            every = [branch for _, _, branch in schemas.branches(part, (keyword,))]
            fitting = [branch for branch in every if _fits(schemas, branch, value)]
            kinds = [_kinds(schemas, branch) for branch in fitting]
            names = set(kinds[0]).intersection(*kinds) if len(kinds) > 1 else set()
            if any(name not in value and len({of[name] for of in kinds}) == len(kinds) for name in names):
                yield every


def _kinds(schemas: Schemas, branch: JSON) -> dict[str, str]:
    """The members of an alternative that have one text which they may have."""
    found = {}
    for name, item in schemas.properties(branch).items():
        options, only = schemas.keyword(item, "enum"), schemas.keyword(item, "const")
        only = options[0] if isinstance(options, list) and len(options) == 1 else only
        if isinstance(only, str):
            found[name] = only
    return found


def _own(schemas: Schemas, schema: JSON, value: dict[str, JSON]) -> set[str]:
    """The names that the schema lists, and those alternatives in it that the value fits: all where it fits none."""
    found, seen, waiting = set[str](), set[int](), [schema]
    while waiting:
        for part in schemas.parts(waiting.pop(), ("allOf",)):
            if id(part) in seen:
                continue
            seen.add(id(part))
            found |= (part.get("properties") or {}).keys()
            for keyword in schemas.ALTERNATIVES:
                every = [branch for _, _, branch in schemas.branches(part, (keyword,))]
                waiting += [branch for branch in every if _fits(schemas, branch, value)] or every
    return found


def _fits(schemas: Schemas, branch: JSON, value: dict[str, JSON]) -> bool:
    """Whether an object has what an alternative requires, and of members with options one of these."""
    needed = set(schemas.required(branch)) - schemas.unsent(branch, "request")
    return needed <= value.keys() and all(
        _is_option(schemas, item, value[name])
        for part in schemas.parts(branch, ("allOf",))
        for name, item in (part.get("properties") or {}).items()
        if name in value
    )


def _is_option(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    options, only = schemas.keyword(schema, "enum"), schemas.keyword(schema, "const")
    listed = options if isinstance(options, list) else [only] if only is not None else None
    return listed is None or any(type(one) is type(value) and one == value for one in listed)
