"""Which function carries out which operation of `admin.openapi.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.server.admin import faults, health, operations

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock

    Function = Callable[[LiveMock, Call], Answer | Awaitable[Answer]]

ROUTES: dict[str, Function] = {
    "deleteFaults": faults.delete_faults,
    "getDescription": health.get_description,
    "getFaults": faults.get_faults,
    "getHealth": health.get_health,
    "getVersion": health.get_version,
    "listOperations": operations.list_operations,
    "putFaults": faults.put_faults,
}
"""Functions by operationId."""
