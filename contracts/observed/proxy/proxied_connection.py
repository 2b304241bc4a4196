"""One client's connection and the one to the target that belongs to it: octets go from one to the other as they come.

The two live and end together, so a client sees the target's own connections: kept, closed, half closed, broken off.
Requests of a pipeline go one after the other. Nothing is retried.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from contracts.observed.proxy import own_answers
from contracts.observed.proxy.client_end import ClientEnd
from contracts.observed.proxy.flight import Flight
from contracts.observed.proxy.message_head import LARGEST_HEAD, MessageError, RequestHead
from contracts.observed.proxy.own_answers import OwnAnswer
from contracts.observed.proxy.pending_octets import PendingOctets
from contracts.observed.proxy.target_link import TargetLink, acknowledge

if TYPE_CHECKING:
    from contracts.observed.proxy.proxy_state import ProxyState

_AHEAD = 64 * 1024
"""Octets of the next requests that are read ahead."""


class ProxiedConnection(asyncio.Protocol):
    """The client's side."""

    def __init__(self, state: ProxyState) -> None:
        self._state = state
        self._client: ClientEnd
        self._link: TargetLink | None = None
        self._flight: Flight | None = None
        self._pending = PendingOctets()
        self._ends = False
        """Whether no more is read of the client."""

    # the client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._client = ClientEnd(cast("asyncio.Transport", transport))
        self._state.connections.add(self)

    def data_received(self, data: bytes) -> None:
        """Octets of the client: of the body at hand, or of the next request."""
        if self._ends:
            return
        flight = self._flight
        if flight is not None and not flight.rest.ended:
            self._body(flight, data)
            return
        self._pending.add(data)
        if flight is None:
            self._begin()
        elif len(self._pending) > _AHEAD:
            self._client.stop("ahead")

    def eof_received(self) -> bool:
        """The client has closed its side, and may still wait for an answer (RFC 9112 section 9.6)."""
        flight = self._flight
        if flight is None or not flight.rest.ended or self._ends:
            return False
        flight.closes = True
        if self._link is not None:
            self._link.end_requests()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone: so is what it asked for."""
        self._ends = True
        self._state.connections.discard(self)
        flight, self._flight = self._flight, None
        if flight is not None:
            self._state.ends(flight)
        if flight is not None and not flight.answered:
            self._state.counts["clients that hung up"] += 1
            if flight.answer_head is not None and flight.rest.ended:
                self._tell(flight, cut="the client hung up before its end")
        self._let_go()

    def pause_writing(self) -> None:
        """The client reads slowly: so does the proxy."""
        if self._link is not None:
            self._link.read(on=False)

    def resume_writing(self) -> None:
        """The client has caught up."""
        if self._link is not None:
            self._link.read(on=True)

    # a request

    def _begin(self) -> None:
        if self._flight is not None or self._ends:
            return
        octets = self._pending.head()
        if octets is None:
            if len(self._pending) > LARGEST_HEAD:
                self._refuse(own_answers.too_large(LARGEST_HEAD // 1024))
            return
        try:
            head = RequestHead(octets)
            flight = Flight(self._state.numbered(), head, self._state.rules.most)
        except MessageError as error:
            self._refuse(own_answers.malformed(str(error)))
            return
        self._flight = flight
        self._state.begins(flight)
        target = self._state.target_of(head)
        if isinstance(target, OwnAnswer):
            self._state.refuse(flight)
            self._own(flight, target)
            return
        more = b"Connection: close\r\n" if flight.closes and head.minor else b""
        if any(b"trailers" in value.lower() for value in head.values(b"te")):
            more += b"TE: trailers\r\nConnection: TE\r\n"
        start = head.start if target is head.target else head.with_target(target)
        self._forward(self._head_for_target(flight, start, more))
        if flight.rest.ended:
            self._request_read(flight)
        elif self._pending:
            self._body(flight, self._pending.rest())

    def _head_for_target(self, flight: Flight, start: bytes, more: bytes) -> bytes:
        return flight.head.passed_on(start, self._state.authority, more)

    def _request_read(self, flight: Flight) -> None:
        """The request is whole."""

    def _body(self, flight: Flight, data: bytes) -> None:
        try:
            taken = flight.rest.take(data)
        except MessageError as error:
            self._state.refuse(flight)
            self._broken(flight, own_answers.malformed(f"its body broke off, {error}"))
            return
        self._forward(data if taken == len(data) else data[:taken])
        self._pending.add(data[taken:])
        if not flight.rest.ended:
            acknowledge(self._client.transport)
        elif flight.answered:
            self._next(flight)
        else:
            self._request_read(flight)

    def _forward(self, octets: bytes) -> None:
        if self._link is None:
            if self._flight is None or self._flight.answered:
                return
            self._client.stop("connecting")
            self._link = TargetLink(self._state, self)
        self._link.send(octets)

    def connected(self) -> None:
        """The target is there."""
        if self._flight is not None:
            self._flight.since = time.perf_counter()
        self._client.go("connecting")

    def unconnected(self, answer: OwnAnswer) -> None:
        """The target can't be reached, which is no exchange."""
        self._link, flight = None, self._flight
        self._state.counts["unreachable"] += 1
        if flight is not None:
            flight.told = True
            self._own(flight, answer)

    # an answer

    def answer_received(self, data: bytes) -> None:
        """Octets of the target."""
        flight = self._flight
        if flight is None or flight.answered:
            self._hang_up()  # it speaks unasked, as some do before they close a connection that is not used
            return
        if flight.answer_rest is not None and flight.answer_rest.ended:
            self._let_go()
            return
        out: list[bytes] = []
        try:
            if flight.answer_rest is None:
                data = flight.start(data, out, self._state.shown_to)
            if flight.answer_rest is not None:
                taken = flight.answer_rest.take(data) if data else 0
                out.append(data[:taken])
                flight.closes = flight.closes or taken < len(data)  # who says more than was asked is not asked again
        except MessageError as error:
            self._broken(flight, own_answers.garbled(self._state.shown, str(error)))
            return
        if out:
            self._show(flight, b"".join(out) if len(out) > 1 else out[0])
        if flight.answer_rest is not None and flight.answer_rest.ended:
            self._answered(flight)
        elif self._link is not None:
            self._link.acknowledge()

    def _show(self, flight: Flight, octets: bytes) -> None:
        self._client.write(octets)

    def _answered(self, flight: Flight) -> None:
        flight.answered = True
        self._tell(flight)
        if flight.rest.ended:
            self._next(flight)

    def _next(self, flight: Flight) -> None:
        """The exchange is over: the next request, or the end."""
        self._flight = None
        self._state.ends(flight)
        if flight.closes:
            self._hang_up(linger=not flight.rest.ended)
            return
        self._client.go("ahead")
        if self._pending:
            asyncio.get_running_loop().call_soon(self._begin)

    def target_lost(self, error: Exception | None) -> None:
        """The target has closed its connection."""
        self._link, flight = None, self._flight
        if flight is None or flight.answered:
            self._hang_up()
        elif flight.answer_rest is not None and flight.answer_rest.ended:
            return  # what came of it is still looked at
        elif flight.answer_rest is not None and not flight.answer_rest.framed and error is None:
            flight.answer_rest.ended = True
            self._answered(flight)
        elif flight.answer_head is not None and flight.kept is None:
            self._tell(flight, failure="the connection was closed in the middle of the answer's body")
            self._break_off()
        else:
            why = f"the connection broke: {error}" if error else "it closed the connection"
            self._tell(flight, failure="the connection was closed without an answer")
            self._own(flight, own_answers.gone(self._state.shown, why))

    def look(self, now: float) -> None:
        """Give a target up whose answer does not begin, and a client whose header section does not end."""
        flight, seconds = self._flight, self._state.rules.timeout
        if flight is None and not self._ends and self._pending.is_late(now, seconds):
            self._refuse(own_answers.unfinished(seconds))
        if flight is None or flight.answered or flight.answer_head is not None or self._link is None:
            return
        if flight.rest.ended and now - flight.since > seconds:
            self._tell(flight, failure=f"no answer within {seconds:g} s")
            self._own(flight, own_answers.slow(self._state.shown, seconds))

    # what the proxy does for itself

    def _tell(self, flight: Flight, cut: str = "", failure: str = "") -> None:
        if not flight.told:
            flight.told = True
            self._state.tell(flight.passed(cut, failure))

    def _own(self, flight: Flight, answer: OwnAnswer) -> None:
        """Answer in place of the target, whose own answer, if any comes, is not waited for."""
        flight.answered = True
        flight.closes = flight.closes or not flight.rest.ended
        self._let_go()
        self._client.write(answer.octets(head=flight.head.method == b"HEAD", closes=flight.closes))
        self._client.go("connecting")
        self._next(flight)

    def _refuse(self, answer: OwnAnswer) -> None:
        """Answer what is no request; nothing more is read."""
        self._state.counts["refused"] += 1
        self._client.write(answer.octets(head=False, closes=True))
        self._hang_up(linger=True)

    def _broken(self, flight: Flight, answer: OwnAnswer) -> None:
        """Octets came that can't be told apart: an answer that has begun is broken off, else the proxy says so."""
        self._tell(flight, failure=answer.detail)
        if flight.answered or (flight.answer_head is not None and flight.kept is None):
            self._break_off()
        else:
            self._own(flight, answer)

    def _hang_up(self, *, linger: bool = False) -> None:
        """Close both sides when all is written."""
        self._ends = True
        self._let_go()
        self._client.close(linger=linger)

    def _break_off(self) -> None:
        self._ends = True
        self._client.break_off()

    def _let_go(self) -> None:
        if self._link is not None:
            self._link.let_go()
            self._link = None

    def end(self) -> None:
        """The proxy ends."""
        self._client.break_off()

    def slow_target(self, *, slow: bool) -> None:
        """The target reads slowly, or has caught up."""
        self._client.stop("target") if slow else self._client.go("target")
