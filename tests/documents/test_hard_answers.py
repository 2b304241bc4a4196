"""Documents whose operations are hard to answer: odd paths, statuses, media types, schemas and examples."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path


def test_question_marks_and_fragments_in_paths(tmp_path: Path) -> None:
    """A query in a path chooses among operations; a fragment is found by %23, and else by what the request fits."""
    body = {"content": {"application/json": {"schema": {"type": "object", "required": ["kind"]}}}, "required": True}
    tree = document(
        {
            "/a": {"get": answering({"const": "plain"})},
            "/a?action=stop": {"get": answering({"const": "stopped"})},
            "/b#one": {"post": {**answering({"const": 1}), "requestBody": body}},
            "/b#two": {"post": answering({"const": 2})},
        }
    )
    asked = mock(tmp_path, tree)
    assert asked.ask("GET", "/a").json == "plain"
    assert asked.ask("GET", "/a?action=stop").json == "stopped"
    assert asked.ask("POST", "/b", {"kind": "x"}).json == 1
    assert asked.ask("POST", "/b").json == 2
    assert asked.ask("POST", "/b%23two").json == 2
    assert asked.ask("POST", "/b%23one", {"kind": "x"}).json == 1


def test_literal_paths_win_over_templates(tmp_path: Path) -> None:
    """`/a/{id}` before `/a/me` does not shadow it, nor do templates with affixes."""
    parameter = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    tree = document(
        {
            "/a/{id}": {"parameters": parameter, "get": answering({"const": "item"})},
            "/a/me": {"get": answering({"const": "me"})},
            "/a/{id}.json": {"parameters": parameter, "get": answering({"const": "json"})},
            "/a/{id}:stop": {"parameters": parameter, "post": answering({"const": "stopped"})},
        }
    )
    asked = mock(tmp_path, tree)
    assert [asked.ask("GET", path).json for path in ("/a/7", "/a/me", "/a/7.json")] == ["item", "me", "json"]
    assert asked.ask("POST", "/a/7:stop").json == "stopped"


def test_two_templates_of_one_shape(tmp_path: Path) -> None:
    """`/a/{number}` and `/a/{name}` are told apart by what their parameters allow."""

    def item(name: str, schema: Any) -> dict[str, Any]:
        return {
            "get": {
                "parameters": [{"name": name, "in": "path", "required": True, "schema": schema}],
                **answering({"const": name}),
            }
        }

    tree = document({"/a/{number}": item("number", {"type": "integer"}), "/a/{name}": item("name", {"type": "string"})})
    asked = mock(tmp_path, tree)
    assert asked.ask("GET", "/a/7").json == "number"
    assert asked.ask("GET", "/a/seven").json == "name"


def test_undeclared_path_parameters(tmp_path: Path) -> None:
    """A parameter that only the path has is a string."""
    asked = mock(tmp_path, document({"/a/{id}": {"get": answering({"const": 1})}}))
    assert asked.ask("GET", "/a/x%2Fy").json == 1


def test_operations_with_one_id(tmp_path: Path) -> None:
    """Two operations with one operationId are both served."""
    one, two = {"operationId": "same", **answering({"const": 1})}, {"operationId": "same", **answering({"const": 2})}
    asked = mock(tmp_path, document({"/a": {"get": one}, "/b": {"get": two}}))
    assert [asked.ask("GET", path).json for path in ("/a", "/b")] == [1, 2]


@pytest.mark.parametrize(("status", "sent"), [("2XX", 200), ("default", 200), ("204", 204), ("302", 302), ("3XX", 302)])
def test_statuses(tmp_path: Path, status: str, sent: int) -> None:
    """Ranges, `default`, statuses without a body and redirects are answered as they are documented."""
    asked = mock(tmp_path, document({"/a": {"get": {"responses": {status: {"description": "Done"}}}}}))
    assert asked.ask("GET", "/a").status == sent


def test_a_range_of_refusals(tmp_path: Path) -> None:
    """A documented `4XX` is the shape of every refusal, with the refusal's own status and reason."""
    problem = {
        "type": "object",
        "required": ["status", "detail"],
        "properties": {"status": {"type": "integer"}, "detail": {"type": "string"}},
    }
    get = answering({"const": 1})
    get["parameters"] = [{"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}]
    get["responses"]["4XX"] = {"description": "Refused", "content": {"application/json": {"schema": problem}}}
    reply = mock(tmp_path, document({"/a": {"get": get}})).ask("GET", "/a?n=x")
    assert reply.status == 400
    assert reply.json["status"] == 400
    assert reply.json["detail"].startswith("n: ")


def test_examples_that_break_their_schema(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A non-conforming example is not served, and the log says so; a conforming one beside it is."""
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    only = answering(schema, example={"n": "one"})
    both = answering(schema, examples={"bad": {"value": {"n": "one"}}, "good": {"value": {"n": 41}}})
    asked = mock(tmp_path, document({"/only": {"get": only}, "/both": {"get": both}}))
    with caplog.at_level(logging.WARNING, "mock_server"):
        assert isinstance(asked.ask("GET", "/only").json["n"], int)
    assert "breaks its own schema" in caplog.text
    assert asked.ask("GET", "/both").json == {"n": 41}


def test_json_is_preferred_to_what_is_listed_before_it(tmp_path: Path) -> None:
    """With cbor listed first, a client that takes anything gets JSON; one that wants the other gets that."""
    content = {name: {"schema": {"type": "object"}} for name in ("application/cbor", "text/html", "application/json")}
    get = {"responses": {"200": {"description": "Done", "content": content}}}
    asked = mock(tmp_path, document({"/a": {"get": get}}))
    assert asked.ask("GET", "/a", headers={"Accept": "*/*"}).headers["content-type"] == "application/json"
    assert asked.ask("GET", "/a", headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("media", "schema"),
    [
        ("image/png", {"type": "string", "format": "binary"}),
        ("text/plain", {"type": "string"}),
        ("application/xml", {"type": "object", "properties": {"a": {"type": "string"}}}),
        ("text/event-stream", {"type": "object"}),
        (
            "application/x-www-form-urlencoded",
            {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
        ),
        ("multipart/form-data", {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}),
        ("application/octet-stream", {}),
        ("application/problem+json; charset=utf-8", {"type": "object"}),
        ("*/*", {"type": "object"}),
    ],
)
def test_media_types_of_answers(tmp_path: Path, media: str, schema: Any) -> None:
    """Every media type is answered as such, ranges with one that they cover."""
    asked = mock(tmp_path, document({"/a": {"get": answering(schema, media=media)}}))
    reply = asked.ask("GET", "/a")
    kind = reply.headers["content-type"].partition(";")[0]
    assert reply.status == 200
    assert kind == ("application/json" if media == "*/*" else media.partition(";")[0])
    length = None if media == "text/event-stream" else str(len(reply.body))  # nobody knows how long a stream will be
    assert reply.headers.get("content-length") == length


def test_multipart_requests(tmp_path: Path) -> None:
    """A file and a JSON part are read, and judged by the schema."""
    schema = {
        "type": "object",
        "required": ["file", "meta"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "meta": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
        },
    }
    post = {
        **answering({"const": 1}),
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}},
    }
    asked = mock(tmp_path, document({"/a": {"post": post}}))

    def form(meta: str) -> bytes:
        return (
            '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n\x00\x01\r\n'
            '--b\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n'
            f"{meta}\r\n--b--\r\n"
        ).encode()

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert asked.ask("POST", "/a", headers=headers, data=form('{"n": 1}')).status == 200
    assert asked.ask("POST", "/a", headers=headers, data=form('{"n": "x"}')).status == 400
    assert asked.ask("POST", "/a", headers=headers, data=b"--b--\r\n").status == 400


def test_declared_headers(tmp_path: Path) -> None:
    """An answer carries the headers that the document declares, by example or generated."""
    get = answering({"const": 1})
    get["responses"]["200"]["headers"] = {
        "X-Rate": {"schema": {"type": "integer", "minimum": 5, "maximum": 5}},
        "X-Next": {"schema": {"type": "string"}, "example": "/a?page=2"},
    }
    headers = mock(tmp_path, document({"/a": {"get": get}})).ask("GET", "/a").headers
    assert (headers["x-rate"], headers["x-next"]) == ("5", "/a?page=2")


def test_hostile_requests_end_no_process(tmp_path: Path) -> None:
    """Whatever is sent to a document with everything in it, there is an answer below 500."""
    parameters = [
        {
            "name": f"q{style}",
            "in": "query",
            "style": style,
            "schema": {"type": "object", "additionalProperties": {"type": "integer"}},
        }
        for style in ("form", "deepObject")
    ]
    body = {
        "content": {
            name: {"schema": {"type": "object"}}
            for name in (
                "application/json",
                "application/xml",
                "multipart/form-data",
                "application/x-www-form-urlencoded",
                "text/csv",
            )
        }
    }
    asked = mock(
        tmp_path,
        document(
            {"/a/{id}": {"post": {**answering({"type": "object"}), "parameters": parameters, "requestBody": body}}}
        ),
    )
    for target in (
        "/a/%00",
        "/a/%ff%fe",
        "/a/..%2f..",
        "/a/x?qform=%ZZ&qdeepObject[a][b]=1",
        "/a/x?" + "a&" * 3000,
        "/a/" + "x" * 9000,
    ):
        for kind in body["content"]:
            for data in (b"", b"\x00\xff", b'{"a":' * 3000, b"--\r\n" * 50, b"<a>" * 500, b"=&=&%%"):
                reply = asked.ask("POST", target, headers={"Content-Type": kind}, data=data)
                assert reply.status < 500, (target, kind, data[:20])
                assert re.fullmatch(r"[\w/+.-]+(;.*)?", reply.headers.get("content-type", "x"))
