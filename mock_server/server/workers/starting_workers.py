"""From settings to a parent with its workers."""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import TYPE_CHECKING

from mock_server.errors import UsageError
from mock_server.server.admin import token_file
from mock_server.server.app import assemble
from mock_server.server.listening import listen_together
from mock_server.server.loading import load
from mock_server.server.masked_keys import MaskingFormatter
from mock_server.server.uvicorn_server import admin_url, banner
from mock_server.server.workers.gathered_journal import GatheredJournal
from mock_server.server.workers.parent import Parent
from mock_server.store import is_shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.settings import Settings


def lead(settings: Settings, words: Sequence[str]) -> int:
    """Serve with several processes until the user says so; returns the exit code. Raises MockServerError.

    ``words`` are those of the command line, which the workers read as well.
    """
    refuse_own_stores(settings)
    ports = listen_together(settings.host, settings.port, settings.workers)
    try:
        apis, sandboxes = load(settings)
        gc.freeze()
        app = assemble(apis, sandboxes, settings, ports[0].getsockname()[0], make_journal=GatheredJournal)
        for handler in logging.getLogger().handlers:
            handler.setFormatter(MaskingFormatter(app.keys))
        port, token = ports[0].getsockname()[1], app.admin.token if app.admin else ""
        kept = token_file.written(port, admin_url(app, ports[0]), token) if token else None
        said = banner(app, settings, ports[0])
        try:
            return asyncio.run(Parent(app, ports, words, lambda: print(said, flush=True)).run())
        finally:
            token_file.removed(kept)
    finally:
        for port_socket in ports:
            port_socket.close()


def refuse_own_stores(settings: Settings) -> None:
    """Raise UsageError where the store is of one process alone."""
    if is_shared(settings.store):
        return
    why = (
        "what is kept in memory is of one process alone"
        if settings.store == "memory:"
        else f"the file {settings.store} has one writer"
    )
    raise UsageError(
        f"--workers {settings.workers} needs a store that the processes share, and {why};"
        " name Redis or Valkey with --store redis://HOST, or leave --workers out"
    )
