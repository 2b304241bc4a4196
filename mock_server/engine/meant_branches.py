"""Which members a record has by the alternative that it is one of: of a card none that an account alone has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.generator.discriminator import pinned_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


class Branch(NamedTuple):
    """One alternative: the values by which it is told, by the members that have them, and the names of its members."""

    told: Mapping[str, list[JSON]]
    names: frozenset[str]


class MeantBranches(tuple[Branch, ...]):
    """The alternatives of one schema that constants tell apart; none where it has no such."""

    __slots__ = ()

    def kept(self, record: dict[str, JSON], sent: Mapping[str, JSON]) -> dict[str, JSON]:
        """The record without what only other alternatives have, but for what was sent."""
        others = self.others(sent).difference(sent) if self else ()
        return {name: value for name, value in record.items() if name not in others} if others else record

    def others(self, sent: Mapping[str, JSON]) -> frozenset[str]:
        """The names of members that only other alternatives have than those which ``sent`` may be."""
        fitting = [one for one in self if all(sent[name] in one.told[name] for name in one.told if name in sent)]
        if not fitting or len(fitting) == len(self):
            return frozenset()
        return frozenset().union(*(one.names for one in self)).difference(*(one.names for one in fitting))


def meant_branches(schemas: Schemas, schema: Schema | None) -> MeantBranches:
    """The alternatives of a schema, at its top."""
    lean = schemas.follow(schema) if schema is not None else None
    if not isinstance(lean, dict):
        return MeantBranches()
    branches = [branch for _, _, branch in schemas.branches(lean, ("oneOf", "anyOf"))]
    discriminator = lean.get("discriminator")
    named = isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str)
    pins = (
        pinned_options(discriminator, branches) if named and isinstance(discriminator, dict) else [None] * len(branches)
    )
    return MeantBranches(
        Branch(_told(schemas, (branch, pin)), frozenset(schemas.properties(branch)))
        for branch, pin in zip(branches, pins, strict=True)
    )


def _told(schemas: Schemas, parts: Iterable[Schema | None]) -> dict[str, list[JSON]]:
    """The members of an alternative that have one of some values."""
    found: dict[str, list[JSON]] = {}
    for part in parts:
        for name, item in schemas.properties(part).items():
            lean = schemas.follow(item)
            if isinstance(lean, dict) and ("const" in lean or isinstance(lean.get("enum"), list)):
                found.setdefault(name, [lean["const"]] if "const" in lean else list(lean["enum"]))
    return found
