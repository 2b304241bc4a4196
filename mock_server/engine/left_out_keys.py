"""Keys that the body of a create may give and leaves out: the server's go where they would stand.

Beside such a key a body may say how it begins: Kubernetes' ``generateName`` of a ``name``, ``name_prefix`` of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places
from mock_server.openapi.reading.pointers import MISSING, at, replaced

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_LETTERS = 5
"""How many characters Kubernetes adds to what a name begins with."""


def wished_beginning(behaviour: Behaviour, call: Call) -> str:
    """What the request wants its record's key to begin with; nothing where it does not say."""
    place = behaviour.key_place
    beside = at(call.body, place.names[:-1]) if place is not None and place.location == "body" else MISSING
    if place is None or not isinstance(beside, dict):
        return ""
    own = places.plain(place.names[-1])
    wanted = {f"generate{own}", f"{own}prefix"}
    return next((v for name, v in beside.items() if isinstance(v, str) and places.plain(name) in wanted), "")


def beginning_so(beginning: str, key: JSON, longest: int | None) -> JSON:
    """A key that begins so, cut where the whole is too long, and ends as one that the server would have made."""
    if not beginning:
        return key
    end = places.plain(str(key))[-_LETTERS:][:longest]
    return (beginning if longest is None else beginning[: max(0, longest - len(end))]) + end


def in_full(behaviour: Behaviour, call: Call, key: JSON) -> JSON:
    """The key, as a name in full where the resource has such: `shelves/s1/books/b1`."""
    told = behaviour.full_name
    if told is None or key is MISSING or key is None:
        return key
    front = f"{call.path.get(told[0])}/{told[1]}/"
    return key if str(key).startswith(front) else front + str(key).rpartition("/")[2]


def longest_key(schemas: Schemas, behaviour: Behaviour, request: Schema | None) -> int | None:
    """How many characters a key may have where the body of a request gives it; None for as many as one likes."""
    place = behaviour.key_place
    if place is None or place.location != "body":
        return None
    longest = schemas.keyword(schemas.below(request, place.names), "maxLength")
    return longest if isinstance(longest, int) else None


def under_key(behaviour: Behaviour, record: dict[str, JSON], key: JSON) -> dict[str, JSON]:
    """``record`` with its key where records of its kind show it, in an object of its own if need be."""
    place = (behaviour.property,) if behaviour.property is not None else behaviour.key_within
    if not place or key is MISSING:
        return record
    return {**record, place[0]: replaced(record.get(place[0]), place[1:], key)}


def place_within(behaviour: Behaviour) -> tuple[str, ...]:
    """Where in the record the key stands, where that is deeper than its own members."""
    place = behaviour.key_place
    if behaviour.key_within:
        return behaviour.key_within
    if place is None or place.location != "body" or behaviour.property is not None:
        return ()
    return place.names[len(behaviour.envelope) :]
