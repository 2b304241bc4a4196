"""What all connections of a proxy share: the one host that is spoken to, rules for requests, the way to the judge."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from contracts.exchange import SAFE_METHODS
from contracts.observed.proxy.message_head import AnswerHead
from contracts.observed.proxy.own_answers import OwnAnswer
from contracts.observed.proxy.passed_exchange import NOTE, message
from mock_server.openapi import percent

if TYPE_CHECKING:
    import asyncio
    import ssl
    from collections.abc import Callable

    from contracts.observed.proxy.flight import Flight
    from contracts.observed.proxy.message_head import RequestHead
    from contracts.observed.proxy.passed_exchange import PassedExchange
    from contracts.observed.proxy.proxied_connection import ProxiedConnection

_PLACES = (b"location", b"content-location")
_LOST = ("domain", "secure")
"""Attributes by which a browser keeps a cookie from the proxy, which has another name and speaks no TLS (RFC 6265)."""
_MOST_WAITING = 64 * 1024 * 1024
"""Octets that may wait for the judge; what comes when there are more is dropped, and counted."""
_HANDLING = re.compile(rb"(?i)(?:^|,)[ \t]*handling[ \t]*=[ \t]*\"?(strict|lenient)\b")
_OFFERS = frozenset((b"h2c",))
"""Upgrades that a client offers beside an ordinary request, which is answered as such where nobody takes them up."""


@dataclass(frozen=True, slots=True)
class ProxyRules:
    """What a proxy is told: where to, what it keeps, what it refuses; ``timeout`` in seconds until an answer begins."""

    url: str
    listen: tuple[str, int]
    most: int
    timeout: float
    block: str = "off"
    read_only: bool = False
    match_only: bool = False
    rewrite: bool = False
    sl_violations: bool = False


class Gate(Protocol):
    """Judges an exchange before it passes."""

    def covers(self, head: RequestHead) -> bool:
        """Whether an operation of the document takes such requests."""

    def request(self, passed: PassedExchange) -> OwnAnswer | None:
        """What to answer in place of the target; None where the request may pass."""

    def answer(self, passed: PassedExchange) -> OwnAnswer | None:
        """What to answer in place of what the target answered; None where that may pass."""


class ProxyState:
    """The shared state; ``judge`` is the transport that leads there, None while nobody judges."""

    def __init__(self, rules: ProxyRules, tls: ssl.SSLContext | None, make_gate: Callable[[], Gate]) -> None:
        self.rules, self.tls, self._make_gate = rules, tls, make_gate
        self.thread = ThreadPoolExecutor(1)
        """Where exchanges are judged that wait for it."""
        parts = urlsplit(rules.url)
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if parts.scheme == "https" else 80)
        self.shown = parts.netloc.rpartition("@")[2]
        self.authority = self.shown.encode("latin-1", "replace")
        self.origin = f"{parts.scheme}://{self.shown}".encode("latin-1", "replace")
        self.own = b""
        """Host and port under which it is known itself, once it listens."""
        self.connections: set[ProxiedConnection] = set()
        self.counts: Counter[str] = Counter()
        self._flights: set[Flight] = set()
        self.judge: asyncio.WriteTransport | None = None
        self._number = 0
        self._known = b""
        """The value of Host that was good last."""
        self._open = not is_loopback(rules.listen[0])

    def numbered(self) -> int:
        """The number of the next exchange."""
        self._number += 1
        return self._number

    @cached_property
    def gate(self) -> Gate:
        """Who judges before things pass; the document is read when it is first asked."""
        return self._make_gate()

    def holds(self, head: RequestHead) -> tuple[bool, bool]:
        """Whether this request is judged before it passes, and whether its answer is.

        What the client prefers (RFC 7240 section 4.4) beats what the proxy was told.
        """
        match = _HANDLING.search(b",".join(head.values(b"prefer"))) if head.values(b"prefer") else None
        if match is not None:
            strict = match[1].lower() == b"strict"
            return strict, strict
        return self.rules.block in ("requests", "both"), self.rules.block in ("answers", "both")

    def note(self, text: str) -> None:
        """Have the judge's side tell people."""
        if self.judge is not None and not self.judge.is_closing():
            self.judge.write(message(NOTE, text))

    def begins(self, flight: Flight) -> None:
        """An exchange begins; what is under way with it may change what it sees, or it what they see."""
        for other in self._flights:
            other.disturbed = other.disturbed or flight.changes
            flight.disturbed = flight.disturbed or other.changes
        self._flights.add(flight)

    def refuse(self, flight: Flight) -> None:
        """It is not passed on, or not to its end: that is its client's doing, so no judge hears of it."""
        self.counts["refused"] += 1
        flight.told = True

    def ends(self, flight: Flight) -> None:
        """It is over."""
        self._flights.discard(flight)

    def tell(self, passed: PassedExchange) -> None:
        """Hand an exchange to the judge, unless too much waits there."""
        self.counts["passed"] += 1
        if self.judge is None or self.judge.is_closing():
            return
        size = len(passed.body) + len(passed.answer_body)
        if self.judge.get_write_buffer_size() + size > _MOST_WAITING:
            self.counts["dropped"] += 1
            return
        self.judge.write((replace(passed, gapless=False) if self.counts["dropped"] else passed).packed())

    def shown_to(self, asked: RequestHead, head: AnswerHead) -> AnswerHead:
        """The head of an answer as the client gets it: as it is, unless it is to lead back here."""
        if not self.rules.rewrite:
            return head
        host = next(iter(asked.values(b"host")), b"") or self.own
        return _led_here(head, self.origin, b"http://" + host)

    def target_of(self, head: RequestHead) -> bytes | OwnAnswer:
        """The request target for the host that is spoken to, or why this request is not passed on."""
        refusal = self._refused_whole(head)
        if refusal is not None:
            return refusal
        scheme, mark, rest = head.target.partition(b"://")
        target = head.target
        if mark and scheme.lower() in (b"http", b"https") and not scheme.startswith(b"/"):
            authority, slash, path = rest.partition(b"/")
            if authority not in (self.own, self.authority):
                return OwnAnswer(
                    421,
                    "http_request_denied",
                    f"This proxy speaks to {self.shown} alone; use its own address as the API's base URL,"
                    " not as a proxy for other hosts.",
                )
            target = slash + path or b"/"
        if self.rules.read_only and head.method.decode("latin-1") not in SAFE_METHODS:
            said = f"{head.method.decode('latin-1')[:40]} may change something, and only reads pass (--read-only)."
            return OwnAnswer(403, "http_request_denied", said)
        if self.rules.match_only and not self.gate.covers(head):
            said = "No operation of the document covers this request, and only those pass (--match-only)."
            return OwnAnswer(404, "http_request_denied", said)
        return target

    def _refused_whole(self, head: RequestHead) -> OwnAnswer | None:
        if head.method == b"CONNECT":
            return OwnAnswer(501, "http_request_denied", "CONNECT is refused: this proxy opens no tunnels.")
        upgrades = {item.strip().lower() for value in head.values(b"upgrade") for item in value.split(b",")}
        if b"upgrade" in head.options and upgrades - _OFFERS:
            named = b", ".join(sorted(upgrades))[:80].decode("latin-1")
            return OwnAnswer(501, "http_upgrade_failed", f"The upgrade to {named} is refused: HTTP/1.1 alone passes.")
        hosts = head.values(b"host")
        if len(hosts) > 1:
            return OwnAnswer(400, "http_request_error", "The request has more than one Host field.")
        if not self._open and hosts and not self._knows(hosts[0]):
            name = hosts[0][:80].decode("latin-1")
            said = (
                f"This proxy listens on this machine alone and is not known as {name!r}; a page may have been led here."
            )
            return OwnAnswer(421, "http_request_denied", said)
        return None

    def _knows(self, value: bytes) -> bool:
        """Whether a Host names this machine, or the target: a page of another name in a browser gets nothing here."""
        if value == self._known:
            return True
        found = self._names_us(value)
        self._known = value if found else self._known
        return found

    def _names_us(self, value: bytes) -> bool:
        text = value.decode("latin-1").lower()
        name = text.partition("]")[0].lstrip("[") if text.startswith("[") else text.partition(":")[0]
        return is_loopback(name) or name.endswith(".localhost") or name in (self.host, self.rules.listen[0])


