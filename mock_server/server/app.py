"""Assembles the Connexion app: which middlewares a request passes, in which order.

The door to Connexion. Its own middleware stack re-inspects and rebuilds on every request what here is compiled once
for each operation, so it is given ours through ``middlewares=`` (see docs/adr/0003-connexion-stack.md).
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Connexion's optional test client warns of a library it may use
    from connexion.middleware import ConnexionMiddleware
    from connexion.middleware.lifespan import LifespanMiddleware

from mock_server.server.admin.application import Admin
from mock_server.server.admin.opening import opening
from mock_server.server.asgi import CALL
from mock_server.server.live_mock import LiveMock
from mock_server.server.loading import load
from mock_server.server.masked_keys import MaskedKeys
from mock_server.server.middleware.access_log import AccessLog
from mock_server.server.middleware.admin_calls import AdminCalls
from mock_server.server.middleware.authentication import Authentication
from mock_server.server.middleware.cors import Cors
from mock_server.server.middleware.failures import Failures
from mock_server.server.middleware.request_reading import RequestReading
from mock_server.server.middleware.routing import Routing
from mock_server.server.middleware.sandboxing import Sandboxing
from mock_server.server.pages import Pages
from mock_server.server.performing import perform
from mock_server.server.sandbox_names import PREFIX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.api import Api
    from mock_server.engine.sandboxes.sandboxes import Sandboxes
    from mock_server.settings import Settings
    from mock_server.store import Store


@dataclass(frozen=True)
class MockApp:
    """The ASGI application, with what a caller in the same process may want to reach."""

    asgi: ConnexionMiddleware
    apis: tuple[Api, ...]
    sandboxes: Sandboxes
    live: LiveMock
    admin: Admin | None
    no_admin: str
    """Why there is no admin API."""
    keys: MaskedKeys

    @property
    def store(self) -> Store:
        """The server's own records."""
        return self.sandboxes.store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        await self.asgi(scope, receive, send)


def create_app(settings: Settings) -> MockApp:
    """The mock of the settings' documents; raises MockServerError with one sentence for the user."""
    return assemble(*load(settings), settings)


def assemble(apis: tuple[Api, ...], sandboxes: Sandboxes, settings: Settings, address: str = "127.0.0.1") -> MockApp:
    """The app over loaded documents: this list is the way of a request. ``address`` is where the server listens."""
    pages, live = Pages(apis), LiveMock(apis, sandboxes, settings)
    opened = opening(apis, settings, address)
    keys = MaskedKeys(apis, [opened.token] if opened.token else [])
    admin = None if opened.closed else Admin(live, opened)
    middlewares: list[Any] = [
        *([partial(AdminCalls, admin=admin)] if admin else []),
        *([partial(AccessLog, keys=keys)] if _wants_log(settings) else []),
        partial(Cors, origins=settings.cors, own=pages.owns, fallback=apis[0].fallback),
        partial(Failures, fallback=apis[0].fallback),
        partial(Sandboxing, sandboxes=sandboxes, fallback=apis[0].fallback, prefixed=not _has_paths(apis, PREFIX)),
        Routing,
        partial(Authentication, sandboxes=sandboxes),
        RequestReading,
        _Lifespan,
    ]

    def application(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return (perform if CALL in scope else pages)(scope, receive, send)

    app = ConnexionMiddleware(application, middlewares=middlewares, lifespan=_closing(sandboxes.store))
    for api in sorted(apis, key=lambda api: -len(api.base_path)):  # the longest base path is the most definite
        skeleton = {"openapi": "3.0.3", "info": {"title": api.document.title, "version": "1"}, "paths": {}}
        app.add_api(skeleton, base_path=api.base_path, mock=api)
    return MockApp(app, apis, sandboxes, live, admin, opened.closed, keys)


def _has_paths(apis: tuple[Api, ...], prefix: str) -> bool:
    """Whether a document has paths of its own below ``prefix``."""
    every = (api.prefix + base + op.path for api in apis for op in api.document.operations for base in op.base_paths)
    return any(path.startswith(prefix) for path in every)


class _Lifespan(LifespanMiddleware):  # type: ignore[misc]
    """Connexion's, without a coroutine for each request, which only opening and closing need."""

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Open or close, or hand the request on."""
        hand_on: ASGIApp = super().__call__ if scope["type"] == "lifespan" else self.next_app
        return hand_on(scope, receive, send)


def _wants_log(settings: Settings) -> bool:
    return settings.log_level in ("debug", "info")


def _closing(store: Store) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        try:
            yield
        finally:
            store.close()

    return lifespan
