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
from tests.manners.serving import in_path, says, takes

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
        ("since_id=-1", []),
        ("since_id=1", ["valid-accepted"]),
        ("max=-1", []),
        ("max=1", ["valid-accepted"]),
        ("first=-1", []),
        ("first=0", ["valid-accepted"]),
    ],
)
def test_a_query_may_be_counted_with_32_bits(query: str, laws: list[str], tmp_path: Path) -> None:
    """Where no bound says more; a page, its size and its mark are none below nought."""
    schemas = {"offset": {"type": "integer"}, "since": {"type": "integer", "format": "int64"},
               "most": {"type": "integer", "maximum": 2**40},
               **{key: {"type": "integer"} for key in ("since_id", "first", "max")}}  # fmt: skip
    asked = [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]
    get = {"parameters": asked, "responses": {"200": {"description": "some"}, "400": {"description": "no"}}}
    file = tmp_path / "cars.json"
    paths = {"/cars": {"get": get}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Cars", "version": "1"}, "paths": paths}))
    exchange = Exchange(Request("GET", f"/cars?{query}", (), None), Answer(400, ()), "journey")
    assert [finding.law for finding in Judge(load_document(file)).judge(exchange)] == laws


@pytest.mark.parametrize(
    ("pattern", "sent", "shown", "laws"),
    [
        (r"^[0-9]{1,7}(\.[0-9]{1,2})?$", "199", "199.00", []),
        (r"^[0-9]{1,7}(\.[0-9]{1,2})?$", "007.5", "7.50", []),
        (r"^[0-9]{1,7}(\.[0-9]{1,2})?$", "199", "198.99", ["echo"]),
        (r"^[0-9]{3}$", "007", "7", ["echo"]),
        (r"^[a-z0-9.]+$", "1.10", "1.1", ["echo"]),
        (r"^(0|[1-9]\d*)(?:\.\d+)?$", "1.10", "1.1", []),
        (r"^\d*\.?\d*$", "1.10", "1.1", []),
        (r"^\d{1,6}\.\d{2}$", "07.30", "7.30", []),
        (r"^(\d+|\d+\.\d\d?)$", "1.10", "1.1", []),
        (r"^\d+\.\d+$", "1.10", "1.1", ["echo"]),
        (r"^\d+(\.\d+)*$", "1.10", "1.1", ["echo"]),
        (r"^\d{2}\.\d{2}$", "07.30", "7.3", ["echo"]),
    ],
)
@pytest.mark.parametrize("media", ["application/json", "application/x-www-form-urlencoded"])
def test_an_amount_in_a_text_is_kept_as_a_number(
    media: str, pattern: str, sent: str, shown: str, laws: list[str], tmp_path: Path
) -> None:
    """Where its pattern takes decimals alone; a code of digits and a version are texts."""
    assert _echoed(tmp_path, {"type": "string", "pattern": pattern}, media, sent, shown) == laws


def test_the_parts_of_a_version_are_no_decimals(tmp_path: Path) -> None:
    """Under whatever pattern."""
    schema = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
    assert _echoed(tmp_path, schema, "application/json", "1.10", "1.1", "apiVersion") == ["echo"]


@pytest.mark.parametrize(("media", "laws"), [("application/json", ["echo"]), ("application/x-www-form-urlencoded", [])])
def test_an_empty_field_of_a_form_may_be_none(media: str, laws: list[str], tmp_path: Path) -> None:
    """A new record then has what the service gives it."""
    assert _echoed(tmp_path, {"type": "string"}, media, "", "made on a Monday") == laws


def _echoed(folder: Path, schema: Any, media: str, sent: str, shown: str, name: str = "price") -> list[str]:
    car = {"type": "object", "properties": {name: schema}}
    post = {
        "requestBody": {"content": {media: {"schema": car}}},
        "responses": {"201": says({"type": "object", "properties": {"id": {"type": "integer"}, name: {}}})},
    }
    read = {"parameters": [in_path("id", {"type": "integer"})], "get": {"responses": {"200": says(car)}}}
    file = folder / "cars.json"
    tree = {"openapi": "3.1.0", "info": {"title": "Cars", "version": "1"}}
    file.write_text(json.dumps({**tree, "paths": {"/cars": {"post": post}, "/cars/{id}": read}}))
    body = json.dumps({name: sent}) if media.endswith("json") else f"{name}={sent}"
    answer = Answer(201, JSON, json.dumps({"id": 1, name: shown}).encode())
    exchange = Exchange(Request("POST", "/cars", (("Content-Type", media),), body.encode()), answer, "journey")
    return [finding.law for finding in Judge(load_document(file)).judge(exchange)]


def test_a_bound_is_sent_as_it_is_counted() -> None:
    """Frameworks write `2.0` where they mean 2."""
    assert repr([plain(value) for value in (2.0, 2, 2.5, True, "2.0", None)]) == "[2, 2, 2.5, True, '2.0', None]"


def test_what_fails_at_one_fails_at_each() -> None:
    """Two such numbers have a trait in common, which neither a whole number nor a fraction has."""
    words = [{word for _, word in traits(value)} for value in (35.0, 143.0, 35, 35.5)]
    assert words[0] & words[1] - words[2] - words[3] == {"is a whole number written with a fraction"}
