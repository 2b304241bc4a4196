"""What a description calls unique is no example of the document, which may be there already: it is the run's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records.distinct_bodies import DistinctBodies, distinct
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.lifecycle import lifecycles
from contracts.cases.sending.sender import Sender
from contracts.cases.values.typical_values import TypicalValues
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.own_rules import OwnRules
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.record_references import RecordReferences
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.told_once import has_twins, told_once
from mock_server.openapi import Schemas, load_document
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import JSON

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
        ("A unique SKU", "TEA-100", True),
        ("Unique code of the country of its maker", "TEA-100", False),
        ("Unique identifier of the SKU", "TEA-100", False),
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
    for sku, is_open in ((TAG.upper(), True), (TAG.title(), True), (f"{TAG}2".upper(), False)):
        exchange = Exchange(sent(sku, "replace", "/products/2"), REFUSED, "journey", "")
        assert own.explain(exchange) is is_open


@pytest.mark.parametrize(
    ("operation", "stage", "is_open"),
    [("replace", {"id": 7}, True), ("replace", {"n": 7}, False), ("add", {"id": 7}, False)],
)
def test_an_item_that_is_not_there_is_not_changed(operation: str, stage: Any, is_open: bool, tmp_path: Path) -> None:
    """A change that names it by its identifier may be refused; a create names none."""
    path = "/products/1" if operation == "replace" else "/products"
    body = json.dumps({"product": {"sku": TAG.upper(), "stages": [stage]}}).encode()
    request = Request("PUT" if operation == "replace" else "POST", path, (("Content-Type", "application/json"),), body)
    assert rules(judge(tmp_path, "")).explain(Exchange(request, REFUSED, "journey", "")) is is_open


def test_items_that_a_change_took_are_there(tmp_path: Path) -> None:
    """The same list beside another text is no reason to refuse it; of others nobody knows."""
    own = rules(known := judge(tmp_path, ""))
    for record, number, sku, is_open in (
        (1, 7, TAG, True), (1, 7, f"{TAG}2", False), (2, 7, TAG, True), (1, 8, TAG, True),
    ):  # fmt: skip
        body = json.dumps({"product": {"sku": sku.upper(), "stages": [{"id": number}]}}).encode()
        request = Request("PUT", f"/products/{record}", (("Content-Type", "application/json"),), body)
        assert own.explain(Exchange(request, REFUSED, "journey", "")) is is_open
        taken = known.reader.read(request)
        assert taken is not None
        if record == 1 and number == 7:
            own.take(taken)


def test_an_address_that_is_there_but_once_is_another_below_it() -> None:
    """Of web hooks: a path more; a time and a query stay what they are."""
    body: Any = {"to": "https://example.org/hook", "at": "2030-01-01T10:00:00Z", "from": "https://example.org/?q=1"}
    other: Any = distinct(body, RunNames(1), lambda _: True)
    assert other["to"].startswith(f"https://example.org/hook/{RunNames(1).tag}-")
    assert (other["at"], other["from"]) == (body["at"], body["from"])


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


@pytest.mark.parametrize(
    ("member", "said", "open_"),
    [
        ("name", "Has to be unique", True),
        ("name", "Unique name of the product", True),
        ("makerId", "Unique identifier of the maker", False),
        ("makerId", "Unique maker id", False),
        ("maker", "The id of the maker. It is unique.", False),
        ("code", "Unique ISO code of the country", True),
        ("country", "Unique ISO code", False),
    ],
)
def test_what_refers_to_another_record_is_there_as_often_as_asked(
    member: str, said: str, open_: bool, tmp_path: Path
) -> None:
    """What is unique is the key of the record that is referred to, and what another member has is no matter."""
    known = makers(tmp_path, {member: {"type": "string", "pattern": "^[A-Z]{2}$", "description": said}})
    first = known.reader.read(goods({member: "US", "unit": "kg", "size": 1}))
    assert first is not None
    known.take(first)
    again = goods({member: "US", "unit": "kg", "size": 2})
    assert known.explain(Exchange(again, REFUSED, "journey", "")) is open_


def test_what_is_no_text_of_its_own_may_be_there_twice(tmp_path: Path) -> None:
    """Of a create with another name, a unit that was sent before explains no refusal: only a contrast shows that."""
    name = {"type": "string", "description": "Has to be unique", "format": "slug"}
    known = makers(tmp_path, {"name": name, "unit": {"type": "string"}})
    judge, names, credentials = known.judge, RunNames(1), Credentials(known.judge.document, {})
    nobody: Any = None
    safety, collector = Safety(Ownership(names), Creations()), Collector()
    steps = RecordSteps(Sender(judge, nobody, None, Ledger(None, {}), safety, collector, credentials), names)
    cycle, bodies, own = lifecycles(judge.behaviours)["goods"], DistinctBodies(steps), collector.own_rules
    assert own is not None
    sent = [goods(bodies.before(cycle, {"name": names.tag, "unit": "kg"})) for _ in range(2)]
    assert sent[0].body != sent[1].body
    taken = judge.reader.read(sent[0])
    assert taken is not None
    own.take(taken)
    told = [own.explain(Exchange(again, REFUSED, "journey", "")) for again in sent]
    assert told == [True, False]


@pytest.mark.parametrize(
    ("kind", "told"),
    [({}, True), ({"format": "email"}, True), ({"format": "uuid"}, False), ({"enum": ["a", "b"]}, False),
     ({"const": "a"}, False), ({"readOnly": True}, False), ({"type": "integer"}, False)],
)  # fmt: skip
def test_what_is_one_of_a_few_or_given_is_no_text_that_is_there_once(kind: dict[str, Any], told: bool) -> None:
    """Nobody has a UUID that was just made up, and of options each is taken soon."""
    item = {"type": "string", "description": "Has to be unique", **kind}
    found = told_once(Schemas(document({"paths": {}})), {"type": "object", "properties": {"name": item}})
    assert list(found) == (["name"] if told else [])


def makers(folder: Path, members: dict[str, Any]) -> OwnRules:
    """What is learnt of goods with these members, each of which has a maker."""
    given = {"id": {"type": "string", "readOnly": True}, "unit": {"type": "string"}, "size": {"type": "integer"}}
    good = {"type": "object", "properties": {**given, **members}}
    media: Any = {"content": {"application/json": {"schema": good}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    answers = {"201": {"description": "made", **media}, "422": {"description": "no"}}
    read = {"parameters": [key], "get": {"responses": {"200": {"description": "it", **media}}}}
    file = folder / "goods.json"
    paths = {
        "/goods": {"post": {"requestBody": media, "responses": answers}},
        "/goods/{id}": read,
        "/makers/{id}": read,
    }
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Goods", "version": "1"}, "paths": paths}))
    return rules(Judge(load_document(file)))


def goods(body: dict[str, Any]) -> Request:
    """A request that makes such goods."""
    return Request("POST", "/goods", (("Content-Type", "application/json"),), json.dumps(body).encode())


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ({"type": "string"}, f"Name {TAG}"),
        ({"type": "string", "pattern": "^[a-z0-9_]+$"}, TAG),
        ({"type": "string", "enum": ["isolated", "open"]}, "isolated"),
        ({"type": "string", "maxLength": 8}, "isolated"),
    ],
)
def test_the_example_of_a_record_has_the_name_of_the_run(names: JSON, name: str, tmp_path: Path) -> None:
    """At its top, where another text may stand there; all else is as the document shows it."""
    shown = {"Name": "isolated", "Driver": "bridge", "IPAM": {"Name": "default"}}
    inner = {"type": "object", "properties": {"Name": {"type": "string"}}}
    properties = {"Name": names, "Driver": {"type": "string"}, "IPAM": inner}
    schema = {"type": "object", "properties": properties, "example": shown}
    typical = TypicalValues(judge(tmp_path, "").reader, TAG).typical
    assert typical(schema) == shown | {"Name": name}
    assert typical(schema, "network") == shown
