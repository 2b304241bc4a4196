"""Reads a JSON report again: the inverse of ``reports.json_report``, for baselines and whoever needs drifts later."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from contracts import user_file
from contracts.errors import UsageError
from contracts.exchange import Answer, Exchange, Request
from contracts.findings import (
    Assumption,
    Culprit,
    Drift,
    Finding,
    Leftover,
    OperationCoverage,
    PartCoverage,
    Provenance,
    Report,
    Unreached,
)

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Headers
    from mock_server.openapi import JSON

FORMAT = "contracts-report"
VERSION = 1
_LARGEST = 256
"""Megabytes."""
_TEXTS = ("law", "operation", "place", "message", "expected", "observed", "cause")


def read(path: Path) -> Report:
    """The Report that a JSON report holds, without its list of exchanges; raises UsageError."""
    try:
        data = json.loads(user_file.octets(path, "the report", _LARGEST))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no JSON report: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UsageError(f"{path} is no JSON report of a check; write one with --report json={path}")
    if data.get("version") != VERSION:
        raise UsageError(f"{path} has version {data.get('version')}; this program reads version {VERSION}")
    try:
        return from_json(data)
    except KeyError as error:
        raise UsageError(f"{path} is a damaged report: {error} is missing somewhere; write it anew") from None
    except (TypeError, ValueError, AttributeError, binascii.Error):
        raise UsageError(
            f"{path} is a damaged report: it holds values of another kind than a check writes there; write it anew"
        ) from None


def from_json(data: dict[str, JSON]) -> Report:
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
        unreached=tuple(Unreached(**item) for item in data.get("unreached", ())),
        shortfalls=tuple(data.get("shortfalls", ())),
        current=data.get("current_document"),
    )


def _read_drift(data: dict[str, JSON]) -> Drift:
    wrong = next((name for name in _TEXTS if not isinstance(data[name], str)), None)
    if wrong is not None:
        raise TypeError(f"{wrong} of a drift is no text")
    names = (*_TEXTS, "assumption", "flaky")
    lead = Finding(
        culprit=Culprit(data["culprit"]),
        provenance=Provenance(data["provenance"]),
        exchange=_read_exchange(data["exchange"]),
        before=tuple(map(_read_exchange, data["before"])),
        untried=data.get("untried", False),
        after=tuple(map(_read_exchange, data.get("after", ()))),
        repeated=data.get("repeated"),
        **{name: data[name] for name in names},
    )
    changed = data.get("changed_by_document", False)
    return Drift(lead, data["count"], data["status"], data["note"], tuple(data.get("also", ())), changed)


def _read_coverage(data: dict[str, JSON]) -> OperationCoverage:
    return OperationCoverage(
        operation=data["operation"],
        method=data["method"],
        path=data["path"],
        exchanges=data["exchanges"],
        documented=tuple(data["documented"]),
        seen=tuple((item["status"], item["count"]) for item in data["seen"]),
        missing=tuple(data["missing"]),
        seconds=data.get("seconds", 0.0),
        looked=data.get("looked", False),
        parts=tuple(PartCoverage(**item) for item in data.get("parts", ())),
    )


def _read_exchange(data: dict[str, JSON]) -> Exchange:
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


def _read_answer(data: dict[str, JSON] | None) -> Answer | None:
    if data is None:
        return None
    body, cut = _read_body(data["body"]), data.get("cut")
    return Answer(data["status"], _read_headers(data["headers"]), body, data["elapsed"], cut)


def _read_headers(pairs: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in pairs)


def _read_body(data: dict[str, str]) -> bytes:
    return data["text"].encode() if "text" in data else base64.b64decode(data["base64"])
