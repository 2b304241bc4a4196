"""What happens, as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.server.admin.event_feed import EventFeed
from mock_server.server.admin.request_calls import sandbox_of, with_journal

if TYPE_CHECKING:
    from mock_server.openapi.reading.call import Call
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.live_mock import LiveMock


@with_journal
def stream_events(mock: LiveMock, call: Call, journal: RequestJournal) -> EventFeed:
    """Requests, each once it is answered, and what else is announced; behind Last-Event-ID where that is given."""
    seen = str(call.header.get("Last-Event-ID", ""))
    last = int(seen) if seen.isdigit() else call.query.get("since")
    return EventFeed(mock, journal, sandbox_of(call), last, call.query.get("count"))
