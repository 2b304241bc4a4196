"""One request of a run with what came of it: the exchange, what was read of it, and the findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON

_KEPT = 65_536


@dataclass(slots=True)
class Sent:
    """What came of one request: the exchange, its JSON bodies, and the findings."""

    exchange: Exchange
    reading: Reading | None
    body: JSON
    mock_body: JSON
    findings: list[Finding]
    state: str = ""
    stood: str = ""
    """Where its record stood before it was sent; empty where that is not followed."""
    access: bool | None = None
    """Whether its credentials let in; None where that can't be told."""

    again: bool = False
    """Whether its idempotency key says that it was sent before."""

    @property
    def status(self) -> int:
        """The target's status, 0 where no answer came."""
        return self.exchange.answer.status if self.exchange.answer else 0

    @property
    def succeeded(self) -> bool:
        """Whether the target answered 2xx."""
        return 200 <= self.status < 300


def lighten(sent: Sent) -> None:
    """Once it is judged, keep the beginning of a large body alone: a run holds on to hundreds of exchanges."""
    exchange = sent.exchange
    answer, mock = _lighter(exchange.answer), _lighter(exchange.mock)
    if answer is exchange.answer and mock is exchange.mock:
        return
    sent.exchange = replace(exchange, answer=answer, mock=mock)
    sent.findings = [replace(f, exchange=sent.exchange) if f.exchange is exchange else f for f in sent.findings]


def _lighter(answer: Answer | None) -> Answer | None:
    if answer is None or len(answer.body) <= _KEPT:
        return answer
    why = answer.cut or f"it has {len(answer.body):,} octets, the first {_KEPT:,} of which are kept"
    return replace(answer, body=answer.body[:_KEPT], cut=why)
