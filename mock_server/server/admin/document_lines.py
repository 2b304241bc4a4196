"""The lines of a served document around a place, as they stand in its file."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mock_server.openapi.reading import pointers
from mock_server.server.admin.answering import given, problem

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock

_BEFORE, _AFTER = 3, 9
_WIDEST = 300


def get_lines(mock: LiveMock, call: Call) -> Answer:
    """Some lines around a place, or around what it refers to, in the document that has the named operation."""
    wanted = call.query.get("operation")
    api = next((api for api in mock.apis if wanted is None or api.document.operation(wanted)), None)
    if api is None:
        return problem(404, f"operation: no document has the operation {str(wanted)[:80]!r}")
    wanted_place = pointers.tokens(call.query["place"])
    place, _ = api.document.locate(wanted_place)
    if wanted_place and not place:
        return problem(404, f"place: {api.document.path} has nothing at {call.query['place'][:200]!r}")
    file, line = api.document.file_of(place), api.document.line_of(place)
    first = max(1, line - _BEFORE)
    with file.open(encoding="utf-8", errors="replace") as text:
        lines = [one.rstrip("\n")[:_WIDEST] for one in islice(text, first - 1, line + _AFTER)]
    return given({"file": str(file), "line": line, "first": first, "lines": lines})
