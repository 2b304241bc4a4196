"""Gathers what a run sees: findings with their possible causes, coverage, a few samples. Its size is bounded."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from contracts.findings import Standing
from contracts.judging.challenges import Challenges
from contracts.judging.contrast import PROVOKED, Spared
from contracts.judging.error_form import form
from contracts.judging.part_coverage import PartCounts
from contracts.laws.maker import retryable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.exchange import Exchange, Request
    from contracts.findings import Finding
    from contracts.judging.own_rules import OwnRules
    from contracts.judging.provocation import Provocation
    from contracts.judging.provoked import Provoked
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON

    Scenario = Callable[[Any], None]
    """A journey over the run's record steps; kept to show a finding again."""

_A_KIND = 4
_SAMPLES = 400
_LAST = 40
_TELLING = range(1, 19)
"""The ranks of the provocations by which two findings are different ones."""
_MOST_PROVOKED = 400
_UNDOCUMENTED = "status-documented"


@dataclass(slots=True)
class Observation:
    """A finding, what else may be its cause, and the scenario that shows it again.

    ``provoked`` is what of its request may have provoked it; ``drawn`` tells that the request was drawn at random;
    ``changed`` that the document of today describes what the target does. ``alike`` are others of the same drift, of
    other scenarios: one of them may show it again where this one does not.
    """

    finding: Finding
    causes: tuple[str, ...]
    scenario: JSON
    number: int
    provoked: tuple[Provocation, ...] = ()
    drawn: bool = False
    changed: bool = False
    alike: tuple[Observation, ...] = ()


class Later(Protocol):
    """What the document of today says, where it is a released one that the target is held to."""

    def take(self, sent: Sent) -> None:
        """Follow one exchange."""

    def standing(self, finding: Finding) -> tuple[Standing, Finding]:
        """How a finding stands to the document of today, and what is to be said of it."""


