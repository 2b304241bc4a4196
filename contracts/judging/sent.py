"""One request of a run with what came of it: the exchange, what was read of it, and the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange, Headers
    from contracts.findings import Finding
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON

_KEPT = 65_536
"""Octets of a body, and of all header fields."""
_FIELDS, _OF_A_NAME = 100, 20
"""Header fields, and those of one name."""


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

    before: tuple[Exchange, ...] = ()
    """The last exchanges about its record, the latest at the end."""

    refused: bool = False
    """Whether a success says in its body that nothing was done."""

    led: bool = False
    """Whether a create was answered with 303, which leads to what it made (RFC 9110 section 15.4.4)."""

    begun: int = 2**62
    """When it was sent, by the moments of `ownership`: what was settled later was under way beside it."""

    unremoved: str = ""
    """Why a removal of a record of the run's own is to be sent again; empty where it is not, or was no such."""

    @property
    def status(self) -> int:
        """The target's status, 0 where no answer came."""
        return self.exchange.answer.status if self.exchange.answer else 0

    @property
    def listed_texts(self) -> set[str]:
        """The texts that stood in lists right in the body which was sent."""
        body = self.reading.body if self.reading is not None else None
        lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
        return {item for items in lists for item in items if isinstance(item, str)}

    @property
    def succeeded(self) -> bool:
        """Whether the target did what was asked: 2xx that refuses nothing, or a way to what it made."""
        return (200 <= self.status < 300 and not self.refused) or self.led


def lighten(sent: Sent) -> None:
    """Once it is judged, keep the beginning alone of a large body, and of very many header fields.

    A run holds on to hundreds of exchanges, and each report goes over all of them.
    """
    exchange = sent.exchange
    answer, mock = _lighter(exchange.answer), _lighter(exchange.mock)
    if answer is exchange.answer and mock is exchange.mock:
        return
    sent.exchange = replace(exchange, answer=answer, mock=mock)
    sent.findings = [replace(f, exchange=sent.exchange) if f.exchange is exchange else f for f in sent.findings]


def _lighter(answer: Answer | None) -> Answer | None:
    if answer is None:
        return answer
    fields = _first(answer.headers)
    if len(answer.body) <= _KEPT and len(fields) == len(answer.headers):
        return answer
    whole, size = len(answer.headers), len(answer.body)
    why = f"it has {size:,} octets, the first {_KEPT:,} of which are kept" if size > _KEPT else None
    why = why or f"it has {whole:,} header fields, {len(fields):,} of which are kept"
    return replace(answer, headers=fields, body=answer.body[:_KEPT], cut=answer.cut or why)


def _first(headers: Headers) -> Headers:
    """The header fields that are kept: the first of each name, and not too many."""
    if len(headers) <= _OF_A_NAME and sum(len(name) + len(value) for name, value in headers) <= _KEPT:
        return headers
    kept: list[tuple[str, str]] = []
    size = 0
    seen: Counter[str] = Counter()
    for name, value in headers:
        seen[name.lower()] += 1
        if len(kept) < _FIELDS and seen[name.lower()] <= _OF_A_NAME and size + len(name) + len(value) <= _KEPT:
            size += len(name) + len(value)
            kept.append((name, value))
    return tuple(kept)
