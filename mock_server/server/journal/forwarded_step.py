"""The step at which a request went to the real service, or stayed with the mock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.server.journal.way_step import WayStep

if TYPE_CHECKING:
    from mock_server.server.journal.entry import Entry

SOURCE = b"mock-source"
"""The header field that says where an answer comes from."""
UPSTREAM, MOCK = "upstream", "mock"
_TOLD = re.compile(r'(\w+); reason="(.*)"')


def forwarded_step(entry: Entry) -> WayStep | None:
    """What the answer says of its source; None where there is no real service."""
    told = next((value.decode("latin-1") for name, value in entry.answer.headers if name == SOURCE), None)
    found = _TOLD.fullmatch(told) if told is not None else None
    if found is None:
        return None
    outcome, said = found.groups()
    if outcome == UPSTREAM:
        return WayStep("forwarded", UPSTREAM, None, f"the service answered {entry.answer.status}; {said}")
    return WayStep("forwarded", MOCK, None, f"the mock answers, for {said}")
