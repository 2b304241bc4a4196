"""The mock on a thread of this process, served on a free port: what the pytest fixtures hand out."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

from mock_server.errors import MockServerError
from mock_server.server.admin_client import AdminClient
from mock_server.server.app import create_app
from mock_server.server.mock_control import MockControl
from mock_server.server.uvicorn_server import server
from mock_server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from mock_server.openapi.reading.document import Document

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class ServedMock(MockControl):
    """Serves a document until it is closed; a context manager.

    ``url`` is the API's base, ``key`` a credential that is let in (empty where anybody is), ``document`` what is
    served, changed by ``overlays``. Records are kept in memory.
    """

    def __init__(
        self, spec: Path, *, seed: int | None = None, overlays: Iterable[Path] = (), handlers: Path | None = None
    ) -> None:
        settings = Settings(spec=spec, host="127.0.0.1", port=0, seed=seed, log_level="error", admin="on",
                            overlays=tuple(overlays), handlers=handlers)  # fmt: skip
        self._app = create_app(settings)
        api = self._app.apis[0]
        self.document: Document = api.document
        accepted = (key.decode() for scheme in api.schemes.values() for key in scheme.accepted)
        self.key = next(accepted, "any" if api.schemes else "")
        self._listener = _listener()
        origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = origin + api.base_path
        if self._app.admin is not None:
            self.token = self._app.admin.token
            self.admin = AdminClient(origin + self._app.admin.prefix, self.token)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server = server(self._app, settings, self._listener)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="mock-server", daemon=True)
        self._thread.start()
        self._wait()

    def reset(self, seed: int | None = None) -> None:
        """Forget records, requests, rules of faults; set the clock right; values are from now on those of ``seed``."""
        if self._loop is None:
            return
        done = threading.Event()

        def clear() -> None:
            sandbox = self._app.sandboxes.default
            sandbox.reseed(seed)
            sandbox.reset()
            sandbox.faults.replace(())
            sandbox.snapshots.clear()
            if self._app.live.journal is not None:
                self._app.live.journal.clear(sandbox.name)
            done.set()

        self._loop.call_soon_threadsafe(clear)
        if not done.wait(_STOP_SECONDS):
            raise MockServerError("the mock does not answer; it can't be reset")

    def close(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._listener.close()

    def __enter__(self) -> ServedMock:
        """The mock itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self.close()

    def _serve(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._listener])

        try:
            with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
                runner.run(serve())
        finally:
            self._ended.set()

    def _wait(self) -> None:
        tries = int(_START_SECONDS / 0.005)
        for _ in range(tries):
            if self._server.started:
                return
            if self._ended.wait(0.005):
                break
        self.close()
        raise MockServerError("the mock server did not start")


def _listener() -> socket.socket:
    """A listening socket that names its protocol: asyncio sets TCP_NODELAY on connections of such a one alone."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener
