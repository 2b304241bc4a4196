"""Assembles the Connexion app: which middlewares a request passes, in which order.

Connexion's own middlewares inspect and rebuild on every request what here is compiled once for each operation, so its
stack is given ours through ``middlewares=`` (see docs/adr/0003-connexion-stack.md).
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from mock_server.engine.chosen_plans import chosen_plans
from mock_server.server.admin.application import Admin
from mock_server.server.admin.opening import opening
from mock_server.server.allowed_origins import AllowedOrigins
from mock_server.server.asgi import FIELDS, SENT, entry, fields_of
from mock_server.server.connexion_stack import ConnexionMiddleware, LifespanMiddleware
from mock_server.server.journal.hidden_secrets import HiddenSecrets
from mock_server.server.journal.request_journal import RequestJournal
from mock_server.server.known_lines import KnownLines
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
from mock_server.server.performing import performing
from mock_server.server.reloading import Reloader
from mock_server.server.sandbox_names import PREFIX
from mock_server.server.watching import watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.api import Api
    from mock_server.engine.sandboxes.sandboxes import Sandboxes
    from mock_server.server.upstream.service import Service
    from mock_server.settings import Settings
    from mock_server.store import Store


@dataclass
class MockApp:
    """The ASGI application, with what a caller in the same process may want to reach.

    `serve` lets requests that come from then on be answered by other documents; those under way end where they began.
    """

    apis: tuple[Api, ...]
    sandboxes: Sandboxes
    live: LiveMock
    admin: Admin | None
    no_admin: str
    """Why there is no admin API."""
    keys: MaskedKeys
    service: Service | None = None
    beside: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext
    """What is open for as long as requests are answered."""
    """The real one, where there is one."""
    lines: KnownLines = field(default_factory=KnownLines, repr=False)
    """What is known of request lines by the server of this app."""
    current: _Stack = field(init=False)
    _requests: ASGIApp = field(init=False)

    @property
    def store(self) -> Store:
        """The server's own records."""
        return self.sandboxes.store

    def serve(self, apis: tuple[Api, ...]) -> None:
        """Answer by these documents from now on."""
        if apis is not self.apis:
            self.keys.renew(apis)
            self.live.hidden = HiddenSecrets(apis, self.keys, self.live.hidden)
        self.lines.found_by(None)  # so that nothing holds a document that is served no more
        self.current = _way(self, apis)
        self._requests = entry(self.current.requests)
        self.apis = self.live.apis = apis

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The serving of one ASGI connection, to be awaited. Nothing but HTTP is answered, or passes a middleware."""
        if FIELDS not in scope:  # those of our own protocol have them
            if scope["type"] != "http":
                served: Awaitable[None] = self.current(scope, receive, send) if scope["type"] == "lifespan" else SENT
                return served
            scope[FIELDS] = fields_of(scope["headers"])
        answering = self._requests
        return answering(scope, receive, send)


def create_app(settings: Settings) -> MockApp:
    """The mock of the settings' documents; raises MockServerError with one sentence for the user."""
    return assemble(*load(settings), settings)


def assemble(
    apis: tuple[Api, ...],
    sandboxes: Sandboxes,
    settings: Settings,
    address: str = "127.0.0.1",
    make_admin: type[Admin] = Admin,
    make_journal: type[RequestJournal] = RequestJournal,
) -> MockApp:
    """The app over loaded documents. ``address`` is where the server listens; the last two are of several processes."""
    opened = opening(apis, settings, address)
    keys = MaskedKeys(apis, [opened.token] if opened.token else [])
    live = LiveMock(apis, sandboxes, settings, HiddenSecrets(apis, keys))
    if settings.journal and not opened.closed:
        live.journal = make_journal(settings.journal_entries, settings.journal_size, settings.journal_body)
        sandboxes.ended.append(live.journal.forget)
    admin = None if opened.closed else make_admin(live, opened)
    app = MockApp(apis, sandboxes, live, admin, opened.closed, keys, _service(settings))
    live.app, live.reloader = app, Reloader(app, settings)
    app.serve(apis)
    return app


def _way(mock: MockApp, apis: tuple[Api, ...]) -> _Stack:
    """What a request passes: this list is its way."""
    settings, sandboxes, fallback, service = mock.live.settings, mock.sandboxes, apis[0].fallback, mock.service
    origins, pages = AllowedOrigins(settings.cors), _pages(mock, apis)
    middlewares: list[Any] = [
        LifespanMiddleware,
        *([partial(AdminCalls, admin=mock.admin, journal=mock.live.journal)] if mock.admin else []),
        *([partial(AccessLog, keys=mock.keys)] if _wants_log(settings) else []),
        partial(Cors, origins=origins, own=pages.owns, fallback=fallback),
        partial(Failures, fallback=fallback),
        partial(
            Sandboxing,
            sandboxes=sandboxes,
            fallback=fallback,
            prefixed=pages.prefixed,
            origins=origins,
        ),
        partial(Routing, is_alone=service is None),
        *([_forwarding(service, apis, settings, pages)] if service is not None else []),
        partial(Authentication, sandboxes=sandboxes),
        RequestReading,
    ]

    way = _Stack(performing(entry(pages)), middlewares=middlewares, lifespan=_living(mock))
    for api in sorted(apis, key=lambda api: -len(api.base_path)):  # the longest base path is the most definite
        skeleton = {"openapi": "3.0.3", "info": {"title": api.document.title, "version": "1"}, "paths": {}}
        way.add_api(skeleton, base_path=api.base_path, mock=api)
    return way


def _service(settings: Settings) -> Service | None:
    if settings.upstream is None:
        return None
    from mock_server.server.upstream.service import Service

    return Service(settings.upstream)


def _forwarding(service: Service, apis: tuple[Api, ...], settings: Settings, pages: Pages) -> Any:
    """What asks the real service, loaded where there is one."""
    from mock_server.server.upstream.fallbacks import fallbacks_of
    from mock_server.server.upstream.forwarding import Forwarding

    upstream = settings.upstream
    mocked = chosen_plans(apis, upstream.mocked) if upstream is not None else frozenset()
    fallbacks = fallbacks_of(upstream.fallback if upstream is not None else "none")
    return partial(Forwarding, service=service, apis=apis, mocked=mocked, fallbacks=fallbacks, own=pages.owns)


def _pages(mock: MockApp, apis: tuple[Api, ...]) -> Pages:
    return Pages(apis, f"{mock.admin.prefix}/" if mock.admin else "", prefixed=not _has_paths(apis, PREFIX))


def _has_paths(apis: tuple[Api, ...], prefix: str) -> bool:
    """Whether a document has paths of its own below ``prefix``."""
    every = (api.prefix + base + op.path for api in apis for op in api.document.operations for base in op.base_paths)
    return any(path.startswith(prefix) for path in every)


class _Stack(ConnexionMiddleware):  # type: ignore[misc]
    """Connexion's, whose first middleware opens and closes."""

    @cached_property
    def requests(self) -> ASGIApp:
        """What stands behind the first: requests need no coroutine for what is only opened and closed."""
        self.app, self.middleware_stack = self._build_middleware_stack()
        behind: ASGIApp = self.app.next_app
        return behind


def _wants_log(settings: Settings) -> bool:
    return settings.log_level in ("debug", "info")


def _living(mock: MockApp) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        watching = asyncio.ensure_future(watch(mock.live.reloader)) if mock.live.settings.watch else None
        try:
            async with mock.beside():
                yield
        finally:
            if watching is not None:
                watching.cancel()
            mock.live.reloader.close()
            if mock.service is not None:
                await mock.service.close()
            mock.store.close()

    return lifespan
