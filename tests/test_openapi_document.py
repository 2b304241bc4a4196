"""openapi.yaml itself: valid, complete against the vendor's pages, and true to its own schemas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import validate

PATH = Path(__file__).parent.parent / "openapi.yaml"
DOCUMENT: dict[str, Any] = yaml.load(PATH.read_bytes(), yaml.CSafeLoader)
OPERATIONS = {
    operation["operationId"]: operation
    for item in DOCUMENT["paths"].values()
    for method, operation in item.items()
    if method in ("get", "post", "delete")
}


def resolved(node: Any) -> Any:
    """The document's node with every reference replaced; ours has no circles."""
    if isinstance(node, dict):
        if "$ref" in node:
            target: Any = DOCUMENT
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[token]
            return resolved(target)
        return {key: resolved(value) for key, value in node.items()}
    if isinstance(node, list):
        return [resolved(item) for item in node]
    return node


def examples() -> list[tuple[str, Any, Any]]:
    """Name, schema and value of every example in the document."""
    found = []
    for name, operation in resolved(OPERATIONS).items():
        bodies = {"request": operation.get("requestBody", {})} | operation["responses"]
        for place, body in bodies.items():
            for media in body.get("content", {}).values():
                for key, example in media.get("examples", {}).items():
                    found.append((f"{name} {place} {key}", media["schema"], example["value"]))
        for parameter in operation.get("parameters", ()):
            if "example" in parameter:
                found.append((f"{name} {parameter['name']}", parameter["schema"], parameter["example"]))
    for name, schema in resolved(DOCUMENT["components"]["schemas"]).items():
        for key, property_ in schema.get("properties", {}).items():
            if "example" in property_:
                found.append((f"{name}.{key}", property_, property_["example"]))
    return found


def test_valid_openapi() -> None:
    """The OpenAPI specification's own validator accepts the document."""
    validate(DOCUMENT)


@pytest.mark.parametrize(("schema", "value"), [e[1:] for e in examples()], ids=[e[0] for e in examples()])
def test_examples_conform(schema: Any, value: Any) -> None:
    """Every example validates against its schema."""
    OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER).validate(value)


def test_there_are_examples_everywhere() -> None:
    """Every request body and every answer has at least one example."""
    for name, operation in resolved(OPERATIONS).items():
        bodies = [*operation["responses"].values(), *([operation["requestBody"]] if "requestBody" in operation else [])]
        for body in bodies:
            assert body["content"]["application/json"]["examples"], name


def test_operations_and_statuses() -> None:
    """The three operations answer with the documented statuses and nothing else."""
    statuses = {name: sorted(operation["responses"]) for name, operation in OPERATIONS.items()}
    assert statuses == {
        "createClient": ["201", "400", "401", "409"],
        "createApiKey": ["201", "400", "401"],
        "deleteClient": ["200", "400", "401", "404"],
    }


def test_both_security_schemes() -> None:
    """The admin key is a bearer token or a query parameter, on every operation."""
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert schemes["bearerAuth"]["scheme"] == "bearer"
    assert (schemes["adminKey"]["in"], schemes["adminKey"]["name"]) == ("query", "admin_key")
    assert DOCUMENT["security"] == [{"bearerAuth": []}, {"adminKey": []}]
    assert not any("security" in operation for operation in OPERATIONS.values())


def test_links_from_create_to_both_deletes() -> None:
    """A created client links to its soft and its hard delete."""
    links = OPERATIONS["createClient"]["responses"]["201"]["links"]
    assert {link["operationId"] for link in links.values()} == {"deleteClient"}
    assert sorted(link["parameters"].get("hard", "false") for link in links.values()) == ["false", "true"]
    assert not any("links" in answer for answer in OPERATIONS["createApiKey"]["responses"].values())


def test_every_documented_field() -> None:
    """The schemas have the fields that the vendor's pages list, and no others."""
    schemas = DOCUMENT["components"]["schemas"]
    sent = {"id", "name", "status", "domain", "email", "phone", "website", "timezone", "global_name", "company_id",
            "agency_id", "api_metadata", "ghl_location_id", "proxy_api_key"}  # fmt: skip
    assert set(schemas["NewClient"]["properties"]) == sent
    assert set(schemas["Client"]["properties"]) == sent | {"publishable_key", "secret_key", "created_at", "updated_at"}
    assert set(schemas["NewApiKey"]["properties"]) == {"name", "scopes", "expires_at"}
    assert set(schemas["ApiKeyError"]["properties"]) == {"success", "data", "error", "count"}


ASSUMED = {
    "201 of createClient": ("paths", "/clients", "post", "responses", "201"),
    "201 of createApiKey": ("paths", "/mcp/api-keys", "post", "responses", "201"),
    "400 of deleteClient": ("paths", "/clients/{id}", "delete", "responses", "400"),
    "the id's pattern in the body": ("components", "schemas", "ClientId"),
    "required fields, unknown properties": ("components", "schemas", "NewClient"),
    "status left out": ("components", "schemas", "NewClient", "properties", "status"),
    "fields absent or null": ("components", "schemas", "Client"),
    "second soft delete, id stays taken": ("paths", "/clients/{id}", "delete"),
    "the full key": ("components", "schemas", "ApiKeyCreated", "properties", "data"),
    "the other error form": ("components", "schemas", "ApiKeyError"),
    "two keys share a name": ("paths", "/mcp/api-keys", "post"),
}


@pytest.mark.parametrize("place", ASSUMED.values(), ids=ASSUMED)
def test_assumptions_are_marked(place: tuple[str, ...]) -> None:
    """What the pages do not say carries `x-assumed` with a reason."""
    node: Any = DOCUMENT
    for token in place:
        node = node[token]
    assert len(node["x-assumed"]) > 20


def test_no_reference_has_siblings() -> None:
    """In OpenAPI 3.0 what stands beside a `$ref` is ignored, so nothing does."""
    stack: list[Any] = [DOCUMENT]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            assert "$ref" not in node or len(node) == 1
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def test_id_pattern_is_the_documented_one() -> None:
    """The id's pattern takes 1 to 255 of the documented characters."""
    pattern = DOCUMENT["components"]["schemas"]["ClientId"]["pattern"]
    assert re.fullmatch(pattern, "a" * 255)
    assert not re.fullmatch(pattern, "a" * 256)
