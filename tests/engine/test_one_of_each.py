"""Facts that the mock knows in one place: cookies, collections below parents, JSON equality, pointers in patches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mock_server.embedded import AskedAnswer, EmbeddedMock
from mock_server.engine.collection_names import collection_name
from tests.documents.shop import json_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANY = {"type": "object"}
JSON = "application/json"


def path(name: str) -> dict[str, Any]:
    """A path parameter."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


RECORD = {"type": "object", "properties": {"c": {}, "key": {"type": "string"}, "a/b": {}, "50%25": {}}}
NESTED = "/a/{x}/b/{y}/c"
ITEM = {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/guarded": {"get": {"operationId": "guarded", "security": [{"k": []}], "responses": {"200": json_of(ANY)}}},
        NESTED: {
            "parameters": [path("x"), path("y")],
            "get": {"operationId": "list", "responses": {"200": json_of({"type": "array", "items": ITEM})}},
            "post": {
                "operationId": "make",
                "requestBody": {"content": {JSON: {"schema": ITEM}}},
                "responses": {"201": json_of(ITEM)},
            },
        },
        NESTED + "/{key}": {
            "parameters": [path("x"), path("y"), path("key")],
            "get": {"operationId": "read", "responses": {"200": json_of(ITEM), "404": {"description": "None"}}},
        },
        "/r/{key}": {
            "parameters": [path("key")],
            "put": {
                "operationId": "put",
                "requestBody": {"content": {JSON: {"schema": RECORD}}},
                "responses": {"200": json_of(RECORD), "201": json_of(RECORD)},
            },
            "get": {"operationId": "get", "responses": {"200": json_of(RECORD), "404": {"description": "None"}}},
            "patch": {
                "operationId": "patch",
                "requestBody": {"content": {"application/json-patch+json": {"schema": {"type": "array"}}}},
                "responses": {"200": json_of(RECORD), "404": {"description": "None"}, "409": {"description": "No"}},
            },
        },
    },
    "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "cookie", "name": "session",
                                             "x-mock": {"keys": ["k1"]}}}},
}  # fmt: skip


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[EmbeddedMock]:
    """The mock of the document, in this process."""
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(DOCUMENT), "utf-8")
    with EmbeddedMock(tmp_path / "openapi.yaml", seed=1) as made:
        yield made


@pytest.mark.parametrize(
    ("cookies", "status"),
    [
        ("session=k1", 200),
        ('prefs={"a":1}; session=k1', 200),
        ("utm[source]=x; session=k1", 200),
        ("flag; session=k1", 200),
        ("_ga@x=1; session=k1; z=%", 200),
        ("session=k1;other=1", 200),
        ("xsession=k1", 401),
        ("session=k2", 401),
        ("a=session=k1", 401),
    ],
)
def test_a_key_in_a_cookie_is_found_beside_any_others(mock: EmbeddedMock, cookies: str, status: int) -> None:
    """A user agent sends every cookie it has, in one header (RFC 6265 section 5.4)."""
    assert mock.ask("GET", "/guarded", headers={"Cookie": cookies}).status == status


def test_collections_below_other_parents_are_others(mock: EmbeddedMock) -> None:
    """Keys that hold the mark between keys name no other collection."""
    assert mock.ask("POST", "/a/1%7C2/b/3/c", json={"key": "one"}).status == 201
    assert mock.ask("GET", "/a/1/b/2%7C3/c").json() == []
    assert mock.ask("GET", "/a/1%7C2/b/3/c").json() == [{"key": "one"}]


@given(st.lists(st.text(max_size=4), max_size=3), st.lists(st.text(max_size=4), max_size=3))
def test_a_collection_has_one_name(one: list[str], other: list[str]) -> None:
    """Two sequences of parents share a name only where they are the same."""
    assert (collection_name("r", one) == collection_name("r", other)) == (one == other)


def test_a_resources_own_name_collides_with_no_collection() -> None:
    """A mark in the path of a resource is no mark between keys."""
    assert collection_name("x|1") != collection_name("x", ["1"])


def patched(mock: EmbeddedMock, record: dict[str, Any], *operations: dict[str, Any]) -> AskedAnswer:
    """The answer to a JSON Patch of a fresh record."""
    assert mock.ask("PUT", "/r/x", json=record).status in (200, 201)
    headers = {"Content-Type": "application/json-patch+json"}
    import json

    return mock.ask("PATCH", "/r/x", body=json.dumps(operations).encode(), headers=headers)


@pytest.mark.parametrize(
    ("value", "tested", "holds"),
    [([1], [True], False), ([1], [1.0], True), ({"n": 0}, {"n": False}, False), ("1", 1, False), (None, None, True)],
)
def test_a_patch_tests_by_json_equality(mock: EmbeddedMock, value: Any, tested: Any, holds: bool) -> None:
    """`test` holds where the values are equal as JSON (RFC 6902 section 4.6), at any depth."""
    done = patched(mock, {"c": value}, {"op": "test", "path": "/c", "value": tested})
    assert (done.status == 200) is holds


@pytest.mark.parametrize(("name", "pointer"), [("a/b", "/a~1b"), ("50%25", "/50%25")])
def test_a_patch_finds_every_name(mock: EmbeddedMock, name: str, pointer: str) -> None:
    """A pointer leads to names with slashes and percent signs (RFC 6901 sections 3 and 5)."""
    done = patched(mock, {name: 1}, {"op": "replace", "path": pointer, "value": 2})
    assert done.status == 200
    assert done.json()[name] == 2


def test_a_reset_forgets_everything(mock: EmbeddedMock) -> None:
    """After `reset` what was created can be created again, and alone."""
    for _ in range(2):
        assert mock.ask("POST", "/a/1/b/2/c", json={"key": "k"}).status == 201
        assert mock.ask("GET", "/a/1/b/2/c").json() == [{"key": "k"}]
        mock.reset()
