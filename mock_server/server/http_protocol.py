"""HTTP/1.1 on a connection, where uvicorn's own protocol would answer with a text of its own or lose a body.

Given to uvicorn through ``http=``. What is no HTTP is refused in the API's error shape; a method that the parser does
not know reaches the app, which answers 405; an upgrade that is not offered is ignored and the request carried out
(RFC 9110 section 7.8); a client that has sent its request may close its side and still gets the answer (RFC 9112
section 9.6); what follows a malformed request on the same connection is not read.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.answers import Answer

requests = logging.getLogger("mock_server.requests")

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_LONGEST_URL = 65_535


class HttpProtocol(HttpToolsProtocol):
    """One connection; ``refuse(status, sentence)`` gives the answer to what is no HTTP."""

    def __init__(self, refuse: Callable[[int, str], Answer], **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._refuse = refuse
        self._between = True  # the next octet begins a request
        self._begun = 0  # requests begun in the data at hand
        self._in_body = False
        self._method = ""  # the request's own method, where the parser was given another

    def data_received(self, data: bytes) -> None:
        """Parse what came."""
        self._unset_keepalive_if_required()
        fresh, self._begun = self._between, 0
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as stop:
            self._without_upgrade(data[stop.args[0] :])
        except httptools.HttpParserInvalidMethodError:
            token, space, rest = data.lstrip(b"\r\n").partition(b" ")
            if fresh and self._begun <= 1 and space and _TOKEN.fullmatch(token):
                self._again(token.decode(), b"PUT " + rest)
            else:
                self._malformed("the method can't be read")
        except httptools.HttpParserError as error:
            self._malformed(self._reason(error))

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what was asked before the client closed its side."""
        if self.cycle is None or self.cycle.response_complete or not self._between:
            return False
        self.cycle.keep_alive = False
        return True

    def on_message_begin(self) -> None:
        """A request begins."""
        self._between = False
        self._begun += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hand the request to the app."""
        self._in_body = True
        super().on_headers_complete()
        if self._method:
            self.scope["method"], self._method = self._method, ""

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._between, self._in_body = True, False
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        """Let the parser stop at every upgrade, also at those that uvicorn would not take."""
        return True

    def _without_upgrade(self, rest: bytes) -> None:
        method = self.scope["method"]
        head = [b"PUT" if method == "CONNECT" else method.encode(), b" ", self.url]
        head += [b" HTTP/", self.scope["http_version"].encode(), b"\r\n"]
        for name, value in self.headers:
            if name != b"upgrade":
                head += [name, b": ", value, b"\r\n"]
        self._again("CONNECT" if method == "CONNECT" else "", b"".join([*head, b"\r\n", rest]))

    def _again(self, method: str, data: bytes) -> None:
        """Parse a request anew from its first octet; it is answered as one with this method."""
        self._method = method
        self._between = self._in_body = False
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.data_received(data)

    def _reason(self, error: httptools.HttpParserError) -> str:
        if not isinstance(error, httptools.HttpParserCallbackError):
            return str(error)
        if len(self.url) > _LONGEST_URL:
            return f"the URL is longer than {_LONGEST_URL} characters"
        return "the URL can't be read"

    def _malformed(self, reason: str) -> None:
        if self.transport.is_closing():
            return
        waiting = self.cycle is not None and not self.cycle.response_complete
        if waiting and not self._in_body:
            self.cycle.keep_alive = False  # the answers owed go first, then the connection ends
            self.flow.pause_reading()
            return
        if not self.pipeline:
            answer = self._refuse(400, f"The request is no HTTP that can be read: {reason}")
            requests.info("%-7s %s %d %.1f ms  %s", "-", "-", answer.status, 0.0, answer.reason)
            headers = [*self.server_state.default_headers, *answer.headers, (b"connection", b"close")]
            lines = [STATUS_LINE[answer.status], *(b"%b: %b\r\n" % header for header in headers), b"\r\n"]
            self.transport.write(b"".join([*lines, answer.body]))
        self.transport.close()
