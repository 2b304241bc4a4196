"""The laws of the record, over random documents: what a client said stands, what the mock owes is added once."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.embedded import EmbeddedMock

WORDS = st.text(alphabet="abcdefgh", min_size=1, max_size=6)
SCALARS = st.sampled_from([{"type": "string"}, {"type": "integer"}, {"type": "boolean"}, {"type": ["string", "null"]}])
JSON = "application/json"


def objects(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of objects and arrays of other schemas."""
    members = st.dictionaries(WORDS.map(lambda word: f"p{word}"), inner, min_size=1, max_size=3)
    return members.map(lambda found: {"type": "object", "properties": found}) | inner.map(
        lambda item: {"type": "array", "items": item}
    )


SCHEMAS = st.recursive(SCALARS, objects, max_leaves=6)


def owed(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema as the answer has it: each object has a member more, which the server must give."""
    if "properties" in schema:
        members = {name: owed(item) for name, item in schema["properties"].items()}
        own = {**members, "made": {"type": "string", "minLength": 3}}
        return {**schema, "properties": own, "required": [*members, "made"] if len(members) == 1 else ["made"]}
    return {**schema, "items": owed(schema["items"])} if "items" in schema else schema


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a request may send for a schema."""
    if "properties" in schema:
        return st.fixed_dictionaries({name: values(item) for name, item in schema["properties"].items()})
    if "items" in schema:
        return st.lists(values(schema["items"]), max_size=3)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    known = {"string": WORDS, "integer": st.integers(-9, 9), "boolean": st.booleans(), "null": st.none()}
    return st.one_of(*(known[kind] for kind in kinds))


@st.composite
def orders(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A document whose answers owe more than its requests give, and a body for its create."""
    members = draw(st.dictionaries(WORDS.map(lambda word: f"q{word}"), SCHEMAS, min_size=1, max_size=4))
    sent = {"type": "object", "properties": members, "required": list(members)}
    shown = owed(sent)
    shown["properties"]["id"] = {"type": "string"}
    shown["required"] = [*shown["required"], "id"]
    wrap = draw(st.booleans())
    body = draw(values(sent))
    return document(
        sent, {"type": "object", "required": ["item"], "properties": {"item": shown}} if wrap else shown
    ), body


def document(sent: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """A create and a read."""
    made = {"description": "A", "content": {JSON: {"schema": shown}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/orders": {"post": {"requestBody": {"required": True, "content": {JSON: {"schema": sent}}},
                                 "responses": {"201": made}}},
            "/orders/{id}": {"parameters": [key],
                             "get": {"responses": {"200": made, "404": {"description": "None"}}}},
        },
    }  # fmt: skip


def holds(shown: Any, sent: Any) -> bool:
    """Whether everything that was sent stands in what is shown, at its place."""
    if isinstance(sent, dict):
        return isinstance(shown, dict) and all(name in shown and holds(shown[name], sent[name]) for name in sent)
    if isinstance(sent, list):
        return isinstance(shown, list) and len(shown) == len(sent) and all(map(holds, shown, sent))
    return type(shown) is type(sent) and bool(shown == sent)


def served(tree: dict[str, Any]) -> EmbeddedMock:
    """The mock of a document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openapi.json"
        path.write_text(json.dumps(tree), "utf-8")
        mock = EmbeddedMock(path, seed=1)
        mock.document.operations  # noqa: B018 - read while the file is there
        return mock


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(orders())
def test_what_a_client_said_stands(order: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Each value of the body is in the answer and in every read, at any depth; two reads are equal to the answer."""
    tree, body = order
    with served(tree) as mock:
        made = mock.ask("POST", "/orders", json=body)
        assert made.status == 201
        record = made.json().get("item", made.json())
        assert holds(record, body)
        reads = [mock.ask("GET", f"/orders/{record['id']}").json() for _ in range(2)]
        assert reads == [made.json(), made.json()]


PERSON = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "login": {"type": "object", "properties": {"user": {"type": "string"},
                                                   "password": {"type": "string", "writeOnly": True}}},
        "cards": {"type": "array", "items": {"type": "object", "properties": {
            "brand": {"type": "string", "default": "visa"}, "pin": {"type": "string", "writeOnly": True}}}},
    },
}  # fmt: skip


def test_what_is_write_only_is_never_shown() -> None:
    """`writeOnly` holds at any depth and in each answer, `default` fills at any depth."""
    with served(document(PERSON, PERSON)) as mock:
        body = {"id": "p", "name": "N", "login": {"user": "u", "password": "secret"}, "cards": [{"pin": "1234"}]}
        made = mock.ask("POST", "/orders", json=body)
        assert made.status == 201
        for answer in (made, mock.ask("GET", f"/orders/{made.json()['id']}")):
            assert "secret" not in answer.body.decode()
            assert "1234" not in answer.body.decode()
            assert answer.json()["login"] == {"user": "u"}
            assert answer.json()["cards"] == [{"brand": "visa"}]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, {"mood": "calm", "look": {}}),
        ({"look": {}}, {"mood": "calm", "look": {"theme": "dark"}}),
        ({"mood": "loud", "look": {"theme": "light"}}, {"mood": "loud", "look": {"theme": "light"}}),
    ],
)
def test_a_default_fills_beside_and_below_others(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    """An object that has a default itself is filled inside too where it is sent."""
    look = {"type": "object", "default": {}, "properties": {"theme": {"type": "string", "default": "dark"}}}
    own = {"id": {"type": "string"}, "mood": {"type": "string", "default": "calm"}, "look": look}
    schema = {"type": "object", "required": ["id"], "properties": own}
    with served(document(schema, schema)) as mock:
        assert mock.ask("POST", "/orders", json={"id": "p", **sent}).json() == {"id": "p", **kept}


@pytest.mark.parametrize(
    ("asked", "name"),
    [("orderId", "orderId"), ("order_id", "order_id"), ("parent", "parent"), ("id", "orderId"), ("uuid", "order_uuid")],
)
def test_a_child_carries_its_parents_key(asked: str, name: str) -> None:
    """The key of the parent in the path is the child's, under the parameter's name or the collection's."""
    key = {"type": "string", "readOnly": True}
    child = {"type": "object", "required": ["id", name], "properties": {"id": key, name: key}}
    tree = document(PERSON, PERSON)
    parameter = {"name": asked, "in": "path", "required": True, "schema": {"type": "string"}}
    made = {"description": "A", "content": {JSON: {"schema": child}}}
    tree["paths"][f"/orders/{{{asked}}}/lines"] = {
        "parameters": [parameter],
        "post": {"requestBody": {"content": {JSON: {"schema": child}}}, "responses": {"201": made}},
    }
    with served(tree) as mock:
        parent = mock.ask("POST", "/orders", json={"id": "7", "name": "N"}).json()["id"]
        line = mock.ask("POST", f"/orders/{parent}/lines", json={}).json()
        assert line[name] == parent
