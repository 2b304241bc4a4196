"""An empty object in the place of a record shows none, which is one drift where the schema asks for members; and a list
that is asked by the name of something else may not know it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit
from contracts.laws.differential import Differential
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.laws.read_back import Reads, differences
from contracts.traffic.entities import NEVER, NONE
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Finding

MEDIA = "application/json"
JSON_TYPE = (("Content-Type", MEDIA),)
TEXT = {"type": "string"}
BUOY = {
    "type": "object",
    "required": ["buoy", "bay"],
    "properties": {"buoy": TEXT, "bay": TEXT, "lit": {"type": "boolean"}},
}

KINDS = {"type": "object", "additionalProperties": {"required": ["by"], "properties": {"by": TEXT, "said": TEXT}}}


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Buoys, which are made, listed and read."""

    def said(schema: Any) -> dict[str, Any]:
        return {"description": "said", "content": {MEDIA: {"schema": schema}}}

    asked = [
        {"name": name, "in": "query", "schema": TEXT}
        for name in ("bay", "source", "q", "sort", "fields", "cursor", "mode", "buoyId", "bayId", "pier")
    ]
    asked.append({"name": "most", "in": "query", "schema": {"type": "integer"}})
    pier = {"name": "pier", "in": "path", "required": True, "schema": TEXT}
    key = {"name": "buoy", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/buoys": {
            "post": {
                "parameters": asked,
                "requestBody": {"content": {MEDIA: {"schema": BUOY}}},
                "responses": {"201": said(BUOY), "default": said({})},
            },
            "get": {
                "parameters": asked,
                "responses": {"200": said({"type": "array", "items": BUOY}), "default": said({})},
            },
        },
        "/kinds": {"get": {"parameters": asked, "responses": {"default": said(KINDS)}}},
        "/checks/run": {"post": {"parameters": asked, "responses": {"200": said({}), "default": said({})}}},
        "/piers/{pier}": {"get": {"parameters": [pier], "responses": {"200": said({"properties": {"pier": TEXT}})}}},
        "/buoys/{buoy}": {"get": {"parameters": [key], "responses": {"200": said(BUOY), "default": said({})}}},
    }
    file = tmp_path / "buoys.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Buoys", "version": "1"}, "paths": paths}))
    return Judge(load_document(file))


def _compared(
    judge: Judge, target: str, status: int, body: Any, mock: int, method: str = "GET", sent: bytes | None = None
) -> list[Finding]:
    """What is told of an answer beside that of the mock."""
    request = Request(method, target, JSON_TYPE if sent else (), sent)
    answer, other = Answer(status, JSON_TYPE, json.dumps(body).encode()), Answer(mock, JSON_TYPE, b"[]")
    reading = judge.reader.read(request)
    assert reading is not None
    exchange = Exchange(request, answer, "journey", mock=other)
    make = Maker(exchange, reading.operation, Culprit.TARGET_AGAINST_MOCK)
    state = NEVER if mock == 404 else NONE
    return Differential(judge).findings(exchange, other, reading, judge.body_of(answer), [], state, make)


@pytest.mark.parametrize(("body", "told"), [({}, False), ({"lit": True}, True), ([], True)])
def test_an_empty_object_is_no_record(body: Any, told: bool, judge: Judge) -> None:
    """As null is none; whatever has a member is."""
    assert bool(_compared(judge, "/buoys/a", 200, body, 404)) is told


@pytest.mark.parametrize(
    ("body", "places"), [({}, ["body"]), ({"lit": True}, ["/buoy", "/bay"]), ({"bay": "b"}, ["/buoy"])]
)
def test_that_an_object_is_empty_is_told_once(body: Any, places: list[str], judge: Judge) -> None:
    """Not member by member, each of which its schema requires."""
    answer = Answer(200, JSON_TYPE, json.dumps(body).encode())
    found = judge.judge(Exchange(Request("GET", "/buoys/a"), answer, "journey", ""))
    assert [finding.place for finding in found] == places


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("source=nobody", 404, False),
        ("bay=nobody", 404, True),
        ("q=abc", 404, True),
        ("sort=bay", 404, True),
        ("fields=bay", 404, True),
        ("cursor=a", 404, True),
        ("cursor=a&source=nobody", 404, False),
        ("most=7", 404, True),
        ("", 404, True),
        ("source=nobody", 500, True),
    ],
)
def test_a_list_may_miss_what_its_query_names(query: str, status: int, told: bool, judge: Judge) -> None:
    """A source of records, say; a member that no record has leaves a list empty."""
    assert bool(_compared(judge, f"/buoys?{query}", status, {}, 200)) is told


@pytest.mark.parametrize(("query", "told"), [("source=nobody", False), ("most=7", True)])
def test_so_may_what_is_no_list_to_the_document(query: str, told: bool, judge: Judge) -> None:
    """A map of records is read as one thing."""
    assert bool(_compared(judge, f"/kinds?{query}", 404, {}, 200)) is told


@pytest.mark.parametrize(
    ("query", "told"),
    [("mode=fast", True), ("source=nobody", True), ("buoyId=nobody", False), ("bayId=x", False), ("pier=x", False)],
)
def test_what_makes_or_does_something_may_miss_the_record_that_its_query_names(
    query: str, told: bool, judge: Judge
) -> None:
    """By the name of a resource, or by a key; any other text is none."""
    sent = b'{"buoy": "a", "bay": "b"}'
    assert bool(_compared(judge, f"/buoys?{query}", 404, {}, 201, "POST", sent)) is told
    assert bool(_compared(judge, f"/checks/run?{query}", 404, {}, 200, "POST")) is told


def test_a_map_of_objects_that_lack_a_member_wraps_nothing(judge: Judge) -> None:
    """Nothing is required at its top, so no record is missed there."""
    answer = Answer(200, JSON_TYPE, b'{"bell": {"said": "rings"}}')
    found = judge.judge(Exchange(Request("GET", "/kinds"), answer, "journey", ""))
    assert [finding.place for finding in found] == ["/*/by"]


@pytest.mark.parametrize(("shown", "told"), [({}, 0), ({"lit": {}}, 0), ({"lit": None}, 0), ({"lit": 7}, 1)])
def test_an_empty_object_that_goes_with_a_replace_is_no_loss(shown: dict[str, Any], told: int) -> None:
    """Whether the mock keeps one that was empty before, or makes up what is in it; another value was sent by nobody."""
    before = Reads({"buoy": "a", "lit": {}}, {"buoy": "a", "lit": {}})
    for kept in ({}, {"made": "up"}):
        after = Reads(shown, {"buoy": "a", "lit": kept})
        assert len([*differences(before, after, {"buoy": "a"}, ["lit"])]) == told
