"""What a check found: findings, the drifts they add up to, and everything a report shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Exchange


class Culprit(StrEnum):
    """Who broke a law, against what."""

    TARGET_AGAINST_DOCUMENT = "target against document"
    TARGET_AGAINST_MOCK = "target against mock"
    MOCK_AGAINST_DOCUMENT = "mock against document"


class Provenance(StrEnum):
    """Whether the broken element is documented, or assumed (``x-assumed``) by whoever wrote the document."""

    DOCUMENTED = "documented"
    ASSUMED = "assumed"


class Standing(StrEnum):
    """How a finding against a released document stands to the document of today."""

    BROKEN = "it says the same, or nothing of it: it is broken too"
    CHANGED = "it describes what the target does, and so breaks a promise of the released one"
    ADDED = "it describes what the target does, and breaks no promise of the released one"


@dataclass(frozen=True, slots=True)
class Finding:
    """One law broken by one exchange.

    ``place`` says where: a JSON pointer into the answer's body, ``status``, ``header NAME``, or a request field;
    ``cause`` is what findings of one drift share, it holds no generated value; ``before`` are the exchanges that must
    come first for the last one to show it.
    """

    law: str
    culprit: Culprit
    provenance: Provenance
    operation: str
    place: str
    message: str
    expected: str
    observed: str
    exchange: Exchange
    before: tuple[Exchange, ...] = ()
    assumption: str | None = None
    cause: str = ""
    flaky: bool = False
    untried: bool = False
    """Whether the run ended before it could be shown again."""
    after: tuple[Exchange, ...] = ()
    """The removal of what its reproduction made."""
    proved: bool = False
    """Whether its exchanges prove it by themselves, whatever a repetition meets."""

    changed_by: str = ""
    """The operation whose change a read should show."""
    repeated: bool | None = None
    """Whether it showed when its reproduction was run once more; None where that was not done."""

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits, stable over runs, seeds and wording: law, culprit, operation, place and cause."""
        return self.fingerprint_in(self.operation)

    def fingerprint_in(self, operation: str) -> str:
        """The fingerprint that it has where it shows in this operation."""
        text = "\0".join((self.law, self.culprit, operation, self.place, self.cause))
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Drift:
    """Findings with one cause; ``lead`` is the one with the smallest request."""

    lead: Finding
    count: int
    status: str = "open"
    note: str = ""
    also: tuple[str, ...] = ()
    """The other operations in which the same cause shows."""
    changed: bool = False
    """Whether a newer document describes what the target does: the document changed, and the target with it."""
    seen: tuple[Finding, ...] = field(default=(), compare=False, repr=False)
    """What it was told from, as long as it is not settled which drifts others explain."""

    @property
    def fingerprint(self) -> str:
        """The lead's fingerprint, by which a baseline knows the drift."""
        return self.lead.fingerprint

    @property
    def operations(self) -> tuple[str, ...]:
        """Every operation in which it shows."""
        return (self.lead.operation, *self.also)


@dataclass(frozen=True, slots=True)
class Assumption:
    """An ``x-assumed`` of the document and what the target said of it: confirmed, refuted or open."""

    pointer: str
    text: str
    verdict: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """A part of an operation and how often it was sent, and answered with a success.

    ``kind`` is ``parameter`` (outside the path, named by location and name), ``takes`` (a media type of its body) or
    ``answers`` (one of its successes).
    """

    kind: str
    name: str
    sent: int
    succeeded: int

    @property
    def reached(self) -> bool:
        """Whether it was in an exchange that succeeded."""
        return self.succeeded > 0


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """What was seen of one operation: exchanges sent, documented statuses and how often each status was answered."""

    operation: str
    method: str
    path: str
    exchanges: int
    documented: tuple[str, ...]
    seen: tuple[tuple[int, int], ...]
    missing: tuple[str, ...]
    seconds: float = 0.0
    """How long its answers took in all."""
    looked: bool = False
    """Whether it said as documented that there is no such record, of a record that the run may not make."""
    parts: tuple[PartCoverage, ...] = ()

    def reached(self, kind: str) -> tuple[int, int]:
        """How many of the parts of a kind were in an exchange that succeeded, and how many there are."""
        parts = [part for part in self.parts if part.kind == kind]
        return sum(part.reached for part in parts), len(parts)

    @property
    def succeeded(self) -> bool:
        """Whether a 2xx answer was seen at all; or, where the document has redirects in place of any, one of those."""
        redirects = {status for status in self.documented if status.startswith("3")}
        leads = redirects and all(status[0] in "345" for status in self.documented)
        wanted = {"2XX"} | (redirects if leads else set())
        return any({str(status), f"{status // 100}XX"} & wanted for status, _ in self.seen)


