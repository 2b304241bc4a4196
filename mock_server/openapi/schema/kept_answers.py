"""What was found out about schemas, by the schema itself: asked again and again, it is the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON

Told = TypeVar("Told")

_MOST = 20_000
"""Of how many schemas it is kept; documents seldom have so many, and then all are asked anew."""


class KeptAnswers(Generic[Told]):
    """Answers by identity of a schema, which is kept as well: no other one can come to be in its place."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[JSON, Told]] = {}

    def of(self, schema: JSON, find: Callable[[JSON], Told]) -> Told:
        """What ``find`` tells of ``schema``, or told before."""
        try:
            return self._kept[id(schema)][1]  # nearly always: asked some thirty times for each exchange of a check
        except KeyError:
            pass
        found = find(schema)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[id(schema)] = (schema, found)
        return found
