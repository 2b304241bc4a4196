"""The way of a request: each middleware does one thing and hands on, or refuses with an answer.

The list is assembled in `app`. What one learns, the next finds in the ASGI scope under PLAN and CALL.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from connexion.middleware import SpecMiddleware

from mock_server.engine import refusals
from mock_server.openapi.reading.call import Call
from mock_server.server.asgi import CALL, GONE, PLAN, VALUES, one_line, read_body, respond

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import Plan

log = logging.getLogger("mock_server")


class Routing(SpecMiddleware):  # type: ignore[misc]
    """Finds the operation; answers 404 and 405 itself where a documented path is near, else hands on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.apis: list[Api] = []

    def add_api(self, specification: Any, *, mock: Api, **_: Any) -> None:
        """Take the operations of one document; ``mock`` comes through Connexion's own ``add_api``."""
        self.apis.append(mock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Attach the plan to the scope."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
        for api in self.apis:
            plans, values = api.router.match(path, method, scope["query_string"].decode("latin-1"))
            if plans is None:
                continue
            plan = plans.get(method) or (plans.get("GET") if method == "HEAD" else None)
            if plan is None:
                await respond(scope, send, not_allowed(api, plans, method))
                return
            if method == "HEAD" and not values and "{" in plan.operation.path:
                values = api.router.match(path, "GET")[1]
            scope[PLAN], scope[VALUES] = plan, values
            break
        await self.app(scope, receive, send)


def not_allowed(api: Api, plans: dict[str, Plan], method: str) -> Answer:
    """405, or 204 for OPTIONS; both say what is allowed (RFC 9110 sections 10.2.1 and 15.5.6)."""
    from mock_server.engine.answers import Answer

    allowed = sorted({*plans, *(["HEAD"] if "GET" in plans else []), "OPTIONS"})
    allow = (b"allow", ", ".join(allowed).encode())
    if method == "OPTIONS":
        return Answer(204, (allow,), b"")
    path = next(iter(plans.values())).operation.path
    return api.fallback.answer(405, f"{method} is not allowed on {path}; allowed: {', '.join(allowed)}", (allow,))


class Security:
    """Refuses a request without accepted credentials."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer 401 or 403."""
        plan: Plan | None = scope.get(PLAN)
        if plan is not None:
            verdict = plan.access.check(scope["headers"], scope["query_string"])
            if verdict is not None:
                kind = refusals.UNAUTHENTICATED if verdict == "unauthenticated" else refusals.FORBIDDEN
                headers = plan.access.challenge if verdict == "unauthenticated" else ()
                await respond(scope, send, plan.refusals.refuse(kind, headers=headers))
                return
        await self.app(scope, receive, send)


class Reading:
    """Reads parameters and body and refuses what breaks the document, all violations at once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Attach the call to the scope."""
        plan: Plan | None = scope.get(PLAN)
        if plan is None:
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        parameters, violations = plan.parameters.read(scope[VALUES], scope["query_string"], headers)
        call = Call(scope["method"], scope["path"], headers)
        call.path, call.query = parameters.path, parameters.query
        call.header, call.cookie = parameters.header, parameters.cookie
        kind = refusals.INVALID
        data: Any = b""
        if plan.bodies.expected or plan.others:
            limit = plan.api.settings.max_body
            data = await read_body(receive, limit)
            if data is GONE:
                return
            if data is None:
                reason = f"The body is larger than {limit} bytes"
                violation = refusals.whole_body(reason)
                refusal = plan.refusals.refuse(refusals.TOO_LARGE, [violation], reason, ((b"connection", b"close"),))
                await respond(scope, send, refusal)
                return
            content_type = next((value for name, value in headers if name == b"content-type"), None)
            call.body, refused = plan.bodies.read(content_type, data)
            if refused is not None:
                kind = refused[0]
                violations = [*violations, *refused[1]]
        if violations:
            query = scope["query_string"]
            other = plan.meant_otherwise(call, scope[VALUES], query, data) if plan.others else None
            if other is not None:
                scope[PLAN] = other
            elif plan.api.settings.validation == "on" or kind is not refusals.INVALID:
                await respond(scope, send, plan.refusals.refuse(kind, violations))
                return
            elif plan.api.settings.validation == "warn":
                log.warning("%s is served although %s", plan.operation, one_line(refusals.summary(violations)))
        scope[CALL] = call
        await self.app(scope, receive, send)


async def carry_out(scope: Scope, receive: Receive, send: Send) -> None:
    """The application at the end of the way: does what the operation does."""
    plan: Plan = scope[PLAN]
    accept: bytes | None = None
    prefers = False
    for name, value in scope["headers"]:
        if name == b"accept" and accept is None:
            accept = value
        elif name == b"prefer":
            prefers = True
    call: Call = scope[CALL]
    if prefers or b"__" in scope["query_string"]:
        from mock_server.engine.preferred_answer import as_preferred

        await respond(scope, send, await as_preferred(plan, call, accept, scope))
    elif plan.handler is None:
        await respond(scope, send, plan.carry_out(call, accept))
    else:
        await respond(scope, send, await plan.handle(plan.handler, call, accept))
