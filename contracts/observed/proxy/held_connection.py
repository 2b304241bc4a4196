"""A connection that holds back what is to be judged first: whole requests, whole answers, where that is asked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contracts.observed.proxy import own_answers
from contracts.observed.proxy.proxied_connection import ProxiedConnection
from mock_server.openapi import media_types

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.observed.proxy.flight import Flight
    from contracts.observed.proxy.own_answers import OwnAnswer
    from contracts.observed.proxy.passed_exchange import PassedExchange

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class HeldConnection(ProxiedConnection):
    """The client's side. Nothing is held that is larger than the limit of bodies, and no stream."""

    def _head_for_target(self, flight: Flight, start: bytes, more: bytes) -> bytes:
        head = flight.head
        requests, answers = self._state.holds(head)
        flight.holds_answer = answers
        dropped: frozenset[bytes] = frozenset()
        if requests:
            flight.held = []
            if head.values(b"expect") and not flight.rest.ended:
                self._client.write(_CONTINUE)  # the body is wanted here first
                dropped = frozenset((b"expect",))
        return head.passed_on(start, self._state.authority, more, dropped)

    def _forward(self, octets: bytes) -> None:
        flight = self._flight
        if flight is None or flight.held is None:
            super()._forward(octets)
            return
        flight.held.append(octets)
        if flight.content.is_cut:
            self._release(flight)

    def _request_read(self, flight: Flight) -> None:
        if flight.held is not None and flight.rest.ended and not flight.asked:
            flight.asked = True
            self._ask(flight, "request", lambda: self._release(flight))

    def _release(self, flight: Flight) -> None:
        held, flight.held = flight.held or [], None
        super()._forward(b"".join(held))

    def _show(self, flight: Flight, octets: bytes) -> None:
        if not flight.holds_answer or flight.answer_head is None:
            super()._show(flight, octets)
            return
        if flight.kept is None:
            flight.kept = []
            kind = next(iter(flight.answer_head.values(b"content-type")), b"").decode("latin-1")
            flight.holds_answer = not media_types.is_sequence(kind) and not kind.lower().startswith("multipart/x-mixed")
        flight.kept.append(octets)
        if flight.answer_content.is_cut or not flight.holds_answer:
            self._let_out(flight)

    def _answered(self, flight: Flight) -> None:
        if not flight.holds_answer or flight.kept is None:
            super()._answered(flight)
            return

        def passes() -> None:
            self._let_out(flight)
            super(HeldConnection, self)._answered(flight)

        self._tell(flight)
        self._ask(flight, "answer", passes)

    def _let_out(self, flight: Flight) -> None:
        kept, flight.kept = flight.kept or [], None
        flight.holds_answer = False
        super()._show(flight, b"".join(kept))

    def _ask(self, flight: Flight, what: str, passes: Callable[[], None]) -> None:
        """Ask the gate, on its thread; meanwhile nothing of this exchange goes on."""
        passed = flight.passed()

        def judged() -> OwnAnswer | None:
            gate = self._state.gate
            ask: Callable[[PassedExchange], OwnAnswer | None] = gate.request if what == "request" else gate.answer
            return ask(passed)

        future = asyncio.get_running_loop().run_in_executor(self._state.thread, judged)
        future.add_done_callback(lambda done: self._decided(flight, done, passes))

    def _decided(self, flight: Flight, done: asyncio.Future[OwnAnswer | None], passes: Callable[[], None]) -> None:
        if self._flight is not flight:
            return
        error = done.exception()
        answer = own_answers.failed(error) if error is not None else done.result()
        if answer is None:
            passes()
            return
        self._state.counts["blocked"] += 1
        self._state.note(f"blocked  #{flight.number} {flight.head.method.decode('latin-1')} {answer.detail}")
        flight.kept = None
        self._own(flight, answer)
