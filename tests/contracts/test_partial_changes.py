"""A PATCH whose schema asks for members that its text, or a mask in its query, lets stay as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
MEDIA = "application/json"


def told(folder: Path, method: str, text: str, parameter: str, body: Any, status: int) -> list[str]:
    """The laws that a change of a shelf breaks, which has to have a name and may have a theme."""
    schema = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "theme": TEXT}}
    asked = [{"name": parameter, "in": "query", "schema": TEXT}] if parameter else []
    answers = {"200": {"description": "done"}, "400": {"description": "no"}}
    change = {"operationId": "change", "description": text, "parameters": asked, "responses": answers,
              "requestBody": {"required": True, "content": {MEDIA: {"schema": schema}}}}  # fmt: skip
    file = folder / "shelf.json"
    head = {"openapi": "3.0.3", "info": {"title": "Shelf", "version": "1"}}
    file.write_text(json.dumps({**head, "paths": {"/shelf": {method: change}}}))
    request = Request(method.upper(), "/shelf", (("Content-Type", MEDIA),), json.dumps(body).encode())
    exchange = Exchange(request, Answer(status, (), b"", 0.0), "journey", "")
    return [finding.law for finding in Judge(load_document(file)).judge(exchange)]


@pytest.mark.parametrize(
    ("method", "text", "parameter", "body", "found"),
    [
        ("patch", "Only the fields that are given are changed.", "", {"theme": "a"}, []),
        ("patch", "A partial update.", "", {"theme": "a"}, []),
        ("patch", "Changes the shelf.", "updateMask", {"theme": "a"}, []),
        ("patch", "Changes the shelf.", "update_mask", {"theme": "a"}, []),
        ("patch", "Changes the shelf.", "", {"theme": "a"}, ["invalid-refused"]),
        ("patch", "A partial update.", "", {"theme": 1}, ["invalid-refused"]),
        ("put", "A partial update.", "", {"theme": "a"}, ["invalid-refused"]),
    ],
)
def test_what_a_change_in_part_lacks_is_open(
    method: str, text: str, parameter: str, body: Any, found: list[str], tmp_path: Path
) -> None:
    """Whether it is taken or refused, the document is right; a wrong value, or another method, is not excused."""
    assert told(tmp_path, method, text, parameter, body, 200) == found
    assert told(tmp_path, method, text, parameter, body, 400) == []
