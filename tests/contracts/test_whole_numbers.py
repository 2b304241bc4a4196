"""Whole numbers with a fraction in a body: they may be taken or refused, and are not what bounds are tried with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.value_traits import traits
from contracts.laws.judging import Judge
from contracts.traffic.whole_numbers import plain
from mock_server.openapi import load_document
from tests.manners.serving import takes

if TYPE_CHECKING:
    from pathlib import Path

JSON = (("Content-Type", "application/json"),)
CAR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "doors": {"type": "integer", "minimum": 2.0},
        "price": {"type": "number"},
        "cost": {"type": "number", "multipleOf": 0.01},
        "wheels": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}},
    },
}


@pytest.mark.parametrize(
    ("body", "laws"),
    [
        ('{"doors":3.0}', []),
        ('{"wheels":[{"size":4.0}]}', []),
        ('{"doors":3}', ["valid-accepted"]),
        ('{"price":3.0}', ["valid-accepted"]),
        ('{"cost":19.99}', []),
        ('{"cost":19.5}', ["valid-accepted"]),
        ('{"wheels":[{"size":4}]}', ["valid-accepted"]),
    ],
)
def test_a_number_that_some_read_otherwise_may_be_refused(body: str, laws: list[str], tmp_path: Path) -> None:
    """Where an integer is wanted, for languages with types; what is a multiple in decimals and none in binary."""
    post = {"requestBody": takes(CAR), "responses": {"201": {"description": "made"}, "400": {"description": "no"}}}
    file = tmp_path / "cars.json"
    paths = {"/cars": {"post": post}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Cars", "version": "1"}, "paths": paths}))
    judge = Judge(load_document(file))
    for status, found in ((400, laws), (201, [])):
        exchange = Exchange(Request("POST", "/cars", JSON, body.encode()), Answer(status), "journey")
        assert [finding.law for finding in judge.judge(exchange)] == found


@pytest.mark.parametrize(
    ("query", "laws"),
    [
        ("offset=2147483648", []),
        ("offset=2147483647", ["valid-accepted"]),
        ("since=2147483648", ["valid-accepted"]),
        ("most=2147483648", ["valid-accepted"]),
    ],
)
def test_a_query_may_be_counted_with_32_bits(query: str, laws: list[str], tmp_path: Path) -> None:
    """Where the document says neither of more bits nor of a bound."""
    schemas = {"offset": {"type": "integer"}, "since": {"type": "integer", "format": "int64"},
               "most": {"type": "integer", "maximum": 2**40}}  # fmt: skip
    asked = [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]
    get = {"parameters": asked, "responses": {"200": {"description": "some"}, "400": {"description": "no"}}}
    file = tmp_path / "cars.json"
    paths = {"/cars": {"get": get}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Cars", "version": "1"}, "paths": paths}))
    exchange = Exchange(Request("GET", f"/cars?{query}", (), None), Answer(400, ()), "journey")
    assert [finding.law for finding in Judge(load_document(file)).judge(exchange)] == laws


def test_a_bound_is_sent_as_it_is_counted() -> None:
    """Frameworks write `2.0` where they mean 2."""
    assert repr([plain(value) for value in (2.0, 2, 2.5, True, "2.0", None)]) == "[2, 2, 2.5, True, '2.0', None]"


def test_what_fails_at_one_fails_at_each() -> None:
    """Two such numbers have a trait in common, which neither a whole number nor a fraction has."""
    words = [{word for _, word in traits(value)} for value in (35.0, 143.0, 35, 35.5)]
    assert words[0] & words[1] - words[2] - words[3] == {"is a whole number written with a fraction"}
