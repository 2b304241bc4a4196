"""Which status, which framing and which of several documented answers a request gets."""

from __future__ import annotations

import logging
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.server.curl_line import curl_line
from tests.documents.asking import Mock, answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}


@pytest.mark.parametrize(("status", "length"), [("204", None), ("304", None), ("205", "0")])
@pytest.mark.parametrize("media", ["application/json", "text/plain", "application/xml"])
def test_an_answer_that_has_no_content_is_sent_without(
    status: str, length: str | None, media: str, tmp_path: Path
) -> None:
    """Whatever the document describes as its content: the next answer on the connection would begin within it."""
    asked = mock(tmp_path, document({"/a": {"put": answering(_TEXT, status=status, media=media)}}))
    for wish in ({}, {"prefer": f"code={status}"}):
        reply = asked.ask("PUT", "/a", headers=wish)
        assert (reply.status, reply.body) == (int(status), b"")
        assert reply.headers.get("content-length") == length
        assert "content-type" not in reply.headers


@pytest.mark.parametrize(
    ("documented", "status"),
    [(["400"], 400), (["4XX"], 400), (["5xx", "404"], 500), (["404", "400"], 404), (["default"], 200)],
)
def test_an_operation_that_only_refuses_gives_its_first_refusal(
    documented: list[str], status: int, tmp_path: Path
) -> None:
    """And changes nothing; a `default` may be a success."""
    schema = {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}
    responses = {
        name: {"description": "No", "content": {"application/json": {"schema": schema}}} for name in documented
    }
    post: dict[str, Any] = {
        "responses": responses,
        "requestBody": {"content": {"application/json": {"schema": schema}}},
    }
    reply = mock(tmp_path, document({"/a": {"post": post}})).ask("POST", "/a", {"code": 1})
    assert reply.status == status
    assert status == 200 or reply.json == {"code": status}


@pytest.mark.parametrize("name", ["", " ", "x", "20", "0XX", "XXX", "2000", "4xy"])
def test_what_names_no_status_describes_no_answer(name: str, tmp_path: Path) -> None:
    """It is told at the start and is nothing else: not to who is answered, nor to who is refused."""
    shown = {"description": "Odd", "content": {"application/json": {"example": {"message": "odd"}}}}
    get = {"responses": {name: shown, "200": {"description": "Yes"}}}
    asked = mock(tmp_path, document({"/a": {"get": get, "post": {"responses": {name: shown}}}}))
    assert (asked.ask("GET", "/a").status, asked.ask("POST", "/a").status) == (200, 200)
    assert asked.ask("GET", "/nowhere").status == 404
    assert f"/paths/~1a/get/responses: there is no field {name} here" in " ".join(asked.app.apis[0].document.problems)


@pytest.mark.parametrize(
    ("wish", "status", "body"),
    [
        ("example=two", 400, {"n": 2}),
        ("code=400, example=two", 400, {"n": 2}),
        ("code=422", 422, {"n": 3}),
        ("code=422, example=four", 422, {"n": 4}),
        ("code=404", 400, {"n": 1}),
        ("example=none", 400, {"n": 1}),
    ],
)
def test_a_refusal_takes_the_form_that_the_client_prefers(wish: str, status: int, body: Any, tmp_path: Path) -> None:
    """Of the statuses that fit the refusal, and of their examples; what fits no such refusal is no wish to meet."""

    def shown(*numbers: tuple[str, int]) -> dict[str, Any]:
        examples = {name: {"value": {"n": number}} for name, number in numbers}
        return {"description": "No", "content": {"application/json": {"examples": examples}}}

    responses = {"200": {"description": "Yes"}, "400": shown(("one", 1), ("two", 2)), "404": shown(("none", 9))}
    responses["422"] = shown(("three", 3), ("four", 4))
    parameter = {"name": "q", "in": "query", "required": True, "schema": {"type": "integer"}}
    asked = mock(tmp_path, document({"/a": {"get": {"parameters": [parameter], "responses": responses}}}))
    reply = asked.ask("GET", "/a", headers={"prefer": wish})
    assert (reply.status, reply.json) == (status, body)
    assert "preference-applied" not in reply.headers or wish.split("=")[1] in reply.headers["preference-applied"]


