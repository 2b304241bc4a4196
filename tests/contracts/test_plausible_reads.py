"""What a read is asked with first: times that have been, and an option that stands for something."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.requests import Requests
from contracts.cases.values.typical_values import TypicalValues
from contracts.traffic.credentials import Credentials
from contracts.traffic.request_validity import Reader
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ["KIND_UNSPECIFIED", "KIND_PAID", "KIND_OPEN"]


@pytest.mark.parametrize(
    ("method", "schema", "sent"),
    [
        ("get", {"type": "string", "format": "date-time"}, "2024-12-25T10%3A00%3A00Z"),
        ("get", {"type": "string", "format": "date"}, "2024-12-25"),
        (
            "get",
            {"type": "string", "format": "date-time", "example": "2030-01-01T00:00:00Z"},
            "2030-01-01T00%3A00%3A00Z",
        ),
        ("post", {"type": "string", "format": "date-time"}, "2031-12-25T10%3A00%3A00Z"),
        ("get", {"type": "string", "enum": KINDS}, "KIND_PAID"),
        ("get", {"type": "string", "enum": KINDS[:1]}, "KIND_UNSPECIFIED"),
        ("get", {"type": "string", "enum": ["UNSPECIFIED_KIND", "PAID"]}, "UNSPECIFIED_KIND"),
        ("get", {"type": "string", "enum": KINDS, "example": KINDS[0]}, "KIND_UNSPECIFIED"),
    ],
)
def test_a_read_asks_for_what_may_be_there(method: str, schema: dict[str, Any], sent: str, tmp_path: Path) -> None:
    """A log has no entries of tomorrow, and many refuse to look for them; an example of the document goes first."""
    asked = {"name": "which", "in": "query", "required": True, "schema": schema}
    file = tmp_path / "bills.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Bills", "version": "1"},
        "paths": {"/bills": {method: {"parameters": [asked], "responses": {"200": {"description": "done"}}}}},
    }))  # fmt: skip
    document = load_document(file)
    requests = Requests(TypicalValues(Reader(document), "ct"), Credentials(document, {}))
    assert requests.build(document.operations[0]).target == f"/bills?which={sent}"
