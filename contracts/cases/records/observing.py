"""Observes what is wrong with an answer, where a journey knows it and the answer alone does not show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws.maker import Maker

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.judging.sent import Sent


def observe(steps: RecordSteps, sent: Sent, law: str, place: str, expected: str, observed: str, message: str) -> None:
    """A finding against the document; its message is its cause."""
    operation = sent.reading.operation if sent.reading is not None else None
    make = Maker(sent.exchange, operation, Culprit.TARGET_AGAINST_DOCUMENT)
    steps.sender.collector.observe(make(law, place, expected, observed, message, cause=message))
