"""The report as JUnit XML, as Jenkins, GitLab and others read it: one test case for each operation and law.

Only elements and attributes that Jenkins' xUnit schema (junit-10.xsd) knows; the document is the suites' ``file``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from contracts.laws import LAWS
from contracts.reports.plain import drift_text
from contracts.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Drift, Report

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> Iterator[str]:
    """The report as an XML text."""
    root = ElementTree.Element("testsuites", name=_text(f"contracts: {report.title}"))
    findings = _by_place(report)
    operations = {item.operation: (item.exchanges, item.seconds) for item in report.coverage}
    operations |= {operation: (1, 0.0) for operation, _ in findings if operation not in operations}
    for operation, (exchanges, seconds) in operations.items():
        suite = _suite(root, operation, report)
        laws = dict.fromkeys([*LAWS, *(law for name, law in findings if name == operation)])
        for law in laws:
            case = _case(suite, operation, law, seconds / len(laws))
            for drift in findings.get((operation, law), ()):
                _result(case, drift, report)
            if not exchanges and len(case) == 0:
                _add(case, "skipped", "nothing was sent to this operation", "")
    run = _suite(root, "run", report)
    _result_of_run(run, report, max(0.0, report.seconds - sum(seconds for _, seconds in operations.values())))
    _count(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    ElementTree.indent(root)
    yield ElementTree.tostring(root, encoding="unicode")
    yield "\n"


def _by_place(report: Report) -> dict[tuple[str, str], list[Drift]]:
    found = defaultdict(list)
    for drift in (*report.drifts, *report.accepted):
        found[drift.lead.operation or "other", drift.lead.law].append(drift)
    return found


def _suite(root: ElementTree.Element, name: str, report: Report) -> ElementTree.Element:
    attributes = {"name": name, "timestamp": report.started, "file": report.document}
    return ElementTree.SubElement(root, "testsuite", {key: _text(value) for key, value in attributes.items()})


def _case(suite: ElementTree.Element, operation: str, law: str, seconds: float = 0.0) -> ElementTree.Element:
    """A test case; the exchanges of an operation are judged by every law, so each law has its share of their time."""
    attributes = {"classname": f"contracts.{operation}", "name": law, "time": f"{seconds:.6f}"}
    return ElementTree.SubElement(suite, "testcase", {key: _text(value) for key, value in attributes.items()})


def _result(case: ElementTree.Element, drift: Drift, report: Report) -> None:
    text = drift_text(drift, report.target)
    if any(drift.fingerprint == known.fingerprint for known in report.accepted):
        _add(case, "skipped", f"accepted by the baseline: {drift.note or drift.lead.message}", text)
    else:
        _add(case, "failure", drift.lead.message, text, kind=f"{drift.lead.culprit} ({drift.lead.provenance})")


def _result_of_run(suite: ElementTree.Element, report: Report, seconds: float) -> None:
    finished = _case(suite, "run", "finished", seconds)
    if report.interrupted:
        _add(finished, "error", report.interrupted, report.interrupted, kind="interrupted")
    baseline = _case(suite, "run", "baseline")
    for problem in report.baseline_problems:
        _add(baseline, "failure", problem, problem, kind="baseline")
    coverage = _case(suite, "run", "coverage")
    for gap in report.coverage_gaps if report.require_coverage else ():
        _add(coverage, "failure", gap, gap, kind="coverage")
    left = [f"{item.operation}: {item.what} ({item.reason})" for item in report.leftovers]
    for name, lines in (("left behind", left), ("notices", list(report.notices))):
        if lines:
            ElementTree.SubElement(suite, "system-out").text = _text(f"{name}:\n" + "\n".join(lines))


def _add(case: ElementTree.Element, tag: str, message: str, text: str, kind: str | None = None) -> None:
    element = ElementTree.SubElement(case, tag, message=_text(message))
    if kind is not None:
        element.set("type", _text(kind))
    element.text = _text(text)


def _count(root: ElementTree.Element) -> None:
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)
    whole = 0.0
    for suite in root:
        cases = suite.findall("testcase")
        counts = {
            "tests": len(cases),
            "failures": sum(case.find("failure") is not None for case in cases),
            "errors": sum(case.find("error") is not None for case in cases),
            "skipped": sum(case.find("skipped") is not None and case.find("failure") is None for case in cases),
        }
        for name, number in counts.items():
            suite.set(name, str(number))
            if name in totals:
                totals[name] += number
        seconds = sum(float(case.get("time", "0")) for case in cases)
        whole += seconds
        suite.set("time", f"{seconds:.3f}")
    for name, number in totals.items():
        root.set(name, str(number))
    root.set("time", f"{whole:.3f}")


def _text(text: str) -> str:
    """``text`` without what XML 1.0 can't hold (section 2.2, Characters), or a terminal would act on."""
    return _NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted(text))
