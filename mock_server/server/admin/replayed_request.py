"""Sends a request of the journal again, as it came, to the mock that answered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.admin.answering import given, problem
from mock_server.server.admin.request_calls import with_journal
from mock_server.server.inner_exchange import InnerExchange
from mock_server.server.sandbox_names import HEADER

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.live_mock import LiveMock


@with_journal
async def replay_request(mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """Its new answer's status; the journal has the rest, under a number of its own."""
    number = call.path["id"]
    entry = journal.entry(number)
    if entry is None:
        return problem(404, f"The journal has no request {number}")
    if len(entry.body) < entry.came.sent:
        return problem(409, f"The journal kept {len(entry.body)} of the {entry.came.sent} octets of the request's body")
    headers = list(entry.headers)
    if entry.sandbox != DEFAULT and all(name != HEADER for name, _ in headers):
        headers.append((HEADER, entry.sandbox.encode()))
    exchange = InnerExchange(entry.method, entry.path, entry.query, headers, entry.body, keeps=False)
    await exchange.sent(mock.app)
    return given({"status": exchange.status, "last": journal.last})
