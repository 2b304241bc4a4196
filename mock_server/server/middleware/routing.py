"""Finds the operation of a request; the next ones find its plan in the ASGI scope under PLAN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.engine.answers import Answer
from mock_server.server.asgi import LINE, PLAN, SANDBOX, VALUES, entry, respond
from mock_server.server.connexion_stack import SpecMiddleware

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.api import Api
    from mock_server.engine.faults.fault_table import FaultTable
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.known_lines import KnownLine


class Routing(SpecMiddleware):  # type: ignore[misc]
    """Finds the operation; answers 405 itself where a documented path has other methods, if the mock ``is_alone``."""

    def __init__(self, app: ASGIApp, is_alone: bool = True) -> None:
        self.app = entry(app)
        self._is_alone = is_alone
        self.apis: list[Api] = []

    def add_api(self, specification: Any, *, mock: Api, **_: Any) -> None:
        """Take the operations of one document; ``mock`` comes through Connexion's own ``add_api``."""
        self.apis.append(mock)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Attach the plan to the scope; no coroutine of its own, which would cost every request a frame more."""
        line: KnownLine | None = scope.get(LINE)
        if line is not None and line.router is self:  # the same document was asked for the same before
            scope[PLAN], scope[VALUES] = line.plan, line.values
            faults: FaultTable = scope[SANDBOX].faults if SANDBOX in scope else line.api.faults
            if faults.active:
                return self._broken(faults, scope, receive, send)
            onward: ASGIApp = self.app
            return onward(scope, receive, send)
        if line is not None:
            line.sought_by(self)
        method, raw, query = scope["method"], scope.get("raw_path"), scope["query_string"]
        path = raw.decode("latin-1") if raw else scope["path"]
        for api in self.apis:
            plans, values = api.router.match(path, method, query.decode("latin-1") if query else "")
            if plans is None:
                continue
            plan = plans.get(method)
            if plan is None:
                plan = plans.get("GET") if method == "HEAD" else None
                if plan is None and self._is_alone:
                    return respond(scope, send, not_allowed(api, plans, method))
                if plan is None:
                    break
                if not values and "{" in plan.operation.path:
                    values = api.router.match(path, "GET")[1]
            scope[PLAN], scope[VALUES] = plan, values
            if line is not None:
                line.found(self, plan, api, values)
            faults = scope[SANDBOX].faults if SANDBOX in scope else api.faults
            if faults.active:
                return self._broken(faults, scope, receive, send)
            break
        onward = self.app
        return onward(scope, receive, send)

    def _broken(self, faults: FaultTable, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Have what the faults say done to the answer, where they are for this operation."""
        layers = faults.of(scope[PLAN])
        if not layers:
            return self.app(scope, receive, send)
        from mock_server.server.injecting import inject

        return inject(self.app, faults, layers, scope, receive, send)


def not_allowed(api: Api, plans: dict[str, OperationPlan], method: str) -> Answer:
    """405, or 204 for OPTIONS; both say what is allowed (RFC 9110 sections 10.2.1 and 15.5.6)."""
    allowed = sorted({*plans, *(["HEAD"] if "GET" in plans else []), "OPTIONS"})
    allow = (b"allow", ", ".join(allowed).encode())
    if method == "OPTIONS":
        return Answer(204, (allow,), b"")
    path = next(iter(plans.values())).operation.path
    return api.fallback.answer(405, f"{method} is not allowed on {path}; allowed: {', '.join(allowed)}", (allow,))
