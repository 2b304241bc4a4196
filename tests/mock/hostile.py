"""One request that nobody should send."""

from __future__ import annotations

from dataclasses import dataclass

GOOD = b'{"id":"%ID%","name":"x"}'
DEEP = 1_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request; ``%ID%`` in it stands for an unused id. ``fields`` are those that the violations must name."""

    name: str
    data: bytes
    statuses: frozenset[int]
    fields: frozenset[str] | None = None


def one(name: str, data: bytes, *statuses: int, fields: str | None = None) -> Hostile:
    """A request with the statuses that are right, and the fields that must be named."""
    return Hostile(name, data, frozenset(statuses), None if fields is None else frozenset(fields.split()))
