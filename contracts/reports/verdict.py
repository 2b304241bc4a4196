"""The verdict of a report in words, the same in every format."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from contracts.findings import Culprit, Provenance

if TYPE_CHECKING:
    from contracts.findings import Drift, Report

PRODUCT = "mythic-mock"
WORDS = {0: "conforms", 1: "drift", 3: "incomplete"}


_WHO = {
    Culprit.TARGET_AGAINST_DOCUMENT: "the service breaks the document",
    Culprit.TARGET_AGAINST_MOCK: "the service differs from the mock",
    Culprit.MOCK_AGAINST_DOCUMENT: "the mock breaks the document",
}


def who(culprit: Culprit) -> str:
    """Who broke a law, against what, in plain words."""
    return _WHO[culprit]


def word(report: Report) -> str:
    """One of `conforms`, `drift` and `incomplete`, by the exit code."""
    return WORDS[report.exit_code]


def headline(report: Report) -> str:
    """The verdict in a sentence."""
    drifts = report.drifts
    if report.decisive:
        operations = len({drift.lead.operation for drift in drifts})
        said = f"{count(len(drifts), 'drift')} in {count(operations, 'operation')}{_split(drifts)}"
        return f"{said}{_changed(drifts)}{_unseen(report)}."
    if report.baseline_problems:
        return f"No new drift, but the baseline has {count(len(report.baseline_problems), 'problem')}."
    gaps = count(len(report.coverage_gaps), "gap")
    if report.require_coverage and report.coverage_gaps:
        return f"No drift, but the coverage has {gaps}."
    open_ones = (
        f"{count(len(drifts), 'finding')} did not show again, or could not be tried again, which decides nothing"
    )
    if report.interrupted:
        return f"The check did not finish: {report.interrupted}{f'; {open_ones}' if drifts else ''}"
    if report.incomplete:
        said = "no drift in what was seen" if report.shortfalls else "nothing is said of the service"
        said = open_ones if drifts else said
        return f"Incomplete: {report.incomplete}; {said}{_unseen(report)}."
    if drifts:
        return f"No drift that showed again; {count(len(drifts), 'finding')} did not (flaky), which decides nothing."
    said = f"No drift in {count(report.exchange_count, 'exchange')}"
    if report.unreached:
        return f"{said}{_unseen(report)}."
    if report.coverage_gaps:
        return f"{said}; the coverage has {gaps}."
    return f"{said}."


def _changed(drifts: tuple[Drift, ...]) -> str:
    """How many of them the document of today describes, where a released one is what they break."""
    number = sum(drift.changed for drift in drifts)
    return f"; {number} of them changed by the document" if number else ""


def _unseen(report: Report) -> str:
    """How many operations the verdict says nothing of."""
    if not report.unreached:
        return ""
    return f"; {len(report.unreached)} of {count(len(report.coverage), 'operation')} never answered with a success"


def _split(drifts: tuple[Drift, ...]) -> str:
    documented = sum(drift.lead.provenance is Provenance.DOCUMENTED for drift in drifts)
    if 0 < documented < len(drifts):
        return f": {documented} from what is documented, {len(drifts) - documented} from what is assumed"
    every = ", " if len(drifts) == 1 else ", all "
    return f"{every}from what is {'documented' if documented else 'assumed'}"


def count(number: int, noun: str) -> str:
    """``1 drift``, ``2 drifts``, ``1,234 exchanges``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def product_version() -> str:
    """The version of the package, ``0`` where it is not installed."""
    try:
        return version(PRODUCT)
    except PackageNotFoundError:
        return "0"
