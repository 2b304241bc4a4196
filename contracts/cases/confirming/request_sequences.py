"""Finds the shortest sequence of requests that shows a finding again, with bodies as plain as will do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from contracts.laws.strict_json import loosely
from contracts.traffic.free_texts import values

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Exchange, Request
    from contracts.findings import Finding
    from contracts.traffic.entities import Entity
    from contracts.traffic.evidence import Where
    from mock_server.openapi import JSON

_HISTORY = 6


class RequestSequences:
    """The sequences that may show a finding again, the shortest first."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self.sender = steps.sender

    def of(self, finding: Finding) -> list[list[Exchange]]:
        """The request alone, after the create of its record, after all that was done to the record; a repetition twice.

        The last alone where a removal failed: little may still be created.
        """
        last = finding.exchange
        own = self._own(last.request)
        parents = self._made_for(last.request, set())
        history = [*finding.before][-_HISTORY:]
        found: list[list[Exchange]] = []
        if finding.law == "generated-unique":  # below parents of its own there is nothing yet that it could repeat
            found.append([*parents, last, last])
        creates = [e for e in (*history, *self._history(own)) if self._creates(e)][:1]
        if listed := self._listed(last):
            found.append(self.whole([listed, last]))
        if creates and self._is_there_yet(own):
            history = [*creates, *(e for e in history if e is not creates[0])]
        else:
            found.append([*parents, last])
        found += [self.whole([*creates, last]), self.whole([*history, last])]
        if self.sender.safety.creations.failure is not None:
            found = found[-1:]
        unique: dict[tuple[int, ...], list[Exchange]] = {}
        for sequence in found:
            unique.setdefault(tuple(map(id, sequence)), sequence)
        return list(unique.values())

    def narrowed(self, exchanges: Sequence[Exchange], last: Exchange) -> list[Exchange]:
        """Of the exchanges of a journey those that lead to ``last``: the ones about its record, or all."""
        upto = list(exchanges[: next((i for i, e in enumerate(exchanges) if e is last), len(exchanges) - 1) + 1])
        own = self._own(last.request)
        if own is not None:
            upto = [e for e in upto if self._own(e.request) == own or self._makes(e, own) or e is last]
        return self.whole(upto[-2 * _HISTORY :])

    def makes_what_stays(self, sequence: Sequence[Exchange]) -> bool:
        """Whether something that the sequence makes can't be removed."""
        for exchange in sequence:
            reading = self.sender.judge.reader.read(exchange.request)
            behaviour = self.sender.judge.behaviours[reading.operation.id] if reading is not None else None
            if behaviour is None or behaviour.action != "create" or behaviour.resource is None:
                continue
            if not self.sender.addressing.removable(behaviour.resource):
                return True
        return False

    def whole(self, sequence: list[Exchange]) -> list[Exchange]:
        """``sequence`` behind the creates of the parents that its requests name."""
        there = {own for e in sequence if self._creates(e) and (own := self._own_or_made(e)) is not None}
        parents: list[Exchange] = []
        for exchange in sequence:
            parents += [e for e in self._made_for(exchange.request, there) if all(e is not p for p in parents)]
        return [*(p for p in parents if all(p is not e for e in sequence)), *sequence]

    def _made_for(self, request: Request, there: set[Where]) -> list[Exchange]:
        """The creates of the other records that a request names in its path, outermost first, and in its body."""
        reading = self.sender.judge.reader.read(request)
        if reading is None:
            return []
        behaviour = self.sender.judge.behaviours[reading.operation.id]
        found: list[Exchange] = []
        places = self.sender.path_keys.places(behaviour, reading.path).items()
        needed = [(*where, reading.path.get(name, "")) for name, where in places if name != behaviour.key_parameter]
        for place, resource in self.sender.references.of(behaviour).items():
            named = {self.sender.references.key(behaviour, place, value) for value in values(reading.body, place)}
            needed += [where for where in self.sender.known.entities if where[0] == resource and where[2] in named]
        for where in needed:
            if where in there:
                continue
            create = next((e for e in self._history(where) if self._creates(e)), None)
            if create is not None:
                there.add(where)
                found += [*self._made_for(create.request, there), create]
        return found

    def _history(self, where: Where | None) -> list[Exchange]:
        entity: Entity | None = self.sender.known.entities.get(where) if where is not None else None
        return entity.history if entity is not None else []

    def _own(self, request: Request) -> Where | None:
        """The record that a request is about."""
        reading = self.sender.judge.reader.read(request)
        if reading is None:
            return None
        behaviour = self.sender.judge.behaviours[reading.operation.id]
        return self.sender.addressing.where(reading, behaviour, self.sender.addressing.key(reading, behaviour))

    def needs(self, exchange: Exchange, last: Exchange) -> bool:
        """Whether an exchange made what the last one is about, which is there yet, and not when it is run again."""
        own = self._own(last.request)
        return own is not None and self._makes(exchange, own) and self._is_there_yet(own)

    def _listed(self, last: Exchange) -> Exchange | None:
        """The create of a record of the run that is there while a list is shown again: next time it may be empty.

        One that the list showed, if there is such a one.
        """
        reading = self.sender.judge.reader.read(last.request)
        behaviour = self.sender.judge.behaviours[reading.operation.id] if reading is not None else None
        if behaviour is None or behaviour.action != "list" or last.answer is None:
            return None
        shown = self.sender.addressing.items(behaviour, loosely(last.answer.body))
        keys = {key for key, _ in shown}
        found: dict[bool, Exchange] = {}
        for where, entity in self.sender.known.entities.items():
            resource, above, key = where
            if resource == behaviour.resource and self.sender.ownership.made(resource, key, above):
                created = next((e for e in entity.history if self._creates(e)), None)
                if created is not None:
                    found.setdefault(key in keys, created)
        return found.get(True, found.get(False))

    def _is_there_yet(self, own: Where | None) -> bool:
        """Whether the run made this record, has not removed it, and would ask for it again under that key."""
        if own is None or self.steps.names.owns(own[2]):
            return False
        resource, above, key = own
        return self.sender.ownership.made(resource, key, above)

    def _own_or_made(self, exchange: Exchange) -> Where | None:
        own = self._own(exchange.request)
        if own is not None:
            return own
        return next(
            (where for where, entity in self.sender.known.entities.items() if exchange in entity.history[:1]), None
        )

    def _makes(self, exchange: Exchange, own: Where) -> bool:
        return self._creates(exchange) and any(exchange is e for e in self._history(own))

    def _creates(self, exchange: Exchange) -> bool:
        reading = self.sender.judge.reader.read(exchange.request)
        answer = exchange.answer
        made = answer is not None and 200 <= answer.status < 300
        return made and reading is not None and self.sender.judge.behaviours[reading.operation.id].action == "create"


