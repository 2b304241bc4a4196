"""Judges exchanges one by one, for whoever sends requests by other means than a check: by the document alone.

What it learns on the way is what a service takes that no document decides, so that its own rules are no findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.judging.own_rules import OwnRules
from contracts.laws.judging import Judge
from contracts.traffic.credentials import Credentials
from contracts.traffic.record_references import RecordReferences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from mock_server.openapi import Document

LAWS_OF_ONE = (
    "no-server-error", "status-documented", "media-type", "json", "answer-schema", "write-only", "answer-header",
    "error-consistent", "error-speaks", "no-internals", "allow", "access-required", "access-granted",
    "credential-secret", "valid-accepted", "invalid-refused", "echo", "default", "list",
)  # fmt: skip
"""The laws that one request and its answer can break."""


class ExchangeJudge:
    """Judges by ``document``; ``credentials`` by scheme are those that let in: without them access is open."""

    def __init__(self, document: Document, credentials: Mapping[str, str]) -> None:
        known = Credentials(document, credentials) if credentials else None
        self.judge = Judge(document, known)
        references = RecordReferences(self.judge.behaviours, self.judge.schemas, lambda *_: False)
        self._rules = OwnRules(self.judge, (), references)

    def findings(self, exchange: Exchange) -> list[Finding]:
        """The findings of one exchange."""
        reading = self.judge.reader.read(exchange.request)
        answer, body = exchange.answer, self.judge.body_of(exchange.answer, reading)
        found = self.judge.findings(exchange, reading, body)
        if reading is not None and answer is not None and 200 <= answer.status < 300:
            self._rules.take(reading, body)
        found = [item for item in found if not self._rules.announces(item)]
        return [item for item in found if item.law != "valid-accepted" or not self._rules.explain(exchange)]
