"""The report as SARIF 2.1.0, for code scanning: each drift at the line of the document that it contradicts.

Errors are drifts from what is documented, warnings drifts from what is assumed or flaky; rules are the laws.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from contracts.findings import Provenance
from contracts.judging import fault_categories
from contracts.laws import LAWS
from contracts.reports.plain import drift_text
from contracts.reports.verdict import product_version
from contracts.suggestion.schema_places import Place, Places
from contracts.traffic.secrets.terminal_text import indented
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer, Exchange, Headers
    from contracts.findings import Drift, Report
    from mock_server.openapi import JSON

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> Iterator[str]:
    """The report as a SARIF log with one run."""
    yield indented(to_sarif(report))


def to_sarif(report: Report) -> dict[str, JSON]:
    """The SARIF log as JSON values (SARIF 2.1.0 section 3.13)."""
    places = Places.of(report.document)
    drifts = (*report.drifts, *report.accepted)
    laws = {**LAWS, **{d.lead.law: d.lead.law for d in drifts if d.lead.law not in LAWS}}
    numbers = {law: number for number, law in enumerate(laws)}
    accepted = {drift.fingerprint for drift in report.accepted}
    driver = {
        "name": "contracts",
        "version": product_version(),
        "rules": [
            {"id": law, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "error"}}
            for law, text in laws.items()
        ],
    }
    invocation: dict[str, JSON] = {
        "executionSuccessful": report.interrupted is None,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": text}} for level, text in _notifications(report)
        ],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [invocation],
                "results": [
                    _result(drift, report, numbers, places.place(drift.lead), drift.fingerprint in accepted)
                    for drift in drifts
                ],
                "properties": {"target": report.target, "seed": report.seed, "title": report.title},
            }
        ],
    }


def _notifications(report: Report) -> list[tuple[str, str]]:
    found = [("error", report.interrupted)] if report.interrupted else []
    found += [("error", problem) for problem in report.baseline_problems]
    level = "error" if report.require_coverage else "note"
    return [*found, *((level, gap) for gap in report.coverage_gaps), *(("note", text) for text in report.notices)]


def _result(
    drift: Drift, report: Report, numbers: dict[str, int], place: Place | None, accepted: bool
) -> dict[str, JSON]:
    lead = drift.lead
    category = fault_categories.category(lead)
    sure = lead.provenance is Provenance.DOCUMENTED and not (lead.flaky or lead.untried)
    file = str(place.file) if place else report.document
    found: dict[str, JSON] = {
        "ruleId": lead.law,
        "ruleIndex": numbers[lead.law],
        "level": "error" if sure else "warning",
        "message": {"text": f"{lead.operation}: {lead.message}\n\n{drift_text(drift, report.target)}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(file)},
                    "region": {"startLine": place.line if place else 1},
                },
                "logicalLocations": [
                    {
                        "name": lead.place,
                        "fullyQualifiedName": pointers.text(place.pointer) if place else lead.operation,
                        "kind": "element",
                    }
                ],
            }
        ],
        "partialFingerprints": {"drift/v1": drift.fingerprint},
        "occurrenceCount": drift.count,
        "webRequest": _web_request(lead.exchange, report.target),
        "properties": {
            "culprit": str(lead.culprit),
            "provenance": str(lead.provenance),
            "operation": lead.operation,
            "expected": lead.expected,
            "observed": lead.observed,
            "flaky": lead.flaky,
            "untried": lead.untried,
            "wfc": {"id": category.name, "code": category.code},
        },
    }
    if lead.exchange.answer is not None:
        found["webResponse"] = _web_response(lead.exchange.answer)
    if accepted:
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": drift.note}]
    return found


def _web_request(exchange: Exchange, base: str) -> dict[str, JSON]:
    request = exchange.request
    found: dict[str, JSON] = {
        "protocol": "HTTP",
        "version": "1.1",
        "method": request.method,
        "target": base.rstrip("/") + request.target,
        "headers": _headers(request.headers),
    }
    if request.body:
        found["body"] = {"text": request.body.decode("utf-8", "replace")}
    return found


def _web_response(answer: Answer) -> dict[str, JSON]:
    return {
        "protocol": "HTTP",
        "version": "1.1",
        "statusCode": answer.status,
        "headers": _headers(answer.headers),
        "body": {"text": answer.body.decode("utf-8", "replace")},
    }


def _headers(headers: Headers) -> dict[str, str]:
    """SARIF keeps one value a name; several are joined as RFC 9110 section 5.3 says."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _uri(file: str) -> str:
    """A URI relative to the working folder, where the file is below it: code scanning maps it to the repository."""
    path = Path(file)
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except ValueError:
            return path.as_uri()
    return quote(str(PurePosixPath(*path.parts)))
