"""Lets go of documents that are served no more, without holding up requests.

Entries of the journal refer to the operations of the document that they were answered by; what only that can tell of
them is kept in its place. Then a document is circles that nobody holds, and the search for these takes a while: it is
left to a moment in which nobody asks.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mock_server.server import gc_while_serving
from mock_server.server.journal.past_operation import PastOperation

if TYPE_CHECKING:
    from mock_server.server.live_mock import LiveMock

_LOOK_SECONDS = 0.25
_QUIET_LOOKS = 4
"""So many looks in turn at which no request has come."""
_MOST_LOOKS = 240
_MOST_OLD = 8
"""So many documents are old at the most before a quiet moment is no longer waited for."""


class OldDocuments:
    """Those that ``mock`` has served before; ``searches`` counts how often they were looked for."""

    def __init__(self, mock: LiveMock) -> None:
        self._mock = mock
        self._old = 0
        self._letting_go: asyncio.Task[None] | None = None
        self.searches = 0

    def add(self) -> None:
        """There is one more."""
        gc_while_serving.keep()
        self._old += 1
        if self._letting_go is None or self._letting_go.done():
            self._letting_go = asyncio.ensure_future(self._let_go())

    def close(self) -> None:
        """The mock ends, and they with it."""
        if self._letting_go is not None:
            self._letting_go.cancel()

    async def _let_go(self) -> None:
        while self._old:
            await self._leave_entries()
            await self._quiet()
            await self._leave_entries()  # of requests that were under way
            for sandbox in (self._mock.sandboxes.default, *self._mock.sandboxes.all()):
                sandbox.faults.forget_operations()
            self._old = 0
            self.searches += 1
            gc_while_serving.search()

    async def _leave_entries(self) -> None:
        """Take them out of the journal, one entry at a time, since others wait meanwhile."""
        mock, journal = self._mock, self._mock.journal
        if journal is None:
            return
        for entry in journal.entries():
            plan = entry.plan
            if plan is None or isinstance(plan, PastOperation) or plan.api in mock.apis:
                continue
            journal.put(entry, PastOperation.of(entry, mock))
            await asyncio.sleep(0)

    async def _quiet(self) -> None:
        journal, seen, quiet = self._mock.journal, -1, 0
        for _ in range(_MOST_LOOKS):
            await asyncio.sleep(_LOOK_SECONDS)
            last = journal.last if journal is not None else -1
            quiet, seen = quiet + 1 if last == seen else 0, last
            if quiet >= _QUIET_LOOKS or self._old >= _MOST_OLD:
                return
