"""The requests of the last while, each sandbox's in a ring of its own, bounded by number and by octets."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from operator import itemgetter
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.asgi import BEGAN, BODY, CALL, FAULT, HEAD, PLAN, SANDBOX, SANDBOX_PATH
from mock_server.server.journal.entry import Entry
from mock_server.server.journal.received_request import ReceivedRequest
from mock_server.values import seconds_of_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from starlette.types import Scope

    from mock_server.engine.answers import Answer
    from mock_server.server.journal.entry import Kept
    from mock_server.server.journal.past_operation import PastOperation

EVERY = "*"
"""In place of a sandbox's name: all of them."""

_OVERHEAD = 1000
"""What the objects of one entry take beside the octets of fields and bodies, about."""

_SIZE = itemgetter(3)
"""How much an entry counts for (`Kept`)."""

_MOST_RINGS = 2_000
_PARTS_KEPT = 15 / 16
_LEAVE_TOGETHER = 32
"""One of so many entries gives way at once."""
_MOST_REASONS = 100
"""How many violations of one request are kept."""
_MOST_NEWS = 256


class Ring:
    """The entries of one sandbox; those of requests that began before ``since`` are not taken any more."""

    __slots__ = ("entries", "name", "since")

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries: list[Kept] = []
        self.since = 0.0

    @property
    def newest(self) -> int:
        """The number of the last entry."""
        return int(self.entries[-1][0]) if self.entries else 0


class Count:
    """How many requests, and in how many seconds they were answered."""

    __slots__ = ("number", "seconds")

    def __init__(self) -> None:
        self.number = 0
        self.seconds = 0.0


