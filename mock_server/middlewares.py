"""The way of a request: each middleware does one thing and hands on, or refuses with an answer.

The list is assembled in `app`. What one learns, the next finds in the ASGI scope under PLAN and CALL.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from connexion.middleware import SpecMiddleware
from starlette.middleware.cors import CORSMiddleware

from mock_server import refusals
from mock_server.call import Call
from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.answers import Answer
    from mock_server.api import Api
    from mock_server.plan import Plan
    from mock_server.refusals import Fallback

PLAN = "mock_server.plan"
CALL = "mock_server.call"
VALUES = "mock_server.path_values"
REASON = "mock_server.reason"

log = logging.getLogger("mock_server")
requests = logging.getLogger("mock_server.requests")

GONE = b"\0gone"
"""In place of a body whose client left before it was whole; told by identity."""

_DRAIN = 8
_LONGEST = 300


async def respond(scope: Scope, send: Send, answer: Answer) -> None:
    """Send ``answer``; without its body where the method is HEAD (RFC 9110 section 9.3.2)."""
    status, headers, body, reason = answer
    if reason:
        scope[REASON] = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


class AccessLog:
    """Writes one line a request: method, path, status, milliseconds and, for a refusal, the reason."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log it when its answer has begun."""
        if scope["type"] != "http" or not requests.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            answer: Answer | None = scope.get(REASON)
            reason = answer.why() if answer is not None else ""
            spent = (time.perf_counter() - began) * 1000
            path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
            requests.info(
                "%-7s %s %d %.1f ms%s", scope["method"], one_line(path), status, spent, one_line(reason, "  ")
            )


def one_line(text: str, before: str = "") -> str:
    """``text`` for a log: what a client wrote can't break the line, move the cursor or fill the disk."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:_LONGEST])
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    return before + text if text else ""


class Cors:
    """Cross-origin resource sharing for requests that come from a browser; the others pass by."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self.cors = CORSMiddleware(
            app,
            allow_origins=list(origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["*"],
            allow_credentials="*" not in origins,
            allow_private_network=True,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Starlette answer preflights and add headers where the request names its origin (Fetch, section 3.3)."""
        if scope["type"] == "http":
            for name, _ in scope["headers"]:
                if name == b"origin":
                    await self.cors(scope, receive, send)
                    return
        await self.app(scope, receive, send)


class Failures:
    """Answers 500 in the documented shape for whatever goes wrong behind it; the log has the reason."""

    def __init__(self, app: ASGIApp, fallback: Fallback) -> None:
        self.app = app
        self.fallback = fallback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http":
                raise
            known = isinstance(error, MockServerError)
            log.error("%s %s failed: %s", scope["method"], one_line(scope["path"]), error, exc_info=not known)
            reason = str(error) if known else refusals.FAILED.message
            plan: Plan | None = scope.get(PLAN)
            if plan is not None:
                await respond(scope, send, plan.refusals.refuse(refusals.FAILED, reason=reason))
            else:
                await respond(scope, send, self.fallback.answer(500, reason))


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
    from mock_server.answers import Answer

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


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body; GONE when the client left before its end, None when it is larger than ``limit`` bytes.

    What is too large is read to its end and dropped, up to a bound, so that the client gets to read the answer.
    """
    message = await receive()
    if message["type"] == "http.disconnect":
        return GONE
    if not message.get("more_body"):
        body: bytes = message.get("body", b"")
        return body if len(body) <= limit else None
    chunks = [message.get("body", b"")]
    size = len(chunks[0])
    while message.get("more_body") and size <= limit * _DRAIN:
        message = await receive()
        if message["type"] == "http.disconnect":
            return GONE
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        else:
            chunks.clear()
    return b"".join(chunks) if size <= limit else None


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
        from mock_server.wishes import as_preferred

        await respond(scope, send, await as_preferred(plan, call, accept, scope))
    elif plan.handler is None:
        await respond(scope, send, plan.carry_out(call, accept))
    else:
        await respond(scope, send, await plan.handle(plan.handler, call, accept))
