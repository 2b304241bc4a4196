"""The report as JUnit XML, as Jenkins, GitLab and others read it: one test case for each operation and law.

Only elements and attributes that the schemas of Jenkins know, in their order; the document is a property of each suite.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from contracts.reports.test_cases import suites
from contracts.traffic.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Report
    from contracts.reports.test_cases import CheckedCase

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> Iterator[str]:
    """The report as an XML text."""
    root = ElementTree.Element("testsuites", name=_text(f"contracts: {report.title}"))
    for name, cases in suites(report):
        suite = ElementTree.SubElement(root, "testsuite", {"name": _text(name), "timestamp": report.started})
        properties = ElementTree.SubElement(suite, "properties")
        ElementTree.SubElement(properties, "property", {"name": "document", "value": _text(report.document)})
        for case in cases:
            _add(suite, case)
    if told := _told(report):
        ElementTree.SubElement(root[-1], "system-out").text = _text(told)
    _count(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    ElementTree.indent(root)
    yield ElementTree.tostring(root, encoding="unicode")
    yield "\n"


def _add(suite: ElementTree.Element, case: CheckedCase) -> None:
    attributes = {"classname": f"contracts.{case.suite}", "name": case.name, "time": f"{case.seconds:.6f}"}
    added = ElementTree.SubElement(suite, "testcase", {key: _text(value) for key, value in attributes.items()})
    skipped = [f"{result.message}\n{result.text}".rstrip() for result in case.results if result.outcome == "skipped"]
    if skipped:
        ElementTree.SubElement(added, "skipped").text = _text("\n\n".join(skipped))
    for outcome in ("error", "failure"):
        for result in (each for each in case.results if each.outcome == outcome):
            attributes = {"message": result.message, "type": result.kind or outcome}
            element = ElementTree.SubElement(added, outcome, {name: _text(value) for name, value in attributes.items()})
            element.text = _text(result.text)


def _told(report: Report) -> str:
    left = [f"{item.operation}: {item.what} ({item.reason})" for item in report.leftovers]
    parts = {"left behind": left, "notices": list(report.notices)}
    return "\n".join(f"{name}:\n" + "\n".join(lines) for name, lines in parts.items() if lines)


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