class RequestJournal:
    """Keeps at most ``most`` entries a sandbox and ``octets`` in all, with bodies of at most ``body`` octets each.

    ``last`` is the number of the last entry or announcement, ``held`` the octets of all entries, ``dropped`` how many
    gave way to others. Entries give way some at a time, which costs a request less.
    """

    def __init__(self, most: int, octets: int, body: int) -> None:
        self._most = most
        self._octets = octets
        self._most_body = body
        self._rings = {DEFAULT: Ring(DEFAULT)}
        self._default = self._rings[DEFAULT]
        self._waiting: list[asyncio.Future[None]] = []
        self._news: deque[tuple[int, str, Any]] = deque(maxlen=_MOST_NEWS)
        self._started = seconds_of_day() - perf_counter()
        self.last = 0
        self.held = 0
        self.dropped = 0
        self._most_plain = _OVERHEAD + body
        self._counts: dict[str, dict[int, Count]] = {}

    def answered(self, scope: Scope, answer: Answer) -> None:
        """Note a request with the answer that is about to be sent."""
        ended, began = perf_counter(), scope[BEGAN]
        status, _, shown, reason, stream = answer
        call = scope.get(CALL)
        try:
            plan, came, body = scope[PLAN], scope[HEAD], scope[BODY]
            count = self._counts[plan.operation.id][status]
        except KeyError:
            plan, came, body = scope.get(PLAN), scope.get(HEAD), scope.get(BODY, b"")
            count = self.count("" if plan is None else plan.operation.id, status)
        count.number += 1
        count.seconds += ended - began
        ring = self._default
        if SANDBOX in scope:
            if scope[SANDBOX].has_ended:
                return
            ring = self._ring(scope[SANDBOX].name)
            came = None if SANDBOX_PATH in scope else came
        if began < ring.since:
            return
        sent = len(body)
        if (
            came is None
            or not came.endswith(body)
            or stream is not None
            or (reason and len(reason) > _MOST_REASONS)
            or (size := len(came) + len(shown) + _OVERHEAD) > self._most_plain
        ):
            most = self._most_body
            came = ReceivedRequest.of(scope, body[:most], sent, len(shown))
            answer = _bounded(answer, most)
            size = _OVERHEAD + len(came.head) + len(came.body) + len(answer.body)
        self.last = number = self.last + 1
        self.held += size
        entries, told = ring.entries, None if call is None else call.told or ()
        # as `Kept` says: a plain tuple is made in a fifth of the time
        entries.append((number, began, ended, size, plan, told, answer, scope.get(FAULT), came, sent))
        if len(entries) > self._most:
            self._drop(ring, 1 + self._most // _LEAVE_TOGETHER)
        if self.held > self._octets:
            self._shrink()
        if self._waiting:
            self._wake()

    def count(self, operation: str, status: int) -> Count:
        """That of an operation's answers of one status."""
        return self._counts.setdefault(operation, {}).setdefault(status, Count())

    def counts(self) -> list[tuple[str, int, Count]]:
        """Of all requests since the start, by the operation's id, empty where none was found, and by status."""
        return [(operation, status, count) for operation, of in self._counts.items() for status, count in of.items()]

    def forget_counts(self) -> None:
        """Begin to count anew."""
        self._counts.clear()

    def entries(self, sandbox: str = EVERY) -> list[Entry]:
        """What is kept of one sandbox, or of all of them, in the order of the answers."""
        if sandbox != EVERY:
            ring = self._rings.get(sandbox)
            return [Entry(kept, sandbox) for kept in ring.entries] if ring is not None else []
        every = [(kept, ring.name) for ring in self._rings.values() for kept in ring.entries]
        return [Entry(kept, name) for kept, name in sorted(every, key=lambda item: item[0][0])]

    def entry(self, number: int) -> Entry | None:
        """The one with this number."""
        held = ((kept, ring.name) for ring in self._rings.values() for kept in ring.entries)
        return next((Entry(kept, name) for kept, name in held if kept[0] == number), None)

    def after(self, number: int, sandbox: str) -> Iterator[Entry]:
        """The entries since one of this number."""
        return (entry for entry in self.entries(sandbox) if entry.number > number)

    def rings(self) -> Iterable[Ring]:
        """Those of all sandboxes."""
        return self._rings.values()

    def put(self, entry: Entry, operation: PastOperation) -> None:
        """Keep an entry, if it is still there, without its document."""
        ring = self._rings.get(entry.sandbox)
        number, began, ended, size, _, *rest = entry.kept
        more = len(operation.steps)
        for index, kept in enumerate(ring.entries if ring is not None else ()):
            if kept is entry.kept and ring is not None:
                ring.entries[index] = cast("Kept", (number, began, ended, size + more, operation, *rest))
                self.held += more
                break
        if self.held > self._octets:
            self._shrink()

    def clear(self, sandbox: str = EVERY) -> None:
        """Forget what is kept, and what is under way too once it is answered."""
        for name, ring in self._rings.items():
            if sandbox in (EVERY, name):
                self.held -= sum(map(_SIZE, ring.entries))
                ring.entries.clear()
                ring.since = perf_counter()

    def forget(self, sandbox: str) -> None:
        """Forget a sandbox that has ended."""
        self.clear(sandbox)
        if sandbox != DEFAULT:
            self._rings.pop(sandbox, None)

    def announce(self, kind: str, what: Any) -> None:
        """Tell those who listen of something else than a request: its kind and a JSON value."""
        self.last += 1
        self._news.append((self.last, kind, what))
        if self._waiting:
            self._wake()

    def news(self, number: int) -> list[tuple[int, str, Any]]:
        """What was announced since, with its numbers, which are of the same sequence as those of entries."""
        return [item for item in self._news if item[0] > number]

    @property
    def waiting(self) -> int:
        """How many wait for what comes: listeners to events, and verifications."""
        return len(self._waiting)

    async def changed(self, seconds: float, others: Iterable[asyncio.Future[Any]] = ()) -> None:
        """Return when there is something new, one of ``others`` is done, or the time has passed."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await asyncio.wait((waiter, *others), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(waiter)

    def time_of(self, moment: float) -> float:
        """Seconds since the epoch of a moment of the performance counter."""
        return self._started + moment

    def _ring(self, name: str) -> Ring:
        ring = self._rings.get(name)
        if ring is None:
            if len(self._rings) >= _MOST_RINGS:
                oldest = min((n for n in self._rings if n != DEFAULT), key=lambda n: self._rings[n].newest)
                self.forget(oldest)
            ring = self._rings[name] = Ring(name)
        return ring

    def _shrink(self) -> None:
        """Drop the oldest entries of those who have most of them, some at once, since the longest has to be found."""
        while self.held > self._octets * _PARTS_KEPT:
            ring = max(self._rings.values(), key=lambda ring: len(ring.entries))
            if not ring.entries:
                return
            self._drop(ring, 1 + len(ring.entries) // _LEAVE_TOGETHER)

    def _drop(self, ring: Ring, number: int) -> None:
        leaving = ring.entries[:number]
        self.held -= sum(map(_SIZE, leaving))
        self.dropped += len(leaving)
        del ring.entries[:number]

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()


def _bounded(answer: Answer, most: int) -> Answer:
    """``answer`` without its stream, with the beginning of a large body and the first of many violations."""
    _, _, body, reason, stream = answer
    if len(body) <= most and len(reason) <= _MOST_REASONS and stream is None:
        return answer
    reason = reason[:_MOST_REASONS] if type(reason) is tuple else reason
    return answer._replace(body=body[:most], reason=reason, stream=None)
