"""Answers that are not whole, have no end, or whose connection closes: judged by what came, and by nothing else."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent, lighten
from contracts.laws import judge
from contracts.run import Settings
from mock_server.openapi import load_document
from tests.contracts.note_service import Notes
from tests.contracts.note_service import document as notes_document
from tests.contracts.ping import document as ping_document
from tests.contracts.raw_service import Asked, json_answer, serving
from tests.contracts.running import report_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.findings import Finding

EVENT = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "id": {"type": "string"},
        "data": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
    },
}
ROW = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}

PARTS, PART = "multipart/mixed; boundary=b1", b'--b1\r\nContent-Type: application/json\r\n\r\n{"n": %b}\r\n'


def findings(folder: Path, kind: str, media: dict[str, Any], body: bytes, cut: str | None = None) -> list[Finding]:
    """What is found in one answer of this media type."""
    answer = {"description": "ok", "content": {kind: media}}
    tree = {
        "openapi": "3.2.0",
        "info": {"title": "Ticks", "version": "1"},
        "paths": {"/ticks": {"get": {"operationId": "ticks", "responses": {"200": answer}}}},
    }
    path = folder / "ticks.json"
    path.write_text(json.dumps(tree), "utf-8")
    given = Answer(200, (("Content-Type", kind),), body, 0.1, cut)
    return judge(Exchange(Request("GET", "/ticks"), given, "journey"), load_document(path))


@pytest.mark.parametrize(
    ("kind", "schema", "body", "places"),
    [
        ("text/event-stream", EVENT, b'data: {"n": 1}\n\ndata: {"n": 2}\n\n', []),
        ("text/event-stream", EVENT, b'data: {"n": 1}\n\n: ping\n\ndata: {"n": "x"}\n\n', ["/*/data/n"]),
        ("text/event-stream", EVENT, b"id: 1\n\n", ["/*/data"]),
        ("application/jsonl", ROW, b'{"n": 1}\n\n{"n": 2}\n', []),
        ("application/jsonl", ROW, b'{"n": 1}\n{"n": "2"}\n', ["/*/n"]),
        ("application/x-ndjson", ROW, b'{"n": 1}\n{"n"\n', ["body"]),
        ("application/json-seq", ROW, b'\x1e{"n": 1}\n\x1e{}\n', ["/*/n"]),
        (PARTS, ROW, PART % b"1" + PART % b"2" + b"--b1--\r\n", []),
        (PARTS, ROW, PART % b"1" + PART % b'"2"' + b"--b1--\r\n", ["/*/n"]),
    ],
)
def test_a_stream_is_judged_item_by_item(
    kind: str, schema: dict[str, Any], body: bytes, places: list[str], tmp_path: Path
) -> None:
    """Each item by itemSchema; a line that is no JSON is a finding by itself."""
    found = findings(tmp_path, kind, {"itemSchema": schema}, body)
    assert [finding.place for finding in found] == places


@pytest.mark.parametrize("rest", [b"", b"\r\n", b'\r\n\r\n{"n": "x"', b'\r\n\r\n{"n": "x"}\r\n--b'])
def test_a_part_that_was_cut_is_not_judged(rest: bytes, tmp_path: Path) -> None:
    """A part is whole when the boundary behind it is there."""
    media = {"itemSchema": ROW}
    good, bad = PART % b"1" + b"--b1" + rest, PART % b'"x"' + b"--b1" + rest
    assert findings(tmp_path, PARTS, media, good, "a stream") == []
    assert findings(tmp_path, PARTS, media, good[:20], "a stream") == []
    assert len(findings(tmp_path, PARTS, media, bad, "a stream")) == 1


@pytest.mark.parametrize("rest", [b"", b"data: {", b'data: {"n": "x"}\n', b"data: \xc3"])
def test_an_item_that_was_cut_is_not_judged(rest: bytes, tmp_path: Path) -> None:
    """What had not come whole when the reading stopped says nothing; what had come does."""
    good, bad = b'data: {"n": 1}\n\n', b'data: {"n": "x"}\n\n'
    media = {"itemSchema": EVENT}
    assert findings(tmp_path, "text/event-stream", media, good + rest, "a stream") == []
    assert len(findings(tmp_path, "text/event-stream", media, bad + rest, "a stream")) == 1


@pytest.mark.parametrize("body", [b"", b'[{"n": 1}, {"n"', b'[{"n": "x"}]'])
def test_a_cut_body_is_never_called_broken(body: bytes, tmp_path: Path) -> None:
    """JSON of which only a part was read is neither no JSON nor against its schema; whole it is both."""
    media = {"schema": {"type": "array", "items": ROW}}
    assert findings(tmp_path, "application/json", media, body, "it is larger than 8 MB") == []
    assert findings(tmp_path, "application/json", media, body) != []


def test_a_large_body_is_not_kept() -> None:
    """What was judged is held on to by its beginning, in the exchange and in its findings."""
    large = Answer(200, (), b"x" * 1_000_000)
    sent = Sent(Exchange(Request("GET", "/"), large, "journey", mock=large), None, None, None, [])
    lighten(sent)
    for answer in (sent.exchange.answer, sent.exchange.mock):
        assert answer is not None
        assert len(answer.body) < 100_000
        assert answer.cut is not None


def test_answers_that_were_cut_are_counted(tmp_path: Path) -> None:
    """A note says how many answers of which operation were not judged whole, and why."""
    path = tmp_path / "ping.json"
    path.write_text(json.dumps(ping_document()), "utf-8")

    def answer(_: Asked) -> Iterator[bytes | None]:
        yield json_answer(b'{"ok": true}', "200 OK", "Content-Encoding: compress")

    with serving(answer) as service:
        report = report_of(Settings(service.url, path, seed=5, fuzz=0))
    assert [drift for drift in report.drifts if drift.lead.law in ("json", "answer-schema", "media-type")] == []
    assert any(note.startswith("ping: ") and "content coding (compress)" in note for note in report.notices)


def test_connections_that_close_without_notice_are_no_drift(tmp_path: Path) -> None:
    """A service that hangs up after each answer without saying so has answered, and is left as it was."""
    notes, path = Notes("plain"), tmp_path / "notes.json"
    path.write_text(json.dumps(notes_document()), "utf-8")

    def answer(asked: Asked) -> Iterator[bytes | None]:
        tail = asked.target.partition("?")[0].removeprefix("/notes").strip("/")
        status, value = 404, None
        if asked.method == "POST":
            status = 422
            with contextlib.suppress(ValueError, RecursionError):
                if "content-type: application/json" in asked.head.lower():
                    status, value = notes.make(json.loads(asked.body))
        elif asked.method == "DELETE":
            status = notes.drop(tail)
        elif asked.target.startswith("/notes"):
            value = notes.notes.get(int(tail) if tail.isdigit() else 0) if tail else list(notes.notes.values())
            status = 404 if value is None else 200
        whole = json_answer(json.dumps(value).encode(), f"{status} X")
        yield whole if value is not None else f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode()
        yield None

    with serving(answer) as service:
        settings = Settings(service.url, path, seed=5, fuzz=0, recombinations=20, ledger=tmp_path / "ledger")
        report = report_of(settings)
    assert "answered" not in {drift.lead.law for drift in report.drifts}
    assert report.interrupted is None
    assert notes.left == set()
    assert notes.unharmed


@pytest.mark.parametrize(
    "body",
    [b'{"n": 1e999}', b'{"n": 1, "a": "\\udc00"}', b'{"n": 1, "a": ' + b"9" * 9000 + b"}", b"[" * 5000 + b"]" * 5000],
)
def test_json_of_which_programs_make_different_things_is_not_judged(body: bytes, tmp_path: Path) -> None:
    """Half a surrogate pair, a number without an end, levels without an end: nobody is at fault."""
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    assert findings(tmp_path, "application/json", {"schema": schema}, body) == []
