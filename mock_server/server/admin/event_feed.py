"""What happens in the mock as server-sent events, to one listener, for as long as it listens.

HTML Living Standard, section 9.2. A feed reads from the journal behind the number that the listener saw last, so each
has a place of its own and nothing is kept for those who are slow.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mock_server.openapi.reading.json_text import dump_json
from mock_server.server.asgi import ENDING, STREAMING
from mock_server.server.journal.shown_entry import ShownEntry

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.json_types import JSON
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.live_mock import LiveMock

_HEADERS = (
    (b"content-type", b"text/event-stream"),
    (b"x-accel-buffering", b"no"),
)
_PING_SECONDS = 15.0
_RETRY_MILLISECONDS = 1000
_MOST_AT_ONCE = 500


class EventFeed:
    """An answer without end; ``last`` is the number that the listener saw last, None for what comes from now on.

    With ``until`` it ends once so many events were sent, which tests and scripts want.
    """

    def __init__(
        self, mock: LiveMock, journal: RequestJournal, sandbox: str, last: int | None, until: int | None
    ) -> None:
        self._mock = mock
        self._journal = journal
        self._sandbox = sandbox
        self._last = journal.last if last is None or last > journal.last else last
        self._left = until

    async def pour(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is and what comes, until the listener leaves or the server stops."""
        scope[STREAMING] = True
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        gone = asyncio.ensure_future(listener_gone(scope, receive))
        try:
            await self._send(send, b"retry: %d\n\n" % _RETRY_MILLISECONDS)
            while self._left != 0:
                events = self._events()
                for event in events:
                    await self._send(send, event)
                if gone.done() or ENDING in scope:
                    break
                if not events:
                    await self._journal.changed(_PING_SECONDS, (gone,))
                    if not gone.done() and not self._is_behind():
                        await self._send(send, b": ping\n\n")
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    def _is_behind(self) -> bool:
        return self._journal.last > self._last

    def _events(self) -> list[bytes]:
        """The events since the last look, in order; of other sandboxes' requests nothing."""
        requests = [(entry.number, "request", entry) for entry in self._journal.after(self._last, self._sandbox)]
        found = sorted([*requests, *self._journal.news(self._last)], key=lambda item: item[0])[:_MOST_AT_ONCE]
        if self._left is not None:
            found = found[: self._left]
            self._left -= len(found)
        self._last = found[-1][0] if found else self._journal.last
        return [_event(n, k, ShownEntry(w, self._mock).short() if k == "request" else w) for n, k, w in found]

    @staticmethod
    async def _send(send: Send, octets: bytes) -> None:
        await send({"type": "http.response.body", "body": octets, "more_body": True})


def _event(number: int, kind: str, what: JSON) -> bytes:
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (number, kind.encode(), dump_json(what))


async def listener_gone(scope: Scope, receive: Receive) -> None:
    """Return when the listener has left, or the server stops."""
    while ENDING not in scope:
        if (await receive())["type"] == "http.disconnect":
            return
        await asyncio.sleep(0.05)