def is_loopback(host: str) -> bool:
    """Whether this host is the machine itself."""
    if host in ("localhost", ""):
        return host != ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _led_here(head: AnswerHead, origin: bytes, own: bytes) -> AnswerHead:
    """The head with what leads to ``origin`` leading to ``own``, both as in ``https://host:port``."""
    lines = list(head.lines)
    for place, (name, line) in enumerate(zip(head.names, head.lines, strict=True)):
        first, _, rest = line.partition(b":")
        value = rest.strip()
        new = value
        if name in _PLACES:
            new = _place(value, origin, own)
        elif name == b"set-cookie":
            new = _cookie(value)
        if new != value:
            lines[place] = first + b": " + new + b"\r"
    return AnswerHead(head.changed(lines)) if lines != head.lines else head


def _place(value: bytes, origin: bytes, own: bytes) -> bytes:
    rest = value[len(origin) :]
    if value[: len(origin)].lower() != origin.lower() or rest[:1] not in (b"", b"/", b"?", b"#"):
        return value
    return own + rest


def _cookie(value: bytes) -> bytes:
    first, *attributes = percent.pairs(value.decode("latin-1"), ";")
    kept = [first, *(item for item in attributes if not _is_lost(item))]
    return ";".join(item.text for item in kept).encode("latin-1")


def _is_lost(attribute: percent.Pair) -> bool:
    name, value = attribute.raw_name.strip().lower(), attribute.raw_value.strip().lower()
    return name in _LOST or (name, value) == ("samesite", "none")
