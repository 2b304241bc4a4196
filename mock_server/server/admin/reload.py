"""Has the documents read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import MockServerError
from mock_server.server.admin.answering import given, problem

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


async def reload(mock: LiveMock, _call: Call) -> Answer:
    """What came of it; 409 where the files can't be served, and what was served before still is."""
    try:
        done = await mock.reloader.reload()
    except MockServerError as error:
        return problem(409, str(error))
    return given(
        {
            "operations": done.operations,
            "added": list(done.added),
            "removed": list(done.removed),
            "records": [
                {"resource": kept.resource, "count": kept.count, "served": kept.is_served, "says": str(kept)}
                for kept in done.records
            ],
        }
    )
