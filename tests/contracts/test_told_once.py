"""What a description calls unique is no example of the document, which may be there already: it is the run's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.values.typical_values import TypicalValues
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.own_rules import OwnRules
from contracts.laws.judging import Judge
from contracts.traffic.record_references import RecordReferences
from contracts.traffic.told_once import has_twins
from mock_server.openapi import Schemas, load_document
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = Answer(422, (), b"", 0.0)
TAG = "ctabcdefghijkl"
SKU = {"type": "string", "pattern": "^[A-Z0-9-]{3,30}$", "example": "TEA-100"}


def judge(folder: Path, said: str) -> Judge:
    """Of the document of a shop, of whose SKUs a description says this; each body is wrapped."""
    record = {"type": "object", "required": ["sku"], "properties": {"sku": {**SKU, "description": said}}}
    wrapped = {"type": "object", "required": ["product"], "properties": {"product": record}}
    media: Any = {"content": {"application/json": {"schema": wrapped}}}
    made = {"201": {"description": "made", **media}, "422": {"description": "no"}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    shown = {"200": {"description": "it", **media}, "422": {"description": "no"}}
    file = folder / "shop.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/products": {"post": {"operationId": "add", "requestBody": media, "responses": made}},
            "/products/{id}": {
                "parameters": [key],
                "get": {"operationId": "read", "responses": shown},
                "put": {"operationId": "replace", "requestBody": media, "responses": shown},
            },
        },
    }))  # fmt: skip
    return Judge(load_document(file))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Has to be unique.", TAG.upper()),
        ("Unique within the shop", TAG.upper()),
        ("Need not be unique.", "TEA-100"),
        ("Printed on the box", "TEA-100"),
    ],
)
def test_what_is_there_but_once_carries_the_name_of_the_run(said: str, value: str, tmp_path: Path) -> None:
    """Under whatever pattern, and although the document has an example."""
    reader = judge(tmp_path, said).reader
    schema = reader.schemas.properties(reader.document.operations[0].request_schema)["product"]
    assert TypicalValues(reader, TAG).typical(schema, "product") == {"sku": value}


@pytest.mark.parametrize(
    ("said", "sku", "is_open"),
    [
        ("Has to be unique.", "TEA-100", True),
        ("Has to be unique.", TAG.upper(), False),
        ("Printed on the box", "TEA-100", False),
    ],
)
def test_another_s_value_may_be_refused(said: str, sku: str, is_open: bool, tmp_path: Path) -> None:
    """With 422 as with 409: what the run made up nobody has, and its refusal is told."""
    assert rules(judge(tmp_path, said)).explain(Exchange(sent(sku), REFUSED, "journey", "")) is is_open


def test_what_a_replace_gave_a_record_may_be_refused_to_another(tmp_path: Path) -> None:
    """Where a text is there but once, whichever request brought it there; another one of the run's is free."""
    known = judge(tmp_path, "Has to be unique.")
    own = rules(known)
    own.once.add("products")
    taken = known.reader.read(sent(TAG.upper(), "replace", "/products/1"))
    assert taken is not None
    own.take(taken)
    for sku, is_open in ((TAG.upper(), True), (f"{TAG}2".upper(), False)):
        exchange = Exchange(sent(sku, "replace", "/products/2"), REFUSED, "journey", "")
        assert own.explain(exchange) is is_open


def test_another_amount_is_one_with_another_digit(tmp_path: Path) -> None:
    """A pattern that takes no name of the run, and an example: a second record has another value all the same."""
    samples = TypicalValues(judge(tmp_path, "").reader, TAG)
    price = {"type": "string", "pattern": r"^\d{1,7}\.\d{2}$", "example": "24.90"}
    assert samples.typical(price, "price") == "24.90"
    assert samples.other(price, "24.90", "price") == "74.90"


@pytest.mark.parametrize(
    ("said", "names", "found"),
    [
        ("Stages in their order. Names are unique.", ("a", "a"), True),
        ("Stages in their order. Names are unique.", ("a", "b"), False),
        ("Stages in their order.", ("a", "a"), False),
    ],
)
def test_a_list_of_unique_items_may_not_have_one_twice(said: str, names: tuple[str, str], found: bool) -> None:
    """At any depth of a body; items differ by the member that is named, whatever else they have."""
    stage = {"type": "object", "properties": {"name": {"type": "string"}, "at": {"type": "integer"}}}
    spec = {"type": "object", "properties": {"stages": {"type": "array", "description": said, "items": stage}}}
    schemas = Schemas(document({"paths": {}}))
    body = {"spec": {"stages": [{"name": name, "at": at} for at, name in enumerate(names)]}}
    assert has_twins(schemas, {"type": "object", "properties": {"spec": spec}}, body) is found


def rules(known: Judge) -> OwnRules:
    """What is learnt of the shop's bodies; none refers to anything."""
    return OwnRules(known, (), RecordReferences(known.behaviours, known.reader.schemas, lambda *_: False))


def sent(sku: str, operation: str = "add", target: str = "/products") -> Request:
    """A request with a product of this SKU."""
    body = json.dumps({"product": {"sku": sku}}).encode()
    method = "POST" if operation == "add" else "PUT"
    return Request(method, target, (("Content-Type", "application/json"),), body, operation)
