"""Which members of an object are of alternatives that it is none of: a car's body with the payload of a truck.

By `oneOf` and `anyOf` an object has the members of the alternatives that it fits. Those of others nobody has listed or
forbidden: a service may keep, ignore or refuse them, as any member of which a document says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas


def strange_members(schemas: Schemas, schema: JSON, value: dict[str, JSON]) -> frozenset[str]:
    """The names of ``value`` that alternatives of ``schema`` list, and none that it fits."""
    listed = value.keys() & schemas.properties(schema).keys()
    return frozenset(listed - _own(schemas, schema, value)) if listed else frozenset()


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
