"""What each operation does and why: `mock-server explain` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.explain import reasons_of
from mock_server.errors import DocumentError
from mock_server.openapi.reading.pointers import text
from mock_server.server.admin.answering import given

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


def list_operations(mock: LiveMock, call: Call) -> Answer:
    """The operations of all documents, or those that a name means, in their order."""
    name = call.query.get("operation")
    plans = (plan for api in mock.apis for plan in api.plans)
    shown = [_shown(plan) for plan in plans if name is None or plan.operation.is_meant(name)]
    return given({"operations": shown, "notReloaded": mock.reloader.failure or None})


def _shown(plan: OperationPlan) -> dict[str, JSON]:
    operation, problem = plan.operation, None
    try:
        reasons = reasons_of(plan)
    except DocumentError as error:
        reasons, problem = [], str(error)
    return {
        "operationId": operation.id,
        "method": operation.method,
        "path": operation.path,
        "basePaths": [plan.api.prefix + base for base in operation.base_paths],
        "document": plan.api.document.title,
        "place": text(operation.pointer),
        "action": plan.behaviour.action,
        "resource": plan.behaviour.resource,
        "reasons": [{"conclusion": r.conclusion, "source": r.source, "why": r.why} for r in reasons],
        "problem": problem,
    }
