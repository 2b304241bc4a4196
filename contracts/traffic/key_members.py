"""The member of a body that holds the key which the path names as well: beside the path, its value binds nobody.

Some servers ignore it there, as they ignore what is readOnly, others refuse one that differs; no document says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour


@dataclass(frozen=True, slots=True)
class KeyMember:
    """Where a changing request may name its record a second time: ``pointer`` into the body, ``name`` in the path."""

    pointer: tuple[str, ...]
    name: str

    def weigh(self, reading: Reading) -> None:
        """Take what is wrong with the member alone out of ``reading``, and make it grey where the two keys differ."""
        value = pointers.at(reading.body, self.pointer)
        others = [v for v in reading.violations if v.location != "body" or not self._is(v.pointer)]
        differs = value is not MISSING and _text(value) != reading.path.get(self.name)
        differs = differs or len(others) < len(reading.violations)
        reading.violations = others
        if differs and not others:
            reading.why = reading.why or "a key in the body beside that of the path, which servers ignore or refuse"

    def _is(self, pointer: tuple[str | int, ...]) -> bool:
        return tuple(map(str, pointer[: len(self.pointer)])) == self.pointer


def key_members(behaviours: Mapping[str, Behaviour]) -> dict[str, KeyMember]:
    """The member of each operation that replaces or merges a record which its path names."""
    return {
        name: KeyMember((*behaviour.envelope, behaviour.property), behaviour.key_parameter)
        for name, behaviour in behaviours.items()
        if behaviour.action in ("replace", "merge") and behaviour.property is not None and behaviour.key_parameter
    }


def _text(value: JSON) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None
