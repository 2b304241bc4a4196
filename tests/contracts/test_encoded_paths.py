"""What a path template has that no URL has is percent-encoded, as clients send it, and found again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from contracts.settings import Settings
from mock_server.embedded import ServedMock
from tests.contracts.running import report_of
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

NOTE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "text": {"type": "string"}}}


@pytest.mark.slow
def test_a_path_of_other_letters_is_called_and_led_to(tmp_path: Path) -> None:
    """A check of the mock creates, reads and removes below a path with letters and spaces that no URL has."""
    said = {"description": "it", "content": {"application/json": {"schema": NOTE}}}
    key = {"name": "nøgle", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {"content": {"application/json": {"schema": NOTE}}}
    paths = {
        "/bøker og %20hefter": {"post": {"operationId": "make", "requestBody": body, "responses": {"201": said}}},
        "/bøker og %20hefter/{nøgle}": {
            "parameters": [key],
            "get": {"operationId": "read", "responses": {"200": said, "404": {"description": "none"}}},
            "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}}},
        },
    }
    spec = tmp_path / "notes.json"
    tree = {"openapi": "3.1.0", "info": {"title": "N", "version": "1"}, "paths": paths}
    spec.write_text(json.dumps(tree), "utf-8")
    with ServedMock(spec, seed=1) as mock:
        report = report_of(Settings(mock.url, spec, fuzz=0, ledger=tmp_path / "ledger"))
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert [item.operation for item in report.coverage if not item.succeeded] == []


def test_a_path_is_read_as_it_is_written_and_as_it_travels() -> None:
    """In an address either may stand; the key is the same."""
    read = document({"paths": {"/ære/{id}": {"get": {"responses": {}}}}}).operations[0]
    assert read.wire_path == "/%C3%A6re/{id}"
    assert [read.read_path(path) for path in ("/v1/ære/a", f"/v1/{quote('ære')}/a", "/v1/are/a")] == [
        {"id": "a"},
        {"id": "a"},
        None,
    ]
