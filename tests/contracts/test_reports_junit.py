"""JUnit: the form that CI reads, a case for each operation and law, times that add up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from contracts.laws import LAWS
from contracts.reports import junit
from tests.contracts.report_samples import report

if TYPE_CHECKING:
    from contracts.findings import Report

JUNIT = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
    "system-out": set(),
}


def test_junit_has_the_form_that_jenkins_checks(sample: Report) -> None:
    """Known elements and attributes alone, counts that add up."""
    root = ElementTree.fromstring("".join(junit.render(sample)))
    for element in root.iter():
        assert set(element.attrib) <= JUNIT[element.tag]
    suites = root.findall("testsuite")
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases)
        assert len({case.get("name") for case in cases}) == len(cases)
        assert int(suite.get("failures", "")) == sum(case.find("failure") is not None for case in cases)
    for name in ("tests", "failures", "errors"):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in suites)


def test_junit_has_a_case_for_each_operation_and_law() -> None:
    """Broken laws fail with the finding's text; accepted ones and unreached operations are skipped."""
    root = ElementTree.fromstring("".join(junit.render(report())))
    cases = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    for operation in ("createClient", "deleteClient", "createApiKey"):
        assert {law for name, law in cases if name == f"contracts.{operation}"} >= set(LAWS)
    failure = cases["contracts.createClient", "echo"].find("failure")
    assert failure is not None
    assert failure.get("type") == "target against document (documented)"
    assert "curl -i https://api.example.com/api/v1/clients" in (failure.text or "")
    accepted = cases["contracts.createApiKey", "answered"].find("skipped")
    assert accepted is not None
    assert "known since January" in (accepted.text or "")
    assert cases["contracts.createApiKey", "echo"].find("skipped") is not None
    assert len(cases["contracts.createClient", "state"]) == 0
    assert cases["contracts.run", "baseline"].find("failure") is not None


def test_junit_times_add_up() -> None:
    """Each operation has the time of its answers, the run the rest, and the whole is that of the check."""
    first, *others = report().coverage
    timed = report(coverage=(replace(first, seconds=1.5), *others), seconds=4.0)
    root = ElementTree.fromstring("".join(junit.render(timed)))
    times = {suite.get("name"): float(suite.get("time", "")) for suite in root.findall("testsuite")}
    assert times[first.operation] == pytest.approx(1.5, abs=0.01)
    assert times["run"] == pytest.approx(2.5, abs=0.01)
    assert float(root.get("time", "")) == pytest.approx(4.0, abs=0.01)
    for suite in root.findall("testsuite"):
        cases = [float(case.get("time", "")) for case in suite.findall("testcase")]
        assert sum(cases) == pytest.approx(times[suite.get("name")], abs=0.01)


def test_junit_tells_of_the_run() -> None:
    """An unfinished run is an error; required coverage fails by its gaps."""
    root = ElementTree.fromstring("".join(junit.render(report(interrupted="Ctrl-C", require_coverage=True))))
    run = {case.get("name"): case for case in root.iter("testcase") if case.get("classname") == "contracts.run"}
    assert run["finished"].find("error") is not None
    assert len(run["coverage"].findall("failure")) == len(report().coverage_gaps)
