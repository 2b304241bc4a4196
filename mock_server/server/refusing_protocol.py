"""What of a connection's octets is refused without the app: a sentence in the API's shape, behind what is owed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NoReturn

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_server.server import request_head
from mock_server.server.head_protocol import HeadProtocol
from mock_server.server.request_head import LONGEST_SECTION, MOST_FIELDS, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.answers import Answer
    from mock_server.server.hosts import Hosts
    from mock_server.server.known_sections import KnownSections

requests = logging.getLogger("mock_server.requests")


class RefusingProtocol(HeadProtocol):
    """The part of a connection that refuses; ``refuse(status, sentence)`` gives the answer to what is no HTTP."""

    def __init__(
        self, refuse: Callable[[int, str], Answer], hosts: Hosts, sections: KnownSections, **uvicorn: Any
    ) -> None:
        super().__init__(hosts, sections, **uvicorn)
        self._refuse = refuse
        self._fault: Fault | None = None  # why the parser was stopped
        self._ended = False  # what the client still sends is not read
        self._last_words = b""

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _examine(self) -> None:
        """Stop the parser at a header that is refused."""
        method, version = self.parser.get_method(), self.parser.get_http_version()
        self.scope["method"] = method.decode()
        if len(self.headers) > MOST_FIELDS:
            self._stop(request_head.TOO_MANY)
        if request_head.size_of(self.headers) > LONGEST_SECTION:
            self._stop(request_head.TOO_LONG)
        own = self._method.encode() or method
        fault = request_head.of_hosts(self._values(b"host"), version, self._all_hosts)
        fault = fault or request_head.of_target(self.url, own, self._all_hosts)
        fault = fault or request_head.of_codings(self._values(b"transfer-encoding"))
        if fault is not None:
            self._stop(fault)

    def _values(self, wanted: bytes) -> list[bytes]:
        return [value for name, value in self.headers if name == wanted]

    def _bound(self) -> None:
        """Refuse a header, a chunk's extensions or a trailer section that only grows."""
        if self._in_body:
            self._reject(request_head.TOO_LONG)
        elif len(self.headers) > MOST_FIELDS:
            self._reject(request_head.TOO_MANY)
        elif len(self.url) > request_head.LONGEST_TARGET:
            self._reject(request_head.LONG_TARGET)
        elif self._octets - len(self.url) > LONGEST_SECTION:
            self._reject(request_head.TOO_LONG)

    def _stop(self, fault: Fault) -> NoReturn:
        self._fault = fault
        raise ValueError(fault.reason)

    def _malformed(self, reason: str) -> None:
        self._reject(Fault(400, f"The request is no HTTP that can be read: {reason}"))

    def _reject(self, fault: Fault) -> None:
        """Refuse the request at hand after the answers that are owed, and read no more."""
        if self.transport.is_closing() or self._ended:
            return
        owed, broken = self._answering(), self._in_body
        self._ended, self._octets, self._since = True, 0, self.loop.time()
        if broken and (self.pipeline or not owed or self.cycle.response_started):
            self.transport.close()
            return
        answer = self._refuse(*fault)
        requests.info("%-7s %s %d %.1f ms  %s", "-", "-", answer.status, 0.0, answer.reason)
        headers = [*self.server_state.default_headers, *answer.headers, (b"connection", b"close")]
        lines = [STATUS_LINE[answer.status], *(b"%b: %b\r\n" % header for header in headers), b"\r\n"]
        head = self.scope is not None and self.scope.get("method") == "HEAD"
        self._last_words = b"".join([*lines, b"" if head else answer.body])
        if broken or not owed:
            self._say(self._last_words)

    def _say(self, words: bytes) -> None:
        """Write the last of this connection; what the client still sends is ignored until it closes its side.

        A connection that is closed with octets unread would be reset, and the answer lost (RFC 9112 section 9.6).
        """
        self._last_words, self._since = b"", self.loop.time()
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(words)
        self.flow.resume_reading()
        self.transport.write_eof()
