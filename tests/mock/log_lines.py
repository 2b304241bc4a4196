"""Requests whose lines a log's handler writes, and a stream that keeps them."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

from mock_server.engine.answers import Answer
from mock_server.engine.api import Api
from mock_server.server.asgi import FIELDS, REASON
from mock_server.server.log_handler import LogHandler
from mock_server.server.masked_keys import MaskedKeys
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable


def api() -> Api:
    """The mock of a document that takes credentials."""
    return Api.load(Settings(spec=DOCUMENT, keys=("key-0815-x",)), open_store("memory:"), Values(0))


KEYS = MaskedKeys([api()])
GUESS = "a-guess-7"


class Writes(io.StringIO):
    """A stream that keeps apart what is written at once, and may be full."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.is_full = False
        self.refused = 0

    def write(self, text: str) -> int:
        """Keep a piece."""
        if self.is_full:
            self.refused += 1
            raise OSError(28, "No space left on device")
        self.pieces.append(text)
        return len(text)


def fields_of(key: str) -> dict[bytes, bytes]:
    """The fields of a request that presents ``key``."""
    return {b"authorization": f"Bearer {key}".encode()} if key else {}


def answered(
    handler: LogHandler,
    path: str,
    fields: dict[bytes, bytes] | None = None,
    reason: str | Answer = "",
    query: str = "",
    more: dict[str, Any] | None = None,
) -> None:
    """Let the handler write the line of a request; ``more`` stands in its scope."""
    fields = {} if fields is None else fields
    scope: dict[str, Any] = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    scope |= {"headers": list(fields.items()), FIELDS: fields, **(more or {})}
    if reason:
        scope[REASON] = Answer(400, (), b"", reason) if isinstance(reason, str) else reason
    handler.write_request(scope, 400 if reason else 200, 0.0012)


def line(path: str, reason: str = "") -> str:
    """The line of such a request."""
    return f"GET     {path} 400 1.2 ms  {reason}\n" if reason else f"GET     {path} 200 1.2 ms\n"


def written(*requests: Callable[[LogHandler], None], keys: MaskedKeys = KEYS) -> list[str]:
    """The lines of requests that are answered in one tick."""
    stream = Writes()
    handler = LogHandler(stream, keys)

    async def say() -> None:
        for one in requests:
            one(handler)

    asyncio.run(say())
    handler.flush()
    return "".join(stream.pieces).splitlines(keepends=True)
