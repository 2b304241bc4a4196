"""Lists as they pass: what one shows of records that were made, changed or removed here, and by what it was asked for.

A list that lags behind its records is none that is wrong, and what stands on further pages is not known: a record is
missed only on a list that is whole, some time after it was made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.laws import filter_laws, list_laws, list_walks
from contracts.laws.filter_meaning import meaning
from contracts.laws.list_laws import Flaw
from contracts.laws.list_walks import ListPage, Walk, members
from contracts.laws.read_back import shown_record
from contracts.laws.same_values import alike
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contracts.cases.sending.addressing import Addressing
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.laws.correspondence import Correspondence
    from contracts.laws.list_laws import Items
    from mock_server.openapi import JSON, Behaviour, Parameter, Schemas

    Place = tuple[str, tuple[str, ...]]

_SETTLED = 1.5
"""Seconds after which a list should show what was made, and no more what was removed."""
_FULL = 20
"""Records from which on a list without documented pages may be cut off all the same."""
_MOST = 2000
"""Records of one list that are remembered."""


@dataclass
class ListedRecords:
    """The records of one list by key: what was sent of each that was made here, when that was, and when it went.

    ``keys`` are those of the list when it was last seen whole, with what was made and removed here since; ``changed``
    are the keys of records that were changed since, with what was sent.
    """

    sent: dict[str, JSON] = field(default_factory=dict)
    shown: dict[str, JSON] = field(default_factory=dict)
    made: dict[str, float] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)
    keys: set[str] | None = None
    changed: list[tuple[str, dict[str, JSON]]] = field(default_factory=list)

    def forget(self, key: str) -> None:
        """Whatever is known of it."""
        for known in (self.sent, self.shown, self.made, self.gone):
            known.pop(key, None)


class PassedLists:
    """Follows the exchanges of one document; ``unasked`` asks the mock for a list without one of its parameters."""

    def __init__(
        self,
        addressing: Addressing,
        schemas: Schemas,
        correspondence: Correspondence,
        unasked: Callable[[Sent, Behaviour, str], Items],
    ) -> None:
        self._addressing, self._schemas, self._correspondence = addressing, schemas, correspondence
        self._unasked = unasked
        self._lists: dict[Place, ListedRecords] = {}

    def take(self, sent: Sent, behaviour: Behaviour, *, alone: bool, moment: float) -> Iterator[Finding]:
        """Follow an exchange that ended at this ``moment``, in seconds; what is wrong with a list in it."""
        addressing = self._addressing
        if behaviour.resource is None or sent.reading is None:
            if not sent.exchange.request.is_safe:
                self._lists.clear()  # it may change any record
            return
        place = (behaviour.resource, addressing.above(sent.reading, behaviour))
        known = self._lists.setdefault(place, ListedRecords())
        if behaviour.action == "list":
            chooses = isinstance(sent.reading.body, dict) and bool(sent.reading.body)  # as a query would
            if alone and sent.succeeded and isinstance(sent.body, dict | list) and not chooses:
                yield from self._listed(sent, behaviour, place, known, moment)
        elif sent.succeeded or not alone:
            self._follow(sent, behaviour, known, alone=alone, moment=moment)

    def doubt(self, behaviour: Behaviour | None) -> None:
        """Nobody knows what became of a record of this resource, or of any."""
        for place in [*self._lists]:
            if behaviour is None or behaviour.resource in (None, place[0]):
                del self._lists[place]

    def _follow(self, sent: Sent, behaviour: Behaviour, known: ListedRecords, *, alone: bool, moment: float) -> None:
        reading, action = sent.reading, behaviour.action
        key = self._addressing.key(reading, behaviour)
        if action == "create" and not isinstance(key, str):
            answered = self._addressing.answered_key(behaviour, sent.body)
            key = str(answered) if answered is not None else None
        if sent.exchange.request.is_safe and action != "read":
            return
        if not alone or not isinstance(key, str) or action not in ("create", "replace", "merge", "delete", "read"):
            self.doubt(behaviour)
            return
        record = self._addressing.record(behaviour, sent.body)
        if action == "read":
            if key in known.made and isinstance(record, dict):
                known.shown[key] = record
            return
        was_made = known.made.get(key)
        known.forget(key)
        body = reading.body if reading is not None else None
        if known.keys is not None:
            (known.keys.discard if action == "delete" else known.keys.add)(key)
        if action in ("replace", "merge") and isinstance(body, dict) and body:
            known.changed.append((key, body))
        if action == "delete":
            if sent.exchange.answer is not None and not sent.exchange.answer.body and behaviour.soft is None:
                known.gone[key] = moment
        elif action == "create" and len(known.made) < _MOST and not sent.again:
            known.made[key] = moment
        elif was_made is not None:
            known.made[key] = was_made
        if key in known.made:
            known.sent[key] = body if action != "merge" else {}
            if isinstance(record, dict):
                known.shown[key] = record

    def _listed(
        self, sent: Sent, behaviour: Behaviour, place: Place, known: ListedRecords, moment: float
    ) -> Iterator[Finding]:
        items = self._addressing.items(behaviour, sent.body)
        mock = sent.exchange.mock
        beside = self._addressing.items(behaviour, sent.mock_body) if mock and 200 <= mock.status < 300 else []
        asked = [p for p in behaviour.operation.parameters if self._value(sent, p) is not None]
        walk = Walk([ListPage(items, (), False, beside)], self._is_whole(sent, behaviour, items))
        flaws = [*list_laws.repeats(items)]
        if len({*known.made} & {key for key, _ in items}) <= _FULL:
            for key in known.made:
                twin = self._twin(place, key)
                flaws += list_laws.other_values(items, beside, key, twin, known.sent.get(key))
        plain = True
        for parameter in asked:
            name, value = parameter.name, self._value(sent, parameter)
            if field_names.LIMIT.match(name) and isinstance(value, int):
                flaws += list_laws.exceeds(items, beside, value)
            elif field_names.OFFSET.match(name) and isinstance(value, int):
                flaws += self._elsewhere(sent, asked, name, value, len(items))
            elif not field_names.asks(name):
                plain = False
                flaws += self._filtered(sent, behaviour, parameter, value, walk, known)
        if plain and walk.whole:
            flaws += self._copied(items, known)
            flaws += self._missed(behaviour, place, items, beside, known, moment)
        for key, since in known.gone.items():
            if moment - since > _SETTLED:
                flaws += list_laws.shows_removed(items, key)
        operation = sent.reading.operation if sent.reading else None
        yield from list_laws.findings(flaws, sent.exchange, operation, behaviour)

    def _elsewhere(self, sent: Sent, asked: list[Parameter], name: str, start: int, shown: int) -> Iterable[Flaw]:
        """What a page says of its place; a server may move one behind the end, or one within a page."""
        sizes = [self._value(sent, parameter) for parameter in asked if field_names.LIMIT.match(parameter.name)]
        is_there = shown and any(total > start for _, total in _totals(sent))
        if not is_there or any(not isinstance(size, int) or not size or start % size for size in sizes):
            return ()
        return list_walks.is_elsewhere(sent.body, name, start, shown)

    @staticmethod
    def _copied(items: Items, known: ListedRecords) -> Iterator[Flaw]:
        """A change makes no other record of what was sent; the list that is whole is remembered."""
        new = [item for key, item in items if known.keys is not None and key not in known.keys]
        for item in new:
            if isinstance(item, dict) and any(
                all(name in item and alike(value, item[name]) for name, value in body.items())
                for _, body in known.changed
            ):
                yield Flaw(
                    "", "the record that was changed", "a second one", "shows a second record beside a changed one"
                )
        known.keys, known.changed = {key for key, _ in items if key is not None}, []

    def _missed(
        self, behaviour: Behaviour, place: Place, items: Items, beside: Items, known: ListedRecords, moment: float
    ) -> Iterator[Flaw]:
        for key, since in known.made.items():
            if moment - since > _SETTLED:
                yield from list_laws.lacks(items, beside, key, self._twin(place, key))

    def _filtered(
        self, sent: Sent, behaviour: Behaviour, parameter: Parameter, value: JSON, walk: Walk, known: ListedRecords
    ) -> Iterable[Flaw]:
        """What a parameter that names a member lets in."""
        schemas, key_name = self._schemas, self._addressing.key_name(behaviour)
        response = next((r for r in behaviour.operation.responses if r.status.startswith("2")), None)
        record = schemas.properties(shown_record(schemas, response, behaviour))
        found = meaning(schemas, parameter, record)
        if found is None:
            return ()
        own = {key: shown for key, shown in known.shown.items() if key in known.made}
        if found.bounds:
            return self._within(walk, own, found.member, parameter, value, found.lower, found.upper)
        schema = record.get(found.member)
        options = schemas.keyword(schemas.items(parameter.schema) if found.several else parameter.schema, "enum")
        free = schemas.types(schema) - {"null"} == {"string"} and not (options or schemas.keyword(schema, "enum"))
        is_key = found.member == key_name
        if free and not is_key:
            return ()  # a text may be searched for in many ways
        wanted = value if isinstance(value, list) else [value]
        alone = Walk(walk.pages, walk.whole and len(self._filters(sent, behaviour)) == 1)
        flaws = [*filter_laws.keeps(alone, own, found.member, wanted, parameter.name)]
        if is_key:
            flaws += filter_laws.lets_in_others(walk, found.member, wanted, parameter.name)
            return [*flaws, *_counts_others(sent, len({str(one) for one in wanted}))]
        everything = self._unasked(sent, behaviour, parameter.name)
        return [*flaws, *list_laws.lets_in(walk.pages[0].items, walk.beside, everything, found.member, wanted)]

    @staticmethod
    def _within(
        walk: Walk,
        own: dict[str, JSON],
        member: str,
        parameter: Parameter,
        value: JSON,
        lower: str | None,
        upper: str | None,
    ) -> Iterable[Flaw]:
        def bound(name: str | None) -> float | None:
            held = value.get(name) if name and isinstance(value, dict) else value if name == "" else None
            good = isinstance(held, int | float) and not isinstance(held, bool) and math.isfinite(held)
            return held if good else None

        low, high = bound(lower), bound(upper)
        if low is None and high is None:
            return ()
        return filter_laws.within(Walk(walk.pages), own, member, low, high, parameter.name)

    def _filters(self, sent: Sent, behaviour: Behaviour) -> list[str]:
        names = [p.name for p in behaviour.operation.parameters if self._value(sent, p) is not None]
        return [name for name in names if not field_names.asks(name)]

    @staticmethod
    def _value(sent: Sent, parameter: Parameter) -> JSON:
        if parameter.location == "path" or sent.reading is None:
            return None
        return sent.reading.values.get(parameter.location, {}).get(parameter.name)

    def _is_whole(self, sent: Sent, behaviour: Behaviour, items: Items) -> bool:
        """Whether an answer shows the list from its beginning to its end."""
        queries = [p for p in behaviour.operation.parameters if p.location == "query"]
        places = [p for p in queries if not field_names.LIMIT.match(p.name)]
        asks = [p for p in places if field_names.asks(p.name) or field_names.POSITION.search(p.name)]
        if any(self._value(sent, p) not in (None, 0) for p in asks):
            return False
        if not asks and len(items) < _FULL:
            return not any(field_names.LIMIT.match(p.name) and self._value(sent, p) == len(items) for p in queries)
        marks = [value for place, value in members(sent.body) if field_names.marks_next(place[-1])]
        if marks and all(value is None for value in marks):
            return True  # it says that no page follows
        totals = [total for _, total in _totals(sent)]
        return bool(totals) and all(total == len(items) for total in totals)

    def _twin(self, place: Place, key: str) -> str:
        """The mock's key of a record: its own one where the client chose it."""
        return self._correspondence.partner(key, *place) or key


def _totals(sent: Sent) -> Iterator[tuple[tuple[str, ...], int]]:
    """The places in an answer that say how long a whole list is."""
    for place, value in members(sent.body):
        if field_names.TOTALS.match(place[-1]) and "total" in place[-1].lower() and type(value) is int:
            yield place, value


def _counts_others(sent: Sent, asked: int) -> Iterator[Flaw]:
    """A list of so many keys has no more records than that."""
    for place, total in _totals(sent):
        if total > asked:
            yield Flaw(pointers.text(place), f"at most {asked}", str(total), "counts more than the keys asked for")
