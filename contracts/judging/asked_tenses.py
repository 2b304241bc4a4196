"""Whether what reads are asked for was or will be: a service may know of one alone, and refuse the other."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from contracts.laws.time_ranges import instant
from contracts.traffic.periods import TIME_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Schemas


class AskedTenses:
    """What each parameter was let in with, by operation and name: the past, the future."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._taken: defaultdict[tuple[str, str], set[bool]] = defaultdict(set)

    def take(self, reading: Reading) -> None:
        """Learn from a request that succeeded."""
        for place, tense in self._tenses(reading):
            self._taken[place].add(tense)

    def explain(self, reading: Reading) -> bool:
        """Whether a read was refused with a time of one tense, where those of the other alone were taken."""
        return any(self._taken.get(place) == {not tense} for place, tense in self._tenses(reading))

    def _tenses(self, reading: Reading) -> Iterator[tuple[tuple[str, str], bool]]:
        """Each time in the query of a read: where it stands, and whether it is to come."""
        query = reading.values.get("query", {}) if reading.operation.is_safe else {}
        for parameter in reading.operation.parameters if query else ():
            is_time = self._schemas.keyword(parameter.schema, "format") in TIME_FORMATS
            at = instant(query.get(parameter.name)) if parameter.location == "query" and is_time else None
            if at is not None:
                yield (reading.operation.id, parameter.name), at > datetime.now(UTC)
