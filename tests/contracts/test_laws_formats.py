"""What is clear about a format: the lists agree with the rules, and with the validator where they claim validity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from contracts.cases.values.typical_values import TypicalValues
from contracts.exchange import Request
from contracts.traffic import format_clarity as formats
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi import load_document
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", formats.FORMATS)
def test_the_lists_agree_with_the_rules(name: str) -> None:
    """A valid text is surely valid, an invalid one surely not."""
    clear = formats.FORMATS[name]
    assert [formats.clarity(name, text) for text in clear.valid] == [True] * len(clear.valid)
    assert [formats.clarity(name, text) for text in clear.invalid] == [False] * len(clear.invalid)


@pytest.mark.parametrize("name", formats.FORMATS)
def test_a_strict_validator_agrees(name: str) -> None:
    """No text of the lists is judged otherwise by the validator of the mock."""
    validator = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    clear = formats.FORMATS[name]
    assert all(map(validator.is_valid, clear.valid))
    assert not any(map(validator.is_valid, clear.invalid))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("email", ""), ("email", "a@b"), ("email", " ops@example.com"), ("email", '"a b"@example.com'),
        ("date-time", ""), ("date-time", "2031-01-01"), ("date-time", "2031-01-01T00:00:00"),
        ("date-time", "2031-02-30T00:00:00Z"), ("iana-timezone", "Mars/Phobos"), ("nobody-knows", "x"),
    ],
)  # fmt: skip
def test_what_implementations_disagree_about_is_not_clear(name: str, text: str) -> None:
    """Neither valid nor invalid is demanded."""
    assert formats.clarity(name, text) is None


def test_an_example_of_the_document_is_a_clear_case(tmp_path: Path) -> None:
    """What a document gives as an example of a format is plainly right, whatever else is unclear about the format."""
    name = {"type": "string", "format": "javascript-identifier", "example": "acmeRetail"}
    content = {"application/json": {"schema": {"type": "object", "properties": {"name": name}}}}
    operation = {"requestBody": {"content": content}, "responses": {"201": {"description": "Made"}}}
    file = tmp_path / "named.json"
    described = {"openapi": "3.1.0", "info": {"title": "N", "version": "1"}, "paths": {"/names": {"post": operation}}}
    file.write_text(json.dumps(described))
    reader = Reader(load_document(file))
    kinds = {}
    for text in ("acmeRetail", "someOther"):
        body = json.dumps({"name": text}).encode()
        reading = reader.read(Request("POST", "/names", (("Content-Type", "application/json"),), body))
        kinds[text] = reading.verdict if reading is not None else None
    assert kinds == {"acmeRetail": Verdict.VALID, "someOther": Verdict.GREY}


@pytest.mark.parametrize(
    ("types", "verdict"),
    [(["boolean", "null"], Verdict.GREY), (["array", "null"], Verdict.GREY), (["string", "null"], Verdict.VALID)],
)
def test_no_style_has_a_text_for_null(types: list[str], verdict: Verdict, tmp_path: Path) -> None:
    """Where a parameter may be null, the word is null to some servers, and no value at all to others; a text is one."""
    named = {"name": "paid", "in": "query", "schema": {"type": types}}
    operation = {"parameters": [named], "responses": {"200": {"description": "Listed"}}}
    file = tmp_path / "paid.json"
    described = {"openapi": "3.1.0", "info": {"title": "N", "version": "1"}, "paths": {"/bills": {"get": operation}}}
    file.write_text(json.dumps(described))
    reading = Reader(load_document(file)).read(Request("GET", "/bills?paid=null"))
    assert reading is not None
    assert reading.verdict is verdict


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("int64", "-123456789", Verdict.VALID),
        ("int32", "20000", Verdict.VALID),
        ("int64", "0000000001", Verdict.GREY),
        ("int64", "1.5", Verdict.GREY),
        ("uint64", "20000", Verdict.VALID),
        ("uint64", "-1", Verdict.GREY),
        ("decimal", "-0.50", Verdict.VALID),
        ("double", "12.3456", Verdict.VALID),
        ("float", "1e5", Verdict.GREY),
        ("decimal", "1,5", Verdict.GREY),
    ],
)
def test_few_digits_with_a_sign_and_a_point_are_a_number(name: str, text: str, verdict: Verdict) -> None:
    """Where the format has them."""
    schema = {"type": "object", "properties": {"count": {"type": "string", "format": name}}}
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {"200": {}}}
    reader = Reader(document({"paths": {"/jars": {"post": operation}}}))
    sent = Request("POST", "/jars", (("Content-Type", "application/json"),), json.dumps({"count": text}).encode())
    reading = reader.read(sent)
    assert reading is not None
    assert reading.verdict is verdict


@pytest.mark.parametrize("pattern", [r"^\d+\.\d{2}$", r"^-?\d+\.\d$"])
def test_what_a_check_makes_of_a_pattern_of_decimals_is_surely_valid(pattern: str) -> None:
    """A create of a record with a price is judged: it has to be taken, and to come back as it was sent."""
    price = {"type": "string", "format": "decimal", "pattern": pattern}
    schema = {"type": "object", "required": ["price"], "properties": {"price": price}}
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {"200": {}}}
    reader = Reader(document({"paths": {"/jars": {"post": operation}}}))
    body = json.dumps(TypicalValues(reader, "ctabcdefghijkl").typical(schema)).encode()
    reading = reader.read(Request("POST", "/jars", (("Content-Type", "application/json"),), body))
    assert reading is not None
    assert (reading.verdict, reading.why) == (Verdict.VALID, "")


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        ("12", Verdict.VALID),
        ("", Verdict.GREY),
        ("twelve", Verdict.GREY),
        ("-9223372036854775809", Verdict.GREY),
        (12, Verdict.INVALID),
    ],
)
@pytest.mark.parametrize("name", ["int64", "uint32", "decimal"])
def test_a_text_with_the_format_of_a_number_is_that_of_a_number(name: str, count: object, verdict: Verdict) -> None:
    """As protocol buffers write them in JSON; which other texts a service reads as one is its own matter."""
    schema = {"type": "object", "properties": {"count": {"type": "string", "format": name}}}
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {"200": {}}}
    reader = Reader(document({"paths": {"/jars": {"post": operation}}}))
    body = json.dumps({"count": count}).encode()
    reading = reader.read(Request("POST", "/jars", (("Content-Type", "application/json"),), body))
    assert reading is not None
    assert reading.verdict is verdict
    assert TypicalValues(reader, "ctabcdefghijkl").typical({"type": "string", "format": name}, "count") == "1"
