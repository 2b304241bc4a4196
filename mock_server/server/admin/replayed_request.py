"""Sends a request of the journal again, as it came, to the mock that answered it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.admin.answering import given, problem
from mock_server.server.admin.request_calls import with_journal
from mock_server.server.asgi import AT_ONCE
from mock_server.server.sandbox_names import HEADER

if TYPE_CHECKING:
    from starlette.types import Message, Scope

    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.journal.entry import Entry
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
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": entry.body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    await mock.app(_scope(entry), receive, send)
    return given({"status": status, "last": journal.last})


def _scope(entry: Entry) -> Scope:
    headers = list(entry.headers)
    if entry.sandbox != DEFAULT and all(name != HEADER for name, _ in headers):
        headers.append((HEADER, entry.sandbox.encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": entry.method,
        "scheme": "http",
        "path": unquote(entry.path.decode("latin-1")),
        "raw_path": entry.path,
        "root_path": "",
        "query_string": entry.query,
        "headers": headers,
        "client": None,
        "server": None,
        AT_ONCE: True,
    }
