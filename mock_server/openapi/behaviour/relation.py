"""What an operation beside a resource's own paths does to the resource, as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation_parts import Schema


class Relation(NamedTuple):
    """What an operation does to which resource, and why; ``key`` as in `Behaviour`, ``sets`` what the verb changes,
    ``within`` the collection of which the path names a part of the resource's records, ``several`` that it is done to
    more than one, ``counted`` the schema of the records of which the answer tells the number alone, ``across`` that
    records below any parents are meant that the path does not name, ``unshown`` that the answer shows something
    else than the record, ``restores`` that a record which was removed comes back, ``copies`` that another one is made
    of it, ``parts`` are the places in a create's body of what its path leaves out of the record's, ``shown_parents``
    and ``apart`` as in `Behaviour`."""

    action: ActionName
    resource: Resource
    key: str | None
    why: str
    sets: dict[str, JSON]
    within: Resource | None = None
    several: bool = False
    counted: Schema | None = None
    across: bool = False
    unshown: bool = False
    restores: bool = False
    copies: bool = False
    parts: tuple[str, ...] = ()
    apart: frozenset[str] = frozenset()
    shown_parents: tuple[tuple[str, tuple[str, ...]], ...] = ()
