"""Marks by which a record says that it was removed, and is kept: `deletedAt`, `archived: true`, `status: closed`.

Services that delete softly show them where no document may say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from contracts.traffic.entities import State
    from mock_server.openapi import JSON, Behaviour, Operation

_THERE = frozenset({"active", "alive", "enabled"})
_INCLUDES = frozenset({"include", "including", "with"})
_SHOWS = _INCLUDES | {"show"}
_TOO = re.compile(r"(?i)\b(?:too|also|as well|includ\w+|even|in addition|besides|along with)\b")
_FOR_SOME = re.compile(
    r"(?i)\b(?:admin\w*|only|role|permi\w+|scope|may|if|when|unless|recent\w*|last|days?|hours?|ignored|deprecated"
    r"|no effect)\b"
)
_KEPT = field_names.Telling(
    r"soft[- ]?delet\w*|mark(?:s|ed)? (?:\w+ ){0,3}?as (?:deleted|removed|archived)|mov\w+ to (?:the )?trash",
    but=r"(?<!can )not|no|never|permanent\w*|hard|instead|if|unless|when|or",
)
_TIME = {"delete", "time"}
"""AIP-148's `deleteTime`."""
_LONGEST = 30
"""Characters of the name of a state."""


def says_removed(record: JSON) -> bool:
    """Whether a member of the record says so."""
    return bool(marks(record))


def marks(record: JSON) -> set[str]:
    """The members of a record that say so."""
    return {name for name, value in record.items() if _says_so(name, value)} if isinstance(record, dict) else set()


def asks_for_removed(name: str, said: str) -> bool:
    """Whether a flag of this name and description has a list show what was removed as well, to whoever asks.

    Of what it shows a description has to say that this is not all, and of what it includes where it has one.
    """
    first, *rest = field_names.words(name) or [""]
    plain = first in _SHOWS and rest and field_names.GONE.issuperset(rest)
    alone = first in _INCLUDES and not said
    return bool(plain and (alone or _TOO.search(said)) and not _FOR_SOME.search(said))


def keeps_removed(removal: Operation | None) -> bool:
    """Whether a removal says that what it removes is kept, and marked."""
    return removal is not None and _KEPT.told_in(*removal.texts)


def shows_removal(status: int, behaviour: Behaviour, state: State, body: JSON) -> bool:
    """Whether a read of a record that was removed shows it, marked as such."""
    read = behaviour.action == "read" and 200 <= status < 300 and state.cause == "removed"
    return read and says_removed(pointers.at(body, behaviour.record or (), None))


def _says_so(name: str, value: JSON) -> bool:
    words = set(field_names.words(name))
    if words & field_names.GONE or words == _TIME:
        return bool(value)
    if words & field_names.STATES and isinstance(value, str) and len(value) <= _LONGEST:
        return not field_names.GONE.isdisjoint(field_names.words(value.lower()))
    return value is False and bool(words & _THERE)
