"""The step at which a request went to the real service, or stayed with the mock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.server.journal.way_step import WayStep

if TYPE_CHECKING:
    from mock_server.server.journal.entry import Entry

SOURCE = b"mock-source"
"""The header field that says where an answer comes from."""
UPSTREAM, MOCK = "upstream", "mock"


def forwarded_step(entry: Entry) -> WayStep | None:
    """What the answer says of its source; None where there is no real service."""
    told = next((value.decode("latin-1") for name, value in entry.answer.headers if name == SOURCE), None)
    if told is None:
        return None
    outcome, said = told.removesuffix('"').split('; reason="', 1)
    if outcome == UPSTREAM:
        return WayStep("forwarded", UPSTREAM, None, f"the service answered {entry.answer.status}; {said}")
    return WayStep("forwarded", MOCK, None, f"the mock answers, for {said}")
