"""Lets a request in by its credentials, or refuses it with 401 or 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.server.asgi import PLAN, refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.operation_plan import OperationPlan


class Authentication:
    """Refuses a request without accepted credentials."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer 401 or 403."""
        plan: OperationPlan | None = scope.get(PLAN)
        if plan is not None:
            verdict = plan.access.check(scope["headers"], scope["query_string"])
            if verdict is not None:
                kind = refusals.UNAUTHENTICATED if verdict == "unauthenticated" else refusals.FORBIDDEN
                headers = plan.access.challenge if verdict == "unauthenticated" else ()
                await refuse(scope, send, plan, kind, headers=headers)
                return
        await self.app(scope, receive, send)
