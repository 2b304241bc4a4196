"""Who asks a service to wait gets a late answer: that is no drift, and no check asks for it systematically."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Exchange, Request
from contracts.laws.judging import Judge
from contracts.run import Check, Settings
from mock_server.openapi import load_document
from tests.json_server import answering
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path


def _parameter(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": kind}}


PARAMETERS = [_parameter("timeout", "integer"), _parameter("startDelay", "number"), _parameter("size", "integer"),
              _parameter("wait", "string")]  # fmt: skip
_GET = {"operationId": "events", "parameters": PARAMETERS, "responses": {"200": {"description": "news"}}}
USUAL = {"name": "sleep", "in": "query", "schema": {"type": "integer", "minimum": 20, "example": 30}}
TREE: dict[str, Any] = {"paths": {"/events": {"get": _GET}}}
LATE = "no answer within 15 s"


@pytest.mark.parametrize(
    ("query", "failure", "told"),
    [
        ("timeout=60", LATE, False),
        ("startDelay=2.5", "only a part of the answer came within 15 s", False),
        ("timeout=60", "the connection was closed", True),
        ("timeout=1", LATE, True),
        ("startDelay=-60", LATE, True),
        ("size=60", LATE, True),
        ("wait=60", LATE, True),
        ("", LATE, True),
    ],
)
def test_an_answer_is_as_late_as_it_was_asked_to_be(query: str, failure: str, told: bool) -> None:
    """A short wait, another number and a connection that is closed explain nothing."""
    judge = Judge.of(document(TREE))
    found = judge.judge(Exchange(Request("GET", f"/events?{query}"), None, "journey", failure=failure))
    assert [finding.law for finding in found] == ["answered"] * told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"within": "82s"}, False),
        ({"within": "2m"}, False),
        ({"within": "PT30S"}, False),
        ({"within": "5 minutes"}, False),
        ({"within": "900ms"}, True),
        ({"within": "800 millis"}, True),
        ({"within": "82"}, True),
        ({"sleep": 30}, False),
        ({"sleep": 1}, True),
        ({"delay": 30}, False),
        ({"length": "82s"}, True),
        ({}, True),
        (["82s"], True),
    ],
)
def test_a_body_may_ask_for_a_wait(body: object, told: bool) -> None:
    """By the name of a member, or in words; times with a unit are read, as people write them."""
    members = {
        "within": {"type": "string", "description": "How long to wait for it, a minute at the most"},
        "sleep": {"type": "integer"},
        "delay": True,
        "length": {"type": "string", "description": "How long it is"},
    }
    content = {"application/json": {"schema": {"properties": members}}}
    verify = {"operationId": "verify", "requestBody": {"content": content}, "responses": {"200": {"description": "it"}}}
    judge = Judge.of(document({"paths": {"/verify": {"post": verify}}}))
    sent = Request("POST", "/verify", (("Content-Type", "application/json"),), json.dumps(body).encode())
    found = judge.judge(Exchange(sent, None, "journey", failure=LATE))
    assert [finding.law for finding in found] == ["answered"] * told


@pytest.mark.parametrize(
    ("words", "said", "told"),
    [
        ("Watches. Both input and output are\nstreams.", "it", False),
        ("Watches.", "News (streaming responses)", False),
        ("Answers by server-sent events.", "it", False),
        ("Waits for news by long polling.", "it", False),
        ("Streams the news.", "it", False),
        ("Waits, and streams its results.", "it", False),
        ("Stream real-time events from the server.", "it", False),
        ("Returns a live stream of its use.", "it", False),
        ("Uploads the stream of a camera.", "it", True),
        ("Lists live streamers.", "it", True),
        ("Lists the streams of a channel.", "it", True),
        ("Lists streaming services.", "it", True),
        ("Lists streams and channels.", "the streams", True),
        ("Watches.", "it", True),
    ],
)
def test_a_stream_goes_on(words: str, said: str, told: bool) -> None:
    """Nobody knows when the first of it comes, where the document says that it is one."""
    watch = {"operationId": "watch", "description": words, "responses": {"200": {"description": said}}}
    judge = Judge.of(document({"paths": {"/watch": {"post": watch}}}))
    for failure, is_told in ((LATE, told), ("the connection was closed", True)):
        found = judge.judge(Exchange(Request("POST", "/watch"), None, "journey", failure=failure))
        assert [finding.law for finding in found] == ["answered"] * is_told


@pytest.mark.parametrize(
    ("said", "default", "query", "told"),
    [
        ("Stream the output. If false, it is output once.", True, "", False),
        ("Stream the output. If false, it is output once.", True, "?stream=false", True),
        ("Keep connection after returning logs.", False, "?stream=true", False),
        ("Keep connection after returning logs.", False, "", True),
        ("Show streams too.", True, "", True),
    ],
)
def test_a_switch_makes_a_stream_of_an_answer(said: str, default: bool, query: str, told: bool) -> None:
    """Where it is on, by itself or by the request, and its words say that the answer goes on then."""
    switch = {"name": "stream", "in": "query", "description": said, "schema": {"type": "boolean", "default": default}}
    logs = {"operationId": "logs", "parameters": [switch], "responses": {"200": {"description": "logs"}}}
    judge = Judge.of(document({"paths": {"/logs": {"get": logs}}}))
    found = judge.judge(Exchange(Request("GET", f"/logs{query}"), None, "journey", failure=LATE))
    assert [finding.law for finding in found] == ["answered"] * told


def test_a_stream_of_events_says_so_by_its_media_type() -> None:
    """Where no word does."""
    said = {"description": "it", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    judge = Judge.of(document({"paths": {"/watch": {"get": {"operationId": "watch", "responses": {"200": said}}}}}))
    assert judge.judge(Exchange(Request("GET", "/watch"), None, "journey", failure=LATE)) == []


def test_a_check_does_not_ask_for_long_waits(tmp_path: Path) -> None:
    """Nor for those that its document shows; other numbers are tried at the limits of machines all the same."""
    asked: list[str] = []

    def app(method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        asked.append(target.partition("?")[2])
        return (200, None, {}) if target.startswith("/events") and method == "GET" else (404, None, {})

    file = tmp_path / "events.json"
    tree = {"paths": {"/events": {"get": {**_GET, "parameters": [*PARAMETERS, USUAL]}}}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "E", "version": "1"}, **tree}))
    with answering(app) as url:
        check = Check(Settings(url=url, spec=file, seed=3, recombinations=0, fuzz=0), load_document(file))
        try:
            check.run()
        finally:
            check.close()
    large = ("2147483648", "1000000")
    assert any(f"size={number}" in query for query in asked for number in large)
    assert not any(f"{name}={number}" in query for query in asked for number in large for name in ("timeout", "Delay"))
    assert not [query for query in asked if re.search("sleep=[2-9]", query)]
