"""The connection to the target that belongs to one client's: opened when there is something to send, never again."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, cast

from contracts.observed.proxy.own_answers import OwnAnswer, unreachable

if TYPE_CHECKING:
    from contracts.observed.proxy.proxy_state import ProxyState

_CONNECT_SECONDS = 30.0
_QUICK: int | None = getattr(socket, "TCP_QUICKACK", None)


class AnswerTaker(Protocol):
    """Whoever waits for what a target does."""

    def connected(self) -> None:
        """The connection is there, and what waited for it is sent."""

    def unconnected(self, answer: OwnAnswer) -> None:
        """There is none: what to tell the client."""

    def answer_received(self, data: bytes) -> None:
        """Octets of the target."""

    def target_lost(self, error: Exception | None) -> None:
        """The target has closed its connection."""

    def slow_target(self, *, slow: bool) -> None:
        """The target reads slowly, or has caught up."""


class TargetLink(asyncio.Protocol):
    """The target's side; tells ``taker`` what comes until it is let go."""

    def __init__(self, state: ProxyState, taker: AnswerTaker) -> None:
        self._state = state
        self._taker: AnswerTaker | None = taker
        self._transport: asyncio.Transport | None = None
        self._waiting: list[bytes] = []
        self._task = asyncio.get_running_loop().create_task(self._open())

    def send(self, octets: bytes) -> None:
        """Write them, now or as soon as the connection is there."""
        if self._transport is None:
            self._waiting.append(octets)
        else:
            self._transport.write(octets)

    def let_go(self) -> None:
        """Close it; nothing that still comes is of interest."""
        self._taker = None
        if self._transport is not None:
            self._transport.abort()

    def end_requests(self) -> None:
        """Nothing more will be sent, as the client said."""
        if self._transport is not None and self._transport.can_write_eof():
            self._transport.write_eof()

    def read(self, *, on: bool) -> None:
        """Go on reading, or stop."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading() if on else self._transport.pause_reading()

    def acknowledge(self) -> None:
        """Tell the target at once what came."""
        if self._transport is not None:
            acknowledge(self._transport)

    async def _open(self) -> None:
        state = self._state
        name = state.host if state.tls is not None else None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await loop.create_connection(lambda: self, state.host, state.port, ssl=state.tls, server_hostname=name)
        except (OSError, ssl.SSLError, TimeoutError) as error:
            taker, self._taker = self._taker, None
            if taker is not None:
                taker.unconnected(unreachable(state.shown, *_reason(error)))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The target is there."""
        self._transport = cast("asyncio.Transport", transport)
        if self._taker is None:
            self._transport.abort()
            return
        self._transport.write(b"".join(self._waiting))
        self._waiting = []
        self._taker.connected()

    def data_received(self, data: bytes) -> None:
        """Octets of an answer."""
        if self._taker is not None:
            self._taker.answer_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        """The target is gone, or was let go."""
        taker, self._taker = self._taker, None
        if taker is not None:
            taker.target_lost(error)

    def pause_writing(self) -> None:
        """The target reads slowly: so does the proxy."""
        if self._taker is not None:
            self._taker.slow_target(slow=True)

    def resume_writing(self) -> None:
        """The target has caught up."""
        if self._taker is not None:
            self._taker.slow_target(slow=False)


def acknowledge(transport: asyncio.Transport) -> None:
    """Tell the other side at once what came: one that writes head and body apart waits for it."""
    one = transport.get_extra_info("socket")
    if _QUICK is not None and one is not None:
        with suppress(OSError):
            one.setsockopt(socket.IPPROTO_TCP, _QUICK, 1)


def _reason(error: BaseException) -> tuple[str, str]:
    """The error's type in RFC 9209, and in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            "tls_certificate_error",
            f"its certificate is not believed ({error.verify_message}); --ca F, or --insecure",
        )
    if isinstance(error, ssl.SSLError):
        return "tls_protocol_error", f"TLS failed: {error.reason or error}"
    if isinstance(error, socket.gaierror):
        return "dns_error", f"its name can't be resolved: {error.strerror}"
    if isinstance(error, TimeoutError):
        return "connection_timeout", f"no connection within {_CONNECT_SECONDS:g} s"
    kind = "connection_refused" if isinstance(error, ConnectionRefusedError) else "destination_unavailable"
    return kind, str(error.strerror if isinstance(error, OSError) and error.strerror else error)
