"""Sends an answer that is a stream: item by item at its pace, until it ends, the client leaves or the server stops."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from mock_server.server.asgi import AT_ONCE, ENDING, HALF_CLOSED, JOURNAL, REASON, STREAMING, one_line, respond

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.engine.streams import Stream

log = logging.getLogger("mock_server")

_ALIVE_SECONDS = 15.0
_PAUSE_SECONDS = 0.05


async def pour(scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
    """Send ``answer``, whose body is its stream.

    HTTP/1.0 has no chunks: there it is a whole body, of the first items where there is no last one. What fails within
    the stream is in the log, and the connection ends without a last chunk.
    """
    stream = answer.stream
    if stream is None:
        return
    if AT_ONCE in scope or scope.get("http_version") == "1.0":
        body = stream.whole()
        headers = (*answer.headers, (b"content-length", b"%d" % len(body)))
        await respond(scope, send, answer._replace(headers=headers, body=body))
        return
    if answer.reason:
        scope[REASON] = answer
    scope[STREAMING] = True
    if JOURNAL in scope:
        scope[JOURNAL].answered(scope, answer)
    gone = asyncio.ensure_future(_gone(scope, receive))
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if await _items(scope, send, stream, gone):
            await send({"type": "http.response.body", "body": stream.closing, "more_body": True})
            if stream.stays:
                await _stay(scope, send, stream, gone)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif ENDING in scope:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _items(scope: Scope, send: Send, stream: Stream, gone: asyncio.Future[None]) -> bool:
    """Send the items; whether all of them went out."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    try:
        piece = next(stream.pieces, None)
        while piece is not None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = next(stream.pieces, None)
            if piece is None:
                break
            due = max(due + stream.every, loop.time() - stream.every)
            await asyncio.wait((gone,), timeout=max(0.0, due - loop.time()))
            if gone.done():
                return False
    except Exception as error:
        log.exception("%s %s failed in its stream: %s", scope["method"], one_line(scope["path"]), error)
        return False
    return True


async def _stay(scope: Scope, send: Send, stream: Stream, gone: asyncio.Future[None]) -> None:
    """Keep the answer open."""
    while not gone.done() and HALF_CLOSED not in scope:
        await asyncio.wait((gone,), timeout=_ALIVE_SECONDS)
        if not gone.done() and stream.idle:
            await send({"type": "http.response.body", "body": stream.idle, "more_body": True})


async def _gone(scope: Scope, receive: Receive) -> None:
    """Return when the client has left, or the server stops."""
    while ENDING not in scope:
        if (await receive())["type"] == "http.disconnect":
            return
        if ENDING not in scope:
            await asyncio.sleep(
                _PAUSE_SECONDS
            )  # a server that has something to say each time is not asked all the time
