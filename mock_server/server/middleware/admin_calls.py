"""Where a request's way divides: what is asked of the admin API goes no further, the rest is for the journal."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from mock_server.server.asgi import BEGAN, JOURNAL, entry

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.server.admin.application import Admin
    from mock_server.server.journal.request_journal import RequestJournal


class AdminCalls:
    """Hands requests at and below the admin API's prefix to it, and all others on, noting when they came.

    No coroutine of its own: the others' way is hardly longer.
    """

    def __init__(self, app: ASGIApp, admin: Admin, journal: RequestJournal | None) -> None:
        self.app = entry(app)
        self._admin = admin
        self._journal = journal
        self._prefix = admin.prefix
        self._below = f"{admin.prefix}/"

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The answering of the request, to be awaited."""
        path = scope["path"]
        if path.startswith(self._prefix) and (path == self._prefix or path.startswith(self._below)):
            return self._admin(scope, receive, send)
        if self._journal is not None:
            scope[JOURNAL], scope[BEGAN] = self._journal, perf_counter()
        onward = self.app
        return onward(scope, receive, send)
