"""Asks the real service: one host, over connections that are kept. The door to httpx."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mock_server.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    import httpx

    from mock_server.settings import UpstreamSettings

RawHeaders = list[tuple[bytes, bytes]]

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 60.0
_CONNECTIONS = 100


class ServiceUnreachable(Exception):  # noqa: N818 - an outcome, which the mock answers for
    """No connection to the service could be made, or it broke before an answer; ``str()`` says why."""


class ServiceSlow(Exception):  # noqa: N818 - an outcome, which the mock answers for
    """The service did not begin to answer in time."""


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What the service answers: ``headers`` as they were sent, ``chunks`` the octets of the body as they come."""

    status: int
    headers: RawHeaders
    chunks: AsyncIterator[bytes]


class Service:
    """The service at the URL of the settings; asks no other host and follows no redirect."""

    def __init__(self, settings: UpstreamSettings) -> None:
        self.url = settings.url
        parts = urlsplit(settings.url)
        self.path = parts.path.rstrip("/")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._trust: ssl.SSLContext | None = None
        if parts.scheme == "https":
            self._trust = _trusting(settings.ca, insecure=settings.insecure)
        self._transport: httpx.AsyncHTTPTransport | None = None

    @contextlib.asynccontextmanager
    async def ask(
        self, method: str, target: bytes, headers: RawHeaders, body: bytes | AsyncIterator[bytes]
    ) -> AsyncIterator[ServiceAnswer]:
        """The answer to one request, whose body may come in parts; raises ServiceUnreachable and ServiceSlow."""
        import httpx

        if self._transport is None:
            limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
            self._transport = httpx.AsyncHTTPTransport(
                verify=self._trust if self._trust is not None else False, trust_env=False, limits=limits
            )
        waits = {"connect": _CONNECT_SECONDS, "pool": _ANSWER_SECONDS, "read": None, "write": None}
        request = httpx.Request(
            method, self._origin, headers=headers, content=body, extensions={"target": target, "timeout": waits}
        )
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                response = await self._transport.handle_async_request(request)
        except TimeoutError:
            raise ServiceSlow(f"no answer within {_ANSWER_SECONDS:g} s") from None
        except (httpx.HTTPError, OSError) as error:
            raise ServiceUnreachable(str(error) or type(error).__name__) from None
        try:
            yield ServiceAnswer(response.status_code, response.headers.raw, response.aiter_raw())
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Let go of the connections."""
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None


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
