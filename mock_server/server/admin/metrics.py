"""Counters in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock

_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


def get_metrics(mock: LiveMock, _call: Call) -> Answer:
    """Requests by operation and status since the start, their seconds, and what the journal holds."""
    body = "".join(f"{line}\n" for line in _lines(mock)).encode()
    return Answer(200, ((b"content-type", _TYPE), (b"content-length", b"%d" % len(body))), body)


def _lines(mock: LiveMock) -> Iterator[str]:
    journal = mock.journal
    if journal is None:
        return
    counts = [(_labels(operation, status), count) for operation, status, count in journal.counts()]
    yield "# HELP mock_requests_total Requests that were answered."
    yield "# TYPE mock_requests_total counter"
    yield from (f"mock_requests_total{labels} {count.number}" for labels, count in counts)
    yield "# HELP mock_request_seconds_total The time in which their answers were made."
    yield "# TYPE mock_request_seconds_total counter"
    yield from (f"mock_request_seconds_total{labels} {count.seconds:.6f}" for labels, count in counts)
    yield "# HELP mock_journal_bytes What the journal holds."
    yield "# TYPE mock_journal_bytes gauge"
    yield f"mock_journal_bytes {journal.held}"
    yield "# HELP mock_journal_waiting Calls that wait for what comes: events, verifications."
    yield "# TYPE mock_journal_waiting gauge"
    yield f"mock_journal_waiting {journal.waiting}"
    yield "# HELP mock_journal_dropped_total Entries that gave way to others."
    yield "# TYPE mock_journal_dropped_total counter"
    yield f"mock_journal_dropped_total {journal.dropped}"


def _labels(operation: str, status: int) -> str:
    escaped = operation.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{operation="{escaped}",status="{status}"}}'