def test_a_refusal_by_credentials_keeps_its_challenge_in_a_preferred_example(tmp_path: Path) -> None:
    """401 in the example that is named, with the header that says how to get in."""
    examples = {"one": {"value": {"n": 1}}, "two": {"value": {"n": 2}}}
    responses = {
        "200": {"description": "Yes"},
        "401": {"description": "No", "content": {"application/json": {"examples": examples}}},
    }
    tree = document({"/a": {"get": {"responses": responses, "security": [{"k": []}]}}},
                    components={"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}}})  # fmt: skip
    reply = mock(tmp_path, tree).ask("GET", "/a", headers={"prefer": "example=two"})
    assert (reply.status, reply.json) == (401, {"n": 2})
    assert reply.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("documented", "accept", "kind"),
    [
        ("*/*", "application/xml", "application/xml"),
        ("*/*", "text/html;q=0.4, application/vnd.a+json;q=0.9, */*;q=0.1", "application/vnd.a+json"),
        ("*/*", "text/*", "text/plain"),
        ("*/*", "*/*", "application/json"),
        ("*/*", "text/csv;q=0, */*", "application/json"),
        ("text/*", "text/csv", "text/csv"),
        ("application/*+json", "application/hal+json, text/plain", "application/hal+json"),
    ],
)
def test_content_of_a_range_is_of_the_type_that_is_accepted(
    documented: str, accept: str, kind: str, tmp_path: Path
) -> None:
    """A range names many media types; the client says which of them it takes."""
    asked = mock(tmp_path, document({"/a": {"get": answering({"type": "object"}, media=documented)}}))
    assert asked.ask("GET", "/a", headers={"accept": accept}).headers["content-type"] == kind


def test_of_parameters_in_one_segment_the_first_takes_all_that_it_can(tmp_path: Path) -> None:
    """`{name}.{ext}` of `a.tar.gz` is `a.tar` and `gz`."""
    names = ("stem", "end")
    parameters = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names]
    schema = {"type": "object", "required": names, "properties": dict.fromkeys(names, _TEXT)}
    paths = {"/a/{stem}-{end}.x": {"get": {"parameters": parameters, **answering(schema)}}}
    assert mock(tmp_path, document(paths)).ask("GET", "/a/p-q-r.x").json == {"stem": "p-q", "end": "r"}


def _exampled(media: str, example: dict[str, Any]) -> dict[str, Any]:
    return {"get": answering({}, media=media, examples={"one": example})}


def test_an_example_that_is_written_out_is_sent_as_it_is(tmp_path: Path) -> None:
    """`serializedValue`, and `externalValue` of a file beside the document, in JSON and in any other media type."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "row.json").write_text('{"n": 8}', "utf-8")
    (tmp_path / "row.csv").write_text("a;b\n1;2\n", "utf-8")
    tree = document(
        {
            "/json": _exampled("application/json", {"serializedValue": '{ "n": 7 }'}),
            "/xml": _exampled("application/xml", {"serializedValue": "<n>7</n>"}),
            "/form": _exampled("application/x-www-form-urlencoded", {"serializedValue": "n=7"}),
            "/file": _exampled("application/json", {"externalValue": "more/row.json"}),
            "/text": _exampled("text/csv", {"externalValue": "./row.csv"}),
            "/both": _exampled("application/json", {"dataValue": {"n": 9}, "serializedValue": '{"n":9}'}),
        },
        "3.2.0",
    )
    asked = mock(tmp_path, tree)
    bodies = {path: asked.ask("GET", path).body for path in tree["paths"]}
    assert bodies == {
        "/json": b'{"n":7}',
        "/xml": b"<n>7</n>",
        "/form": b"n=7",
        "/file": b'{"n":8}',
        "/text": b"a;b\n1;2\n",
        "/both": b'{"n":9}',
    }


@pytest.mark.parametrize("uri", ["../secret.txt", "https://example.com/a.txt", "absent.txt", "%2e%2e/secret.txt"])
def test_an_example_elsewhere_is_not_read(uri: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Outside the document's folder, over the network, or nowhere: one sentence says so."""
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    with caplog.at_level(logging.WARNING):
        reply = mock(inner, document({"/a": _exampled("text/plain", {"externalValue": uri})})).ask("GET", "/a")
    assert reply.status == 200
    assert reply.body != b"secret"
    assert any("externalValue" in message for message in caplog.messages)


