"""The headers of an answer: those that a document requires are there, and those that are there conform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws import judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

HEADERS: dict[str, Any] = {
    "X-Remaining": {"required": True, "schema": {"type": "integer", "minimum": 0}},
    "X-Tags": {"schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
    "X-Range": {"schema": {"type": "object", "properties": {"from": {"type": "integer"}}, "required": ["from"]}},
    "X-Page": {"content": {"application/json": {"schema": {"type": "object", "required": ["next"]}}}},
    "X-Reset": {"schema": {"type": "string", "format": "date-time"}},
    "Location": {"schema": {"type": "string", "format": "uri"}},
    "Set-Cookie": {"schema": {"type": "string", "pattern": "^sid="}},
}
RIGHT = {
    "X-Remaining": "4", "x-tags": "a, b", "X-Range": "from,3", "X-Page": '{"next": 2}',
    "X-Reset": "2031-12-25T10:00:00Z", "Location": "/tides/4",
}  # fmt: skip


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A document whose one answer has headers of every kind."""
    file: Path = tmp_path_factory.mktemp("headers") / "tides.json"
    answers = {"200": {"description": "level", "headers": HEADERS}}
    operation = {"operationId": "tide", "responses": answers}
    described = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/tide": {"get": operation}}}
    file.write_text(json.dumps(described), "utf-8")
    return load_document(file)


def _found(document: Document, *fields: tuple[str, str]) -> list[tuple[str, str, str]]:
    exchange = Exchange(Request("GET", "/tide", (), None, "tide"), Answer(200, fields), "recorded")
    return [(finding.law, finding.place, finding.cause) for finding in judge(exchange, document)]


def test_headers_that_conform(document: Document) -> None:
    """Numbers, lists, objects, JSON and times are read as the document writes them; names in any case."""
    cookies = (("Set-Cookie", "sid=1"), ("Set-Cookie", "theme=dark"))
    assert _found(document, *RIGHT.items(), *cookies) == []


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("X-Remaining", "many", "type"),
        ("X-Remaining", "-1", "minimum"),
        ("X-Tags", "a,c", "enum"),
        ("X-Range", "to,3", "required"),
        ("X-Page", "{", "syntax"),
        ("X-Page", "{}", "required"),
        ("X-Reset", "tomorrow", "format"),
        ("Set-Cookie", "theme=dark", "pattern"),
    ],
)
def test_a_header_that_does_not_conform(document: Document, name: str, value: str, cause: str) -> None:
    """One finding at the header, by the keyword that it breaks."""
    fields = {**RIGHT, **({"x-tags": value} if name == "X-Tags" else {name: value})}
    assert _found(document, *fields.items()) == [("answer-header", f"header {name}", cause)]


def test_a_header_that_is_required_and_not_there(document: Document) -> None:
    """It is missing; what is not required may be."""
    assert _found(document) == [("answer-header", "header X-Remaining", "")]
