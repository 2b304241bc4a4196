"""Errors that have a member for each member of a request, with a list of messages: `{"title": ["is missing"]}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.error_roles import LISTS, MESSAGE
from mock_server.openapi.reading.pointers import at, replaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas
    from mock_server.openapi.schema.validation import Violation

_AROUND: tuple[Pointer, ...] = ((), ("errors",), ("error",), ("details",))
_GENERAL = re.compile(r"^_*(?:non_?field_?errors?|base|general|global|form|all|root|other)_*$", re.I)
_FEWEST = 2


class MemberErrors:
    """Those of one error's schema; none where its members are others than those ``taken`` in the request."""

    def __init__(self, schemas: Schemas, schema: Schema, taken: frozenset[str]) -> None:
        self.place: Pointer = ()
        self._names: tuple[str, ...] = ()
        wrapped = frozenset(name.partition(".")[2] for name in taken if "." in name)
        self._depth = 0
        """How many members stand around those of the request: one where all are wrapped (`{"note": {"title": …}}`)."""
        for place in _AROUND:
            known = schemas.properties(schemas.below(schema, place))
            texts = [name for name, item in known.items() if schemas.types(schemas.items(item)) == {"string"}]
            if len(texts) < _FEWEST or len(texts) != len(known):
                continue
            if _are_of(taken, texts) or _are_of(wrapped, texts):
                self.place, self._names = place, tuple(texts)
                self._depth = 0 if _are_of(taken, texts) else 1
                break
        self._general = next((name for name in self._names if _GENERAL.match(name)), None)

    def __bool__(self) -> bool:
        return bool(self._names)

    def tell_of(self, violations: Sequence[Violation]) -> bool:
        """Whether one of these is at a member, or is told in general."""
        return self._general is not None or any(self._first(violation) in self._names for violation in violations)

    def _first(self, violation: Violation) -> str:
        """The member that a violation is at."""
        inside = violation.pointer[self._depth :]
        return str(inside[0]) if inside else ""

    def told(self, body: dict[str, JSON], violations: Sequence[Violation]) -> JSON:
        """``body`` with what is wrong at each member; what is of none of them is told in general, where that is."""
        said: dict[str, list[str]] = {}
        for violation in violations:
            first = self._first(violation)
            if first in self._names:
                around = ".".join(map(str, violation.pointer[: self._depth + 1]))
                inner = violation.field.removeprefix(around).lstrip(".")
                said.setdefault(first, []).append(f"{inner}: {violation.message}" if inner else violation.message)
            elif self._general is not None:
                said.setdefault(self._general, []).append(f"{violation.field}: {violation.message}")
        return self._with(body, said)

    def in_general(self, body: dict[str, JSON], message: str) -> JSON:
        """``body`` of a refusal that is about no member."""
        return self._with(body, {} if self._general is None else {self._general: [message]})

    def _with(self, body: dict[str, JSON], said: dict[str, list[str]]) -> JSON:
        around = at(body, self.place)
        kept = (
            {name: value for name, value in around.items() if name not in self._names}
            if isinstance(around, dict)
            else {}
        )
        return replaced(body, self.place, {**kept, **said})


def _are_of(taken: frozenset[str], names: list[str]) -> bool:
    """Whether half of the names or more are the request's or general, and no other says that it lists errors."""
    others = [name for name in names if name not in taken and not _GENERAL.match(name)]
    return len(others) * 2 <= len(names) and not any(LISTS.match(name) or MESSAGE.match(name) for name in others)
