"""The member of a body that holds the key which the path names as well: beside the path, its value binds nobody.

Some servers ignore it there, as they ignore what is readOnly, others refuse one that differs; no document says which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from contracts.traffic.operation_memory import once_an_operation
from mock_server.openapi import MISSING, Schemas, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Operation

_CHOOSES_NONE = re.compile(
    r"(?:tenant|organi[sz]ation|org|account|workspace)(?:id|name|code|slug)?|api_?version|api_?key|(?:access_?|oauth_?)?token"
    r"|lang(?:uage)?|locale|time_?zone|format|alt|fields|pretty(?:_?print)?|callback|quota_?user|verbose|debug",
    re.IGNORECASE,
)
"""What is asked of every operation that is no condition: who asks, and how the answer is to look."""


def as_member(key: str, *, counts: bool) -> JSON:
    """A key as a body has it: a number, a negative one too, where the member ``counts``."""
    return int(key) if counts and key.removeprefix("-").isdecimal() else key


def read_as(value: JSON) -> str | None:
    """The key for which a service that converts types may take a value: true for 1, 7.5 and [7] for 7."""
    if isinstance(value, list) and len(value) == 1:
        return read_as(value[0])
    if isinstance(value, float):
        return str(int(value)) if isfinite(value) else None
    return str(int(value)) if isinstance(value, int) else value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class KeyMember:
    """Where a changing request may name its record a second time: ``pointer`` into the body, ``name`` in the path.

    ``asked`` where the document requires it, or the service was seen to refuse a body without it, ``counts`` where it
    is a number.
    """

    pointer: tuple[str, ...]
    name: str
    asked: bool = False
    counts: bool = False

    def filled(self, body: JSON, path: Mapping[str, str]) -> JSON:
        """``body`` with the key of the path, where it is asked for."""
        key, owner = path.get(self.name), pointers.at(body, self.pointer[:-1])
        if not self.asked or key is None or not isinstance(owner, dict):
            return body
        return pointers.replaced(body, self.pointer, as_member(key, counts=self.counts))

    def weigh(self, reading: Reading) -> None:
        """Take what is wrong with the member alone out of ``reading``, and make it grey where the two keys differ."""
        value = pointers.at(reading.body, self.pointer)
        others = [v for v in reading.violations if v.location != "body" or not self._is(v.pointer)]
        differs = _text(value) != reading.path.get(self.name) if value is not MISSING else self.asked
        differs = differs or len(others) < len(reading.violations)
        reading.violations = others
        if differs and not others:
            reading.why = reading.why or "a key in the body beside that of the path, which servers ignore or refuse"

    def _is(self, pointer: tuple[str | int, ...]) -> bool:
        return tuple(map(str, pointer[: len(self.pointer)])) == self.pointer


def key_members(behaviours: Mapping[str, Behaviour], schemas: Schemas) -> dict[str, KeyMember]:
    """The member of each operation that replaces or merges a record which its path names."""
    changing = {n: b for n, b in behaviours.items() if b.action in ("replace", "merge") and b.key_parameter}
    nested = {b.resource: names for b in behaviours.values() if (names := nested_key(b))}
    found = {
        name: _beside_the_path(schemas, behaviour, behaviour.property)
        for name, behaviour in changing.items()
        if behaviour.property is not None
    }
    inside = {
        name: KeyMember(nested[behaviour.resource], behaviour.key_parameter, asked=behaviour.action == "replace")
        for name, behaviour in changing.items()
        if behaviour.property is None and behaviour.resource in nested
    }
    return found | inside


def _beside_the_path(schemas: Schemas, behaviour: Behaviour, name: str) -> KeyMember:
    owner = schemas.below(behaviour.operation.request_schema, behaviour.envelope)
    schema = schemas.properties(owner).get(name)
    asked = name in schemas.required(owner) and schemas.keyword(schema, "readOnly") is not True
    counts = "integer" in schemas.types(schema)
    return KeyMember((*behaviour.envelope, name), behaviour.key_parameter, asked=asked, counts=counts)


def says_more(behaviour: Behaviour, reading: Reading) -> bool:
    """Whether a request for the record that its body names says more, by which it may mean others: a removal, more than
    it must.
    """
    place, body = behaviour.key_place, reading.body
    fields = (name for location in ("header", "cookie") for name in reading.values.get(location, ()))
    if not behaviour.apart.isdisjoint((*_said(body), *(name for name, _ in reading.query), *fields)):
        return True
    if behaviour.action != "delete" or place is None or place.location != "body" or not isinstance(body, dict):
        return False
    return not body.keys() <= {*_required(behaviour.operation), place.names[0]}


@once_an_operation
def _required(operation: Operation) -> tuple[str, ...]:
    return Schemas(operation.document).required(operation.request_schema)


@once_an_operation
def members_of(operation: Operation) -> tuple[str, ...]:
    """The names of what its body and its answers have, in lists and inside of what they have too."""
    schemas, found = Schemas(operation.document), list[str]()
    for schema in (operation.request_schema, *(one.schema for one in operation.responses if one.status[0] == "2")):
        one = schemas.items(schema) or schema
        found += (name for inner in (one, *schemas.properties(one).values()) for name in schemas.properties(inner))
    return tuple(found)


def chooses(operation: Operation, body: JSON) -> bool:
    """Whether its query may have a condition: all but what is known to be none, unless it is called as a member is."""
    members = {*map(field_names.plain, (*members_of(operation), *(body if isinstance(body, dict) else ())))}
    asked = (field_names.plain(one.name) for one in operation.parameters if one.location == "query")
    return any(name in members or not _CHOOSES_NONE.fullmatch(name) for name in asked)


def _said(body: JSON) -> Iterator[str]:
    """The names of the members of a body, and of the objects that it holds."""
    if isinstance(body, dict):
        yield from body
    for each in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from _said(each)


def nested_key(behaviour: Behaviour) -> tuple[str, ...]:
    """Where in its body a create has the key within an object (``metadata.name``); empty where it has not."""
    part = behaviour.key_place
    if behaviour.action != "create" or part is None or part.location != "body":
        return ()
    return part.names if len(part.names) == len(behaviour.envelope) + 2 else ()


def _text(value: JSON) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None
