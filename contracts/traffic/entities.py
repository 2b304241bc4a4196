"""What the run knows of each record it works on, as the mock shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Exchange
    from mock_server.openapi import Behaviour


@dataclass(frozen=True, slots=True)
class State:
    """Where a record stands: a name for grouping, words for people, and the assumption it rests on.

    ``open`` where nobody can tell: a removal that is answered with a body may have kept the record in another state.
    """

    cause: str
    words: str
    assumed: str | None = None
    open: bool = False


NEVER = State("never created", "on a key that was never created")
NONE = State("no record", "without a record")
THERE = State("may be there", "on a record that may have been there before", open=True)
STANDING = ("exists", "deactivated", "taken")
"""The states of a record that is there."""
_WORDS = {
    "exists": "on a record that exists",
    "deactivated": "on a record that was deactivated",
    "removed": "on a record that was removed",
    "refused": "after a request that was refused",
    "taken": "after a create that was refused as taken",
}


class Entity:
    """One record: ``tainted`` when the two sides parted over it."""

    __slots__ = ("history", "relation", "state", "tainted")

    def __init__(self, relation: str = "") -> None:
        self.state = NEVER
        self.relation = relation
        self.tainted = False
        self.history: list[Exchange] = []

    def remember(self, exchange: Exchange) -> None:
        """Keep the exchange as part of what leads to the next one."""
        if len(self.history) >= 12:
            del self.history[1]
        self.history.append(exchange)

    def advance(self, behaviour: Behaviour, status: int, *, hard: bool) -> None:
        """Follow what the mock did."""
        if behaviour.action == "create":
            name = "exists" if status < 300 else ("refused" if self.state in (NEVER, _of("refused")) else None)
        elif behaviour.action == "delete" and status < 300:
            name = "deactivated" if behaviour.soft is not None and not hard else "removed"
        elif behaviour.action in ("replace", "merge") and status < 300:
            name = "exists"
        else:
            name = None
        if name is not None:
            assumed = behaviour.operation.assumed if name == "deactivated" else None
            self.state = _of(
                name, assumed, unsure=name == "removed" and behaviour.soft is None and _shows_a_record(behaviour)
            )


def _shows_a_record(behaviour: Behaviour) -> bool:
    """Whether the success of a removal is documented with a body."""
    return any(response.content for response in behaviour.operation.responses if response.status.startswith("2"))


def _of(name: str, assumed: str | None = None, *, unsure: bool = False) -> State:
    return State(name, _WORDS[name], assumed, unsure)
