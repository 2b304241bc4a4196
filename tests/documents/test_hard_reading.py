"""Documents that are hard to read: references, versions, YAML's corners, invalid parts. Everything else is served."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import load_document
from mock_server.errors import DocumentError
from tests.documents.asking import answering, document, mock, mock_of

if TYPE_CHECKING:
    from pathlib import Path


def test_circular_schemas_are_answered(tmp_path: Path) -> None:
    """A tree of nodes, and two schemas that lead to each other through allOf, have finite answers."""
    schemas = {
        "Node": {
            "type": "object",
            "required": ["value", "children"],
            "properties": {
                "value": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
                "parent": {"$ref": "#/components/schemas/Node"},
            },
        },
        "A": {
            "allOf": [{"$ref": "#/components/schemas/Node"}, {"properties": {"b": {"$ref": "#/components/schemas/B"}}}]
        },
        "B": {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/A"}]}},
        },
    }
    get = answering({"$ref": "#/components/schemas/A"})
    asked = mock(tmp_path, document({"/a": {"get": get}}, components={"schemas": schemas}))
    reply = asked.ask("GET", "/a")
    assert reply.status == 200
    assert isinstance(reply.json["children"], list)


def test_references_over_files(tmp_path: Path) -> None:
    """Path items, parameters, schemas and examples in other files are found, from there too, and back in the first."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "pets.yaml").write_text(
        """
        get:
          parameters: [{$ref: "common.json#/parameters/Limit"}]
          responses:
            "200":
              description: Pets
              content:
                application/json:
                  schema: {type: array, minItems: 1, items: {$ref: "../openapi.yaml#/components/schemas/Pet"}}
        """
    )
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}}
    (tmp_path / "parts" / "common.json").write_text(
        json.dumps({"parameters": {"Limit": limit}, "Name": {"type": "string", "const": "Rex"}})
    )
    asked = mock(
        tmp_path,
        """
        openapi: 3.0.3
        info: {title: Files, version: "1"}
        paths:
          /pets: {$ref: "parts/pets.yaml"}
        components:
          schemas:
            Pet: {type: object, required: [name], properties: {name: {$ref: "parts/common.json#/Name"}}}
        """,
    )
    assert '"const":"Rex"' in asked.ask("GET", "/openapi.json").body.decode()
    assert asked.ask("GET", "/pets").json[0] == {"name": "Rex"}
    assert asked.ask("GET", "/pets?limit=11").status == 400


