"""Shows a finding again on fresh records, by as few requests as will do; what does not show twice is flaky."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.confirming.replaying import Replayed, Replayer, like
from contracts.cases.confirming.request_sequences import RequestSequences, plainer
from contracts.cases.confirming.smaller_requests import TRIALS, smaller
from contracts.laws.compared_answers import BY_JOURNEY

if TYPE_CHECKING:
    from collections.abc import Generator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.judging.collector import Observation

REPEATS = 2
_FURTHER = 2
_TRIALS = 14
"""How many plainer sequences are tried for one finding."""
_MOST = 600
"""Requests after which a run makes no more reproductions plainer."""
_STANDALONE = ("time-ordered", "generated-unguessable")


def confirm(steps: RecordSteps, finding: Finding, observation: Observation) -> Finding:
    """``finding`` as its reproduction showed it when it was run once more, or marked as flaky, unless it is proved."""
    if _stands_alone(finding):
        return finding
    made = _Confirmation(steps, finding).made(observation)
    for other in observation.alike if made.flaky else ():
        again = _Confirmation(steps, replace(other.finding, cause=finding.cause)).made(other)
        if not again.flaky and not again.untried:
            return again
    return finding if finding.proved and (made.flaky or made.untried) else made


def untried(finding: Finding) -> Finding:
    """``finding`` as one for which time ran out before it could be shown again, where it has to be."""
    return finding if _stands_alone(finding) or finding.proved else replace(finding, untried=True)


def _stands_alone(finding: Finding) -> bool:
    """Whether a finding says enough by itself: it rests on many exchanges, or is the mock's own."""
    return finding.law in _STANDALONE or finding.culprit.startswith("mock")


def _removes(exchange: Exchange) -> bool:
    """Whether an exchange removed something."""
    answer = exchange.answer
    return exchange.request.method == "DELETE" and answer is not None and 200 <= answer.status < 300


class _Confirmation:
    """The way from one finding to its reproduction."""

    def __init__(self, steps: RecordSteps, finding: Finding) -> None:
        self.steps = steps
        self.finding = finding
        self.replay = Replayer(steps)
        self.sequences = RequestSequences(steps)
        self.sent = steps.sender.target.sent
        self.forbidden = False
        """Whether a sequence could not be sent, since no more may be created."""

    def made(self, observation: Observation) -> Finding:
        self.steps.sender.collector.scenario = observation.scenario
        for sequence in self.sequences.of(self.finding) if self.finding.law not in BY_JOURNEY else ():
            if (found := self._twice(sequence)) is not None:
                return found
        found = self._by_scenario(observation)
        return self._unrepeated() if found.flaky and self.forbidden else found

    def _unrepeated(self) -> Finding:
        """The finding where nothing more may be made; two answers of a run that show one key are proof enough, and so
        is a removed record that is read still.
        """
        if self._is_read_still():
            return replace(self.finding, repeated=True)
        return self.finding if self.finding.law == "generated-unique" else untried(self.finding)

    def _is_read_still(self) -> bool:
        """Whether a record that was removed is shown each time it is asked for: none has to be made for it."""
        read = self.finding.exchange
        if (self.finding.law, self.finding.cause, read.request.method) != ("state", "removed", "GET"):
            return False
        return all(self.replay([read], self.finding).shown is not None for _ in range(REPEATS))

    def _twice(self, sequence: list[Exchange]) -> Finding | None:
        """The finding as this sequence shows it each time, None where the first time shows nothing."""
        first = self._played(sequence)
        self.forbidden = self.forbidden or self._spent(first, sequence)
        if first.shown is None:
            return None
        second = self._played(sequence)
        if second.shown is None:
            return self._unrepeated() if self._spent(second, sequence) else self._told(first, flaky=True)
        best = sequence if self.sequences.makes_what_stays(sequence) else self._plainest(sequence)
        if best is sequence:
            return self._told(second)
        final = self.replay(best, self.finding, strict=True)
        return self._told(final) if final.shown is not None else self._told(second)

    def _played(self, sequence: list[Exchange]) -> Replayed:
        """What came of a sequence; where a service gives some keys twice, of the first one that shows it."""
        played = self.replay(sequence, self.finding)
        for _ in range(_FURTHER if self.finding.law == "generated-unique" else 0):
            if played.shown is not None or played.forbidden:
                break
            played = self.replay(sequence, self.finding)
        return played

    def _spent(self, played: Replayed, sequence: list[Exchange]) -> bool:
        """Whether a sequence was not sent to its end since no more records may be made."""
        creations = self.steps.sender.safety.creations
        return played.forbidden and any(creations.forbid(e.request.operation or "") is not None for e in sequence)

    def _plainest(self, sequence: list[Exchange]) -> list[Exchange]:
        best = self._least(sequence, plainer(self.sequences, self.finding, sequence), _TRIALS)
        if self.finding.exchange.source != "fuzz":
            return best
        return self._least(best, smaller(self.steps, best), TRIALS)

    def _least(
        self, best: list[Exchange], variants: Generator[list[Exchange], list[Exchange] | None], trials: int
    ) -> list[Exchange]:
        """The last of the variants that shows the finding, of those that are tried."""
        collector, taken = self.steps.sender.collector, None
        for _ in range(trials):
            if collector.replays > _MOST or self.steps.sender.asking.is_slow(self.finding.operation):
                break
            try:
                variant = variants.send(taken)
            except StopIteration:
                break
            played = self.replay(variant, self.finding, strict=True)
            taken = variant if played.shown is not None else None
            best = variant if taken is not None else best
        return best

    def _by_scenario(self, observation: Observation) -> Finding:
        """The journey that showed it, once more; its requests where they show it by themselves."""
        if observation.scenario is None:
            return replace(self.finding, flaky=True)
        played = [found for _ in range(REPEATS) if (found := self._scenario(observation)) is not None]
        if len(played) < REPEATS:
            return replace(self.finding, flaky=True)
        whole, exchanges = played[-1]
        sequence = self.sequences.narrowed(exchanges, exchanges[-1])
        if not self.sequences.makes_what_stays(sequence) and self.finding.law not in BY_JOURNEY:
            by_itself = self._twice(sequence)
            if by_itself is not None and not by_itself.flaky:
                return by_itself
        return self._told(whole)

    def _scenario(self, observation: Observation) -> tuple[Replayed, list[Exchange]] | None:
        """What came of the journey, which makes all that it needs anew, and its exchanges up to the finding."""
        collector, there = self.steps.sender.collector, self.replay.made()
        collector.replaying, collector.replayed = [], []
        try:
            with self.steps.afresh():
                observation.scenario(self.steps)
            shown, sent = like(collector.replaying, self.finding), list(collector.replayed)
            self.replay.removed(there)
            removal = [e for e in collector.replayed if _removes(e)]
        finally:
            collector.replaying = None
        if shown is None or shown.exchange not in sent:
            return None
        upto = sent[: sent.index(shown.exchange) + 1]
        after = [exchange for exchange in removal if exchange not in upto]
        return Replayed(shown, tuple(upto), tuple(after)), upto

    def _told(self, played: Replayed, *, flaky: bool = False) -> Finding:
        shown = played.shown or self.finding
        return replace(
            self.finding,
            exchange=shown.exchange,
            expected=shown.expected,
            observed=shown.observed,
            before=tuple(played.exchanges[:-1]),
            after=played.removal,
            flaky=flaky,
            repeated=not flaky,
        )
