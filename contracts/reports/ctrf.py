"""The report in the Common Test Report Format, version 0.0 (https://ctrf.io): one test for each operation and law.

Times are whole milliseconds, moments those since 1970. An error of the run itself has the status ``other``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from contracts.reports.test_cases import suites
from contracts.reports.verdict import headline, product_version
from contracts.traffic.secrets.terminal_text import indented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Report
    from contracts.reports.test_cases import CheckedCase
    from mock_server.openapi import JSON

_SPECIFICATION = "0.0.0"
_STATUSES = {None: "passed", "failure": "failed", "skipped": "skipped", "error": "other"}


def render(report: Report) -> Iterator[str]:
    """The report as an indented JSON text."""
    yield indented(to_ctrf(report))


def to_ctrf(report: Report) -> dict[str, JSON]:
    """The report as JSON values."""
    tests = [_test(case, report) for _, cases in suites(report) for case in cases]
    started = datetime.fromisoformat(report.started)
    moments = [round(moment.timestamp() * 1000) for moment in (started, started + timedelta(seconds=report.seconds))]
    counts: dict[str, JSON] = {
        name: sum(test["status"] == name for test in tests)
        for name in ("passed", "failed", "skipped", "pending", "other")
    }
    return {
        "reportFormat": "CTRF",
        "specVersion": _SPECIFICATION,
        "timestamp": report.started,
        "generatedBy": "contracts",
        "results": {
            "tool": {"name": "contracts", "version": product_version()},
            "summary": {"tests": len(tests), **counts, "start": moments[0], "stop": moments[1]},
            "tests": tests,
            "environment": {"reportName": headline(report), "appName": report.title, "testEnvironment": report.target},
        },
    }


def _test(case: CheckedCase, report: Report) -> dict[str, JSON]:
    found: dict[str, JSON] = {
        "name": f"{case.suite}: {case.name}",
        "status": _STATUSES[case.outcome],
        "duration": round(case.seconds * 1000),
        "suite": ["contracts", case.suite],
        "filePath": report.document,
        "type": "contract",
    }
    if case.results:
        found["message"] = "; ".join(result.message for result in case.results)
        found["trace"] = "\n\n".join(result.text for result in case.results if result.text)
    return found
