"""The journal of a parent: what its workers keep of requests, brought together when somebody wants to see it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.journal.request_journal import EVERY, RequestJournal
from mock_server.server.workers.sent_entries import SentEntries, plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from mock_server.engine.api import Api

_LOOK_SECONDS = 0.05
"""How often workers are asked while somebody waits for news."""


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
    entries = [plain(entry, apis) for entry in journal.entries()]
    for ring in journal.rings():
        journal.held -= sum(entry[3] for entry in ring.entries)
        ring.entries.clear()
    counts = [(operation, status, count.number, count.seconds) for operation, status, count in journal.counts()]
    journal.forget_counts()
    dropped, journal.dropped = journal.dropped, 0
    return {"entries": entries, "counts": counts, "dropped": dropped}
