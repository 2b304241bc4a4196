"""The records that bodies refer to: one of the run's own for each resource, made when it is first needed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.linked_records import LinkedRecords
from contracts.cases.values.typical_values import readings
from contracts.traffic.free_texts import values
from contracts.traffic.record_references import ANY
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.traffic.free_texts import Place
    from mock_server.openapi import JSON, Behaviour


class ReferredRecords:
    """Makes bodies refer to what was given by the caller, to the run's own, or, where neither is, to nothing."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self._keys: dict[str, str | None] = {}
        self._others: dict[str, str | None] = {}
        self._making: set[str] = set()
        self._linked = LinkedRecords(steps)

    def settled(self, behaviour: Behaviour, body: JSON) -> JSON:
        """``body`` with references of that kind alone; an optional one that can't be had is left out."""
        sender, body = self.steps.sender, self._linked.settled(behaviour, body)
        for place, resource in sender.references.of(behaviour).items():
            strange = sender.named.strange_references(behaviour, body, (place,)) is not None
            lacking = resource and any(
                not sender.made(resource, sender.references.key(behaviour, place, value))
                for value in values(body, place)
            )
            if strange or (lacking and self._value(behaviour, resource, place) is not MISSING):
                body = self._with(behaviour, body, place, resource, place)
        return body

    def _with(self, behaviour: Behaviour, body: JSON, rest: Place, resource: str, place: Place) -> JSON:
        """``body`` with another reference at ``rest``, the part of ``place`` below it; MISSING for none at all."""
        if not rest:
            return self._value(behaviour, resource, place)
        if rest[0] == "*":
            item = (
                self._with(behaviour, body[0], rest[1:], resource, place) if isinstance(body, list) and body else body
            )
            return [item] if isinstance(body, list) and body and item is not MISSING else MISSING
        if not isinstance(body, dict) or rest[0] not in body:
            return body
        value = self._with(behaviour, body[rest[0]], rest[1:], resource, place)
        if value is MISSING:
            owner = place[: len(place) - len(rest)]
            schema = self.steps.schemas.below(behaviour.operation.request_schema, owner)
            if rest[0] in self.steps.schemas.required(schema, alternatives=True):
                value = self._nobodys(behaviour, place, rest)
        return (
            {name: item if name != rest[0] else value for name, item in body.items()}
            if value is not MISSING
            else {name: item for name, item in body.items() if name != rest[0]}
        )

    def _value(self, behaviour: Behaviour, resource: str, place: Place) -> JSON:
        steps, schema = self.steps, self.steps.schemas.below(behaviour.operation.request_schema, place)
        name = next(part for part in reversed(place) if part != "*")
        if name in steps.samples.given:
            return next((v for v in readings(steps.samples.given[name]) if steps.samples.valid(schema, v)), MISSING)
        key = self.one(resource) if resource != ANY else None
        written = steps.sender.references.written(behaviour, place, key) if key is not None else None
        found = readings(written) if written is not None else ()
        return next((v for v in found if steps.samples.valid(schema, v)), MISSING)

    def _nobodys(self, behaviour: Behaviour, place: Place, rest: Place) -> JSON:
        """A reference to a record that nobody has, where one has to be given."""
        made = self.nobodys(behaviour, place)
        for part in reversed(rest[1:]):
            made = [made] if part == "*" else {part: made}
        return made

    def nobodys(self, behaviour: Behaviour, place: Place) -> JSON:
        """A key of the run's that nobody has, for a reference at ``place`` of a body."""
        names, schema = self.steps.names, self.steps.schemas.below(behaviour.operation.request_schema, place)
        written = partial(self.steps.sender.references.written, behaviour, place)
        fresh = written(names.fresh(lambda text: self.steps.samples.valid(schema, written(text))))
        return fresh if self.steps.samples.valid(schema, fresh) else int(names.number())

    def one(self, resource: str) -> str | None:
        """The key of a record of the run's own, None where there can be none."""
        with self.steps.sender.asking.making():
            return self._found(resource, self._keys)

    def another(self, resource: str) -> str | None:
        """The key of a second record of the run's own, for what changes a reference; None where there can be none."""
        with self.steps.sender.asking.making():
            return self._found(resource, self._others)

    def _found(self, resource: str, keys: dict[str, str | None]) -> str | None:
        known = keys.get(resource)
        if known is not None and self.steps.sender.made(resource, known):
            return known
        cycle = self.steps.cycles.get(resource)
        if cycle is None or resource in self._making or cycle["create"] is None:
            return None
        self._making.add(resource)
        try:
            keys[resource] = self.steps.record_of(cycle)
        finally:
            self._making.discard(resource)
        return keys[resource]
