"""Observes what is wrong with an answer, where a journey knows it and the answer alone does not show it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws.maker import Maker

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Exchange
    from contracts.judging.sent import Sent


def observe(
    steps: RecordSteps,
    sent: Sent,
    law: str,
    place: str,
    expected: str,
    observed: str,
    message: str,
    *,
    proved_by: tuple[Exchange, ...] = (),
) -> None:
    """A finding against the document; its message is its cause. What comes before may prove it together with it."""
    operation = sent.reading.operation if sent.reading is not None else None
    make = Maker(sent.exchange, operation, Culprit.TARGET_AGAINST_DOCUMENT)
    found = make(law, place, expected, observed, message, cause=message)
    steps.sender.collector.observe(replace(found, before=proved_by, proved=bool(proved_by)))
