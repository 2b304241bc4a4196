"""One kept-alive HTTP/1.1 connection: the door to sockets.

A check sends thousands of small requests one after the other, so the client does nothing but that: no pool, no
redirects, no cookies. An answer has one deadline from the first octet sent to the last one read.
"""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from contracts.errors import OutOfTimeError, TargetError
from contracts.exchange import IDEMPOTENT_METHODS
from contracts.traffic.answer_reader import AnswerReader
from contracts.traffic.target_route import TargetRoute

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from contracts.exchange import Answer

_QUICK: int | None = getattr(socket, "TCP_QUICKACK", None)
_IDLE = 1.0
"""Seconds after which the other side may close a kept connection at any moment: many wait for five, some for two."""
_STREAM_SECONDS = 1.0
_LATER_STREAMS = 0.2
_FIRST_STREAMS = 5


class Connection:
    """A connection to one host; opened when it is first needed, again when the other side closed it.

    ``timeout`` is in seconds, for one whole answer.
    """

    def __init__(self, url: SplitResult, timeout: float, route: TargetRoute | None = None) -> None:
        self.host = url.hostname or ""
        self.tls = url.scheme == "https"
        self.port = url.port or (443 if self.tls else 80)
        self.timeout = timeout
        self.route = route or TargetRoute()
        self._socket: socket.socket | None = None
        self.answered = False
        """Whether it is open and something was answered on it."""
        self._unannounced = False
        self._used = 0.0
        self._streams = 0

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self.answered = False
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def abort(self) -> None:
        """End the exchange that is under way; called by another thread."""
        with suppress(OSError, AttributeError):
            self._socket.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def exchange(self, method: str, data: bytes, until: float | None = None) -> Answer:
        """Send ``data``, a whole request, and read its answer.

        Raises TargetError where none comes, OutOfTimeError where ``until`` (monotonic seconds) comes first. A request
        that met a connection closed in the meantime is sent again once, where its method allows it (RFC 9112 section
        9.3.1); after the first such closing other requests get a connection of their own, and always where the one
        that is kept was idle for so long that it may be closed just now.
        """
        if method not in IDEMPOTENT_METHODS and (self._unannounced or monotonic() - self._used > _IDLE):
            self.close()
        deadline = monotonic() + self.timeout
        try:
            return self._attempt(method, data, deadline, until)
        except _ClosedMeanwhileError:
            self._unannounced = True
            if method not in IDEMPOTENT_METHODS:
                raise
        return self._attempt(method, data, deadline, until)

    def _attempt(self, method: str, data: bytes, deadline: float, until: float | None) -> Answer:
        reused = self._alive()
        reader = AnswerReader(method)
        try:
            return self._exchange(reader, data, deadline if until is None else min(deadline, until))
        except TimeoutError:
            if until is not None and until <= deadline:
                raise OutOfTimeError(sent=True) from None
            raise reader.late(self.timeout) from None
        except TargetError as error:
            if not error.sent and until is not None and monotonic() >= until:
                raise OutOfTimeError(sent=False) from None
            if reused and not reader.began:
                raise _ClosedMeanwhileError(str(error), sent=True, telling=False) from None
            raise

    def _exchange(self, reader: AnswerReader, data: bytes, deadline: float) -> Answer:
        started = perf_counter()
        connection = self._open(deadline)
        try:
            connection.settimeout(_left(deadline))
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(data)  # a refusal may come before all is sent (RFC 9112 section 9.5)
            if _QUICK is not None:  # a server that writes head and body apart waits for the acknowledgement of the head
                connection.setsockopt(socket.IPPROTO_TCP, _QUICK, 1)
            self._read(reader, connection, deadline)
        except TimeoutError:
            raise
        except OSError as error:
            raise TargetError(f"the connection broke: {error.strerror or error}", sent=True) from None
        finally:
            if not (reader.complete and reader.keep_alive):
                self.close()
        self.answered, self._used = self._socket is not None, monotonic()
        return reader.answer(perf_counter() - started)

    def _read(self, reader: AnswerReader, connection: socket.socket, deadline: float) -> None:
        while not reader.complete:
            try:
                connection.settimeout(_left(deadline))
                chunk = connection.recv(65536)
            except TimeoutError:
                if not reader.stream:
                    raise
                reader.cut("it is a stream, which was read for a while")
                return
            if not chunk:
                reader.end()
                return
            known = reader.stream
            reader.feed(chunk)
            if reader.stream and not known and not reader.complete:
                deadline = min(deadline, monotonic() + self._patience())

    def _patience(self) -> float:
        """Seconds to read a stream for: what it sends later is like what it sends first."""
        self._streams += 1
        return _STREAM_SECONDS if self._streams <= _FIRST_STREAMS else _LATER_STREAMS

    def _alive(self) -> bool:
        """Whether there is a connection that the other side has not closed."""
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            self.close()
        return self._socket is not None

    def _open(self, deadline: float) -> socket.socket:
        if self._socket is not None:
            return self._socket
        proxy = self.route.proxy
        first = (proxy.host, proxy.port) if proxy is not None else (self.host, self.port)
        try:
            raw = socket.create_connection(first, timeout=_left(deadline))
        except OSError as error:
            raise self._unreachable(error) from None
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls and proxy is not None:
                proxy.tunnel(raw, self.host, self.port, deadline)
            if self.tls:
                raw.settimeout(_left(deadline))
                raw = self.route.secured(raw, self.host)
        except TargetError:
            raw.close()
            raise
        except OSError as error:
            raw.close()
            raise self._unreachable(error) from None
        self._socket = raw
        return raw

    def _unreachable(self, error: OSError) -> TargetError:
        proxy = self.route.proxy
        name = f"the proxy {proxy.host}:{proxy.port}" if proxy is not None else f"{self.host}:{self.port}"
        return TargetError(f"{name} can't be reached: {error.strerror or error}", sent=False)


class _ClosedMeanwhileError(TargetError):
    """A connection that was used before was closed before the first octet of this answer."""


def _left(deadline: float) -> float:
    """Seconds until ``deadline``; raises TimeoutError when there are none."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
