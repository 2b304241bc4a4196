"""The verdict in words, in every form of report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contracts import reports
from contracts.findings import Culprit, Drift, OperationCoverage
from contracts.reports.verdict import headline, who, word
from tests.contracts.report_samples import (
    HOSTILE,
    clean,
    finding,
    report,
    status_drift,
)

if TYPE_CHECKING:
    from pathlib import Path

STEADY = replace(status_drift(), lead=replace(status_drift().lead, flaky=False))
UNSUCCESSFUL = OperationCoverage("createClient", "POST", "/clients", 4, ("201",), ((403, 4),), ("201",))


@pytest.mark.parametrize(
    ("changes", "verdict", "sentence"),
    [
        ({}, "drift", "2 drifts in 2 operations: 1 from what is documented, 1 from what is assumed."),
        ({"drifts": (Drift(finding(), 1),)}, "drift", "1 drift in 1 operation, from what is documented."),
        ({"drifts": (STEADY, STEADY)}, "drift", "2 drifts in 1 operation, all from what is assumed."),
        ({"drifts": ()}, "drift", "No new drift, but the baseline has 1 problem."),
        (
            {"drifts": (), "baseline_problems": (), "require_coverage": True},
            "drift",
            "No drift, but the coverage has 7 gaps.",
        ),
        (
            {"drifts": (), "baseline_problems": (), "interrupted": "Ctrl-C"},
            "incomplete",
            "The check did not finish: Ctrl-C",
        ),
        ({"drifts": (), "baseline_problems": ()}, "conforms", "No drift in 1,234 exchanges; the coverage has 7 gaps."),
        ({"drifts": (), "baseline_problems": (), "coverage": ()}, "conforms", "No drift in 1,234 exchanges."),
        (
            {"drifts": (), "baseline_problems": (), "coverage": (), "exchange_count": 0},
            "incomplete",
            "Incomplete: nothing was judged; nothing is said of the service.",
        ),
        (
            {"drifts": (), "baseline_problems": (), "coverage": (UNSUCCESSFUL,)},
            "incomplete",
            "Incomplete: no operation ever answered with a success; nothing is said of the service.",
        ),
        (
            {"drifts": (Drift(replace(finding(), flaky=True), 1),), "baseline_problems": (), "coverage": ()},
            "conforms",
            "No drift that showed again; 1 finding did not (flaky), which decides nothing.",
        ),
    ],
)
def test_the_verdict_in_words(changes: dict[str, Any], verdict: str, sentence: str) -> None:
    """The sentence says what decides the exit code."""
    assert (word(report(**changes)), headline(report(**changes))) == (verdict, sentence)


@pytest.mark.parametrize("culprit", Culprit)
def test_who_is_told_in_plain_words(culprit: Culprit, tmp_path: Path) -> None:
    """People read who broke what; programs read the word that they know."""
    report = replace(clean(), drifts=(Drift(finding(culprit=culprit), 1),))
    for kind in ("html", "markdown", "junit"):
        reports.write(kind, tmp_path / kind, report)
        assert who(culprit) in (tmp_path / kind).read_text("utf-8"), kind
    reports.write("json", tmp_path / "json", report)
    assert json.loads((tmp_path / "json").read_text("utf-8"))["drifts"][0]["culprit"] == str(culprit)


def test_drifts_of_undocumented_operations_are_shown() -> None:
    """A drift whose operation or law is in no table has its place in every format."""
    odd = report(drifts=(Drift(finding("new-law", operation="unknown"), 1),), coverage=(
        OperationCoverage("createClient", "POST", "/clients", 1, (), (), ()),
    ))  # fmt: skip
    for kind in ("junit", "sarif", "markdown", "html", "json"):
        text = "".join(__import__(reports.KINDS[kind], fromlist=["render"]).render(odd))
        assert "new-law" in text
    assert HOSTILE  # the samples above hold it
