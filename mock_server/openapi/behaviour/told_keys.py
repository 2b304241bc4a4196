"""What the description of a path's parameter says of the key of its records: *the name of the database*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation

_WORDS = re.compile(r"[a-z0-9]+")
_NUMBERED = frozenset({"id", "ids", "identifier", "uuid", "guid", "key"})
"""Words of a key that is no member of another name."""


def says_key(operation: Operation, parameter: str | None, member: str | None) -> bool:
    """Whether the description of this parameter of the path says that it is the member, and not an id."""
    for found in operation.parameters:
        if (found.location, found.name) == ("path", parameter):
            words = set(_WORDS.findall(str(found.raw.get("description", "")).lower()))
            return member is not None and member.lower() in words and not words & _NUMBERED
    return False
