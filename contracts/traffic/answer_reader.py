"""Reads one answer off the wire: the door to the HTTP parser (httptools). Everything a target may send is bounded.

What breaks HTTP (RFC 9112) raises TargetError; a body that is larger than the bound, or a stream, which has no end, is
cut, and the answer says so.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import httptools

from contracts.errors import TargetError
from contracts.exchange import Answer
from contracts.traffic.content_coding import decoded
from mock_server.openapi import media_types

if TYPE_CHECKING:
    from mock_server.openapi import JSON

MAX_BODY = 8 * 1024 * 1024
MAX_STREAM = 1024 * 1024
MAX_HEAD = 256 * 1024
"""Most octets of all header sections of one answer: the interim ones (1xx), the final one, and its trailers."""
_MAX_FRAMING = 8 * MAX_BODY
_PARTS = ("multipart/x-mixed-replace", "multipart/mixed")


class AnswerReader:
    """Collects one answer from the parser's callbacks (RFC 9112 section 6: how long a body is).

    ``complete`` when all that is wanted is there; ``stream`` when the answer goes on until somebody hangs up.
    """

    def __init__(self, method: str) -> None:
        self.complete = False
        self.keep_alive = False
        self.stream = False
        self.began = False
        self._head = method == "HEAD"
        self._status = 0
        self._interim = 0
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()
        self._cut: str | None = None
        self._fault: str | None = None
        self._fed = 0
        self._head_size = 0
        self._fields = 0
        self._framed = False
        self._in_body = False
        self._parser: JSON = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Take bytes off the wire; raises TargetError where they can be no answer."""
        self.began = True
        self._fed += len(data)
        if not self._in_body:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if self._status == 101:
                self._fault = "it answered 101, and the request asked for no other protocol"
            elif not self.complete:
                self._fault = self._fault or f"the answer is no HTTP: {error}"
            self.keep_alive = False
        if not self._in_body and self._head_size > MAX_HEAD:
            self._fault = self._fault or self._too_large()
        if self._fault is not None:
            raise TargetError(self._fault, sent=True)
        if not self.complete and self._fed - len(self._body) > _MAX_FRAMING:
            self.cut("the marks between its chunks outweigh its content")

    def end(self) -> None:
        """The other side closed the connection; raises TargetError where the answer is not whole."""
        self.keep_alive = False
        if self.complete:
            return
        if not self._in_body:
            how = f"without an answer{self._only_interim()}"
            raise TargetError(f"the connection was closed {how}", sent=True)
        if self._framed and not self.stream:
            raise TargetError("the connection was closed in the middle of the answer's body", sent=True)
        self.complete = True

    def late(self, seconds: float) -> TargetError:
        """What it means that the answer is not whole after this time."""
        part = "only a part of the answer came" if self.began and not self._interim else "no answer"
        return TargetError(f"{part} within {seconds:g} s{self._only_interim()}", sent=True)

    def cut(self, why: str) -> None:
        """Be content with what came of the body."""
        self._cut = self._cut or why
        self.complete, self.keep_alive = True, False

    def answer(self, elapsed: float) -> Answer:
        """What was read; ``elapsed`` is in seconds. Nothing more is: parser and reader hold each other no longer."""
        self._parser = None
        body, why = decoded(bytes(self._body), self._headers, MAX_BODY, whole=self._cut is None)
        return Answer(self._status, tuple(self._headers), body, elapsed, cut=self._cut or why, came=monotonic())

    def _too_large(self) -> str:
        return f"the answer's header section is larger than {MAX_HEAD // 1024} KB{self._only_interim()}"

    def _only_interim(self) -> str:
        return f"; {self._interim} interim answers (1xx) came, but no final one" if self._interim else ""

    def on_message_begin(self) -> None:
        """Forget an interim answer (1xx)."""
        if not self.complete:
            self._headers, self._framed, self._in_body = [], False, False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep one header field; trailers are no header fields (RFC 9110 section 6.5.1)."""
        if self.complete or self._in_body:
            self._head_size += len(name) + len(value)
            if not self.complete and self._head_size > MAX_HEAD:
                self.cut(f"its trailers are larger than {MAX_HEAD // 1024} KB")
            return
        self._fields += len(name) + len(value) + 4
        if self._fields > MAX_HEAD:
            self._fault = self._fault or self._too_large()
            return
        self._headers.append((name.decode("latin-1"), value.decode("latin-1")))
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._framed = True

    def on_headers_complete(self) -> None:
        """Status and headers are known; an answer to HEAD ends here."""
        if self.complete:
            self.keep_alive = False  # what follows the answer belongs to no request of ours
            return
        self._status = self._parser.get_status_code()
        if self._status < 100:
            self._fault = f"{self._status} is no status of HTTP"
        self._in_body = self._status >= 200
        if not self._in_body:
            return
        self.keep_alive = self._parser.should_keep_alive()
        kind = next((v for n, v in self._headers if n.lower() == "content-type"), "")
        self.stream = media_types.essence(kind) in _PARTS or media_types.is_sequence(kind)
        if self._head:
            self.complete, self.keep_alive = True, False

    def on_body(self, data: bytes) -> None:
        """Collect a part of the body."""
        if self.complete:
            self.keep_alive = False
            return
        most = MAX_STREAM if self.stream else MAX_BODY
        self._body += data[: most - len(self._body) + 1]
        if len(self._body) > most:
            del self._body[most:]
            self.cut(f"it is larger than {most // 1048576} MB")

    def on_message_complete(self) -> None:
        """The answer has ended, unless it was an interim one."""
        if self._status >= 200:
            self.complete = True
        else:
            self._interim += 1
