"""Which function carries out which operation of `admin.openapi.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.server.admin import (
    clock_calls,
    document_lines,
    events,
    faults,
    health,
    metrics,
    operations,
    record_calls,
    reload,
    replayed_request,
    request_calls,
    sandbox_calls,
    snapshot_calls,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.admin.event_feed import EventFeed
    from mock_server.server.live_mock import LiveMock

    Function = Callable[[LiveMock, Call], Answer | EventFeed | Awaitable[Answer]]

ROUTES: dict[str, Function] = {
    "countRequests": request_calls.count_requests,
    "deleteRequests": request_calls.delete_requests,
    "findRequests": request_calls.find_requests,
    "getMetrics": metrics.get_metrics,
    "getRequest": request_calls.get_request,
    "getRequestsAsHar": request_calls.get_har,
    "listRequests": request_calls.list_requests,
    "streamEvents": events.stream_events,
    "verifyRequests": verify.verify_requests,
    "deleteFaults": faults.delete_faults,
    "deleteRecord": record_calls.delete_record,
    "deleteRecords": record_calls.delete_records,
    "deleteSandbox": sandbox_calls.delete_sandbox,
    "deleteSandboxes": sandbox_calls.delete_sandboxes,
    "deleteSnapshot": snapshot_calls.delete_snapshot,
    "getClock": clock_calls.get_clock,
    "getDescription": health.get_description,
    "getFaults": faults.get_faults,
    "getLines": document_lines.get_lines,
    "getHealth": health.get_health,
    "getRecord": record_calls.get_record,
    "getSandbox": sandbox_calls.get_sandbox,
    "getVersion": health.get_version,
    "listOperations": operations.list_operations,
    "putFaults": faults.put_faults,
    "listRecords": record_calls.list_records,
    "listResources": record_calls.list_resources,
    "listSandboxes": sandbox_calls.list_sandboxes,
    "listSnapshots": snapshot_calls.list_snapshots,
    "patchRecord": record_calls.patch_record,
    "putRecord": record_calls.put_record,
    "putRecords": record_calls.put_records,
    "putSandbox": sandbox_calls.put_sandbox,
    "resetSandbox": snapshot_calls.reset_sandbox,
    "restoreSnapshot": snapshot_calls.restore_snapshot,
    "setClock": clock_calls.set_clock,
    "takeSnapshot": snapshot_calls.take_snapshot,
    "reload": reload.reload,
    "replayRequest": replayed_request.replay_request,
}
"""Functions by operationId."""
