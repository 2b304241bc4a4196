"""The report as JSON: stable, described by docs/report.schema.json, readable again by `read`.

All of the report but the list of exchanges, which only a HAR file holds (`har`); those that drifts cite are here.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from contracts.errors import UsageError
from contracts.judging.findings import (
    Assumption,
    Culprit,
    Drift,
    Finding,
    Leftover,
    OperationCoverage,
    Provenance,
    Report,
)
from contracts.reports.curl import curl_line
from contracts.reports.verdict import PRODUCT, headline, product_version, word
from contracts.traffic.exchange import Answer, Exchange, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.traffic.exchange import Headers

FORMAT = "contracts-report"
VERSION = 1


def render(report: Report) -> Iterator[str]:
    """The report as an indented JSON text."""
    yield json.dumps(to_json(report), indent=2, ensure_ascii=False)
    yield "\n"


def read(path: Path) -> Report:
    """The Report that a JSON report holds, without its list of exchanges; raises UsageError."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror or error}") from None
    except ValueError as error:
        raise UsageError(f"{path} is no JSON report: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UsageError(f"{path} is no JSON report of a check; write one with --report json={path}")
    if data.get("version") != VERSION:
        raise UsageError(f"{path} has version {data.get('version')}; this program reads version {VERSION}")
    try:
        return from_json(data)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise UsageError(f"{path} is a damaged report: {type(error).__name__} {error}") from None


def to_json(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "tool": {"name": PRODUCT, "version": product_version()},
        "verdict": word(report),
        "headline": headline(report),
        "exit_code": report.exit_code,
        "document": report.document,
        "title": report.title,
        "target": report.target,
        "seed": report.seed,
        "started": report.started,
        "seconds": report.seconds,
        "exchange_count": report.exchange_count,
        "interrupted": report.interrupted,
        "require_coverage": report.require_coverage,
        "drifts": [_drift(drift, report.target) for drift in report.drifts],
        "accepted": [_drift(drift, report.target) for drift in report.accepted],
        "baseline_problems": list(report.baseline_problems),
        "assumptions": [
            {"pointer": item.pointer, "text": item.text, "verdict": item.verdict, "evidence": item.evidence}
            for item in report.assumptions
        ],
        "coverage": [_coverage(item) for item in report.coverage],
        "coverage_gaps": list(report.coverage_gaps),
        "created": report.created,
        "removed": report.removed,
        "leftovers": [
            {"operation": item.operation, "what": item.what, "reason": item.reason} for item in report.leftovers
        ],
        "notices": list(report.notices),
    }


def from_json(data: dict[str, Any]) -> Report:
    """The Report of the JSON values that `to_json` made."""
    return Report(
        document=data["document"],
        title=data["title"],
        target=data["target"],
        seed=data["seed"],
        started=data["started"],
        seconds=data["seconds"],
        exchanges=(),
        exchange_count=data["exchange_count"],
        drifts=tuple(map(_read_drift, data["drifts"])),
        accepted=tuple(map(_read_drift, data["accepted"])),
        baseline_problems=tuple(data["baseline_problems"]),
        assumptions=tuple(Assumption(**item) for item in data["assumptions"]),
        coverage=tuple(map(_read_coverage, data["coverage"])),
        created=data["created"],
        removed=data["removed"],
        leftovers=tuple(Leftover(**item) for item in data["leftovers"]),
        notices=tuple(data["notices"]),
        interrupted=data["interrupted"],
        require_coverage=data["require_coverage"],
    )


def _drift(drift: Drift, base: str) -> dict[str, Any]:
    lead = drift.lead
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
        "message": lead.message,
        "expected": lead.expected,
        "observed": lead.observed,
        "curl": curl_line(lead.exchange.request, base),
        "before": [_exchange(exchange) for exchange in lead.before],
        "exchange": _exchange(lead.exchange),
    }


def _read_drift(data: dict[str, Any]) -> Drift:
    names = ("law", "operation", "place", "message", "expected", "observed", "assumption", "cause", "flaky")
    lead = Finding(
        culprit=Culprit(data["culprit"]),
        provenance=Provenance(data["provenance"]),
        exchange=_read_exchange(data["exchange"]),
        before=tuple(map(_read_exchange, data["before"])),
        **{name: data[name] for name in names},
    )
    return Drift(lead, data["count"], data["status"], data["note"])


def _coverage(item: OperationCoverage) -> dict[str, Any]:
    return {
        "operation": item.operation,
        "method": item.method,
        "path": item.path,
        "exchanges": item.exchanges,
        "succeeded": item.succeeded,
        "documented": list(item.documented),
        "seen": [{"status": status, "count": count} for status, count in item.seen],
        "missing": list(item.missing),
    }


def _read_coverage(data: dict[str, Any]) -> OperationCoverage:
    return OperationCoverage(
        operation=data["operation"],
        method=data["method"],
        path=data["path"],
        exchanges=data["exchanges"],
        documented=tuple(data["documented"]),
        seen=tuple((item["status"], item["count"]) for item in data["seen"]),
        missing=tuple(data["missing"]),
    )


def _exchange(exchange: Exchange) -> dict[str, Any]:
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


def _read_exchange(data: dict[str, Any]) -> Exchange:
    request = data["request"]
    return Exchange(
        request=Request(
            method=request["method"],
            target=request["target"],
            headers=_read_headers(request["headers"]),
            body=None if request["body"] is None else _read_body(request["body"]),
            operation=request["operation"],
        ),
        answer=_read_answer(data["answer"]),
        source=data["source"],
        label=data["label"],
        mock=_read_answer(data["mock"]),
        failure=data["failure"],
    )


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "body": _body(answer.body),
        "elapsed": answer.elapsed,
    }


def _read_answer(data: dict[str, Any] | None) -> Answer | None:
    if data is None:
        return None
    return Answer(data["status"], _read_headers(data["headers"]), _read_body(data["body"]), data["elapsed"])


def _read_headers(pairs: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in pairs)


def _body(body: bytes) -> dict[str, str]:
    """``text`` where the bytes are UTF-8, else ``base64``."""
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _read_body(data: dict[str, str]) -> bytes:
    return data["text"].encode() if "text" in data else base64.b64decode(data["base64"])