def test_a_fault_of_our_own_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception within the engine is answered by 500."""
    asked = mock(tmp_path, document({"/a": {"get": answering(_TEXT)}}))
    plan = asked.app.apis[0].plans[0]

    def fails(*_: Any) -> None:
        raise LookupError

    monkeypatch.setattr(plan.action, "run", fails)
    assert asked.ask("GET", "/a").status == 500


def _run(asked: Mock, line: str) -> int:
    """The status that a printed curl command gets."""
    words = iter(shlex.split(line)[1:])
    method, target, headers, data = "GET", "", {}, b""
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                data = next(words).encode()
            case "-g":
                pass
            case _:
                target = word.removeprefix("http://h")
    return asked.ask(method, target, headers=headers, data=data).status


_NAMED = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "minLength": 5}}}
_BODY = {"required": True, "content": {"application/json": {"schema": _NAMED, "example": {"id": "x"}}}}


@pytest.mark.parametrize(
    "paths",
    [
        {"/a": {"post": {"requestBody": _BODY, **answering(_NAMED, status="201")}}},
        {
            "/a": {
                "post": {
                    "requestBody": _BODY,
                    "responses": {"201": {"description": "Made"}, "409": {"description": "Taken"}},
                },
                "get": answering({"type": "array", "items": _NAMED}),
            },
            "/a/{id}": {"get": answering(_NAMED)},
        },
        {
            "/a b/{id}": {
                "get": {
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 9}},
                        {"name": "f[x]", "in": "query", "required": True, "schema": _TEXT},
                        {"name": "X-A", "in": "header", "required": True, "schema": {"enum": ["a b"]}},
                    ],
                    **answering(_TEXT),
                    "security": [{"q": [], "h": []}],
                }
            }
        },
    ],
)
def test_the_printed_curl_line_works_each_time(paths: Any, tmp_path: Path) -> None:
    """Its body conforms, its parameters are there, every credential is given, and it creates nothing twice."""
    schemes = {"q": {"type": "apiKey", "in": "query", "name": "k"}, "h": {"type": "http", "scheme": "bearer"}}
    asked = mock(tmp_path, document(paths, components={"securitySchemes": schemes}))
    api = asked.app.apis[0]
    line = curl_line(api, api.settings, "http://h")
    assert line is not None
    assert {_run(asked, line) for _ in range(2)} <= {200, 201}


def test_a_record_that_no_operation_can_make_is_never_missed(tmp_path: Path) -> None:
    """A POST on an item takes fields and makes none: a look-up of what nobody here can store."""
    body = {"required": ["name"], "type": "object", "properties": {"name": _TEXT}}
    found = {"type": "object", "required": ["name", "rate"], "properties": {"name": _TEXT, "rate": {"type": "number"}}}
    responses = {**answering(found)["responses"], "404": {"description": "No such country"}}
    look_up = {
        "parameters": [{"name": "country", "in": "path", "required": True, "schema": _TEXT}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": responses,
    }
    asked = mock(tmp_path, document({"/rates/{country}": {"post": look_up}}))
    assert [asked.ask("POST", "/rates/de", {"name": "x"}).status for _ in range(2)] == [200, 200]


def test_words_alone_make_no_records_that_nothing_shows(tmp_path: Path) -> None:
    """To add something to what is sent, and to remove it, is no create and no delete."""
    body = {"type": "object", "required": ["password"], "properties": {"password": _TEXT}}
    done = {**answering({"type": "object"})["responses"], "404": {"description": "Not there"}}
    sent = {"responses": done, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}
    asked = mock(tmp_path, document({"/add_password": {"post": sent}, "/remove_password": {"post": sent}}))
    for path in ("/remove_password", "/add_password", "/remove_password", "/remove_password"):
        assert asked.ask("POST", path, {"password": "x"}).status == 200


def test_a_record_is_shown_to_who_names_none(tmp_path: Path) -> None:
    """A read whose body may leave the key out, and does."""
    note = {"type": "object", "required": ["id"], "properties": {"id": _TEXT, "text": _TEXT}}
    one = {"type": "object", "properties": {"id": _TEXT}}

    def posted(body: Any) -> dict[str, Any]:
        return {"post": {**answering(note), "requestBody": {"content": {"application/json": {"schema": body}}}}}

    paths = {"/notes.create": posted(note), "/notes.info": posted(one), "/notes.update": posted(note)}
    reply = mock(tmp_path, document(paths)).ask("POST", "/notes.info", {})
    assert reply.status == 200
    assert isinstance(reply.json["id"], str)
