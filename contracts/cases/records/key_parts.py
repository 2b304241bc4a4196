"""Bodies whose record names itself in an object of its own, and has its content in another (`metadata`, `spec`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import Behaviour, Schemas


def key_part(schemas: Schemas, behaviour: Behaviour) -> str | None:
    """The member of a body that holds the object in which the record's key stands, None where there is no such."""
    schema, place = behaviour.operation.request_schema, (behaviour.answer_path or ())[len(behaviour.record or ()) :]
    known = {name: schemas.properties(item) for name, item in schemas.properties(schema).items()}
    if len(place) > 1:
        return place[0] if known.get(place[0]) else None
    named = [name for name in schemas.required(schema) if behaviour.key_parameter in known.get(name, ())]
    return named[0] if len(named) == 1 and behaviour.key_parameter not in known else None


def content_part(schemas: Schemas, behaviour: Behaviour) -> tuple[str, ...]:
    """The one other object that such a body has to have, as a path; nothing where there is none, or are several."""
    schema, own = behaviour.operation.request_schema, key_part(schemas, behaviour)
    known = schemas.properties(schema) if own is not None else {}
    found = [name for name in schemas.required(schema) if name != own and schemas.properties(known.get(name))]
    return (found[0],) if len(found) == 1 else ()
