"""Runs the app under uvicorn on a socket that already listens, and says at start where and how to reach it."""

from __future__ import annotations

import signal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from mock_server.server import gc_while_serving
from mock_server.server.accepted_credentials import accepted
from mock_server.server.connections import Connections, most_connections
from mock_server.server.hosts import Hosts
from mock_server.server.known_sections import KnownSections
from mock_server.store import Shared

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    import uvicorn

    from mock_server.engine.answers import Answer
    from mock_server.engine.api import Api
    from mock_server.server.app import MockApp
    from mock_server.settings import Settings


def server(app: MockApp, settings: Settings, listener: socket.socket) -> uvicorn.Server:
    """The uvicorn server for ``app``, not yet running; ``listener`` is bound to the address that it will serve."""
    import uvicorn

    from mock_server.server.last_requests import Server
    from mock_server.server.streaming_protocol import StreamingProtocol

    hosts = Hosts(settings.host, listener.getsockname()[0], settings.allow_hosts)
    others = Connections(settings.client_timeout, most_connections())
    config = uvicorn.Config(
        app,
        interface="asgi3",
        http=cast("Any", partial(StreamingProtocol, _fallback(app), hosts, KnownSections(app.lines), others)),
        log_config=None,
        log_level="debug" if settings.log_level == "debug" else "critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    return Server(config, others)


def _fallback(app: MockApp) -> Callable[..., Answer]:
    """Answers in the shape of the errors of what is served by now."""
    return lambda *given: app.apis[0].fallback.answer(*given)


def run(app: MockApp, listener: socket.socket, settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM, which may come before uvicorn takes signals itself; returns the exit code."""
    early: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: early.append(number))
    gc_while_serving.begin_serving()
    running = server(app, settings, listener)
    signal.signal(signal.SIGTERM, lambda *_: setattr(running, "should_exit", True))
    running.should_exit = running.should_exit or bool(early)
    running.run(sockets=[listener])
    app.store.close()
    return 0 if running.started else 3


def banner(app: MockApp, settings: Settings, listener: socket.socket) -> str:
    """Where the server listens, what it serves, where it keeps records, and a curl line that works when pasted."""
    origin = _origin(listener)
    lines = []
    for api in app.apis:
        problems = (
            f"  ({len(api.document.problems)} problems, see `mock-server explain`)" if api.document.problems else ""
        )
        lines += [
            f"{api.document.title}",
            f"  listening  {origin}{api.base_path}",
            f"  document   {api.document.path}{problems}",
            f"  store      {app.store.name}",
            *([f"  workers    {settings.workers} processes"] if settings.workers > 1 else []),
            f"  try it     {origin}{api.base_path}/ui/",
            f"  accepts    {accepted(api)}",
            *_example(api, settings, origin),
        ]
    if (upstream := settings.upstream) is not None:
        trusted = ", whose certificate nobody looks at" if upstream.insecure else ""
        lines.append(f"  upstream   {upstream.url} answers what it can{trusted}")
    if app.store.name != "memory:" and not isinstance(app.store, Shared):
        lines.append("  sandboxes  in memory, whatever the store is: they end with the process")
    if any(written := app.sandboxes.default.faults.written):
        names = zip(("of the command line", "of the documents"), written, strict=False)
        told = ", ".join(f"{len(rules)} {name}" for name, rules in names if rules)
        lines.append(f"  faults     answers are broken on purpose by rules: {told}")
    if app.admin is not None:
        lines.append(f"  admin      {admin_url(app, listener)}/#token={app.admin.token}")
    elif settings.admin != "off":
        lines.append(f"  admin      none: {app.no_admin}")
    lines += [f"  warning    {warning}" for warning in app.store.warnings]
    return "\n".join("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in line) for line in lines)


def admin_url(app: MockApp, listener: socket.socket) -> str:
    """Where the admin API of ``app`` is."""
    return f"{_origin(listener)}{app.admin.prefix if app.admin else ''}"


def _origin(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _example(api: Api, settings: Settings, origin: str) -> list[str]:
    from mock_server.server.curl_line import curl_line

    line = curl_line(api, settings, origin)
    return [f"\n  {line}\n"] if line is not None else []
