"""Which sandbox a call of the admin API is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.sandbox_names import by_header

if TYPE_CHECKING:
    from mock_server.engine.sandboxes.sandbox import Sandbox
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


def called_sandbox(mock: LiveMock, call: Call) -> Sandbox:
    """The sandbox that the query names, else the headers; it begins if there is none. Raises SandboxError."""
    name = call.query.get("sandbox") or by_header(call.headers) or DEFAULT
    return mock.sandboxes.named(str(name))
