"""Whole checks of targets that answer without end, slowly, hugely or not at all: each ends, with a report."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent, lighten
from mock_server.openapi import MISSING
from tests.contracts.note_service import document
from tests.contracts.raw_service import Asked, json_answer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Script = Callable[[Asked], Iterator[bytes | None]]

_LONG = 4000
"""Pieces of an answer that is without end to a check, which stops long before."""


def _slowly(before: bytes, piece: bytes, pause: float) -> Script:
    def answer(_: Asked) -> Iterator[bytes | None]:
        yield before
        for _piece in range(_LONG):
            time.sleep(pause)
            yield piece

    return answer


def _cookies(asked: Asked) -> Iterator[bytes | None]:
    fields = [f"Set-Cookie: c{number}=v{number}-{asked.number}; Path=/" for number in range(5000)]
    yield json_answer(b'{"ok": true}', "200 OK", *fields)


def _dropped(_: Asked) -> Iterator[bytes | None]:
    yield None


def _dropped_now_and_then(asked: Asked) -> Iterator[bytes | None]:
    yield None if asked.number % 3 == 0 else json_answer(b"[]")


def _huge(_: Asked) -> Iterator[bytes | None]:
    yield json_answer(b"[" + b"1," * 3_000_000 + b"1]")


OK = b"HTTP/1.1 200 OK\r\n"
EVENTS = OK + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
SCRIPTS: dict[str, Script] = {
    "endless events": _slowly(EVENTS, b"8\r\ndata: x\n\r\n", 0.05),
    "a header a second": _slowly(OK, b"X-A: a\r\n", 1.0),
    "an octet of a header a second": _slowly(OK + b"X-A: ", b"a", 1.0),
    "an octet of a body a second": _slowly(OK + b"Content-Length: 9000\r\n\r\n", b" ", 1.0),
    "endless interim answers": _slowly(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.001),
    "endless headers": _slowly(OK, b"X-A: " + b"a" * 500 + b"\r\n", 0.001),
    "5,000 cookies": _cookies,
    "connections dropped": _dropped,
    "connections dropped now and then": _dropped_now_and_then,
    "huge answers": _huge,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_check_of_it_ends(name: str, tmp_path: Path) -> None:
    """Exit code 3 or 1 without a traceback; the report is whole, and no ledger holds what could have been removed."""
    spec, report, ledger = tmp_path / "notes.json", tmp_path / "report.json", tmp_path / "ledger"
    spec.write_text(json.dumps(document()))
    with serving(SCRIPTS[name]) as service:
        words = [sys.executable, "-m", "contracts.cli", "check", service.url, "--spec", str(spec), "--yes"]
        words += ["--max-time", "3", "--ledger", str(ledger), "--report", f"json={report}"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=900)
    said = done.stdout + done.stderr
    assert done.returncode in (1, 3), said
    assert "Traceback" not in said
    assert not ledger.exists()
    assert json.loads(report.read_text())["exit_code"] == done.returncode


def test_of_very_many_header_fields_the_first_are_kept() -> None:
    """Each name is there still, so that what an answer says beside them counts; and the answer says what is missing."""
    fields = (*(("Set-Cookie", f"c{number}=1") for number in range(5000)), ("Location", "/notes/7"))
    exchange = Exchange(Request("GET", "/notes"), Answer(201, fields, b"{}"), "journey")
    sent = Sent(exchange, None, MISSING, MISSING, [])
    lighten(sent)
    answer = sent.exchange.answer
    assert answer is not None
    assert len(answer.headers) == 21
    assert answer.header("Location") == "/notes/7"
    assert answer.cut == "it has 5,001 header fields, 21 of which are kept"
