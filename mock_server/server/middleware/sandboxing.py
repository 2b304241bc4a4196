"""Has a request carried out in the sandbox that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.engine.sandboxes.sandboxes import SandboxError
from mock_server.server.asgi import SANDBOX, respond
from mock_server.server.in_sandbox import InSandbox
from mock_server.server.sandbox_names import BAGGAGE, HEADER, PREFIX, by_header, by_path

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.refusals import Fallback
    from mock_server.engine.sandboxes.sandboxes import Sandboxes

_NAMING = frozenset((HEADER, BAGGAGE))


class Sandboxing:
    """Hands requests on, with the engine in the sandbox that they name by ``X-Mock-Sandbox``, baggage or path.

    No coroutine of its own: the way of the others is longer by a look at the names of their headers. Below ``PREFIX``
    the rest of the path is routed; what answers say of the path (`Location`, links) keeps it. Without ``prefixed`` the
    document's own paths are there.
    """

    def __init__(self, app: ASGIApp, sandboxes: Sandboxes, fallback: Fallback, prefixed: bool) -> None:
        self.app = app
        self._sandboxes = sandboxes
        self._fallback = fallback
        self._prefix = PREFIX if prefixed else "\0"

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The answering of the request, to be awaited."""
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        for name, _ in scope["headers"]:
            if name in _NAMING:
                break
        else:
            if not scope["path"].startswith(self._prefix):
                return self.app(scope, receive, send)
        return self._sandboxed(scope, receive, send)

    def _sandboxed(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        try:
            name = DEFAULT
            raw = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
            if raw.startswith(self._prefix):
                name, rest = by_path(raw)
                scope["raw_path"] = rest.encode("latin-1", "replace")
            sandbox = self._sandboxes.named(by_header(scope["headers"]) or name)
        except SandboxError as error:
            return respond(scope, send, self._fallback.answer(error.status, str(error)))
        if sandbox is self._sandboxes.default:
            return self.app(scope, receive, send)
        scope[SANDBOX] = sandbox
        return InSandbox(self._sandboxes, sandbox, self.app(scope, receive, send))
