"""Which values of an answer the server generates, and in which role: telling records apart, or telling the time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Behaviour, Response, Schemas

Pointer = tuple[str, ...]
_CORE = re.compile(r"^\^?([A-Za-z0-9_:-]*)(?=[\[\\(.])")
_DIGITS = re.compile(r"(?:\[0-9\]|\\d)(?:\{[0-9,]+\}|[+*])?\$?")


@dataclass(frozen=True, slots=True)
class Role:
    """A generated value: ``unique`` or ``time``, where it stands, and the literal text its pattern begins with.

    ``counts`` where nothing but digits follows: such a value is a key that counts, and no secret.
    """

    kind: str
    pointer: Pointer
    prefix: str
    assumed: str | None
    counts: bool = False


def roles(schemas: Schemas, behaviour: Behaviour, response: Response) -> tuple[Role, ...]:
    """The generated values in this answer of a create: what the caller can't send and what tells records apart."""
    sent = schemas.properties(behaviour.operation.request_schema)
    record = behaviour.record or ()

    def walk(schema: JSON, pointer: Pointer, depth: int) -> Iterator[Role]:
        for name, item in schemas.properties(schema).items():
            place = (*pointer, name)
            echoed = pointer == record and name in sent and behaviour.record is not None
            if echoed and schemas.keyword(item, "readOnly") is not True:
                continue
            kinds = schemas.types(item)
            if "string" in kinds:
                role = _role(schemas, item, place, behaviour)
                if role is not None:
                    yield role
            elif kinds & {"integer", "number"} and _is_key(behaviour, place):
                yield Role("unique", place, "", schemas.assumed(item))
            elif "object" in kinds and depth < 4:
                yield from walk(item, place, depth + 1)

    return tuple(walk(response.schema, (), 0))


def _role(schemas: Schemas, item: JSON, place: Pointer, behaviour: Behaviour) -> Role | None:
    assumed = schemas.assumed(item)
    form = schemas.keyword(item, "format")
    if form == "date-time":
        return Role("time", place, "", assumed) if schemas.keyword(item, "readOnly") or _named(place[-1]) else None
    if schemas.keyword(item, "enum") or schemas.keyword(item, "const"):
        return None
    extension = schemas.keyword(item, "x-mock")
    secret = isinstance(extension, dict) and bool(extension.get("secret") or extension.get("pattern"))
    pattern = schemas.keyword(item, "pattern")
    owned = schemas.keyword(item, "readOnly") is True and (pattern is not None or form in ("uuid", "password"))
    if not (secret or owned or _is_key(behaviour, place)):
        return None
    match = _CORE.match(pattern) if isinstance(pattern, str) else None
    prefix = match[1] if match else ""
    counts = isinstance(pattern, str) and _DIGITS.fullmatch(pattern.removeprefix("^").removeprefix(prefix)) is not None
    return Role("unique", place, prefix, assumed, counts)


def _is_key(behaviour: Behaviour, place: Pointer) -> bool:
    return behaviour.key is None and behaviour.answer_path == place


def _named(name: str) -> bool:
    return bool(field_names.CREATED.search(name) or field_names.CHANGED.search(name))
