"""What a document leaves open: nulls and empty texts that no answer shows, unreadable bodies, absent pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.laws.read_back import Reads, change_meaning, differences
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

JSON = "application/json"
OLD = {"tax": 10, "size": {"width": 3}}


def judge(folder: Path, shown: dict[str, Any], media: str = JSON) -> Judge:
    """Items of which a change takes nulls; answers show a tax and a width by these schemas."""
    number = {"type": ["integer", "null"]}
    taken = {
        "type": "object",
        "properties": {"tax": number, "size": {"type": "object", "properties": {"width": number}}},
    }
    size = {"type": "object", "properties": {"width": shown}}
    item = {"type": "object", "properties": {"id": {"type": "integer"}, "tax": shown, "size": size}}
    done = {"description": "done", "content": {JSON: {"schema": item}}}
    body = {"required": True, "content": {media: {"schema": taken}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    patch = {"operationId": "change", "requestBody": body, "responses": {"200": done, "422": {"description": "wrong"}}}
    paths = {"/items/{id}": {"parameters": [key], "get": {"responses": {"200": done}}, "patch": patch}}
    file = folder / "items.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Items", "version": "1"}, "paths": paths}))
    return Judge(load_document(file))


def change(sent: bytes, status: int, answered: Any = None, media: str = JSON) -> Exchange:
    """One PATCH and its answer."""
    request = Request("PATCH", "/items/1", (("Content-Type", media),), sent)
    return Exchange(
        request,
        Answer(status, (("Content-Type", JSON),), b"" if answered is None else json.dumps(answered).encode()),
        "journey",
    )


@pytest.mark.parametrize("sent", [{"tax": None}, {"size": {"width": None}}])
@pytest.mark.parametrize(
    ("shown", "media", "echoed", "kept"),
    [
        ({"type": "integer"}, JSON, False, False),
        ({"type": "integer"}, "application/merge-patch+json", False, True),
        ({"type": ["integer", "null"]}, JSON, True, True),
        ({}, JSON, True, True),
    ],
)
def test_a_null_that_no_answer_can_show_is_open(
    sent: dict[str, Any], shown: dict[str, Any], media: str, echoed: bool, kept: bool, tmp_path: Path
) -> None:
    """It may say nothing; where answers show nulls, or the media type says that it removes, it was lost."""
    laws = judge(tmp_path, shown, media)
    found = laws.judge(change(json.dumps(sent).encode(), 200, {"id": 1, **OLD}, media))
    if media == JSON:
        assert [finding.law for finding in found] == (["echo"] if echoed else [])
    behaviour = laws.behaviours["change"]
    record = behaviour.operation.success()
    meaning = change_meaning(laws.schemas, behaviour, record.schema if record is not None else None, "id")
    lost = differences(Reads(OLD, OLD), Reads(OLD, {"size": OLD["size"]}), sent, ("tax",), meaning)
    assert [item.name for item in lost if "tax" in sent] == (["tax"] if kept and "tax" in sent else [])


@pytest.mark.parametrize(
    ("body", "laws"),
    [
        (b"{", []),
        (b'{"tax":"\xff"}', []),
        (b'{"tax":"much"}', ["status-documented"]),
        (b'{"tax":1}', ["status-documented"]),
    ],
)
def test_400_is_for_a_body_that_cannot_be_read(body: bytes, laws: list[str], tmp_path: Path) -> None:
    """Where a document has 422 alone: that says that the body could be read (RFC 9110 section 15.5.21)."""
    found = judge(tmp_path, {"type": "integer"}).judge(change(body, 400))
    assert [finding.law for finding in found] == laws


def listing(folder: Path, media: str, schema: dict[str, Any]) -> Judge:
    """A list by pages in one media type, and boxes that are made of a form."""
    page = {"name": "page", "in": "query", "schema": {"type": "integer"}}
    kind = {"name": "kind", "in": "query", "schema": {"type": "string"}}
    done = {"200": {"description": "done", "content": {media: {"schema": schema}}}}
    labels = {"type": "object", "additionalProperties": {"type": "string"}}
    box = {"type": "object", "properties": {"id": {"type": "integer"}, "labels": labels}}
    style = {"labels": {"style": "deepObject", "explode": True}}
    form = {"application/x-www-form-urlencoded": {"schema": box, "encoding": style}}
    post = {"operationId": "make", "requestBody": {"content": form}}
    post["responses"] = {"201": {"description": "made", "content": {JSON: {"schema": box}}}}
    get = {"operationId": "list", "parameters": [page, kind], "responses": done}
    file = folder / "boxes.json"
    paths = {"/boxes": {"get": get, "post": post}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Boxes", "version": "1"}, "paths": paths}))
    return Judge(load_document(file))


@pytest.mark.parametrize(
    ("query", "laws"),
    [("?page=9000", []), ("?page=text", []), ("?kind=odd", ["status-documented"]), ("", ["status-documented"])],
)
def test_a_page_may_not_be_there(query: str, laws: list[str], tmp_path: Path) -> None:
    """Where a document says nothing of refusals; a list and a filter are there."""
    judge = listing(tmp_path, JSON, {"type": "array"})
    found = judge.judge(Exchange(Request("GET", f"/boxes{query}"), Answer(404), "journey"))
    assert [finding.law for finding in found] == laws


@pytest.mark.parametrize(
    ("media", "laws"),
    [
        ("application/x-ndjson", []),
        ("text/event-stream", []),
        (JSON, ["media-type"]),
        ("multipart/mixed", ["media-type"]),
    ],
)
def test_no_lines_are_a_body_of_no_octets(media: str, laws: list[str], tmp_path: Path) -> None:
    """A sequence may have no items; no other JSON is empty."""
    answer = Answer(200, (("Content-Type", media),))
    found = listing(tmp_path, media, {"type": "object"}).judge(Exchange(Request("GET", "/boxes"), answer, "journey"))
    assert [finding.law for finding in found] == laws


@pytest.mark.parametrize(
    ("shown", "laws"),
    [
        ({"b": "1"}, []),
        ({"a": "", "b": "1"}, []),
        ({"a": "0", "b": "1"}, ["echo"]),
        ({"a": ""}, ["echo"]),
    ],
)
def test_an_empty_text_of_a_form_is_nothing_inside_an_object_too(
    shown: dict[str, str], laws: list[str], tmp_path: Path
) -> None:
    """What is not empty comes back."""
    fields = (("Content-Type", "application/x-www-form-urlencoded"),)
    request = Request("POST", "/boxes", fields, b"labels%5Ba%5D=&labels%5Bb%5D=1")
    answer = Answer(201, (("Content-Type", JSON),), json.dumps({"id": 1, "labels": shown}).encode())
    found = listing(tmp_path, JSON, {"type": "array"}).judge(Exchange(request, answer, "journey"))
    assert [finding.law for finding in found if finding.law == "echo"] == laws


@pytest.mark.parametrize(
    ("target", "laws"), [("/items/abc", []), ("/items/1", ["media-type"]), ("/items/%F0%9F%98%80", [])]
)
def test_a_key_that_breaks_its_schema_may_meet_no_operation(target: str, laws: list[str], tmp_path: Path) -> None:
    """Where paths are told apart by a framework, its page for unknown ones is no documented 404."""
    missing = {"description": "none", "content": {JSON: {"schema": {"type": "object"}}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    get = {"parameters": [key], "responses": {"200": {"description": "it"}, "404": missing}}
    file = tmp_path / "items.json"
    paths = {"/items/{id}": {"get": get}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Items", "version": "1"}, "paths": paths}))
    answer = Answer(404, (("Content-Type", "text/html"),), b"<h1>Not Found</h1>")
    found = Judge(load_document(file)).judge(Exchange(Request("GET", target), answer, "journey"))
    assert [finding.law for finding in found] == laws


@pytest.mark.parametrize(
    ("media", "schema", "laws"),
    [
        ("*/*", {"type": "string", "format": "binary"}, []),
        ("text/plain", {"type": "string", "minLength": 1}, ["invalid-refused"]),
        (JSON, {"type": "string"}, ["invalid-refused"]),
        ("multipart/form-data", {"type": "object"}, ["invalid-refused"]),
    ],
)
def test_no_octets_are_an_empty_file(media: str, schema: dict[str, Any], laws: list[str], tmp_path: Path) -> None:
    """A required body of octets or text may have none; any other is missing."""
    body = {"required": True, "content": {media: {"schema": schema}}}
    put = {"requestBody": body, "responses": {"204": {"description": "kept"}, "400": {"description": "no"}}}
    file = tmp_path / "files.json"
    paths = {"/file": {"put": put}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Files", "version": "1"}, "paths": paths}))
    judge = Judge(load_document(file))
    for fields in ((), (("Content-Type", "multipart/form-data" if media == "*/*" else media),)):
        found = judge.judge(Exchange(Request("PUT", "/file", fields, b""), Answer(204), "journey"))
        assert [finding.law for finding in found] == laws
