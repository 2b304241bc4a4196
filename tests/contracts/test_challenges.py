"""A note of refusals without a challenge: one for all operations, none where there is nothing to tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.provoked import Provoked
from contracts.judging.sent import Sent
from contracts.traffic.request_validity import Reader
from mock_server.openapi import MISSING, load_document

if TYPE_CHECKING:
    from pathlib import Path

CHALLENGE = (("WWW-Authenticate", "Bearer"),)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Of a document with two operations."""
    file: Path = tmp_path_factory.mktemp("challenges") / "doors.json"
    refusal = {"401": {"description": "who?"}}
    paths: dict[str, Any] = {f"/{n}": {"get": {"operationId": n, "responses": refusal}} for n in ("front", "back")}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "D", "version": "1"}, "paths": paths}), "utf-8")
    return Reader(load_document(file))


def _told(reader: Reader, *answers: tuple[str, int, tuple[tuple[str, str], ...]]) -> list[str]:
    collector = Collector()
    for path, status, headers in answers:
        exchange = Exchange(Request("GET", path), Answer(status, headers), "access")
        sent = Sent(exchange, reader.read(exchange.request), MISSING, MISSING, [])
        collector.add(sent, (), Provoked(sent, lambda _: []))
    return collector.challenges.told()


def test_refusals_that_say_how_to_be_let_in(reader: Reader) -> None:
    """Nothing is told of them, nor of other answers."""
    assert _told(reader, ("/front", 401, CHALLENGE), ("/back", 403, ()), ("/back", 200, ())) == []


def test_refusals_that_do_not(reader: Reader) -> None:
    """They are told once, whichever came first."""
    front, back = ("/front", 401, ()), ("/back", 401, ())
    said = "401 comes without WWW-Authenticate, which RFC 9110 section 11.6.1 asks for ({}); no drift"
    assert _told(reader, front, front) == [said.format("front")]
    assert _told(reader, front, back) == _told(reader, back, front) == [said.format("back and 1 more")]
