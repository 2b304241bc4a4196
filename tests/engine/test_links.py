"""Links of answers: where they lead, and what they take from an exchange."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import MISSING, behaviours, load_document

if TYPE_CHECKING:
    from pathlib import Path

PATH = {"name": "id", "in": "path", "required": True, "schema": {}}
SHARED = {"name": "id", "in": "query", "schema": {}}
TAKEN = {
    "$response.body#/data/id": 7,
    "$request.path.id": "p",
    "$request.query.q": ["x"],
    "$request.header.X-One": "h",
    "$request.body#/a/b": 1,
    "$response.header.Location": "/things/7",
    "$response.header.None": MISSING,
    "$response.body#/none": MISSING,
    "$statusCode": 201,
    "{$response.body#/data/id}": 7,
    "thing-{$response.body#/data/id}-{$response.body#/on}": "thing-7-true",
    "thing-{$response.body#/none}": MISSING,
    "a constant": "a constant",
    12: 12,
}


def _links(folder: Path, **links: Any) -> list[Any]:
    responses = {"200": {"description": "it"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "components": {"links": {"shared": {"operationId": "read", "parameters": {"id": 1}}}},
        "paths": {
            "/things": {"post": {"operationId": "make", "responses": {"201": {"description": "made", "links": links}}}},
            "/things/{id}": {"get": {"operationId": "read", "parameters": [PATH, SHARED], "responses": responses}},
        },
    }
    file = folder / "links.json"
    file.write_text(json.dumps(document), "utf-8")
    operation = load_document(file).operations[0]
    return list(operation.links(operation.responses[0]))


@pytest.mark.parametrize("said", TAKEN)
def test_what_a_link_takes(said: Any, tmp_path: Path) -> None:
    """An expression is what it stands for in the exchange, alone or inside a text; a constant is itself."""
    (link,) = _links(tmp_path, one={"operationId": "read", "parameters": {"id": said}, "requestBody": said})
    request = {"path": {"id": "p"}, "query": {"q": ["x"]}, "header": {"x-one": "h"}}
    answer = ({"location": "/things/7"}, {"data": {"id": 7}, "on": True})
    found = link.values(("POST", "/things", 201), (request, {"a": {"b": 1}}), answer)
    assert found.parameters == {("path", "id"): TAKEN[said]}
    assert found.body == TAKEN[said]


def test_where_links_lead(tmp_path: Path) -> None:
    """By id, by a reference into the document, by one to a shared link; what leads elsewhere is no link."""
    links = {
        "id": {"operationId": "read", "parameters": {"query.id": 1, "path.id": 2, "unknown": 3}},
        "reference": {"operationRef": "#/paths/~1things~1{id}/get", "parameters": {"id": 4}},
        "shared": {"$ref": "#/components/links/shared"},
        "nowhere": {"operationId": "none"},
        "abroad": {"operationRef": "https://example.com/#/paths/~1things/get"},
        "broken": 7,
    }
    found = {link.name: link for link in _links(tmp_path, **links)}
    assert list(found) == ["id", "reference", "shared"]
    assert {link.target.id for link in found.values()} == {"read"}
    assert found["id"].parameters == {("query", "id"): 1, ("path", "id"): 2}
    assert found["reference"].parameters == {("path", "id"): 4}
    assert found["id"].body is MISSING


def test_what_the_server_alone_sends_is_no_key_of_a_client(tmp_path: Path) -> None:
    """One schema for request and answer: a link takes the key from the answer, and its readOnly member is not sent."""
    key = {"type": "integer", "readOnly": True}
    thing = {"type": "object", "properties": {"id": key, "name": {"type": "string"}}}
    content = {"application/json": {"schema": thing}}
    links = {"it": {"operationId": "read", "parameters": {"id": "$response.body#/id"}}}
    answer = {"description": "it", "content": content}
    made = {"201": {**answer, "links": links}}
    item = {"get": {"operationId": "read", "parameters": [PATH], "responses": {"200": answer}}}
    paths = {
        "/things": {"post": {"operationId": "make", "requestBody": {"content": content}, "responses": made}},
        "/things/{id}": item,
    }
    file = tmp_path / "shared.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    assert behaviours(load_document(file))["make"].key is None
    key.pop("readOnly")
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    assert behaviours(load_document(file))["make"].key == "$request.body#/id"
