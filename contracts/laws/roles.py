"""Which values of an answer the server generates, and in which role: telling records apart, or telling the time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Behaviour, Response, Schemas, pointers

_CORE = re.compile(r"^\^?([A-Za-z0-9_:-]*)(?=[\[\\(.])")
_DIGITS = re.compile(r"(?:\[0-9\]|\\d)(?:\{[0-9,]+\}|[+*])?\$?")


@dataclass(frozen=True, slots=True)
class Role:
    """A generated value: ``unique`` or ``time``, where it stands, and the literal text its pattern begins with.

    ``secret`` where nobody may guess it; a key alone may count, or begin with the time as ULIDs and ObjectIds do.
    """

    kind: str
    pointer: pointers.Pointer
    prefix: str
    assumed: str | None
    secret: bool = False


def roles(schemas: Schemas, behaviour: Behaviour, response: Response) -> tuple[Role, ...]:
    """The generated values in this answer of a create: what the caller can't send and what tells records apart."""
    sent = schemas.properties(behaviour.operation.request_schema)
    record = behaviour.record or ()

    def walk(schema: JSON, pointer: pointers.Pointer, depth: int) -> Iterator[Role]:
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


def _role(schemas: Schemas, item: JSON, place: pointers.Pointer, behaviour: Behaviour) -> Role | None:
    assumed = schemas.assumed(item)
    form = schemas.keyword(item, "format")
    if form == "date-time":
        return Role("time", place, "", assumed) if field_names.is_of_writing(place[-1]) else None
    if schemas.keyword(item, "enum") or schemas.keyword(item, "const"):
        return None
    pattern = schemas.keyword(item, "pattern")
    secret = _is_secret(schemas, item, place[-1])
    if not (secret or _is_key(behaviour, place)):
        return None
    match = _CORE.match(pattern) if isinstance(pattern, str) else None
    prefix = match[1] if match else ""
    counts = isinstance(pattern, str) and _DIGITS.fullmatch(pattern.removeprefix("^").removeprefix(prefix)) is not None
    return Role("unique", place, prefix, assumed, secret and not counts)


def _is_secret(schemas: Schemas, item: JSON, name: str) -> bool:
    """Whether the document calls a text a secret, or it is the server's own and has the name of one.

    Whose form alone is told (an owner's UUID, the hash of a file) may be the same in many records.
    """
    extension = schemas.keyword(item, "x-mock")
    if isinstance(extension, dict) and (extension.get("secret") or extension.get("pattern")):
        return True
    form = schemas.keyword(item, "format")
    formed = schemas.keyword(item, "pattern") is not None or form in ("uuid", "password")
    named = form == "password" or field_names.is_secret_name(name) or name.lower().endswith("key")
    return schemas.keyword(item, "readOnly") is True and formed and named


def _is_key(behaviour: Behaviour, place: pointers.Pointer) -> bool:
    return behaviour.key is None and behaviour.answer_path == place
