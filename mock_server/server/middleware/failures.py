"""What becomes of an exception: an answer for the client, the reason for the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.errors import MockServerError
from mock_server.server.asgi import PLAN, SENT, entry, one_line, respond
from mock_server.store import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.refusals import Fallback

log = logging.getLogger("mock_server")


class Failures:
    """Answers 500 in the documented shape for whatever goes wrong behind it, 503 where a shared store is down.

    The log has the reason.
    """

    def __init__(self, app: ASGIApp, fallback: Fallback) -> None:
        self.app = entry(app)
        self.fallback = fallback

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on; no coroutine of its own where it is answered by then."""
        onward = self.app
        try:
            way = onward(scope, receive, send)
        except Exception as error:
            return self._failed(error, scope, send)
        return SENT if way is SENT else self._watched(way, scope, send)

    async def _watched(self, way: Awaitable[None], scope: Scope, send: Send) -> None:
        try:
            await way
        except Exception as error:
            await self._failed(error, scope, send)

    async def _failed(self, error: Exception, scope: Scope, send: Send) -> None:
        known = isinstance(error, MockServerError)
        told = None if known else error
        log.error("%s %s failed: %s", scope["method"], one_line(scope["path"]), error, exc_info=told)
        if isinstance(error, StoreUnavailable):
            await self._unavailable(scope, send)
            return
        reason = str(error) if known else refusals.FAILED.message
        plan: OperationPlan | None = scope.get(PLAN)
        if plan is not None:
            await respond(scope, send, plan.refusals.refuse(refusals.FAILED, reason=reason))
        else:
            await respond(scope, send, self.fallback.answer(500, reason))

    async def _unavailable(self, scope: Scope, send: Send) -> None:
        """503, which says when to come again (RFC 9110 section 15.6.4)."""
        plan: OperationPlan | None = scope.get(PLAN)
        kind, soon = refusals.UNAVAILABLE, ((b"retry-after", b"1"),)
        if plan is not None:
            await respond(scope, send, plan.refusals.refuse(kind, headers=soon))
        else:
            await respond(scope, send, self.fallback.answer(kind.statuses[0], kind.message, soon))
