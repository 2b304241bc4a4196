"""The kinds that inherit from a schema with a discriminator by `allOf`, each by the value that names it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.generator.discriminator import named_children
from mock_server.openapi.schema.composition import ALTERNATIVES
from mock_server.openapi.schema.kept_answers import KeptAnswers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Direction, Schemas


_COMPONENTS = "#/components/schemas/"


class KindMembers(NamedTuple):
    """The member that names the kind, the members of each kind by its value, and those that only kinds have."""

    name: str
    of_kinds: dict[str, frozenset[str]]
    every: frozenset[str]

    def kept(self, record: dict[str, JSON], sent: Mapping[str, JSON]) -> dict[str, JSON]:
        """The record without what only other kinds have than its own, but for what was sent."""
        value = record.get(self.name)
        own = self.of_kinds.get(value, frozenset()) if isinstance(value, str) else frozenset()
        return {name: item for name, item in record.items() if name not in self.every or name in own or name in sent}


class InheritedKinds:
    """The kinds of all schemas of one document, each looked for once."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._kinds: KeptAnswers[dict[str, Schema]] = KeptAnswers()
        self._members: KeptAnswers[dict[str, Schema]] = KeptAnswers()
        self._told: KeptAnswers[KindMembers | None] = KeptAnswers()
        self._unsent_by: dict[Direction, KeptAnswers[frozenset[str]]] = {
            "request": KeptAnswers(),
            "response": KeptAnswers(),
        }

    def _of(self, lean: Schema) -> dict[str, Schema]:
        """Each kind by the value that names it: those of the mapping, else the components that have the schema in an
        `allOf`, and those that have these.

        None for a closed schema, which no kind can add a member to, and for one that lists alternatives itself.
        """
        return self._kinds.of(lean, self._found)

    def members(self, schema: Schema | None) -> Mapping[str, Schema]:
        """The members that only kinds of a schema have, and that it does not name itself."""
        return self._members.of(self._schemas.follow(schema), self._found_members) if schema is not None else {}

    def told(self, schema: Schema | None) -> KindMembers | None:
        """What each kind of a schema has; None where it has no kinds."""
        return self._told.of(self._schemas.follow(schema), self._found_told) if schema is not None else None

    def unsent(self, schema: Schema, direction: Direction) -> frozenset[str]:
        """What kinds of a schema do not send in a direction."""

        def find(lean: Schema) -> frozenset[str]:
            return frozenset().union(*(self._schemas.unsent(kind, direction) for kind in self._of(lean).values()))

        return self._unsent_by[direction].of(self._schemas.follow(schema), find)

    def _found(self, lean: Schema) -> dict[str, Schema]:
        discriminator = lean.get("discriminator") if isinstance(lean, dict) else None
        if not isinstance(lean, dict) or not isinstance(discriminator, dict):
            return {}
        if not isinstance(discriminator.get("propertyName"), str):
            return {}
        if lean.keys() & {*ALTERNATIVES, "additionalProperties"}:
            return {}
        named = named_children(discriminator) if discriminator.get("mapping") else self._heirs_of(lean)
        every = {value: self._schemas.follow(self._schemas.resolve(ref)) for value, ref in named.items()}
        return {value: kind for value, kind in every.items() if isinstance(kind, dict) and kind is not lean}

    def _found_members(self, lean: Schema) -> dict[str, Schema]:
        found: dict[str, Schema] = {}
        for kind in self._of(lean).values():
            for name, item in self._schemas.properties(kind).items():
                found.setdefault(name, item)
        own = self._schemas.properties(lean)
        return {name: item for name, item in found.items() if name not in own}

    def _found_told(self, lean: Schema) -> KindMembers | None:
        kinds, every = self._of(lean), frozenset(self.members(lean))
        if not kinds or not isinstance(lean, dict):
            return None
        name = str(lean["discriminator"]["propertyName"])
        own = {value: every.intersection(self._schemas.properties(kind)) for value, kind in kinds.items()}
        return KindMembers(name, own, every)

    def _heirs_of(self, lean: dict[str, JSON]) -> dict[str, str]:
        """The components that have this one in their `allOf`, or one that has, by their names."""
        found: dict[str, str] = {}
        ahead = [id(lean)]
        while ahead:
            for name in self._heirs.get(ahead.pop(), ()):
                if name not in found:
                    found[name] = f"{_COMPONENTS}{name}"
                    ahead.append(id(self._schemas.follow(self._schemas.resolve(found[name]))))
        return found

    @cached_property
    def _heirs(self) -> dict[int, list[str]]:
        """By the identity of a schema, the names of the components that have it in their `allOf`."""
        components = self._schemas.document.tree.get("components")
        every = components.get("schemas") if isinstance(components, dict) else None
        found: dict[int, list[str]] = {}
        for name, raw in every.items() if isinstance(every, dict) else ():
            parts = raw.get("allOf") if isinstance(raw, dict) else None
            for part in parts if isinstance(parts, list) else ():
                ref = part.get("$ref") if isinstance(part, dict) else None
                if isinstance(ref, str):
                    found.setdefault(id(self._schemas.follow(self._schemas.resolve(ref))), []).append(name)
        return found
