"""The exchanges as an HTTP Archive (HAR 1.2), for browsers' developer tools and other readers.

What the format has no field for stands in fields with an underscore: source, operation and the mock's answer.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from contracts.reports.verdict import PRODUCT, product_version
from contracts.traffic.secrets.terminal_text import json_quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.exchange import Answer, Exchange
    from contracts.findings import Report
    from mock_server.openapi import JSON


def render(report: Report) -> Iterator[str]:
    """The archive, one entry a piece: the run's exchanges in order, then those of drifts that are not among them."""
    yield beginning()
    moment = _moment(report.started)
    separator = "\n"
    for exchange in _exchanges(report):
        yield separator + written(entry(exchange, report.target, moment))
        separator = ",\n"
        moment += timedelta(seconds=exchange.answer.elapsed if exchange.answer else 0)
    yield END


END = "\n]}}\n"
"""What follows the last entry."""


def beginning() -> str:
    """What stands before the first entry."""
    log = {"version": "1.2", "creator": {"name": PRODUCT, "version": product_version()}, "pages": []}
    return '{"log": ' + json.dumps(log)[:-1] + ', "entries": ['


def written(found: dict[str, JSON]) -> str:
    """An entry as one line, of which no terminal takes anything for a command."""
    return json_quoted(json.dumps(found, ensure_ascii=False))


def entry(exchange: Exchange, base: str, moment: datetime) -> dict[str, JSON]:
    """One exchange as an Entry Object."""
    request, answer = exchange.request, exchange.answer
    elapsed = round((answer.elapsed if answer else 0.0) * 1000, 3)
    found: dict[str, JSON] = {
        "startedDateTime": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "time": elapsed,
        "request": {
            "method": request.method,
            "url": base.rstrip("/") + request.target,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(request.headers),
            "queryString": _pairs(request.query),
            "headersSize": -1,
            "bodySize": len(request.body or b""),
        },
        "response": _response(answer),
        "cache": {},
        "timings": {"send": 0, "wait": elapsed, "receive": 0},
        "_source": exchange.source,
        "_label": exchange.label,
        "_operation": request.operation,
    }
    if request.body:
        text, encoding = _text(request.body)
        kind = request.header("content-type") or "application/octet-stream"
        found["request"]["postData"] = {"mimeType": kind, "params": [], "text": text, **encoding}
    if answer is not None and answer.cut is not None:
        found["response"]["content"]["_truncated"] = answer.cut
    if exchange.failure:
        found["response"]["_error"] = exchange.failure
    if exchange.mock is not None:
        found["_mock"] = _response(exchange.mock)
    return found


def _exchanges(report: Report) -> Iterator[Exchange]:
    seen: set[int] = set()
    leads = (drift.lead for drift in (*report.drifts, *report.accepted))
    cited = (exchange for lead in leads for exchange in (*lead.before, lead.exchange, *lead.after))
    for exchange in (*report.exchanges, *cited):
        if id(exchange) not in seen:
            seen.add(id(exchange))
            yield exchange


def _response(answer: Answer | None) -> dict[str, JSON]:
    """A Response Object; status 0 where no answer came, as browsers write it."""
    headers = answer.headers if answer else ()
    body = answer.body if answer else b""
    text, encoding = _text(body)
    status = answer.status if answer else 0
    return {
        "status": status,
        "statusText": HTTPStatus(status).phrase if status in set(HTTPStatus) else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "content": {
            "size": len(body),
            "mimeType": (answer.header("content-type") if answer else None) or "x-unknown",
            "text": text,
            **encoding,
        },
        "redirectURL": (answer.header("location") if answer else None) or "",
        "headersSize": -1,
        "bodySize": len(body),
    }


def _text(body: bytes) -> tuple[str, dict[str, str]]:
    try:
        return body.decode(), {}
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), {"encoding": "base64"}


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _moment(started: str) -> datetime:
    try:
        found = datetime.fromisoformat(started)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
