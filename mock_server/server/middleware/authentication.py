"""Lets a request in by its credentials, or refuses it with 401 or 403."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.sandboxes.sandboxes import SandboxError
from mock_server.server.asgi import PLAN, SANDBOX, SECTION, entry, refuse, respond
from mock_server.server.in_sandbox import in_sandbox

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.sandboxes.sandboxes import Sandboxes


class Authentication:
    """Refuses a request without accepted credentials.

    What let a request in lets in the next ones whose header sections are the same; that they are is found by a hash,
    which tells nothing of a credential by the time that it takes.
    A credential that ends in ``+NAME`` names the sandbox, where nothing else did.
    """

    def __init__(self, app: ASGIApp, sandboxes: Sandboxes | None = None) -> None:
        self.app = entry(app)
        self._sandboxes = sandboxes

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Let in, or answer 401 or 403; no coroutine of its own, which would cost every request a frame more."""
        plan: OperationPlan | None = scope.get(PLAN)
        onward = self.app
        if plan is not None:
            access, section = plan.access, scope.get(SECTION)
            if section is not None and access.mark in section.let_in:
                return onward(scope, receive, send)
            verdict = access.check(scope["headers"], scope["query_string"])
            if verdict is None and section is not None and not access.is_open and not scope["query_string"]:
                section.lets_in(access.mark)
            if verdict is not None or access.is_open:
                apart, name = access.check_apart(scope["headers"], scope["query_string"])
                verdict = verdict and apart
                if name and verdict is None and SANDBOX not in scope and self._sandboxes is not None:
                    return self._in_sandbox(self._sandboxes, name, plan, scope, receive, send)
            if verdict is not None:
                kind = refusals.UNAUTHENTICATED if verdict == "unauthenticated" else refusals.FORBIDDEN
                headers = access.challenge if verdict == "unauthenticated" else ()
                return refuse(scope, send, plan, kind, headers=headers)
        return onward(scope, receive, send)

    async def _in_sandbox(
        self, sandboxes: Sandboxes, name: str, plan: OperationPlan, scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            sandbox = scope[SANDBOX] = sandboxes.named(name)
        except SandboxError as error:
            await respond(scope, send, plan.api.fallback.answer(error.status, str(error)))
            return
        way = self.app
        if sandbox.faults.active and (layers := sandbox.faults.of(plan)):
            from mock_server.server.injecting import inject

            way = partial(inject, self.app, sandbox.faults, layers)
        await in_sandbox(sandboxes, sandbox, partial(way, scope, receive, send))
