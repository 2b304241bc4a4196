"""The admin API as an ASGI application: access, then the way that every request to a document goes, then a function."""

from __future__ import annotations

import asyncio
import inspect
import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine.api import Api
from mock_server.engine.sandboxes.sandboxes import SandboxError
from mock_server.openapi.reading import percent
from mock_server.server.admin.admin_access import AdminAccess
from mock_server.server.admin.admin_document import DOCUMENT, RULES, admin_document
from mock_server.server.admin.answering import problem
from mock_server.server.admin.console_files import console_file
from mock_server.server.admin.event_feed import EventFeed, listener_gone
from mock_server.server.admin.routes import ROUTES
from mock_server.server.asgi import CALL, ENDING, LINE, PLAN, STREAMING, one_line, respond
from mock_server.server.first_step import in_a_task
from mock_server.server.middleware.authentication import Authentication
from mock_server.server.middleware.failures import Failures
from mock_server.server.middleware.request_reading import RequestReading
from mock_server.server.middleware.routing import Routing, not_allowed
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.call import Call
    from mock_server.server.admin.opening import Opening
    from mock_server.server.live_mock import LiveMock

log = logging.getLogger("mock_server")

_GUARD = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_NOTICES = 100
_SHOWN = 80


class Admin:
    """Answers what is asked below ``prefix``; reads its document when it is first called."""

    def __init__(self, mock: LiveMock, opened: Opening) -> None:
        self.mock = mock
        self.prefix = opened.prefix
        self.token = opened.token
        self._access = AdminAccess(mock.settings.host, mock.settings.admin_hosts)
        self._told: set[str] = set()

    @cached_property
    def api(self) -> Api:
        """The admin API's own document, made servable; its credential is the token."""
        settings = Settings(
            spec=DOCUMENT,
            keys=(self.token,),
            prefixes=(self.prefix,),
            max_body=self.mock.settings.max_body,
            allow_refs=(RULES,),
        )
        api = Api.serving(admin_document(), settings, open_store("memory:"), Values(0))
        self.mock.description = api.served_document()
        return api

    @cached_property
    def _way(self) -> ASGIApp:
        routing = Routing(Authentication(RequestReading(self._perform)))
        routing.apis.append(self.api)
        return Failures(routing, self.api.fallback)

    @cached_property
    def _plain(self) -> dict[str, dict[str, OperationPlan]]:
        """The operations of each path without parameters: no template answers for it (OpenAPI 3.1.1, Paths Object)."""
        found: dict[str, dict[str, OperationPlan]] = {}
        for plan in self.api.plans:
            if "{" not in plan.operation.path:
                found.setdefault(self.prefix + plan.operation.path, {})[plan.operation.method] = plan
        return found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope.pop(
            LINE, None
        )  # what is known of lines is known by the router of the mock, which they would leave for this
        await in_a_task()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_GUARD]}
            await send(message)

        refusal = self._access.refusal(scope)
        if refusal:
            self._tell(refusal)
            await respond(scope, guarded, problem(403, refusal))
            return
        plans, method = self._plain.get(scope["path"], {}), scope["method"]
        file = console_file(scope["path"], self.prefix) if method in ("GET", "HEAD") else None
        if file is not None:
            await respond(scope, guarded, file)
            return
        if plans and method not in plans and not (method == "HEAD" and "GET" in plans):
            await respond(scope, guarded, not_allowed(self.api, plans, method))
            return
        await self._way(scope, receive, guarded)

    async def _perform(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan: OperationPlan | None = scope.get(PLAN)
        if plan is None:
            await respond(scope, send, problem(404, f"The admin API has no path {one_line(scope['path'])}"))
            return
        call: Call = scope[CALL]
        strange = _strange_parameter(plan, scope)
        if strange:
            await respond(scope, send, problem(400, strange))
            return
        try:
            answer: Any = ROUTES[plan.operation.id](self.mock, call)
            if inspect.isawaitable(answer):
                answer = await _unless_ending(answer, scope, receive)
        except SandboxError as error:
            answer = problem(error.status, str(error))
        if isinstance(answer, EventFeed):
            await answer.pour(scope, receive, send)
        else:
            await respond(scope, send, answer)

    def _tell(self, refusal: str) -> None:
        if refusal not in self._told and len(self._told) < _NOTICES:
            self._told.add(refusal)
            log.warning("%s", refusal)


def _strange_parameter(plan: OperationPlan, scope: Scope) -> str:
    """What a call is asked with by a slip, such as another name for a sandbox: it would do more than was meant."""
    known = [parameter.name for parameter in plan.operation.parameters if parameter.location == "query"]
    names = (pair.name for pair in percent.pairs(scope["query_string"].decode("latin-1")))
    strange = next((name for name in names if name and name not in known), None)
    if strange is None:
        return ""
    shown = one_line(strange[:_SHOWN])
    return f"{shown}: {plan.operation} takes no such parameter; those of its query are {', '.join(known) or 'none'}"


async def _unless_ending(answer: Awaitable[Answer], scope: Scope, receive: Receive) -> Answer:
    """The answer, which may take its time; a sentence where the server stops meanwhile."""
    scope[STREAMING] = True
    making, gone = asyncio.ensure_future(answer), asyncio.ensure_future(listener_gone(scope, receive))
    try:
        await asyncio.wait((making, gone), return_when=asyncio.FIRST_COMPLETED)
        if ENDING not in scope or making.done():
            return await making
        return problem(503, "The mock is stopping, and what was asked for had not come about")
    finally:
        making.cancel()
        gone.cancel()
