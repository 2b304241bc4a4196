"""Sends a sequence of requests again, on records of its own, and removes what it made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.cases.confirming.renaming import Renaming
from contracts.cases.records.cleaning import Cleaner
from contracts.judging.contrast import CRASHES
from contracts.judging.error_form import form
from contracts.traffic.idempotency_keys import header_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.traffic.ledger import LedgerEntry


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a sequence: the finding as the last request showed it, the exchanges, and those that removed.

    ``forbidden`` tells that a request of it may not be sent (safety, a budget).
    """

    shown: Finding | None
    exchanges: tuple[Exchange, ...]
    removal: tuple[Exchange, ...]
    forbidden: bool = False


class Replayer:
    """Replays sequences through the run's sender: ledger, safety and laws see every request."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self.sender = steps.sender
        self.cleaner = Cleaner(steps, steps.sender.target, steps.sender.ledger)

    def __call__(self, sequence: Sequence[Exchange], finding: Finding, *, strict: bool = False) -> Replayed:
        """Send the requests of ``sequence`` once more; ``strict`` where another failure must not pass for this one."""
        collector, there = self.sender.collector, self.made()
        keyed = header_names(self.sender.judge.document.operations)
        rename = Renaming(self.steps.names, [exchange.request for exchange in sequence], keyed)
        exchanges: list[Exchange] = []
        found: list[Finding] = []
        forbidden = False
        try:
            for old in sequence:
                request = rename(old.request)
                collector.replaying, collector.replayed = [], []
                self.sender.pardon(request)
                sent = self.sender.send(request, old.source, old.label)
                if sent is None:
                    forbidden = True
                    break
                exchanges.append(sent.exchange)
                found = collector.replaying
                before, after = self._key(old), self._key(sent.exchange)
                if before is not None and after is not None:
                    rename.learn(old.request, before, after)
            removal = self.removed(there)
        finally:
            collector.replaying = None
        shown = None if forbidden else like(found, finding, strict=strict)
        return Replayed(shown, tuple(exchanges), tuple(removal), forbidden)

    def made(self) -> set[LedgerEntry]:
        """What the run made and has not removed."""
        return {entry for entry, fact in self.sender.ledger.open.items() if fact == "made"}

    def removed(self, there: Collection[LedgerEntry]) -> list[Exchange]:
        """The removal of all that was made beyond what was ``there``, the last first."""
        removal = []
        for entry in reversed([e for e, fact in self.sender.ledger.open.items() if fact == "made" and e not in there]):
            self.sender.collector.replaying = []
            remove = self.cleaner.removal(entry)
            gone = self.sender.send(remove, "journey", "remove what was made for it") if remove else None
            removal += [gone.exchange] if gone is not None else []
        return removal

    def _key(self, exchange: Exchange) -> str | None:
        """The key that the answer to a create gives."""
        judge = self.sender.judge
        reading = judge.reader.read(exchange.request)
        answer = exchange.answer
        if reading is None or answer is None or not 200 <= answer.status < 300:
            return None
        behaviour = judge.behaviours[reading.operation.id]
        if behaviour.action != "create":
            return None
        found = self.sender.addressing.answered_key(behaviour, judge.body_of(answer, reading))
        return str(found) if found is not None else self.sender.addressing.located_key(behaviour, answer)


def like(found: Sequence[Finding], finding: Finding, *, strict: bool = False) -> Finding | None:
    """The finding among ``found`` that is this one once more."""
    for other in found:
        if (other.law, other.culprit, other.operation, other.place) != (
            finding.law,
            finding.culprit,
            finding.operation,
            finding.place,
        ):
            continue
        if finding.law == "status-documented" and other.observed != finding.observed:
            continue  # another status that is not documented is another drift, however much plainer its request is
        if finding.law == "allow" and not _left_out(finding) <= _left_out(other):
            continue
        if strict and finding.law in CRASHES and form(other.exchange) != form(finding.exchange):
            continue
        if strict and finding.law == "state" and other.cause != finding.cause:
            continue
        return other
    return None


def _left_out(finding: Finding) -> set[str]:
    """The methods that a list of them does not have."""
    expected, observed = (
        set(text.upper().replace(" ", "").split(",")) for text in (finding.expected, finding.observed)
    )
    return expected - observed
