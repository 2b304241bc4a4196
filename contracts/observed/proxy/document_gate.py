"""Judges exchanges before they pass: what breaks the document is answered in the shape that it gives its errors."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.laws.judging import Judge
from contracts.observed.proxy.copied_exchange import ExchangeCopies
from contracts.observed.proxy.own_answers import OwnAnswer
from contracts.observed.recordings.judged_traffic import travelled
from contracts.traffic.request_validity import Verdict
from mock_server.embedded import DocumentRefusals
from mock_server.openapi import Violation, load_document, pointers

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Finding
    from contracts.observed.proxy.message_head import RequestHead
    from contracts.observed.proxy.passed_exchange import PassedExchange
    from contracts.observed.proxy.proxy_state import ProxyRules
    from mock_server.openapi import Operation

_MOST_LISTED = 8 * 1024
"""Octets of `sl-violations`: what many servers take of one field."""


class DocumentGate:
    """The gate of one document."""

    def __init__(self, rules: ProxyRules, spec: Path, overlays: tuple[Path, ...]) -> None:
        logging.getLogger("mock_server").setLevel(logging.ERROR)
        document = load_document(spec, overlays)
        self._judge = Judge(document)
        self._refusals = DocumentRefusals(document)
        self._copies = ExchangeCopies(urlsplit(rules.url).path, rules.most)
        self._lists = rules.sl_violations

    def covers(self, head: RequestHead) -> bool:
        """Whether an operation of the document takes such requests."""
        request = self._copies.request(head)
        return request is not None and self._judge.reader.read(request) is not None

    def request(self, passed: PassedExchange) -> OwnAnswer | None:
        """The refusal of a request that breaks the document for sure."""
        copy = self._copies.of(passed)
        reading = self._judge.reader.read(copy.exchange.request) if copy is not None and not copy.unread else None
        if reading is None or reading.verdict is not Verdict.INVALID:
            return None
        message = "The request breaks the document, and was not passed on"
        return self._refused(reading.operation, (400, 422), message, reading.violations, "request", passed.number)

    def answer(self, passed: PassedExchange) -> OwnAnswer | None:
        """What stands for an answer that breaks the document."""
        copy = self._copies.of(passed)
        reading = self._judge.reader.read(copy.exchange.request) if copy is not None and not copy.unread else None
        if copy is None or reading is None:
            return None
        exchange = travelled(copy.exchange)
        findings = self._judge.findings(exchange, reading, self._judge.body_of(exchange.answer, reading))
        if not findings:
            return None
        message = "The service's answer breaks the document"
        violations = [_violation(finding) for finding in findings]
        return self._refused(reading.operation, (502,), message, violations, "response", passed.number)

    def _refused(
        self,
        operation: Operation,
        statuses: tuple[int, ...],
        message: str,
        violations: list[Violation],
        side: str,
        number: int,
    ) -> OwnAnswer:
        written = self._refusals.refuse(operation, statuses, message, violations)
        fields = [b"%b: %b" % pair for pair in written.headers if pair[0].lower() != b"content-length"]
        fields.append(b"Contract-Violations: %d; id=%d" % (len(violations), number))
        if self._lists:
            fields.append(b"sl-violations: " + _listed(violations, side))
        error = "http_request_denied" if side == "request" else "http_protocol_error"
        said = "; ".join(f"{item.field}: {item.message}" for item in violations[:5])
        return OwnAnswer(written.status, error, f"{message}: {said}"[:500], tuple(fields), written.body)


def _violation(finding: Finding) -> Violation:
    """A finding as what is wrong in an answer."""
    pointer = pointers.tokens(finding.place) if finding.place.startswith("/") else ()
    return Violation("body" if pointer else "header", pointer, finding.place, finding.message, finding.law)


def _listed(violations: list[Violation], side: str) -> bytes:
    """The violations as Prism lists them, as many whole ones as a field holds."""
    items: list[bytes] = []
    size = 2
    for item in violations:
        place = [side, item.location, *map(str, item.pointer)]
        told = {"location": place, "severity": "Error", "code": item.keyword, "message": item.message}
        octets = json.dumps(told).encode()
        size += len(octets) + 1
        if size > _MOST_LISTED:
            break
        items.append(octets)
    return b"[" + b",".join(items) + b"]"
