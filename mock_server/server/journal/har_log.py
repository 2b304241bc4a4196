"""Entries of the journal as a HAR 1.2 log, which browsers, proxies and `contracts check --har` read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.error_roles import phrase
from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.openapi.reading import percent
from mock_server.server.journal.shown_entry import ShownEntry
from mock_server.server.sandbox_names import PREFIX, by_header

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON
    from mock_server.server.journal.entry import Entry
    from mock_server.server.journal.hidden_secrets import ShownBody
    from mock_server.server.live_mock import LiveMock

_VERSION = "HTTP/1.1"


def har_log(entries: Iterable[Entry], mock: LiveMock, version: str) -> dict[str, JSON]:
    """The log; ``version`` is that of the mock, its creator."""
    creator = {"name": "mock-server", "version": version}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(entry, mock) for entry in entries]}}


def _entry(entry: Entry, mock: LiveMock) -> dict[str, JSON]:
    shown = ShownEntry(entry, mock)
    hidden, spent = shown.hidden, shown.milliseconds()
    host = (entry.header(b"host") or b"localhost").decode("latin-1")
    query = hidden.query
    sent, given = hidden.body(0), hidden.body(1)
    request: dict[str, JSON] = {
        "method": entry.method,
        "url": f"http://{host}{_prefix(entry)}{hidden.path}{'?' if query else ''}{query}",
        "httpVersion": _VERSION,
        "headers": hidden.fields(0),
        "queryString": [{"name": pair.name, "value": pair.value} for pair in percent.pairs(query)],
        "cookies": [],
        "headersSize": -1,
        "bodySize": sent.whole,
    }
    if sent.whole:
        request["postData"] = {"mimeType": _field(request["headers"], "content-type"), "text": sent.text or ""}
    headers = hidden.fields(1)
    content = {"size": given.whole, "mimeType": _field(headers, "content-type"), "text": given.text or ""}
    return {
        "startedDateTime": shown.time(),
        "time": spent,
        "request": request,
        "response": {
            "status": entry.answer.status,
            "statusText": phrase(entry.answer.status),
            "httpVersion": _VERSION,
            "headers": headers,
            "cookies": [],
            "content": {**content, **_cut(given)},
            "redirectURL": _field(headers, "location"),
            "headersSize": -1,
            "bodySize": given.whole,
        },
        "cache": {},
        "timings": {"send": 0, "wait": spent, "receive": 0},
        "_id": entry.number,
        "_operationId": entry.operation_id,
        "_sandbox": entry.sandbox,
    }


def _prefix(entry: Entry) -> str:
    """What leads to the entry's sandbox where no header does: its path did, or a credential, which is not shown."""
    return "" if entry.sandbox == DEFAULT or by_header(entry.headers) else PREFIX + entry.sandbox


def _field(fields: JSON, name: str) -> str:
    return next((field["value"] for field in fields if field["name"] == name), "")


def _cut(body: ShownBody) -> dict[str, JSON]:
    if body.text is None and body.whole:
        return {"comment": "no text, and left out"}
    return {"comment": "cut"} if body.cut else {}