@pytest.mark.parametrize("ref", ["https://example.com/pet.json", "nowhere.yaml", "#/components/schemas/None", "#no"])
def test_a_reference_to_nothing_is_told_and_the_rest_is_served(
    tmp_path: Path, ref: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A remote, missing or dangling reference allows anything where it stands; the log has one clear sentence."""
    get = answering(
        {"type": "object", "required": ["pet", "ok"], "properties": {"pet": {"$ref": ref}, "ok": {"const": True}}}
    )
    asked = mock(tmp_path, document({"/a": {"get": get}, "/b": {"get": answering({"const": 2})}}))
    with caplog.at_level(logging.WARNING, "mock_server"):
        assert asked.ask("GET", "/a").json["ok"] is True
        assert asked.ask("GET", "/b").json == 2
    problems = [record.getMessage() for record in caplog.records if ref.removeprefix("#") in record.getMessage()]
    assert len(problems) == 1
    assert "openapi.json" in problems[0]


@pytest.mark.parametrize(
    "place", ["parameters", "requestBody", "responses", "path", "operation", "header", "example", "link"]
)
def test_a_broken_part_does_not_break_the_others(tmp_path: Path, place: str) -> None:
    """Whatever part of an operation leads nowhere, requests get an answer and other operations are as they were."""
    broken: dict[str, Any] = {"$ref": "#/components/none"}
    response: dict[str, Any] = {"description": "Done", "content": {"application/json": {"schema": {"const": 1}}}}
    operation: dict[str, Any] = {"responses": {"200": response}}
    item: dict[str, Any] = {"post": operation}
    if place == "parameters":
        operation["parameters"] = [broken]
    elif place == "requestBody":
        operation["requestBody"] = broken
    elif place == "responses":
        operation["responses"]["201"] = broken
    elif place == "path":
        item = broken
    elif place == "operation":
        item = {"post": broken}
    elif place == "header":
        response["headers"] = {"X-A": broken}
    elif place == "link":
        response["links"] = {"a": broken}
    else:
        response["content"]["application/json"]["examples"] = {"a": broken}
    asked = mock(tmp_path, document({"/a": item, "/b": {"get": answering({"const": 2})}}))
    assert asked.ask("GET", "/b").json == 2
    assert asked.ask("POST", "/a").status == (404 if place in ("path", "operation") else 200)
    assert asked.app.apis[0].document.problems or place == "link"  # a link is read where it is of use


@pytest.mark.parametrize("paths", [{}, None, "none"])
def test_a_document_without_paths(tmp_path: Path, paths: Any) -> None:
    """A document without operations is served: its page and the document, and 404 for the rest."""
    tree = {"openapi": "3.1.0", "info": {"title": "Empty", "version": "1"}, "components": {}}
    asked = mock(tmp_path, tree if paths == "none" else {**tree, "paths": paths})
    assert asked.ask("GET", "/a").status == 404
    assert asked.ask("GET", "/openapi.json").status == 200


def test_an_operation_without_responses(tmp_path: Path) -> None:
    """An operation that documents no answer succeeds with 200 and no body."""
    asked = mock(tmp_path, document({"/a": {"get": {}, "post": {"responses": {}}}}))
    assert [(r.status, r.body) for r in (asked.ask("GET", "/a"), asked.ask("POST", "/a"))] == [(200, b""), (200, b"")]


def test_yaml_of_the_wild(tmp_path: Path) -> None:
    """Bare status codes, dates, anchors, merge keys, words like `on`, and text that looks like a template."""
    asked = mock(
        tmp_path,
        """
        openapi: 3.0.3
        info: {title: "{{ title }} {% raw", version: 2024-01-01}
        x-common: &common {required: true, schema: &text {type: string}}
        paths:
          /a:
            get:
              description: "{{ 7*7 }} {# comment #}"
              parameters:
                - {name: since, in: query, example: 2024-03-21, <<: *common}
              responses:
                200:
                  description: yes
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [on, day]
                        properties: {on: *text, day: {type: string, format: date, enum: [2024-03-21]}}
                4XX: {description: on}
        """,
    )
    assert asked.ask("GET", "/a?since=x").json["day"] == "2024-03-21"
    assert asked.ask("GET", "/a").status == 400
    assert b"{{ 7*7 }}" in asked.ask("GET", "/openapi.json").body


def test_invalid_parts_are_named_with_their_place(tmp_path: Path) -> None:
    """A document that breaks the specification is served all the same; each problem has its line and pointer."""
    asked = mock(
        tmp_path,
        """openapi: 3.1.0
info: {title: Wrong}
paths:
  no-slash:
    get: {responses: {"200": {description: Done}}}
  /a:
    get:
      operationId: twice
      responses: {"200": {description: Done, content: {application/json: {schema: {const: 1}}}}}
    post:
      operationId: twice
      tags: none
      responses: {"200": {description: Done}}
""",
    )
    assert asked.ask("GET", "/a").json == 1
    assert asked.ask("POST", "/a").status == 200
    assert asked.ask("GET", "/no-slash").status == 200
    problems = "\n".join(asked.app.apis[0].document.problems)
    assert "line 2: /info: version is missing" in problems
    assert "/paths/~1a/post/tags" in problems
    assert "'twice' is used twice" in problems
    with pytest.raises(DocumentError, match="version"):
        mock_of(tmp_path / "openapi.yaml", strict=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no OpenAPI document"),
        ("[]", "no OpenAPI document"),
        ("openapi: 3.0.3\n  info: x", "line 2"),
        ("swagger: '2.0'\ninfo: {}", "convert it"),
        ("openapi: 4.0.0", "3.0, 3.1 and 3.2"),
        ("info: {}", "3.0, 3.1 and 3.2"),
    ],
)
def test_what_can_not_be_served_is_refused_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    """What is no OpenAPI 3 document is refused; the sentence says where or what to do."""
    path = tmp_path / "openapi.yaml"
    path.write_text(text)
    with pytest.raises(DocumentError, match=said):
        load_document(path)


@pytest.mark.slow
def test_a_large_yaml_file_reads_as_a_small_one(tmp_path: Path) -> None:
    """The faster parser of large files gives what the other one gives, merge keys and tags included."""
    filler = "".join(f"  /p{n}: {{get: {{responses: {{200: {{description: 'd {n}'}}}}}}}}\n" for n in range(3000))
    head = 'openapi: 3.0.3\ninfo: {title: Large, version: "1"}\n'
    for extra in ("", "x-a: &a {b: 1}\nx-c: {<<: *a}\n", "x-t: !!str 5\n"):
        small, large = tmp_path / "small.yaml", tmp_path / "large.yaml"
        small.write_text(head + extra + "paths:\n" + filler.splitlines(keepends=True)[0])
        large.write_text(head + extra + "paths:\n" + filler)
        few, many = load_document(small).tree, load_document(large).tree
        assert {key: few[key] for key in few if key != "paths"} == {key: many[key] for key in many if key != "paths"}
        assert many["paths"]["/p7"] == {"get": {"responses": {"200": {"description": "d 7"}}}}
