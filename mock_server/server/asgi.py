"""What travels in the ASGI scope from one middleware to the next, and how bodies are read and answers sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.engine.answers import Answer

PLAN = "mock_server.engine.operation_plan"
CALL = "mock_server.openapi.reading.call"
VALUES = "mock_server.path_values"
REASON = "mock_server.reason"

GONE = b"\0gone"
"""In place of a body whose client left before it was whole; told by identity."""

_DRAIN = 8
_LONGEST = 300


async def respond(scope: Scope, send: Send, answer: Answer) -> None:
    """Send ``answer``; without its body where the method is HEAD (RFC 9110 section 9.3.2)."""
    status, headers, body, reason = answer
    if reason:
        scope[REASON] = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body; GONE when the client left before its end, None when it is larger than ``limit`` bytes.

    What is too large is read to its end and dropped, up to a bound, so that the client gets to read the answer.
    """
    message = await receive()
    if message["type"] == "http.disconnect":
        return GONE
    if not message.get("more_body"):
        body: bytes = message.get("body", b"")
        return body if len(body) <= limit else None
    chunks = [message.get("body", b"")]
    size = len(chunks[0])
    while message.get("more_body") and size <= limit * _DRAIN:
        message = await receive()
        if message["type"] == "http.disconnect":
            return GONE
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        else:
            chunks.clear()
    return b"".join(chunks) if size <= limit else None


def one_line(text: str, before: str = "") -> str:
    """``text`` for a log: what a client wrote can't break the line, move the cursor or fill the disk."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:_LONGEST])
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    return before + text if text else ""
