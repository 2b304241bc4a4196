"""What travels in the ASGI scope from one middleware to the next, and how bodies are read and answers sent."""

from __future__ import annotations

from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

from mock_server.engine.deciding import at_once, decided
from mock_server.errors import printable
from mock_server.openapi.generator.deferral import Deferred

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.refusals import Kind
    from mock_server.openapi.schema.validation import Violation

PLAN = "mock_server.engine.operation_plan"
CALL = "mock_server.openapi.reading.call"
VALUES = "mock_server.path_values"
REASON = "mock_server.reason"
STREAMING = "mock_server.streaming"
"""There while an answer goes out item by item."""
ENDING = "mock_server.ending"
"""There when a stream must end: the server stops."""
HALF_CLOSED = "mock_server.half_closed"
"""There when the client has closed its side."""
AT_ONCE = "mock_server.at_once"
"""There where nobody waits for the items of a stream: they are all sent at once."""
SANDBOX = "mock_server.sandbox"
"""The sandbox that the request is for; absent for the server's own state."""
SANDBOX_PATH = "mock_server.sandbox_path"
"""What stands before the path of a request that names its sandbox there."""

JOURNAL = "mock_server.journal"
"""The journal that is told of the answer; absent where none is kept."""
HEAD = "mock_server.head"
"""The octets in which the request came, where they came in one piece: its head, and perhaps what follows it."""
FIELDS = "mock_server.fields"
"""The fields of the request by name, of several with one name the first."""
SECTION = "mock_server.section"
"""What is known of the request's header section (`known_sections`); absent where it did not come before."""
LINE = "mock_server.line"
"""What is known of the request's line (`known_lines`); absent where nothing is."""
BEGAN = "mock_server.began"
"""When the request came, in seconds of the performance counter."""
BODY = "mock_server.body"
"""The octets of the request's body, where all of them had come before it was handed on, or were waited for since."""
WHOLE = "mock_server.whole"
"""In the start of an answer its whole body, which follows at once unless `SENT` says that it is out already."""
FAULT = "mock_server.fault"
"""What is done to the answer on purpose (`engine.faults.injection`), where anything is."""
CONNECTION = "mock_server.connection"
"""In the scope's ``state``: the connection on which the request came."""

GONE = b"\0gone"
"""In place of a body whose client left before it was whole; told by identity."""

_RESET = 205
_CONTENTLESS = frozenset((204, _RESET, 304))
_OF_CONTENT = (b"content-type", b"content-length")
FRAMING = (b"content-length", b"transfer-encoding")
"""The fields that say that a body follows, and where it ends."""
_DRAIN = 8
LONGEST = 300
"""Characters of a text in a line of the log."""


def entry(app: Any) -> ASGIApp:
    """What is called of ``app``: of an object its method, which costs a third of calling the object itself.

    Who keeps it calls it by a local name: `self.app(…)` has Python look for a method `app` first, each time anew.
    """
    called: ASGIApp = app if isinstance(app, FunctionType) else app.__call__
    return called


class _Sent(tuple[()]):
    """Awaited, it is done."""

    __slots__ = ()
    __await__ = tuple.__iter__


SENT = cast("Awaitable[None]", _Sent())
"""What `send` gives where there is nothing left to wait for, and of an answer that is whole nothing left to send."""


def respond(scope: Scope, send: Send, answer: Answer) -> Awaitable[None]:
    """Send ``answer``; without its body where the method is HEAD (RFC 9110 section 9.3.2). To be awaited at once.

    What is sent with 204, 205 and 304 has no content, whatever a document says (sections 15.3.5, 15.3.6, 15.4.5).
    No coroutine of its own where the server takes head and body in one piece.
    """
    status, headers, body, reason, _ = answer
    if status in _CONTENTLESS:
        kept = [header for header in headers if header[0] not in _OF_CONTENT]
        headers, body = (*kept, (b"content-length", b"0")) if status == _RESET else tuple(kept), b""
    if reason:
        scope[REASON] = answer
    journal = scope.get(JOURNAL)
    if journal is not None:
        journal.answered(scope, answer)
    if scope["method"] == "HEAD":
        body = b""
    send_whole = getattr(send, "send_whole", None)
    if send_whole is not None and send_whole(status, headers, body):
        return SENT
    start = {"type": "http.response.start", "status": status, "headers": headers}
    if send_whole is None:  # who stands between hands it on; else it was tried, and is no answer for one piece
        start[WHOLE] = body
    sending = send(start)
    return SENT if sending is SENT else _followed(sending, send, body)


async def _followed(sending: Awaitable[None], send: Send, body: bytes) -> None:
    """The start of an answer, then its body."""
    await sending
    await send({"type": "http.response.body", "body": body})


def fields_of(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The fields of a request by name, of several with one name the first."""
    fields = dict(headers)
    return fields if len(fields) == len(headers) else dict(reversed(headers))


def has_wishes(scope: Scope) -> bool:
    """Whether a client may prefer another answer than the usual one: by a header, or by its twin in the query."""
    # `find` of octets costs a tenth of `in`, which tries a number first and drops an exception
    query: bytes = scope["query_string"]
    return b"prefer" in scope[FIELDS] or (query != b"" and query.find(b"__") >= 0)


def refuse(
    scope: Scope,
    send: Send,
    plan: OperationPlan,
    kind: Kind,
    violations: list[Violation] | None = None,
    reason: str = "",
    headers: Any = (),
) -> Awaitable[None]:
    """Refuse a request to ``plan``'s operation, in the form that the client prefers (RFC 7240). To be awaited at once.

    No coroutine of its own, as `respond`, where nothing is waited for.
    """
    if has_wishes(scope):
        return _refused_as_preferred(scope, send, plan, kind, violations, reason, headers)
    found = at_once(plan.api.synthesis, plan.refusals.refuse, kind, violations, reason, headers)
    if isinstance(found, Deferred):
        return _refused_later(
            scope, send, plan, partial(plan.refusals.refuse, kind, violations, reason, headers), found
        )
    return respond(scope, send, found)


async def _refused_as_preferred(
    scope: Scope, send: Send, plan: OperationPlan, kind: Kind, violations: Any, reason: str, headers: Any
) -> None:
    from mock_server.engine.preferred_answer import refusal_as_preferred

    why = {"violations": violations, "reason": reason, "headers": headers}
    await respond(scope, send, await refusal_as_preferred(plan, kind, scope, **why))


async def _refused_later(
    scope: Scope, send: Send, plan: OperationPlan, refused: Callable[[], Answer], deferred: Deferred
) -> None:
    await respond(scope, send, await decided(plan.api.synthesis, refused, deferred))


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
        text = printable(text[:LONGEST])
    if len(text) > LONGEST:
        text = text[:LONGEST] + "…"
    return before + text if text else ""
