"""The journal of a parent: what its workers keep of requests, brought together when somebody wants to see it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.engine.answers import Answer
from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.openapi.schema.validation import Violation
from mock_server.server.journal.entry import Entry
from mock_server.server.journal.received_request import ReceivedRequest
from mock_server.server.journal.request_journal import EVERY, RequestJournal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.journal.past_operation import PastOperation

_LOOK_SECONDS = 0.05
"""How often workers are asked while somebody waits for news."""


class ToldFault(NamedTuple):
    """What was done to an answer in another process, as the journal tells it."""

    delay: float
    words: str

    def __str__(self) -> str:
        return self.words


class SentEntries:
    """Makes entries of plain values again, for a process that serves the same documents."""

    def __init__(self) -> None:
        self._apis: Sequence[Api] = ()
        self._plans: dict[tuple[int, str], OperationPlan] = {}

    def entry(self, sent: tuple[Any, ...], apis: Sequence[Api]) -> Entry:
        """The entry; without its plan where the documents have no such operation any more."""
        if apis is not self._apis:
            found = ((index, plan) for index, api in enumerate(apis) for plan in api.plans)
            self._apis, self._plans = apis, {(index, plan.operation.id): plan for index, plan in found}
        number, began, ended, size, sandbox, place, told, (status, headers, body, reason), fault, came = sent
        why = reason if isinstance(reason, str) else tuple(Violation(*item) for item in reason)
        answer = Answer(status, headers, body, why)
        plan = None if place is None else self._plans.get(place)
        put = None if fault is None else ToldFault(*fault)
        request = ReceivedRequest(*came)
        return Entry((number, began, ended, size, plan, told, answer, put, request, request.sent), sandbox)


class GatheredJournal(RequestJournal):
    """Holds what was gathered, with numbers in the order of the answers as far as that was known by then.

    ``gather`` asks the workers; ``forgotten`` has the sandboxes whose entries the workers have to forget.
    """

    def __init__(self, most: int, octets: int, body: int) -> None:
        super().__init__(most, octets, body)
        self._sent = SentEntries()
        self.forgotten: list[str] = []
        self.gather: Callable[[], Awaitable[None]] = _nothing

    def admit(self, parts: Iterable[dict[str, Any]], apis: Sequence[Api]) -> None:
        """Take in what workers have told (`drained`)."""
        entries: list[tuple[Any, ...]] = []
        for part in parts:
            entries += part["entries"]
            self.dropped += part["dropped"]
            for operation, status, number, seconds in part["counts"]:
                count = self.count(operation, status)
                count.number += number
                count.seconds += seconds
        for sent in sorted(entries, key=lambda entry: float(entry[2])):
            entry = self._sent.entry(sent, apis)
            self.last += 1
            ring = self._default if entry.sandbox == DEFAULT else self._ring(entry.sandbox)
            ring.entries.append((self.last, *entry.kept[1:]))
            self.held += entry.size
            if len(ring.entries) > self._most:
                self._drop(ring, 1)
        if self.held > self._octets:
            self._shrink()
        if entries:
            self._wake()

    def clear(self, sandbox: str = EVERY) -> None:
        """Forget what is kept, here and there."""
        super().clear(sandbox)
        self.forgotten.append(sandbox)

    async def changed(self, seconds: float, others: Iterable[asyncio.Future[Any]] = ()) -> None:
        """Return when there is something new, one of ``others`` is done, or the time has passed."""
        loop, waited = asyncio.get_running_loop(), tuple(others)
        before, end = self.last, loop.time() + seconds
        while self.last == before and loop.time() < end:
            await super().changed(min(_LOOK_SECONDS, max(0.0, end - loop.time())), waited)
            if any(other.done() for other in waited):
                return
            await self.gather()


async def _nothing() -> None:
    return None


def drained(journal: RequestJournal, apis: Sequence[Api]) -> dict[str, Any]:
    """What a worker tells its parent of requests since it did last; it keeps none of that."""
    entries = [_plain(entry, apis) for entry in journal.entries()]
    for ring in journal.rings():
        journal.held -= sum(entry[3] for entry in ring.entries)
        ring.entries.clear()
    counts = [(operation, status, count.number, count.seconds) for operation, status, count in journal.counts()]
    journal.forget_counts()
    dropped, journal.dropped = journal.dropped, 0
    return {"entries": entries, "counts": counts, "dropped": dropped}


def _plain(entry: Entry, apis: Sequence[Api]) -> tuple[Any, ...]:
    """An entry as plain values; its plan by the place of its document and its operation's id."""
    number, began, ended, size = entry.kept[:4]
    status, headers, body, reason, _ = entry.answer
    why = reason if isinstance(reason, str) else tuple(map(tuple, reason))
    answer = (status, tuple((bytes(name), bytes(value)) for name, value in headers), bytes(body), why)
    fault = None if entry.fault is None else (float(entry.fault.delay), str(entry.fault))
    told = entry.told and tuple(entry.told)
    place = _place(entry.plan, apis)
    return number, began, ended, size, entry.sandbox, place, told, answer, fault, tuple(entry.came)


def _place(plan: OperationPlan | PastOperation | None, apis: Sequence[Api]) -> tuple[int, str] | None:
    if plan is None or isinstance(plan, tuple):
        return None
    return next(((index, plan.operation.id) for index, api in enumerate(apis) if api is plan.api), None)
