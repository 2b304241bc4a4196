"""The report in the form of Web Fuzzing Commons, version 0.12: faults by category, endpoints with their statuses.

https://github.com/WebFuzzing/Commons, ``report.yaml``. A test case is the reproduction of a drift; what was seen of the
endpoints belongs to one that stands for the whole run. No file of tests is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.judging import fault_categories
from contracts.reports.verdict import headline, product_version
from contracts.traffic.secrets.terminal_text import indented

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.findings import Drift, Report
    from mock_server.openapi import JSON

_SCHEMA = "0.12.1"
_RUN = "check"


def render(report: Report) -> Iterator[str]:
    """The report as an indented JSON text."""
    yield indented(to_wfc(report))


def to_wfc(report: Report) -> dict[str, JSON]:
    """The report as JSON values."""
    endpoints = {item.operation: f"{item.method}:{item.path}" for item in report.coverage}
    faults = [_fault(drift, endpoints) for drift in report.drifts]
    cases = [{"id": _id(drift), "name": drift.lead.message} for drift in report.drifts]
    kinds = {(kind["code"], kind["context"]) for fault in faults for kind in fault["faultCategories"]}
    return {
        "schemaVersion": _SCHEMA,
        "toolName": "contracts",
        "toolVersion": product_version(),
        "creationTime": report.started,
        "faults": {"totalNumber": len(kinds), "foundFaults": faults},
        "problemDetails": {"rest": _rest(report, endpoints)},
        "totalTests": len(cases) + 1,
        "testFilePaths": [],
        "testCases": [{"id": _RUN, "name": headline(report)}, *cases],
        "executionTimeInSeconds": round(report.seconds),
        "warnings": [{"message": text, "category": "check"} for text in report.notices],
    }


def _id(drift: Drift) -> str:
    return f"drift-{drift.fingerprint}"


def _fault(drift: Drift, endpoints: Mapping[str, str]) -> dict[str, JSON]:
    kind = fault_categories.category(drift.lead)
    context = f"{drift.lead.law} {drift.lead.place} {drift.fingerprint}"
    return {
        "operationId": endpoints.get(drift.lead.operation, drift.lead.operation),
        "testCaseId": _id(drift),
        "faultCategories": [{"id": kind.name, "code": kind.code, "context": context}],
    }


def _rest(report: Report, endpoints: Mapping[str, str]) -> dict[str, JSON]:
    seen = [
        {"endpointId": endpoints[item.operation], "testCaseId": _RUN, "httpStatus": [status for status, _ in item.seen]}
        for item in report.coverage
        if item.exchanges
    ]
    return {
        "outputHttpCalls": sum(1 + len(drift.lead.before) for drift in report.drifts),
        "evaluatedHttpCalls": report.exchange_count,
        "endpointIds": list(dict.fromkeys(endpoints.values())),
        "coveredHttpStatus": seen,
    }
