"""Where a request's way divides: what is asked of the admin API goes no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.server.admin.application import Admin


class AdminCalls:
    """Hands requests at and below the admin API's prefix to it, and all others on.

    No coroutine of its own: the others' way is longer by one comparison.
    """

    def __init__(self, app: ASGIApp, admin: Admin) -> None:
        self.app = app
        self._admin = admin
        self._prefix = admin.prefix
        self._below = f"{admin.prefix}/"

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The answering of the request, to be awaited."""
        if scope["type"] == "http":
            path = scope["path"]
            if path.startswith(self._prefix) and (path == self._prefix or path.startswith(self._below)):
                return self._admin(scope, receive, send)
        return self.app(scope, receive, send)
