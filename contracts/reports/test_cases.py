"""The report as suites of test cases, for the formats that know no more: a suite an operation, a case a law.

The last suite is the run itself: whether it finished, whether its baseline holds, whether what was to be reached was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from contracts.laws import LAWS
from contracts.reports.plain import drift_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Drift, Report

    Outcome = Literal["failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What is to be said of a case that did not pass: a line, the whole text, its kind, and of which drift it is."""

    outcome: Outcome
    message: str
    text: str
    kind: str | None = None
    fingerprint: str = ""


@dataclass(slots=True)
class CheckedCase:
    """One law on one operation; ``seconds`` is its share of the time that the operation's exchanges took."""

    suite: str
    name: str
    seconds: float = 0.0
    results: list[CaseResult] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome | None:
        """The gravest of its results, None where it passed."""
        found = {result.outcome for result in self.results}
        return next((outcome for outcome in ("error", "failure", "skipped") if outcome in found), None)


def suites(report: Report) -> Iterator[tuple[str, list[CheckedCase]]]:
    """Each suite's name with its cases; the exchanges of an operation are judged by every law."""
    findings = _by_place(report)
    operations = {item.operation: (item.exchanges, item.seconds) for item in report.coverage}
    operations |= {operation: (1, 0.0) for operation, _ in findings if operation not in operations}
    for operation, (exchanges, seconds) in operations.items():
        laws = dict.fromkeys([*LAWS, *(law for name, law in findings if name == operation)])
        cases = [CheckedCase(operation, law, seconds / len(laws)) for law in laws]
        for case in cases:
            case.results += [_result(drift, report) for drift in findings.get((operation, case.name), ())]
            if not exchanges and not case.results:
                case.results.append(CaseResult("skipped", "nothing was sent to this operation", ""))
        yield operation, cases
    yield "run", _run(report, max(0.0, report.seconds - sum(seconds for _, seconds in operations.values())))


def _by_place(report: Report) -> dict[tuple[str, str], list[Drift]]:
    found = defaultdict(list)
    for drift in (*report.drifts, *report.accepted):
        found[drift.lead.operation or "other", drift.lead.law].append(drift)
    return found


def _result(drift: Drift, report: Report) -> CaseResult:
    text, mark = drift_text(drift, report.target), drift.fingerprint
    if any(drift.fingerprint == known.fingerprint for known in report.accepted):
        return CaseResult("skipped", f"accepted by the baseline: {drift.note or drift.lead.message}", text, None, mark)
    return CaseResult("failure", drift.lead.message, text, f"{drift.lead.culprit} ({drift.lead.provenance})", mark)


def _run(report: Report, seconds: float) -> list[CheckedCase]:
    finished = CheckedCase("run", "finished", seconds)
    if report.interrupted:
        text = f"the check did not finish: {report.interrupted}"
        finished.results.append(CaseResult("error", report.interrupted, text, "interrupted"))
    elif report.incomplete and report.exit_code:
        text = f"the check is incomplete: {report.incomplete}"
        finished.results.append(CaseResult("error", report.incomplete, text, "incomplete"))
    baseline = [CaseResult("failure", problem, problem, "baseline") for problem in report.baseline_problems]
    gaps = report.coverage_gaps if report.require_coverage else ()
    coverage = [CaseResult("failure", gap, gap, "coverage") for gap in gaps]
    return [
        finished,
        CheckedCase("run", "baseline", results=baseline),
        CheckedCase("run", "coverage", results=coverage),
    ]
