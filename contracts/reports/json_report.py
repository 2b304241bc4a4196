"""The report as JSON: stable, described by docs/report.schema.json, readable again by `read`.

All of the report but the list of exchanges, which only a HAR file holds (`har`); those that drifts cite are here.
"""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import TYPE_CHECKING

from contracts.judging import fault_categories as categories
from contracts.judging.report_file import FORMAT, VERSION
from contracts.reports.curl import curl_line
from contracts.reports.verdict import PRODUCT, headline, product_version, word
from contracts.traffic.secrets.terminal_text import indented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer, Exchange
    from contracts.findings import Drift, OperationCoverage, Report
    from mock_server.openapi import JSON


def render(report: Report) -> Iterator[str]:
    """The report as an indented JSON text."""
    yield indented(to_json(report))


def to_json(report: Report) -> dict[str, JSON]:
    """The report as JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": PRODUCT, "version": product_version()},
        "verdict": word(report),
        "headline": headline(report),
        "exit_code": report.exit_code,
        "document": report.document,
        "current_document": report.current,
        "title": report.title,
        "target": report.target,
        "seed": report.seed,
        "started": report.started,
        "seconds": report.seconds,
        "exchange_count": report.exchange_count,
        "interrupted": report.interrupted,
        "require_coverage": report.require_coverage,
        "drifts": [_drift(drift, report) for drift in report.drifts],
        "accepted": [_drift(drift, report) for drift in report.accepted],
        "baseline_problems": list(report.baseline_problems),
        "assumptions": [
            {"pointer": item.pointer, "text": item.text, "verdict": item.verdict, "evidence": item.evidence}
            for item in report.assumptions
        ],
        "coverage": [_coverage(item) for item in report.coverage],
        "coverage_gaps": list(report.coverage_gaps),
        "created": report.created,
        "removed": report.removed,
        "unreached": [asdict(item) for item in report.unreached],
        "shortfalls": list(report.shortfalls),
        "leftovers": [asdict(item) for item in report.leftovers],
        "notices": list(report.notices),
    }


def _drift(drift: Drift, report: Report) -> dict[str, JSON]:
    lead, category = drift.lead, categories.category(drift.lead)
    return {
        "fingerprint": drift.fingerprint,
        "status": drift.status,
        "note": drift.note,
        "count": drift.count,
        "law": lead.law,
        "culprit": str(lead.culprit),
        "provenance": str(lead.provenance),
        "assumption": lead.assumption,
        "operation": lead.operation,
        "place": lead.place,
        "cause": lead.cause,
        "flaky": lead.flaky,
        "untried": lead.untried,
        "wfc": {"id": category.name, "code": category.code},
        "message": lead.message,
        "expected": lead.expected,
        "observed": lead.observed,
        "curl": curl_line(lead.exchange.request, report.target),
        "before": [_exchange(exchange) for exchange in lead.before],
        "exchange": _exchange(lead.exchange),
        "after": [_exchange(exchange) for exchange in lead.after],
        "repeated": lead.repeated,
        "also": list(drift.also),
        "breaks": list(report.broken_by(drift)),
        "changed_by_document": drift.changed,
    }


def _coverage(item: OperationCoverage) -> dict[str, JSON]:
    return {
        "operation": item.operation,
        "method": item.method,
        "path": item.path,
        "exchanges": item.exchanges,
        "succeeded": item.succeeded,
        "looked": item.looked,
        "documented": list(item.documented),
        "seen": [{"status": status, "count": count} for status, count in item.seen],
        "missing": list(item.missing),
        "parts": [asdict(part) for part in item.parts],
        "seconds": item.seconds,
    }


def _exchange(exchange: Exchange) -> dict[str, JSON]:
    request = exchange.request
    return {
        "source": exchange.source,
        "label": exchange.label,
        "failure": exchange.failure,
        "request": {
            "operation": request.operation,
            "method": request.method,
            "target": request.target,
            "headers": [list(pair) for pair in request.headers],
            "body": None if request.body is None else _body(request.body),
        },
        "answer": _answer(exchange.answer),
        "mock": _answer(exchange.mock),
    }


def _answer(answer: Answer | None) -> dict[str, JSON] | None:
    if answer is None:
        return None
    return {
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "body": _body(answer.body),
        "elapsed": answer.elapsed,
        **({} if answer.cut is None else {"cut": answer.cut}),
    }


def _body(body: bytes) -> dict[str, str]:
    """``text`` where the bytes are UTF-8, else ``base64``."""
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
