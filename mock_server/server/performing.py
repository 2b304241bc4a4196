"""The application at the end of a request's way: does what the operation does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine.deciding import at_once, decided
from mock_server.openapi.generator.deferral import Deferred
from mock_server.server.asgi import CALL, FAULT, FIELDS, PLAN, respond
from mock_server.server.first_step import in_a_task

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.call import Call


async def perform(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the request that the scope holds; a client's preferences first (RFC 7240)."""
    plan: OperationPlan = scope[PLAN]
    fields = scope[FIELDS]
    accept: bytes | None = fields.get(b"accept")
    call: Call = scope[CALL]
    if plan.handler is not None:
        await in_a_task()
    if b"prefer" in fields or FAULT in scope or b"__" in scope["query_string"]:
        from mock_server.server.injecting import perform_otherwise

        await perform_otherwise(plan, call, accept, scope, receive, send)
        return
    if plan.handler is None:
        found = at_once(plan.api.synthesis, plan.perform, call, accept)
        if isinstance(found, Deferred):
            found = await decided(plan.api.synthesis, partial(plan.perform, call, accept), found)
        answer = found
    else:
        answer = await plan.handle(plan.handler, call, accept)
    if answer.stream is None or scope["method"] == "HEAD":
        await respond(scope, send, answer)
    else:
        from mock_server.server.streaming import pour

        await pour(scope, receive, send, answer)
