"""The place in the document that speaks of a place in an answer or a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Drift
from contracts.suggestion.schema_places import Places
from contracts.suggestion.suggested_overlay import suggest
from mock_server.openapi.reading.document import load_document
from tests.contracts.report_samples import DOCUMENT, JSON, body, finding, report

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Finding


def about(operation: str, status: int, place: str) -> Finding:
    """A finding about a part of an answer."""
    request = Request("GET", "/x", (), None, operation)
    return finding(place=place, operation=operation, exchange=Exchange(request, Answer(status, JSON, b"{}"), "fuzz"))


@pytest.mark.parametrize(
    ("operation", "status", "place", "pointer"),
    [
        ("createClient", 201, "/data/name", "components/schemas/Client/properties/name"),
        ("createClient", 201, "/data/unknown", "components/schemas/ClientCreated/properties/data"),
        ("createClient", 400, "/details/0/field", "components/schemas/ErrorDetail/properties/field"),
        ("createApiKey", 400, "/code", "components/schemas/BadRequestError/properties/code"),
        ("createClient", 418, "status", "paths//clients/post/responses"),
        ("createClient", 400, "status", "components/responses/BadRequest"),
        ("createClient", 201, "header X-A", "paths//clients/post/responses/201"),
        ("createClient", 201, "body name", "components/schemas/NewClient/properties/name"),
        ("deleteClient", 200, "query hard", "paths//clients/{id}/delete/parameters/1"),
        ("deleteClient", 200, "path id", "paths//clients/{id}/delete/parameters/0"),
        ("deleteClient", 200, "query unknown", "paths//clients/{id}/delete/responses/200"),
    ],
)
def test_places_of_our_document(operation: str, status: int, place: str, pointer: str) -> None:
    """References are followed, alternatives searched, and what nobody speaks of is where it would stand."""
    found = Places(load_document(DOCUMENT)).place(about(operation, status, place))
    assert found is not None
    assert "/".join(found.pointer) == pointer
    line = DOCUMENT.read_text("utf-8").splitlines()[found.line - 1]
    assert found.pointer[-1].strip('"') in line or line.strip().startswith("- name:")
    assert found.excerpt[0] == line.strip()


def test_an_operation_that_is_not_documented_has_no_place() -> None:
    """Nor has any, where the document is gone."""
    assert Places(load_document(DOCUMENT)).place(about("unknown", 200, "status")) is None
    assert Places.of("nowhere.yaml").place(about("createClient", 200, "status")) is None


def test_a_place_in_another_file(tmp_path: Path) -> None:
    """Its own file and line are told; an overlay of the first file can't change it, and says so."""
    (tmp_path / "schemas.yaml").write_text("Thing:\n  type: object\n  properties:\n    id:\n      type: string\n")
    tree = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "ok", "content": {
            "application/json": {"schema": {"allOf": [{"$ref": "schemas.yaml#/Thing"}]}}
        }}}}}},
    }  # fmt: skip
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(tree))
    document = load_document(path)
    found = Places(document).place(about("a", 200, "/id"))
    assert found is not None
    assert (found.file.name, found.line, found.excerpt) == ("schemas.yaml", 4, ("id:", "  type: string"))
    exchange = Exchange(Request("GET", "/a", (), None, "a"), Answer(200, JSON, body({"id": None})), "fuzz")
    overlay = suggest(
        report(drifts=(Drift(finding("answer-schema", "/id", operation="a", exchange=exchange), 1),)), document
    )
    assert overlay["actions"] == []
    assert "it stands in another file" in overlay["x-not-expressed"][0]
