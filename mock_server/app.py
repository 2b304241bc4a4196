"""Assembles the Connexion app: which middlewares a request passes, in which order.

The door to Connexion. Its own middleware stack re-inspects and rebuilds on every request what here is compiled once
for each operation, so it is given ours through ``middlewares=`` (see docs/adr/0003-connexion-stack.md).
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Connexion's optional test client warns of a library it may use
    from connexion.middleware import ConnexionMiddleware
    from connexion.middleware.lifespan import LifespanMiddleware

from mock_server.api import Api, read
from mock_server.errors import UsageError
from mock_server.handlers import load_handlers
from mock_server.middlewares import CALL, AccessLog, Cors, Failures, Reading, Routing, Security, carry_out
from mock_server.pages import Pages
from mock_server.scoped import Scoped
from mock_server.seeding import seed
from mock_server.store import open_store
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.types import Receive, Scope, Send

    from mock_server.document import Document
    from mock_server.settings import Settings
    from mock_server.store import Store


@dataclass(frozen=True)
class MockApp:
    """The ASGI application, with what a caller in the same process may want to reach."""

    asgi: ConnexionMiddleware
    apis: tuple[Api, ...]
    store: Store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        await self.asgi(scope, receive, send)


def create_app(settings: Settings) -> MockApp:
    """The mock of the settings' documents; raises MockServerError with one sentence for the user."""
    values = Values(settings.seed)
    documents = [read(replace(settings, spec=spec)) for spec in (settings.spec, *settings.more_specs)]
    prefixes = [*settings.prefixes, *[""] * len(documents)]
    refuse_shared_base_paths(documents, prefixes)
    handlers = load_handlers(settings.handlers, documents)
    store = open_store(settings.store)
    try:
        values.reseed(store.sequence)
        apis: list[Api] = []
        for document, prefix in zip(documents, prefixes, strict=False):
            api = Api(document, settings, store, values, prefix)
            if apis:
                api.store = Scoped(store, f"{api.base_path}:")
            api.handlers = {name: handler for name, handler in handlers.items() if document.operation(name)}
            apis.append(api)
        seed(apis, settings)
    except BaseException:
        store.close()
        raise
    return assemble(tuple(apis), store, settings)


def refuse_shared_base_paths(documents: Sequence[Document], prefixes: Sequence[str]) -> None:
    """Raise UsageError where two documents would be served under one path."""
    owners: dict[str, Document] = {}
    for document, prefix in zip(documents, prefixes, strict=False):
        for base in document.base_paths:
            other = owners.setdefault(prefix + base, document)
            if other is not document:
                raise UsageError(
                    f"{other.path} and {document.path} are both served under {prefix + base or '/'};"
                    " keep them apart with --prefix, one for each --spec"
                )


def assemble(apis: tuple[Api, ...], store: Store, settings: Settings) -> MockApp:
    """The app over loaded documents: this list is the way of a request."""
    middlewares: list[Any] = [
        *([AccessLog] if _wants_log(settings) else []),
        *([partial(Cors, origins=settings.cors)] if settings.cors else []),
        partial(Failures, fallback=apis[0].fallback),
        Routing,
        Security,
        Reading,
        LifespanMiddleware,
    ]
    pages = Pages(apis)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await (carry_out if CALL in scope else pages)(scope, receive, send)

    app = ConnexionMiddleware(application, middlewares=middlewares, lifespan=_closing(store))
    for api in sorted(apis, key=lambda api: -len(api.base_path)):  # the longest base path is the most definite
        skeleton = {"openapi": "3.0.3", "info": {"title": api.document.title, "version": "1"}, "paths": {}}
        app.add_api(skeleton, base_path=api.base_path, mock=api)
    return MockApp(app, apis, store)


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
