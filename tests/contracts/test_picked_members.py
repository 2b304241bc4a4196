"""A request may name the members that it wants: what is required may be missing then, what is there has its type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.laws.picked_members import narrows
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("query", "headers", "body", "causes"),
    [
        ("?fields=id", (), {"id": 1}, []),
        ("?fields=id", (), {"id": "one"}, ["type"]),
        ("", (("X-Fields", "id"),), {"id": 1}, []),
        ("?_fields=id", (), {"id": 1}, []),
        ("?_fields=id,a%00b", (), {"id": 1}, []),
        ("?_fields=%FF", (), {"id": 1}, []),
        ("?filter=%7B%22fields%22:%7B%22id%22:true%7D%7D", (), {"id": 1}, []),
        ("?filter=%7B%22limit%22:1%7D", (), {"id": 1}, ["required"]),
        ("", (), {"id": 1}, ["required"]),
        ("?field_of_work=id", (), {"id": 1}, ["required"]),
    ],
)
def test_what_was_not_asked_for_may_be_missing(
    query: str, headers: Any, body: Any, causes: list[str], tmp_path: Path
) -> None:
    """Of a query and of a header; without either each required member is there."""
    task = {"type": "object", "required": ["id", "title"],
            "properties": {"id": {"type": "integer"}, "title": {"type": "string"}}}  # fmt: skip
    text: dict[str, Any] = {"schema": {"type": "string"}}
    inside = {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}
    asked = [inside, {"name": "fields", "in": "query", **text}, {"name": "field_of_work", "in": "query", **text},
             {"name": "_fields", "in": "query", **text}, {"name": "X-Fields", "in": "header", **text}]  # fmt: skip
    read = {"operationId": "read", "parameters": asked,
            "responses": {"200": {"description": "it", "content": {"application/json": {"schema": task}}}}}  # fmt: skip
    file = tmp_path / "tasks.json"
    described = {"openapi": "3.1.0", "info": {"title": "Tasks", "version": "1"}, "paths": {"/task": {"get": read}}}
    file.write_text(json.dumps(described))
    judge = Judge(load_document(file))
    request = Request("GET", f"/task{query}", headers)
    answer = Answer(200, (("Content-Type", "application/json"),), json.dumps(body).encode())
    found = judge.findings(Exchange(request, answer, "journey"), judge.reader.read(request), body)
    assert [finding.cause for finding in found if finding.law == "answer-schema"] == causes


@pytest.mark.parametrize(
    ("query", "shown", "places"),
    [
        ("?fields=id", {"id": 1}, []),
        ("?fields=title", {"title": "another"}, ["/title"]),
        ("", {"id": 1}, ["/title"]),
    ],
)
def test_what_was_sent_and_not_asked_for_need_not_come_back(
    query: str, shown: dict[str, Any], places: list[str], tmp_path: Path
) -> None:
    """In the answer to a change; what is shown is as it was sent."""
    task = {"type": "object", "properties": {"id": {"type": "integer"}, "title": {"type": "string"}}}
    content = {"application/json": {"schema": task}}
    asked = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
             {"name": "fields", "in": "query", "schema": {"type": "string"}}]  # fmt: skip
    change = {"operationId": "change", "parameters": asked, "requestBody": {"required": True, "content": content},
              "responses": {"200": {"description": "it", "content": content}}}  # fmt: skip
    read = {**change, "operationId": "read"}
    del read["requestBody"]
    file = tmp_path / "tasks.json"
    described = {"openapi": "3.1.0", "info": {"title": "Tasks", "version": "1"}}
    file.write_text(json.dumps({**described, "paths": {"/tasks/{id}": {"put": change, "get": read}}}))
    judge, kind = Judge(load_document(file)), (("Content-Type", "application/json"),)
    request = Request("PUT", f"/tasks/1{query}", kind, b'{"title": "one"}')
    answer = Answer(200, kind, json.dumps(shown).encode())
    found = judge.findings(Exchange(request, answer, "journey"), judge.reader.read(request), shown)
    assert [finding.place for finding in found if finding.law == "echo"] == places


@pytest.mark.parametrize(
    ("said", "narrow"),
    [
        ("The members to return, separated by commas; all others are left out.", True),
        ("Comma-separated list of fields to return. If omitted, all fields are returned.", True),
        ("Return only these.", True),
        ("Limits the response to what is named", True),
        ("A subset of the properties", True),
        ("Partial response", True),
        ("Names of additional members to return.", False),
        ("Fields to leave out of the returned records", False),
        ("Fields that are excluded from the returned records", False),
        ("All but these fields are to be omitted: they are not returned", False),
        ("Which set of fields to return: basic or full", False),
        ("Fields to group by; groups are returned in order", False),
        ("Fields to count by; a count is returned for each of the fields", False),
        ("Fields whose words are highlighted in the returned text", False),
        ("Only for administrators", False),
        ("Limited to ten", False),
        ("", False),
    ],
)
def test_which_words_say_that_an_answer_is_narrowed(said: str, narrow: bool, tmp_path: Path) -> None:
    """To what is named; not by what is named, nor to all but that, and no word of who may ask."""
    asked = {"name": "fields", "in": "query", "schema": {"type": "string"}, "description": said}
    read = {"operationId": "read", "parameters": [asked], "responses": {"200": {"description": "it"}}}
    file = tmp_path / "tasks.json"
    info = {"title": "Tasks", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/task": {"get": read}}}), "utf-8")
    [operation] = load_document(file).operations
    assert narrows(operation.parameters[0]) is narrow
