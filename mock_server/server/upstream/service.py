"""Asks the real service: one host, over connections that are kept."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mock_server.errors import UsageError
from mock_server.openapi.reading import methods
from mock_server.server.upstream.service_connection import ServiceConnection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from mock_server.settings import UpstreamSettings

RawHeaders = list[tuple[bytes, bytes]]

_CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
_CONNECTIONS = 100
_WITH_CONTENT = ("POST", "PUT", "PATCH")
"""Methods that say of no content that there is none (RFC 9110 section 8.6)."""


class ServiceUnreachable(Exception):  # noqa: N818 - an outcome, which the mock answers for
    """No connection to the service could be made, or it broke before an answer; ``str()`` says why."""


class ServiceSlow(Exception):  # noqa: N818 - an outcome, which the mock answers for
    """The service did not begin to answer in time."""


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What the service answers: ``headers`` as they were sent, ``chunks`` the octets of the body as they come.

    ``whole`` is the body where all of it came with the head.
    """

    status: int
    headers: RawHeaders
    chunks: AsyncIterator[bytes]
    whole: bytes | None = None


class Service:
    """The service at the URL of the settings; asks no other host and follows no redirect."""

    def __init__(self, settings: UpstreamSettings) -> None:
        self.url = settings.url
        parts = urlsplit(settings.url)
        self.path = parts.path.rstrip("/")
        self._place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        self._host = parts.netloc.rpartition("@")[2].encode("latin-1", "replace")
        self._trust: ssl.SSLContext | None = None
        if parts.scheme == "https":
            self._trust = _trusting(settings.ca, insecure=settings.insecure)
        self._idle: list[ServiceConnection] = []
        self._room: asyncio.Semaphore | None = None

    @contextlib.asynccontextmanager
    async def ask(
        self, method: str, target: bytes, headers: RawHeaders, body: bytes | AsyncIterator[bytes]
    ) -> AsyncIterator[ServiceAnswer]:
        """The answer to one request, whose body may come in parts; raises ServiceUnreachable and ServiceSlow."""
        if self._room is None:
            self._room = asyncio.Semaphore(_CONNECTIONS)
        told = any(name == b"content-length" for name, _ in headers)
        chunked = not told and not isinstance(body, bytes)
        head = self._head(method, target, headers, body, told=told)
        connection = None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._room.acquire()
        except TimeoutError:
            raise ServiceSlow(f"no connection is free within {ANSWER_SECONDS:g} s") from None
        try:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    connection = self._kept()
                    if connection is not None and not await self._took(connection, method, head, body, chunked=chunked):
                        connection = None
                    if connection is None:
                        connection = await self._opened()
                        await connection.ask(method, head, body, chunked=chunked)
            except TimeoutError:
                raise ServiceSlow(f"no answer within {ANSWER_SECONDS:g} s") from None
            except OSError as error:
                raise ServiceUnreachable(error.strerror or str(error) or type(error).__name__) from None
            yield ServiceAnswer(connection.status, connection.headers, connection.chunks(), connection.whole)
        finally:
            self._room.release()
            if connection is not None:
                connection.release()
                if connection.is_free:
                    self._idle.append(connection)

    def _kept(self) -> ServiceConnection | None:
        """A connection that is kept and still there."""
        while self._idle:
            kept = self._idle.pop()
            if not kept.is_closed:
                return kept
        return None

    @staticmethod
    async def _took(
        connection: ServiceConnection, method: str, head: bytes, body: bytes | AsyncIterator[bytes], *, chunked: bool
    ) -> bool:
        """Whether a kept connection answered; False where it was closed meanwhile and the request may be sent again."""
        try:
            await connection.ask(method, head, body, chunked=chunked)
        except ConnectionError:
            if connection.is_touched or method not in methods.IDEMPOTENT or not isinstance(body, bytes):
                raise
            return False
        return True

    async def _opened(self) -> ServiceConnection:
        """A new connection; raises OSError."""
        loop, name = asyncio.get_running_loop(), self._place[0] if self._trust is not None else None
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                _, made = await loop.create_connection(
                    ServiceConnection, *self._place, ssl=self._trust, server_hostname=name
                )
        except TimeoutError:
            raise ConnectionError(f"no connection within {_CONNECT_SECONDS:g} s") from None
        return made

    def _head(
        self, method: str, target: bytes, headers: RawHeaders, body: bytes | AsyncIterator[bytes], *, told: bool
    ) -> bytes:
        """The header section of a request, with what says how long its body is."""
        lines = [b"%b %b HTTP/1.1" % (method.encode("latin-1"), target), b"Host: %b" % self._host]
        lines += [b"%b: %b" % pair for pair in headers]
        if told:
            pass
        elif not isinstance(body, bytes):
            lines.append(b"Transfer-Encoding: chunked")
        elif body or method in _WITH_CONTENT:
            lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join((*lines, b"", b""))

    async def close(self) -> None:
        """Let go of the connections."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()


def hop_by_hop(headers: Iterable[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """The names, in lower case, of fields that are for this connection alone (RFC 9110 section 7.6.1)."""
    named = {
        option.strip().lower()
        for name, value in headers
        if name.lower() == b"connection"
        for option in value.split(b",")
    }
    return _HOP_BY_HOP | named


_HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)


def _trusting(ca: Path | None, *, insecure: bool) -> ssl.SSLContext:
    """Who vouches for the service; raises UsageError where the file holds no certificates."""
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif ca is not None:
        try:
            context.load_verify_locations(ca)
        except OSError as error:
            reason = "holds no certificates" if isinstance(error, ssl.SSLError) else f"can't be read: {error.strerror}"
            raise UsageError(f"{ca} {reason}; --upstream-ca takes a file of PEM certificates") from None
    return context
