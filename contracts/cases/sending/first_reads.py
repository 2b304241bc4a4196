"""What the answers of creates do not show of what was sent, and the first read of the record, or its list, does.

A create may answer nothing (201 with a Location, 204) or a key alone: what became of its body is seen a request later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.laws.echo import NOT_SENT, Shown
from contracts.laws.leeway import ACCEPTED, is_created, may_stand, picks_members, shows_what_was_sent
from contracts.laws.read_back import shown_record
from contracts.laws.same_values import alike
from contracts.traffic.request_validity import Reading, Verdict
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.sending.addressing import Addressing
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.laws.judging import Judge
    from contracts.laws.maker import Maker
    from contracts.traffic.evidence import Where
    from mock_server.openapi import JSON, Behaviour

_MOST = 400
"""Creates that are remembered at a time."""


class _Made(NamedTuple):
    """A create: its request, what it does, the members that its answer shows, and whether it made something new."""

    reading: Reading
    behaviour: Behaviour
    shown: frozenset[str]
    new: bool


class FirstReads:
    """The creates of a run that nothing has touched since; ``late`` are resources whose reads show what was before."""

    def __init__(self, judge: Judge, addressing: Addressing) -> None:
        self._judge, self._addressing = judge, addressing
        self._made: dict[Where, _Made] = {}
        self._read = {
            one.resource for one in judge.behaviours.values() if one.action == "read" and one.record is not None
        }
        self.late: set[str] = set()

    def take(self, sent: Sent, behaviour: Behaviour, key: JSON) -> None:
        """Remember a create whose answer leaves members open, and forget what another request may have changed."""
        reading, operation = sent.reading, behaviour.operation
        if reading is None or operation.is_safe:
            return
        named, body = {*reading.path.values()}, sent.exchange.request.body or b""
        acts = behaviour.action == "none" and not named
        for where in [one for one in self._made if acts or one[2] in named or one[2].encode() in body]:
            del self._made[where]
        is_grey = reading.verdict is Verdict.GREY and not reading.unbinding
        if behaviour.action != "create" or behaviour.resource in self.late or is_grey or sent.again:
            return
        told = sent.succeeded and sent.status != ACCEPTED and shows_what_was_sent(sent.status, operation)
        if not told or may_stand(operation, sent.exchange) or not isinstance(reading.body, dict):
            return
        shown = self._shown(sent, behaviour)
        found = key if isinstance(key, str) else self._addressing.answered_key(behaviour, sent.body)
        found = self._addressing.located_key(behaviour, sent.exchange.answer) if found is None else found
        if found is None or self._judge.echo.members(reading, behaviour) <= shown:
            return
        where = (behaviour.resource or "", self._addressing.above(reading, behaviour), str(found))
        while len(self._made) >= _MOST:
            del self._made[next(iter(self._made))]
        self._made[where] = _Made(reading, behaviour, shown, sent.status == 201 or is_created(sent.status, operation))

    def holds(self, where: Where) -> bool:
        """Whether a read of this record shows something that its create did not."""
        return where in self._made

    def findings(self, sent: Sent, body: JSON, behaviour: Behaviour, where: Where | None, make: Maker) -> list[Finding]:
        """What a read, or a list of what nothing reads, shows otherwise than its create was sent it."""
        reading = sent.reading
        if reading is None or not sent.succeeded or reading.query or picks_members(reading, sent.exchange):
            return []
        schema = shown_record(self._judge.schemas, reading.operation.response(sent.status), behaviour)
        found: list[Finding] = []
        for at, root, record in self._records(reading, body, behaviour, where):
            made = self._made.get(at)
            if made is not None and isinstance(record, dict):
                of = Shown(schema, record, root, picks=behaviour.action == "list")
                found += self._of(made, of, make, asks=any(p.location == "query" for p in reading.operation.parameters))
        return found

    def _of(self, made: _Made, of: Shown, make: Maker, *, asks: bool) -> Iterator[Finding]:
        """What is wrong a request later: nothing that was answered, nor what may be shown on demand alone."""
        answered = {pointers.text((*of.root, name)) for name in made.shown}
        absent = {pointers.text((*of.root, name)) for name in {*self._names(made, of)} if of.record.get(name) is None}
        answered |= {pointers.text((*of.root, name)) for name in _longer(made, of.record)}
        for finding in self._judge.echo.compared(made.reading, made.behaviour, of, make, made=made.new):
            is_open = finding.place in absent and (asks or finding.law == "default")
            if finding.place not in answered and not is_open and finding.cause != NOT_SENT:
                yield finding

    def _names(self, made: _Made, of: Shown) -> frozenset[str]:
        return self._judge.echo.members(made.reading, made.behaviour) | self._judge.schemas.properties(of.owner).keys()

    def _records(
        self, reading: Reading, body: JSON, behaviour: Behaviour, where: Where | None
    ) -> Iterator[tuple[Where, tuple[str, ...], JSON]]:
        """The records that an answer shows, each with where it stands in it."""
        if behaviour.record is None or behaviour.resource is None:
            return
        if behaviour.action == "read" and where is not None:
            yield where, behaviour.record, pointers.at(body, behaviour.record)
        elif behaviour.action == "list" and behaviour.resource not in self._read:
            above, root = self._addressing.above(reading, behaviour), (*behaviour.record, "*")
            for key, item in self._addressing.items(behaviour, body):
                if key is not None:
                    yield (behaviour.resource, above, key), root, item

    def _shown(self, sent: Sent, behaviour: Behaviour) -> frozenset[str]:
        """The members of a record that the answer to its create shows, or is documented to show."""
        response = sent.reading.operation.response(sent.status) if sent.reading is not None else None
        if response is None or behaviour.record is None:
            return frozenset()
        record = self._addressing.record(behaviour, sent.body)
        listed = self._judge.schemas.properties(self._judge.schemas.below(response.schema, behaviour.record))
        return frozenset(listed) | (record.keys() if isinstance(record, dict) else frozenset())


def _longer(made: _Made, record: dict[str, JSON]) -> Iterator[str]:
    """The lists that begin with all that was sent: whoever makes a record is often put on its lists afterwards."""
    given = pointers.at(made.reading.body, made.behaviour.envelope)
    for name, sent in given.items() if isinstance(given, dict) else ():
        got = record.get(name)
        if isinstance(sent, list) and isinstance(got, list) and len(got) > len(sent) and alike(sent, got[: len(sent)]):
            yield name
