"""Marks by which a record says that it was removed, and is kept: `deletedAt`, `archived: true`, `status: closed`.

Services that delete softly show them where no document may say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from contracts.traffic.entities import State
    from mock_server.openapi import JSON, Behaviour

_GONE = frozenset((
    "archived", "cancelled", "canceled", "closed", "deactivated", "deleted", "disabled", "discarded", "inactive",
    "removed", "retired", "revoked", "terminated", "trashed", "voided", "withdrawn",
))  # fmt: skip
_THERE = frozenset({"active", "alive", "enabled"})
_LONGEST = 30
"""Characters of the name of a state."""


def says_removed(record: JSON) -> bool:
    """Whether a member of the record says so."""
    return isinstance(record, dict) and any(_says_so(name, value) for name, value in record.items())


def shows_removal(status: int, behaviour: Behaviour, state: State, body: JSON) -> bool:
    """Whether a read of a record that was removed shows it, marked as such."""
    read = behaviour.action == "read" and 200 <= status < 300 and state.cause == "removed"
    return read and says_removed(pointers.at(body, behaviour.record or (), None))


def _says_so(name: str, value: JSON) -> bool:
    words = set(field_names.words(name))
    if words & _GONE:
        return bool(value)
    if words & field_names.STATES and isinstance(value, str) and len(value) <= _LONGEST:
        return not _GONE.isdisjoint(field_names.words(value.lower()))
    return value is False and bool(words & _THERE)
