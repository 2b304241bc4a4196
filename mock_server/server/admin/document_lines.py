"""The lines of a served document around a place, as they stand in its file."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mock_server.openapi.reading import pointers
from mock_server.server.admin.answering import given

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock

_BEFORE, _AFTER = 3, 9
_WIDEST = 300


def get_lines(mock: LiveMock, call: Call) -> Answer:
    """Some lines around a place, or around what it refers to, as far as it leads.

    The document is that of the named operation, else the first.
    """
    wanted = call.query.get("operation")
    apis = (api for api in mock.apis if wanted is not None and api.document.operation(wanted))
    document = next(apis, mock.apis[0]).document
    place, _ = document.locate(pointers.tokens(call.query["place"]))
    file, line = document.file_of(place), document.line_of(place)
    first = max(1, line - _BEFORE)
    with file.open(encoding="utf-8", errors="replace") as text:
        lines = [one.rstrip("\n")[:_WIDEST] for one in islice(text, first - 1, line + _AFTER)]
    return given({"file": str(file), "place": pointers.text(place), "line": line, "first": first, "lines": lines})
