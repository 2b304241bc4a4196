"""Browsers' calls from other origins (Fetch standard, section 3.3)."""

from __future__ import annotations

import logging
import re
from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer
from mock_server.server.asgi import FIELDS, entry, one_line, respond
from mock_server.server.request_head import METHOD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.engine.answers import Headers
    from mock_server.engine.refusals import Fallback
    from mock_server.server.allowed_origins import AllowedOrigins

log = logging.getLogger("mock_server")

_TOKENS = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z, \t-]{1,4096}")
_METHODS = (b"DELETE", b"GET", b"HEAD", b"OPTIONS", b"PATCH", b"POST", b"PUT", b"QUERY")
_READABLE = frozenset(
    (b"cache-control", b"content-language", b"content-length", b"content-type", b"expires", b"last-modified", b"pragma")
)
"""The response headers that a script may read without being told so (Fetch, section 2.2.2)."""

_OURS = frozenset(
    (b"access-control-allow-origin", b"access-control-allow-credentials", b"access-control-expose-headers")
)
"""What a document may describe too, with values that would stand beside, or in the way of, the true ones."""

_PREFLIGHT_SECONDS = 600
_NOTICES = 1_000


class Cors:
    """Cross-origin resource sharing for requests that come from a browser; the others pass by.

    ``origins`` are those of the settings. An origin that is named, or local where those are let in, may send
    credentials; where any is let in, none may. ``own`` tells of a path whether it is a page of the server's own: those
    are for no other origin. A private network is opened to origins that are named alone. The log says once of each
    origin that it is refused, and how to let it in.
    """

    def __init__(self, app: ASGIApp, origins: AllowedOrigins, own: Callable[[str], bool], fallback: Fallback) -> None:
        self.app = entry(app)
        self._own = own
        self._fallback = fallback
        self._origins = origins
        self._exposed: dict[tuple[bytes, ...], bytes] = {}
        self._told: set[bytes] = set()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer preflights, and add headers to other answers where the request names its origin.

        No coroutine of its own, which would cost every request a frame more.
        """
        if b"origin" in scope[FIELDS] and not self._own(scope["path"]):
            return self._cross(scope[FIELDS][b"origin"], scope, receive, send)
        onward = self.app
        return onward(scope, receive, send)

    def _cross(self, origin: bytes, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        allowed = self._allowed(origin)
        if not allowed and (b"host", origin.partition(b"://")[2]) not in scope["headers"]:
            self._tell(origin)
        asked = {}
        if scope["method"] == "OPTIONS":
            asked = {name: value for name, value in scope["headers"] if name.startswith(b"access-control-request-")}
        if b"access-control-request-method" in asked:
            return respond(scope, send, self._preflight(origin, allowed, asked))
        return self.app(scope, receive, _Marked(send, partial(self._marked, allowed)))

    def _allowed(self, origin: bytes) -> Headers:
        """The headers that let ``origin`` in, none where it is refused."""
        if self._origins.has(origin):
            return ((b"access-control-allow-origin", origin), (b"access-control-allow-credentials", b"true"))
        return ((b"access-control-allow-origin", b"*"),) if self._origins.any else ()

    def _marked(self, allowed: Headers, answered: Headers) -> Headers:
        """The headers of an answer that a page of this origin gets."""
        answered = tuple(field for field in answered if field[0].lower() not in _OURS)
        if not allowed:
            return (*answered, (b"vary", b"Origin"))
        names = tuple(name for name, _ in answered)
        exposed = self._exposed.get(names)
        if exposed is None:
            exposed = b", ".join(sorted({name.lower() for name in names} - _READABLE - {b"set-cookie"}))
            if len(self._exposed) < _NOTICES:
                self._exposed[names] = exposed
        exposing = ((b"access-control-expose-headers", exposed),) if exposed else ()
        return (*answered, *allowed, *exposing, (b"vary", b"Origin"))

    def _preflight(self, origin: bytes, allowed: Headers, asked: dict[bytes, bytes]) -> Answer:
        vary = (b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        if not allowed:
            return self._fallback.answer(403, _sentence(origin), (vary,))
        method, wanted = asked[b"access-control-request-method"], asked.get(b"access-control-request-headers", b"")
        more = (method,) if method not in _METHODS and METHOD.fullmatch(method) else ()
        headers = [*allowed, vary, (b"access-control-allow-methods", b", ".join([*_METHODS, *more]))]
        if _TOKENS.fullmatch(wanted):
            headers.append((b"access-control-allow-headers", wanted))
        if asked.get(b"access-control-request-private-network") == b"true" and origin in self._origins.named:
            headers.append((b"access-control-allow-private-network", b"true"))
        return Answer(204, (*headers, (b"access-control-max-age", b"%d" % _PREFLIGHT_SECONDS)), b"")

    def _tell(self, origin: bytes) -> None:
        if origin not in self._told and len(self._told) < _NOTICES:
            self._told.add(origin)
            log.warning("%s", _sentence(origin))


class _Marked:
    """Sends an answer on with other headers, whole where it comes whole and the server takes it so."""

    __slots__ = ("_marked", "_send")

    def __init__(self, send: Send, marked: Callable[[Headers], Headers]) -> None:
        self._send = send
        self._marked = marked

    def send_whole(self, status: int, headers: Headers, body: bytes) -> bool:
        """Send an answer whose parts are all there; False where that is not taken."""
        send_whole = getattr(self._send, "send_whole", None)
        return send_whole is not None and send_whole(status, self._marked(headers), body)

    def __call__(self, message: Message) -> Awaitable[None]:
        """The sending of a part, to be awaited."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._marked(message["headers"])}
        return self._send(message)


def _sentence(origin: bytes) -> str:
    name = one_line(origin[:100].decode("latin-1"))
    return f"Pages of {name} may not read the answers of this server; let them with --cors {name}"