class Collector:
    """What was seen so far."""

    def __init__(self, progress: Callable[[Collector], None] | None = None) -> None:
        self.observations: list[Observation] = []
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.coverage: Counter[tuple[str, int]] = Counter()
        self.put_off: Counter[str] = Counter()
        """By operation the answers that asked to come again later (503 with Retry-After)."""
        self.parts = PartCounts()
        self.challenges = Challenges()
        self.skips: Counter[str] = Counter()
        self.agreements: Counter[str] = Counter()
        self.unbinding: dict[tuple[str, ...], list[JSON]] = {}
        self.samples: list[Exchange] = []
        self.exchanges = 0
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.cuts: Counter[tuple[str, str]] = Counter()
        self.last: deque[int] = deque(maxlen=_LAST)
        """The statuses of the last answers."""
        self.scenario: Scenario | None = None
        self.drawn = False
        """Whether what is sent now is drawn at random by the seed."""
        self.spared = Spared()
        self.own_rules: OwnRules | None = None
        """What the target takes that no document decides; None where nobody learns it."""
        self.current: Later | None = None
        """What the document of today says, where a released one is what findings are about."""
        self.additions: Counter[str] = Counter()
        """What the document of today adds without breaking the released one, as findings that are none."""
        self.first_finding: float | None = None
        self.replaying: list[Finding] | None = None
        self.replayed: list[Exchange] = []
        """The exchanges since a replay began."""
        self.replays = 0
        """How many exchanges were replays."""
        self._provoked: Counter[tuple[str, ...]] = Counter()
        self._sampled: Counter[tuple[str, int, str]] = Counter()
        self._met: dict[tuple[str, str], Observation] = {}
        """Successes that no document has, met while no findings were taken: each operation's and status's first."""
        self._progress = progress
        self._open: frozenset[str] = frozenset()

    def swap(self, context: JSON) -> JSON:
        """Go on observing for another journey: its ``context`` (None: nobody's) in place of that of the last one."""
        before = (self.scenario, self.drawn, self.replaying, self._open)
        self.scenario, self.drawn, self.replaying, self._open = context or (None, False, None, frozenset())
        return before

    @contextmanager
    def unobserved(self) -> Iterator[None]:
        """Take no findings meanwhile, unless a repetition counts them anyway."""
        before = self.replaying
        self.replaying = [] if before is None else before
        try:
            yield
        finally:
            self.replaying = before

    @contextmanager
    def leaving_open(self, laws: frozenset[str]) -> Iterator[None]:
        """Take no findings of these laws meanwhile: they decide nothing of what is sent."""
        before, self._open = self._open, laws
        try:
            yield
        finally:
            self._open = before

    def add(self, sent: Sent, causes: tuple[str, ...], provoked: Provoked) -> None:
        """Take one exchange with its findings."""
        self.exchanges += 1
        operation = sent.reading.operation.id if sent.reading is not None else ""
        self.coverage[operation, sent.status] += 1
        if sent.exchange.answer is not None and retryable(sent.exchange.answer):
            self.put_off[operation] += 1
        self.parts.add(sent)
        self.challenges.add(sent)
        self.last.append(sent.status)
        if sent.exchange.answer is not None:
            self.seconds[operation] += sent.exchange.answer.elapsed
        if self.current is not None:
            self.current.take(sent)
        if self.replaying is not None:
            self.replaying.extend(sent.findings)
            self.replayed.append(sent.exchange)
            self.replays += 1
            self._meet(sent, causes)
            return
        kind = (operation, sent.status, sent.exchange.source)
        self._sampled[kind] += 1
        if self._sampled[kind] <= 6 and len(self.samples) < _SAMPLES:
            self.samples.append(sent.exchange)
        self.spared.add(sent, provoked, drawn=self.drawn)
        if self.own_rules is not None and sent.succeeded and sent.reading is not None:
            self.own_rules.take(sent.reading, sent.body)
            self.own_rules.unkept.take(sent)
        elif self.own_rules is not None and sent.reading is not None:
            self.own_rules.refused(sent.reading, sent.status)
        for finding in sent.findings:
            if finding.law not in self._open:
                self.observe(finding, causes, tuple(provoked))
        if not sent.findings and sent.reading is not None:
            self._agreed(sent, causes)
        if self._progress is not None and self.exchanges % 50 == 0:
            self._progress(self)

    def spared_again(self, sent: Sent | None, provoked: Provoked) -> None:
        """Take what succeeded when it was sent again: nothing in the request is why it failed before."""
        if sent is not None and self.replaying is None:
            self.spared.add(sent, provoked, drawn=self.drawn)

    def observe(self, finding: Finding, causes: tuple[str, ...] = (), provoked: tuple[Provocation, ...] = ()) -> None:
        """Take one finding."""
        if self.replaying is not None:
            self.replaying.append(finding)
            return
        standing = Standing.BROKEN
        if self.current is not None:
            standing, finding = self.current.standing(finding)
        if standing is Standing.ADDED:
            self.additions[f"{finding.operation}: {finding.message}"] += 1
            return
        if self.first_finding is None:
            self.first_finding = monotonic()
        kind = kind_of(finding, causes)
        self.counts[kind] += 1
        few = self.counts[kind] <= _A_KIND
        if finding.law in PROVOKED and provoked:
            provoker = (*kind[:3], form(finding.exchange), *(item.text for item in provoked if item.rank in _TELLING))
            self._provoked[provoker] += 1
            self._provoked[kind[:3]] += 1
            few = self._provoked[provoker] <= _A_KIND and (few or self._provoked[kind[:3]] <= _MOST_PROVOKED)
        if few:
            scenario, changed = self.scenario, standing is Standing.CHANGED
            self.observations.append(
                Observation(finding, causes, scenario, self.exchanges, provoked, self.drawn, changed)
            )

    def take_met(self) -> list[Observation]:
        """Take the successes that no document has and that were met only while no findings were taken."""
        known, before = {_place(o.finding) for o in self.observations}, len(self.observations)
        for place, met in self._met.items():
            if place not in known:
                self.scenario, self.drawn = met.scenario, met.drawn
                self.observe(met.finding, met.causes)
        self._met.clear()
        return self.observations[before:]

    def decided(self) -> list[Observation]:
        """The observations but those that a rule of the service's own may explain, or a description."""
        rules, refused = self.own_rules, "valid-accepted"
        return [
            o
            for o in self.observations
            if rules is None or o.changed or o.finding.law != refused or not rules.explain(o.finding.exchange)
            if rules is None or not rules.announces(o.finding)
            if rules is None or o.changed or not rules.unkept.explain(o.finding, self.spared.refusing)
        ]

    def told(self) -> list[str]:
        """What is worth a word and is no drift."""
        unkept = [] if self.own_rules is None else self.own_rules.unkept.told(self.spared.refusing)
        return [*self.challenges.told(), *unkept]

    def reached(self, operation: str) -> bool:
        """Whether an operation was answered with a success."""
        return any(name == operation and 200 <= status < 300 for name, status in self.coverage)

    def skipped(self, request: Request, reason: str) -> None:
        """Take a request that safety forbade."""
        self.skips[f"{request.operation or request.method}: {reason}"] += 1

    def cut(self, operation: str, why: str) -> None:
        """Take note of an answer that was not read whole."""
        self.cuts[operation or "other requests", why] += 1

    def _meet(self, sent: Sent, causes: tuple[str, ...]) -> None:
        """Keep a success that no document has: it is none, whatever the request is sent for."""
        for finding in sent.findings if sent.succeeded else ():
            if finding.law == _UNDOCUMENTED and finding.law not in self._open:
                met = Observation(finding, causes, self.scenario, self.exchanges, drawn=self.drawn)
                self._met.setdefault(_place(finding), met)

    def _agreed(self, sent: Sent, causes: tuple[str, ...]) -> None:
        reading = sent.reading
        if reading is None:
            return
        name = reading.operation.id
        self.agreements[f"{name} {sent.status}"] += 1
        for cause in (*causes, f"state {sent.state}"):
            self.agreements[f"{name} {cause}"] += 1
        for violation in reading.unbinding:
            place = (name, violation.location, *map(str, violation.pointer))
            counts = self.unbinding.setdefault(place, [0, 0])
            counts[0 if sent.succeeded else 1] += 1


def _place(finding: Finding) -> tuple[str, str]:
    """Which operation answered with an undocumented status, and with which; of other findings nothing."""
    return (finding.operation, finding.observed) if finding.law == _UNDOCUMENTED else ("", "")


def kind_of(finding: Finding, causes: tuple[str, ...]) -> tuple[str, ...]:
    """What findings that are counted together have in common."""
    return (finding.law, finding.culprit, finding.operation, finding.place, finding.cause, *causes[:1])
