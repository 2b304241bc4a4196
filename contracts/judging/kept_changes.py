"""Changes that change nothing: one cause, whichever members were sent, and however their values differ.

It is told by contrast: the answer to a change shows what the one before it showed, in several members, and no answer of
that operation ever showed a value that was sent and was not there before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import orjson

from contracts.laws.same_values import same
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.judging.collector import Observation
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON

NOTHING_CHANGES = "nothing that is sent is changed"
_SEVERAL = 2
"""From how many members on that keep their values, nothing is changed."""
_DEEPEST = 4


class TakenChanges:
    """Which operations were seen to change a member, each with its method."""

    def __init__(self) -> None:
        self.taken: set[tuple[str, str]] = set()

    def add(self, sent: Sent) -> None:
        """Take one exchange."""
        if not sent.before or not sent.succeeded or sent.reading is None or not isinstance(sent.reading.body, dict):
            return
        place = (sent.exchange.request.method, sent.reading.operation.id)
        if place in self.taken or not isinstance(sent.body, dict):
            return
        given, shown = list(_leaves(sent.reading.body)), _shown(sent.before)
        for pointer, value in _leaves(sent.body):
            *above, name = pointer
            if not any(where[-1] == name and same(value, wanted) for where, wanted in given):
                continue
            then = _last_object(shown, above)
            if isinstance(then, dict) and not same(value, then.get(name)):
                self.taken.add(place)
                return

    def unchanging(self, observations: Iterable[Observation]) -> Iterator[list[Observation]]:
        """What was found of changes that change nothing: all operations of a method, where none of it changes any."""
        echoes: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
        for item in observations:
            if item.finding.law == "echo" and not item.changed:
                echoes[item.finding.exchange.request.method, item.finding.operation].append(item)
        methods: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
        others = {method for method, _ in self.taken}
        for (method, operation), items in echoes.items():
            kept = {item.finding.place for item in items if _keeps(item.finding)}
            if len(kept) >= _SEVERAL and (method, operation) not in self.taken:
                methods[method, operation if method in others else ""] += items
        yield from methods.values()


def _keeps(finding: Finding) -> bool:
    """Whether an answer shows a member as the last one before it did, although nobody had sent that value before."""
    if not finding.place.startswith("/"):
        return False
    *above, name = pointers.tokens(finding.place)
    then, now = _last_object(_shown(finding.before), above), pointers.at(_body(finding.exchange), above)
    kept = isinstance(then, dict) and isinstance(now, dict) and same(then.get(name), now.get(name))
    return kept and not _was_sent(finding, name)


def _was_sent(finding: Finding, name: str) -> bool:
    """Whether an earlier success had a value that this one has: what it made of that, the answer shows once more."""
    wanted = [value for where, value in _leaves(_sent(finding.exchange)) if where[-1] == name]
    return any(
        where[-1] == name and any(same(value, one) for one in wanted)
        for exchange in finding.before
        if _succeeded(exchange)
        for where, value in _leaves(_sent(exchange))
    )


def _shown(exchanges: Sequence[Exchange]) -> list[JSON]:
    """The bodies of the successes, the last one first."""
    return [_body(exchange) for exchange in reversed(exchanges) if _succeeded(exchange)]


def _succeeded(exchange: Exchange) -> bool:
    return exchange.answer is not None and 200 <= exchange.answer.status < 300


def _last_object(bodies: Iterable[JSON], place: Sequence[str]) -> JSON:
    """The object at this place of the first body that has one there."""
    found = (pointers.at(body, place) for body in bodies)
    return next((each for each in found if isinstance(each, dict)), MISSING)


def _sent(exchange: Exchange) -> JSON:
    try:
        return orjson.loads(exchange.request.body or b"")
    except orjson.JSONDecodeError:
        return MISSING


def _body(exchange: Exchange) -> JSON:
    try:
        return orjson.loads(exchange.answer.body) if exchange.answer is not None else MISSING
    except orjson.JSONDecodeError:
        return MISSING


def _leaves(value: JSON, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Each member of the objects of a body that is none itself, by its place."""
    for name, item in value.items() if isinstance(value, dict) and len(place) < _DEEPEST else ():
        if isinstance(item, dict):
            yield from _leaves(item, (*place, name))
        else:
            yield (*place, name), item
