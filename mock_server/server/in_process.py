"""The mock as an ASGI application in this process, called without any network."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import json as json_library
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading.json_text import dump_json
from mock_server.server.app import create_app
from mock_server.server.first_step import first_step
from mock_server.server.inner_exchange import InnerExchange
from mock_server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping
    from types import TracebackType

    from mock_server.openapi.reading.document import Document

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """What the mock answered: ``headers`` are pairs in the order they were sent, ``body`` is octets."""

    status: int
    headers: Pairs
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of this header field."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        """The body as a JSON value; raises ValueError where it is none."""
        return json_library.loads(self.body)


class EmbeddedMock:
    """A mock of one document, asked in this process; records are kept in memory. A context manager.

    ``key`` is a credential that is let in, empty where anybody is; ``base_path`` that of the document's first server.
    ``overlays`` change the document first. Without ``related``, no operation beside a resource's own paths works on it.
    Rules of faults, the document's own among them, are for servers, and break nothing here.
    Not for several threads at once. Raises MockServerError where the document can't be served.
    """

    def __init__(
        self,
        spec: Path | str,
        *,
        keys: Iterable[str] = (),
        seed: int | None = None,
        missing: str = "auto",
        related: bool = True,
        overlays: Iterable[Path | str] = (),
    ) -> None:
        settings = Settings(
            spec=Path(spec),
            store="memory:",
            keys=tuple(keys),
            seed=seed,
            cors=(),
            log_level="error",
            missing=missing,
            related=related,
            overlays=tuple(map(Path, overlays)),
            faulty=False,
        )
        self._app = create_app(settings)
        api = self._app.apis[0]
        self.document: Document = api.document
        self.base_path = api.base_path.rstrip("/")
        accepted = (key.decode() for scheme in api.schemes.values() for key in scheme.accepted)
        self.key = next(accepted, "any" if api.schemes else "")
        self._loop = asyncio.new_event_loop()

    def ask(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        json: Any = None,
    ) -> AskedAnswer:
        """The answer to one request; ``target`` is the request target below the base path, query included.

        ``json`` is sent as the body with its Content-Type; ``headers`` may hold a name several times as pairs.
        """
        path, _, query = target.partition("?")
        path = self.base_path + path
        given = list(headers.items() if hasattr(headers, "items") else headers)
        if json is not None:
            body, given = dump_json(json), [*given, ("Content-Type", "application/json")]
        names = {name.lower() for name, _ in given}
        fields = [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in given
        ]
        if body or method in ("POST", "PUT", "PATCH"):
            fields.append((b"content-length", str(len(body)).encode()))
        if "host" not in names:
            fields.append((b"host", b"mock"))
        raw, asked = path.encode("ascii", "replace"), query.encode("ascii", "replace")
        exchange = InnerExchange(method, raw, asked, fields, body)
        self._run(exchange.sent(self._app))
        pairs = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in exchange.headers)
        return AskedAnswer(exchange.status, pairs, bytes(exchange.body))

    def _run(self, way: Coroutine[Any, Any, None]) -> None:
        """Go the whole way; nearly always it is one step, for which the loop need not go round."""
        context, before = contextvars.copy_context(), asyncio._get_running_loop()
        asyncio._set_running_loop(self._loop)
        try:
            rest = context.run(first_step, way)
        finally:
            asyncio._set_running_loop(before)
        if rest is None:
            return
        if before is not None:
            rest.close()
            context.run(way.close)
            raise RuntimeError(
                "EmbeddedMock.ask was called where an event loop runs, and this answer has to wait; "
                "call it in another thread, e.g. by asyncio.to_thread"
            )
        self._loop.run_until_complete(self._loop.create_task(rest, context=context))

    def reset(self) -> None:
        """Forget every record."""
        self._app.store.clear()

    def close(self) -> None:
        """Let go of the store and the loop."""
        self._app.store.close()
        with contextlib.suppress(RuntimeError):
            self._loop.close()

    def __enter__(self) -> EmbeddedMock:
        """The mock itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of it."""
        self.close()
