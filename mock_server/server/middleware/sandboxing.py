"""Has a request carried out in the sandbox that it names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.engine.sandboxes.sandboxes import SandboxError
from mock_server.server.asgi import FIELDS, SANDBOX, SANDBOX_PATH, entry, respond
from mock_server.server.in_sandbox import in_sandbox
from mock_server.server.sandbox_names import BAGGAGE, HEADER, PREFIX, by_header, by_path

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.refusals import Fallback
    from mock_server.engine.sandboxes.sandboxes import Sandboxes
    from mock_server.server.allowed_origins import AllowedOrigins


class Sandboxing:
    """Hands requests on, with the engine in the sandbox that they name by ``X-Mock-Sandbox``, baggage or path.

    No coroutine of its own: the way of the others is longer by a look at the names of their headers. Below ``PREFIX``
    the rest of the path is routed; what answers say of the path (`Location`, links) keeps it. Without ``prefixed`` the
    document's own paths are there. Pages of origins that are not let in begin no sandbox: they could use them all up.
    """

    def __init__(
        self,
        app: ASGIApp,
        sandboxes: Sandboxes,
        fallback: Fallback,
        prefixed: bool,
        origins: AllowedOrigins,
    ) -> None:
        self.app = entry(app)
        self._origins = origins
        self._sandboxes = sandboxes
        self._fallback = fallback
        self._prefix = PREFIX if prefixed else "\0"

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The answering of the request, to be awaited."""
        fields = scope[FIELDS]
        if HEADER in fields or BAGGAGE in fields or scope["path"].startswith(self._prefix):
            return self._sandboxed(scope, receive, send)
        onward = self.app
        return onward(scope, receive, send)

    def _sandboxed(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        try:
            name = DEFAULT
            raw = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
            if raw.startswith(self._prefix):
                name, rest = by_path(raw)
                scope["raw_path"] = rest.encode("latin-1", "replace")
                scope[SANDBOX_PATH] = PREFIX + name
            name = by_header(scope["headers"]) or name
            if not self._sandboxes.is_there(name) and self._is_strange(scope):
                raise SandboxError(403, "A page that may not read the answers of this server begins no sandbox in it")
            sandbox = self._sandboxes.named(name)
        except SandboxError as error:
            return respond(scope, send, self._fallback.answer(error.status, str(error)))
        scope[SANDBOX] = sandbox
        if sandbox is self._sandboxes.default:
            return self.app(scope, receive, send)
        return in_sandbox(self._sandboxes, sandbox, partial(self.app, scope, receive, send))

    def _is_strange(self, scope: Scope) -> bool:
        """Whether a browser sent it for a page of another site that is not let in (Fetch Metadata, section 2.3)."""
        fields = scope[FIELDS]
        if fields.get(b"sec-fetch-site") != b"cross-site":
            return False
        return b"origin" not in fields or not self._origins.lets_in(fields[b"origin"])
