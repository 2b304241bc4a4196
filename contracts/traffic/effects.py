"""What a request may touch beside the record that it names: which requests may be under way at the same time."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Request
    from mock_server.openapi import Behaviour

READS = ("read", "list")
"""What shows records and changes none, also where it is asked for by a POST."""
CHANGING = ("replace", "merge")
"""What changes a record that is there."""
WRITING = ("create", *CHANGING)
"""What is sent a record, or a part of one."""


class Effect(Enum):
    """How far a request reaches."""

    READ = "reads one record"
    LOOK = "reads what others may be changing: a list, a search, a count"
    REMOVE = "removes one record"
    WRITE = "makes or changes one record"
    ANY = "may change anything"
    ALONE = "is sent again since something beside it may have kept it from being done"

    def clashes(self, other: Effect) -> bool:
        """Whether the order of the two shows in their answers although each works on a record of its own."""
        if Effect.ANY in (self, other) or Effect.ALONE in (self, other):
            return True
        return (self is Effect.LOOK and other in _WRITES) or (other is Effect.LOOK and self in _WRITES)


_WRITES = (Effect.REMOVE, Effect.WRITE)


def effect_of(request: Request, behaviour: Behaviour | None) -> Effect:
    """How far ``request`` reaches, by what its operation does; what none covers shows no records of anybody."""
    if behaviour is None and request.is_safe:
        return Effect.READ
    action = behaviour.action if behaviour is not None and behaviour.resource is not None else "none"
    if request.is_safe or action in READS:
        return Effect.READ if action == "read" else Effect.LOOK
    if action in WRITING:
        return Effect.WRITE
    return Effect.REMOVE if action == "delete" else Effect.ANY