@dataclass(frozen=True, slots=True)
class Unreached:
    """An operation that was never sent, or never answered with a success: why, and what would let a check in."""

    operation: str
    method: str
    path: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        said = f"{self.method} {self.path}: {self.reason}"
        return f"{said}; {self.hint}" if self.hint else said


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something the run created and could not remove, and why; ``failed`` where the document has a way to remove it."""

    operation: str
    what: str
    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: all that a report may show. Secrets in it are redacted already."""

    document: str
    title: str
    target: str
    seed: int
    started: str
    seconds: float
    exchanges: tuple[Exchange, ...]
    exchange_count: int
    drifts: tuple[Drift, ...]
    accepted: tuple[Drift, ...] = ()
    baseline_problems: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    coverage: tuple[OperationCoverage, ...] = ()
    created: int = 0
    removed: int = 0
    leftovers: tuple[Leftover, ...] = ()
    notices: tuple[str, ...] = ()
    interrupted: str | None = None
    require_coverage: bool = False
    unreached: tuple[Unreached, ...] = ()
    shortfalls: tuple[str, ...] = ()
    """What was wanted and did not happen, each as a clause: time that ran out, records that could not be removed …"""
    current: str | None = None
    """The document of today, where it is a released one (``document``) that the target was held to."""

    @property
    def coverage_gaps(self) -> tuple[str, ...]:
        """One sentence for each operation that never succeeded and each documented status never seen."""
        gaps = []
        for item in self.coverage:
            if not item.succeeded:
                gaps.append(f"{item.method} {item.path} never answered with a success")
            gaps.extend(f"{item.method} {item.path} never answered {status}" for status in item.missing)
        return tuple(gaps)

    @property
    def incomplete(self) -> str | None:
        """Why a report without a drift says nothing of the service, None where it does."""
        if self.interrupted:
            return self.interrupted
        if not self.exchange_count:
            return "nothing was judged"
        if self.shortfalls:
            return "; ".join(self.shortfalls)
        if any(drift.lead.untried for drift in self.drifts):
            return "time ran out (--max-time), or no more may be created, before what was found could be shown again"
        if self.coverage and not any(item.succeeded or item.looked for item in self.coverage):
            return "no operation ever answered with a success"
        return None

    @property
    def decisive(self) -> tuple[Drift, ...]:
        """The drifts that decide: those that showed again when they were tried once more."""
        return tuple(drift for drift in self.drifts if not (drift.lead.flaky or drift.lead.untried))

    def broken_by(self, drift: Drift) -> tuple[str, ...]:
        """The documents that a drift breaks."""
        alone = self.current is None or drift.changed or drift.lead.culprit is Culprit.MOCK_AGAINST_DOCUMENT
        return (self.document,) if alone else (self.document, self.current or "")

    @property
    def exit_code(self) -> int:
        """0 conforms, 1 drift, 3 incomplete (`contracts --help` has the table)."""
        if self.decisive or self.baseline_problems or (self.require_coverage and self.coverage_gaps):
            return 1
        return 3 if self.incomplete else 0