def plainer(
    sequences: RequestSequences, finding: Finding, sequence: Sequence[Exchange]
) -> Generator[list[Exchange], list[Exchange] | None]:
    """Variants of a sequence that say less: the plainest body, then each member left out, then each step left out.

    Whoever tries one and finds that it still shows the finding sends the variant back, to go on from there.
    """
    steps, best = sequences.steps, list(sequence)
    body = _object(best[-1].request)
    operation = steps.judge.document.operation(best[-1].request.operation or "")
    least = steps.requests.body(operation) if operation is not None and body is not None else None
    words = set(re.split(r"[^\w-]+", f"{finding.place} {finding.cause}"))
    if body is not None and isinstance(least, dict):
        words |= _keys(steps, best[-1].request, body)
        kept = {name: value if name in words or name not in least else least[name] for name, value in body.items()}
        kept = {name: value for name, value in kept.items() if name in least or name in words}
        if kept != body:
            taken = yield _with(best, kept)
            best, body = (taken, kept) if taken is not None else (best, body)
        for name in [name for name in body if name not in least][:8] if len(body) > len(kept) else ():
            fewer = {key: value for key, value in body.items() if key != name}
            taken = yield _with(best, fewer)
            best, body = (taken, fewer) if taken is not None else (best, body)
    for index in reversed(range(len(best) - 1)[-4:] if len(best) > 2 else ()):
        fewer_steps = [*best[:index], *best[index + 1 :]]
        if len(sequences.whole(fewer_steps)) > len(fewer_steps) or sequences.needs(best[index], best[-1]):
            continue  # what it makes is there yet, and will not be when somebody runs the others again
        taken = yield fewer_steps
        best = taken if taken is not None else best
    for index in range(len(best) - 1)[:4]:
        plain = _plain_step(steps, best[index])
        if plain is not None:
            taken = yield [*best[:index], plain, *best[index + 1 :]]
            best = taken if taken is not None else best


def _plain_step(steps: RecordSteps, exchange: Exchange) -> Exchange | None:
    """A step of the set-up with the smallest body that keeps the run's names, None where that is its own."""
    request = exchange.request
    body, operation = _object(request), steps.judge.document.operation(request.operation or "")
    least = steps.requests.body(operation) if operation is not None and body is not None else None
    if body is None or not isinstance(least, dict):
        return None
    own = _keys(steps, request, body)
    kept = {name: body[name] if name in own else value for name, value in least.items()}
    return None if kept == body else replace(exchange, request=replace(request, body=orjson.dumps(kept)))


def _keys(steps: RecordSteps, request: Request, body: dict[str, JSON]) -> set[str]:
    """The members by which the run knows its record again: the key, and whatever carries a name of the run."""
    operation = steps.judge.document.operation(request.operation or "")
    place = steps.judge.behaviours[operation.id].key_place if operation is not None else None
    own = {name for name, value in body.items() if steps.names.owns(str(value))}
    return own | (set(place.names[:1]) if place is not None and place.location == "body" else set())


def _object(request: Request) -> dict[str, JSON] | None:
    try:
        found = orjson.loads(request.body or b"")
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _with(sequence: list[Exchange], body: dict[str, JSON]) -> list[Exchange]:
    last = sequence[-1]
    return [*sequence[:-1], replace(last, request=replace(last.request, body=orjson.dumps(body)))]
