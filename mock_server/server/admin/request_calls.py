"""The requests that the journal keeps: listed, shown with their reasons, found by a pattern, counted, forgotten."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.admin.answering import done, given, problem
from mock_server.server.admin.health import VERSION
from mock_server.server.journal.har_log import har_log
from mock_server.server.journal.request_pattern import RequestPattern
from mock_server.server.journal.shown_entry import ShownEntry
from mock_server.server.journal.text_matcher import WrongPatternError
from mock_server.server.sandbox_names import by_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.journal.entry import Entry
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.live_mock import LiveMock

OFF = "There is no journal, for the mock was started with --journal off"
MOST = 1_000


def with_journal(function: Callable[[LiveMock, Call, RequestJournal], Any]) -> Callable[[LiveMock, Call], Any]:
    """A function that needs the journal: 409 where there is none, and where what looks like a pattern is none."""

    @functools.wraps(function)
    def asked(mock: LiveMock, call: Call) -> Any:
        if mock.journal is None:
            return problem(409, OFF)
        try:
            return function(mock, call, mock.journal)
        except WrongPatternError as error:
            return problem(409, str(error))

    return asked


def sandbox_of(call: Call) -> str:
    """The sandbox that a call is about: by the query, else by the header, else the server's own records."""
    return str(call.query.get("sandbox") or by_header(call.headers) or DEFAULT)


@with_journal
def list_requests(mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """The last requests, or the first after ``since``, that the filters leave."""
    query = call.query
    since, limit = query.get("since"), query.get("limit", 100)
    found = [entry for entry in journal.after(since or 0, sandbox_of(call)) if _fits(entry, query)]
    shown = found[:limit] if since is not None else found[-limit:]
    last = shown[-1].number if shown else since or 0
    return given({"requests": [ShownEntry(entry, mock).short() for entry in shown], "last": last})


def _fits(entry: Entry, query: dict[str, Any]) -> bool:
    wanted, violated = query.get("status"), query.get("violation")
    if wanted is not None and not _has_status(entry.answer.status, wanted):
        return False
    if "operation" in query and entry.operation_id != query["operation"]:
        return False
    return violated is None or isinstance(entry.answer.reason, tuple) is violated


def _has_status(status: int, wanted: str) -> bool:
    return str(status) == wanted or (wanted[1:] in ("XX", "xx") and str(status)[0] == wanted[0])


@with_journal
def get_request(mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """One request with the reasons for its answer."""
    number = call.path["id"]
    entry = journal.entry(number)
    if entry is None:
        return problem(404, f"The journal has no request {number}")
    return given(ShownEntry(entry, mock).explained())


@with_journal
def delete_requests(_mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """Forget them, and those that are under way."""
    journal.clear(sandbox_of(call))
    return done()


@with_journal
def find_requests(mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """Those that match a pattern, whole."""
    found = RequestPattern(call.body).matching(journal.entries(sandbox_of(call)))
    return given({"requests": [ShownEntry(entry, mock).whole() for entry in found]})


@with_journal
def count_requests(_mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """How many match a pattern."""
    return given({"count": len(RequestPattern(call.body).matching(journal.entries(sandbox_of(call))))})


@with_journal
def get_har(mock: LiveMock, call: Call, journal: RequestJournal) -> Answer:
    """All of them as a HAR log."""
    return given(har_log(journal.entries(sandbox_of(call)), mock, VERSION))
