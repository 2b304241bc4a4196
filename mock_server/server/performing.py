"""The application at the end of a request's way: does what the operation does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine.deciding import decided
from mock_server.openapi.generator.deferral import Deferred
from mock_server.server.asgi import CALL, FAULT, FIELDS, PLAN, has_wishes, respond
from mock_server.server.first_step import in_a_task

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.call import Call


def performing(pages: ASGIApp) -> ASGIApp:
    """The application that does what operations do, and leaves requests to ``pages`` that are for none."""

    def perform(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer the request that the scope holds; a client's preferences first (RFC 7240). To be awaited at once.

        No coroutine of its own, which would cost every request a frame more, where nothing is waited for.
        """
        call: Call | None = scope.get(CALL)
        if call is None:
            return pages(scope, receive, send)
        plan: OperationPlan = scope[PLAN]
        fields = scope[FIELDS]
        accept: bytes | None = fields.get(b"accept")
        handler, deferral = plan.carrying_out
        may_wish = b"prefer" in fields or scope["query_string"]  # most don't, and are not asked further
        if handler is not None or FAULT in scope or (may_wish and has_wishes(scope)):
            return _otherwise(plan, call, accept, scope, receive, send)
        deferral.begin()
        try:  # as `at_once`, which calls what it is given: here that would be a turn of the interpreter more
            found = plan.perform(call, accept)
        except Deferred as deferred:
            return _later(plan, call, accept, deferred, scope, receive, send)
        finally:
            deferral.active = False
        return respond(scope, send, found) if found[4] is None else _sent(found, scope, receive, send)

    return perform


def _sent(answer: Answer, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
    if answer.stream is None or scope["method"] == "HEAD":
        return respond(scope, send, answer)
    from mock_server.server.streaming import pour

    return pour(scope, receive, send, answer)


async def _later(
    plan: OperationPlan,
    call: Call,
    accept: bytes | None,
    deferred: Deferred,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Answer with what has to be made elsewhere."""
    answer = await decided(plan.api.synthesis, partial(plan.perform, call, accept), deferred)
    await _sent(answer, scope, receive, send)


async def _otherwise(
    plan: OperationPlan, call: Call, accept: bytes | None, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer by a function of the user's, or a request that has wishes, or to whose answer something is done."""
    if plan.handler is not None:
        await in_a_task()
    if FAULT in scope or has_wishes(scope):
        from mock_server.server.injecting import perform_otherwise

        await perform_otherwise(plan, call, accept, scope, receive, send)
    elif plan.handler is not None:
        await _sent(await plan.handle(plan.handler, call, accept), scope, receive, send)
