"""Members that a description asks for in some cases: what lacks one may be refused, what has all of them may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.exchange_judge import ExchangeJudge
from contracts.laws.judging import Judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

MEDIA = "application/json"


def document(folder: Path, of_member: str, of_body: str = "", method: str = "post", **more: bool) -> Document:
    """Members of a choir, with a voice, and a mail address or a telephone number."""
    text = {"type": "string"}
    members = {"voice": text, "mail": text, "phone": {**text, "description": of_member, **more}, "songs": text}
    body = {"type": "object", "required": ["voice"], "description": of_body, "properties": members}
    join = {"operationId": "join", "requestBody": {"required": True, "content": {MEDIA: {"schema": body}}},
            "responses": {"201": {"description": "Done"}, "400": {"description": "No"}}}  # fmt: skip
    file = folder / "choir.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Choir", "version": "1"},
        "paths": {"/singers": {method: join}},
    }))  # fmt: skip
    return load_document(file)


@pytest.mark.parametrize(
    ("of_member", "of_body", "body", "found"),
    [
        ("Must be provided if mail is not provided.", "", {"voice": "alto"}, []),
        ("Required when there is no mail", "", {"voice": "alto"}, []),
        ("", "At least one of mail and phone has to be there.", {"voice": "alto"}, []),
        ("Must be provided if mail is not.", "", {"voice": "alto", "phone": "1"}, ["valid-accepted"]),
        ("", "At least one of the two.", {"voice": "alto", "mail": "a", "phone": "1"}, ["valid-accepted"]),
        ("", "At least one of mail and phone has to be there.", {"voice": "alto", "songs": "b"}, []),
        ("", "At least one of mail and phone has to be there.", {"voice": "alto", "phone": "1"}, ["valid-accepted"]),
        ("", "At least one of the three.", {"voice": "alto"}, []),
        ("", "Exactly one of mail and phone.", {"voice": "alto", "mail": "a", "phone": "1"}, []),
        ("", "Exactly one of mail and phone.", {"voice": "alto", "mail": "a"}, ["valid-accepted"]),
        ("", "Either mail or phone is required.", {"voice": "alto"}, []),
        ("", "Who knows at least one of our songs.", {"voice": "alto", "songs": "b"}, ["valid-accepted"]),
        ("Set if the singer has one", "", {"voice": "alto"}, ["valid-accepted"]),
        ("", "A new singer", {"voice": "alto"}, ["valid-accepted"]),
    ],
)
def test_what_a_description_requires_at_times_may_be_missed(
    of_member: str, of_body: str, body: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    """Whoever reads the document knows that the body may be incomplete."""
    assert refused(document(tmp_path, of_member, of_body), body) == found


@pytest.mark.parametrize(
    ("of_member", "of_body", "body", "found"),
    [
        ("Must be provided if mail is not.", "", {"voice": "alto"}, ["valid-accepted"]),
        ("", "At least one of mail and phone.", {"voice": "alto"}, []),
        ("", "At least one of mail and phone.", {"voice": "alto", "mail": "a"}, ["valid-accepted"]),
    ],
)
def test_a_patch_may_leave_out_what_is_to_stay(
    of_member: str, of_body: str, body: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    """Each of one member would be open to refusal otherwise."""
    assert refused(document(tmp_path, of_member, of_body, "patch"), body) == found


@pytest.mark.parametrize("method", ["post", "patch"])
@pytest.mark.parametrize(
    ("said", "item", "found"),
    [
        ("The voice it is for. Required for new parts.", {}, []),
        ("The voice it is for. Required for new parts.", {"voice": "alto"}, ["valid-accepted"]),
        ("The voice it is for.", {}, ["valid-accepted"]),
    ],
)
def test_items_of_a_body_may_lack_what_is_told(
    said: str, item: dict[str, str], found: list[str], method: str, tmp_path: Path
) -> None:
    """Inside an envelope as well, and in a PATCH too: a new item is a whole one."""
    file = tmp_path / "choir.json"
    document(tmp_path, "", method=method)
    spec = json.loads(file.read_text())
    schema = spec["paths"]["/singers"][method]["requestBody"]["content"][MEDIA]["schema"]
    part = {"type": "object", "properties": {"voice": {"type": "string", "description": said}}}
    schema["properties"]["song"] = {"type": "object", "properties": {"parts": {"type": "array", "items": part}}}
    file.write_text(json.dumps(spec))
    assert refused(load_document(file), {"voice": "alto", "song": {"parts": [item]}}) == found


@pytest.mark.parametrize(
    ("said", "given", "more", "found"),
    [
        ("This object has different required and optional properties depending on the voice.", {}, {}, []),
        ("Depending on the voice, some are required.", {"a": 1}, {"example": {"range": "high"}}, []),
        (
            "What is required depends on the voice.",
            {"range": "low"},
            {"example": {"range": "high"}},
            ["valid-accepted"],
        ),
        ("Depending on the voice.", {}, {}, ["valid-accepted"]),
        (
            "What is required depends on the voice.",
            {},
            {"properties": {"range": {"type": "string"}}},
            ["valid-accepted"],
        ),
    ],
)
def test_what_something_else_requires_of_an_object_may_be_missed(
    said: str, given: dict[str, Any], more: dict[str, Any], found: list[str], tmp_path: Path
) -> None:
    """Where the document lists none of its members: what its example has is all that a reader can know of."""
    file = tmp_path / "choir.json"
    document(tmp_path, "")
    spec = json.loads(file.read_text())
    schema = spec["paths"]["/singers"]["post"]["requestBody"]["content"][MEDIA]["schema"]
    schema["properties"]["training"] = {"type": "object", "description": said, **more}
    file.write_text(json.dumps(spec))
    assert refused(load_document(file), {"voice": "alto", "training": given}) == found


def test_what_nobody_sends_is_missed_in_no_body(tmp_path: Path) -> None:
    """Of a member that is read-only a description tells when the service sets it."""
    read = document(tmp_path, "Must be set when the singer has left", readOnly=True)
    assert refused(read, {"voice": "alto"}) == ["valid-accepted"]


def refused(read: Document, body: dict[str, Any]) -> list[str]:
    """What is told of a documented refusal of this body."""
    (operation,) = read.operations
    request = Request(operation.method, "/singers", (("Content-Type", MEDIA),), json.dumps(body).encode())
    exchange = Exchange(request, Answer(400, (), b"", 0.0), "journey", "")
    return [finding.law for finding in Judge(read).judge(exchange)]


@pytest.mark.parametrize(
    ("path", "refusal", "said", "found"),
    [
        ("/songs/{song}/sing", "The song has already been sung.", "", []),
        ("/songs/{song}/sing", "No", "Sings a song. One that was sung before can't be sung again.", []),
        ("/songs/{song}/sing", "The request is malformed", "Sings a song.", ["valid-accepted"]),
        ("/songs/{song}/sing", "Too loud", "", ["valid-accepted"]),
        ("/songs", "The song has already been sung.", "", ["valid-accepted"]),
    ],
)
def test_what_became_of_a_record_before_may_be_refused(
    path: str, refusal: str, said: str, found: list[str], tmp_path: Path
) -> None:
    """Of an action on it, where words of the refusal or of the operation say so; a new record had no time for it."""
    keys = [{"name": "song", "in": "path", "required": True, "schema": {"type": "string"}}] if "{" in path else []
    body = {"content": {MEDIA: {"schema": {"type": "object", "properties": {"loud": {"type": "boolean"}}}}}}
    post = {"description": said, "parameters": keys, "requestBody": body, "responses": {
        "200": {"description": "Done"}, "400": {"description": refusal}}}  # fmt: skip
    file = tmp_path / "songs.json"
    info = {"title": "Songs", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": {path: {"post": post}}}))
    request = Request("POST", path.replace("{song}", "s1"), (("Content-Type", MEDIA),), b'{"loud": true}')
    exchange = Exchange(request, Answer(400), "journey")
    assert [item.law for item in ExchangeJudge(load_document(file), {}).findings(exchange)] == found


@pytest.mark.parametrize(
    ("path", "refusal", "found"),
    [
        ("/singers/{singer}/tokens", "No", ["valid-accepted"]),
        ("/singers/{singer}/tokens", "The singer is not admitted", []),
        ("/singers/{singer}/tokens", "The singer has a token: one already exists", []),
        ("/singers/{singer}/dismiss", "No", []),
    ],
)
def test_a_create_that_takes_nothing_is_held_unless_a_state_is_told(
    path: str, refusal: str, found: list[str], tmp_path: Path
) -> None:
    """An action is refused for what became of its record; a new record below that one, where the document says so."""
    text = {"type": "string"}
    singer, token = ({"name": name, "in": "path", "required": True, "schema": text} for name in ("singer", "token"))
    shown = {"description": "It", "content": {MEDIA: {"schema": {"type": "object", "properties": {"id": text}}}}}
    refused = {"400": {"description": refusal}, "404": {"description": "None"}}
    post = {"parameters": [singer], "responses": {"201": shown, **refused}}
    read = {"parameters": [singer, token], "responses": {"200": shown, **refused}}
    file = tmp_path / "singers.json"
    paths = {path: {"post": post}, "/singers/{singer}/tokens/{token}": {"get": read}}
    info = {"title": "Singers", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}))
    exchange = Exchange(Request("POST", path.replace("{singer}", "s1")), Answer(400), "journey")
    assert [item.law for item in ExchangeJudge(load_document(file), {}).findings(exchange)] == found


@pytest.mark.parametrize(
    ("said", "body", "found"),
    [
        ("Adds a singer. At least one of `mail` and `phone` is required.", {"voice": "alto"}, []),
        ("At least one of `mail` and `phone` is required.", {"voice": "alto", "mail": ""}, []),
        ("At least one of `mail` and `phone` is required.", {"voice": "alto", "mail": "a"}, ["valid-accepted"]),
        ("Who sings at least one of our songs. Told by `mail` and `phone`.", {"voice": "alto"}, ["valid-accepted"]),
        ("At least one of our songs has a `mail`.", {"voice": "alto"}, ["valid-accepted"]),
    ],
)
def test_an_operation_says_which_members_may_not_all_be_missed(
    said: str, body: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    """In one sentence of its own, which names two of them."""
    file = tmp_path / "choir.json"
    document(tmp_path, "")
    spec = json.loads(file.read_text())
    spec["paths"]["/singers"]["post"]["description"] = said
    file.write_text(json.dumps(spec))
    assert refused(load_document(file), body) == found


@pytest.mark.parametrize(
    ("media", "required", "found"),
    [
        ("application/x-www-form-urlencoded", ["voice"], []),
        ("application/x-www-form-urlencoded", [], ["valid-accepted"]),
        (MEDIA, ["voice"], ["valid-accepted"]),
    ],
)
def test_no_form_is_an_empty_form(media: str, required: list[str], found: list[str], tmp_path: Path) -> None:
    """Where a form need not be there, and asks for a member, one octet less or more makes no difference."""
    file = tmp_path / "choir.json"
    schema = {"type": "object", "required": required, "properties": {"voice": {"type": "string"}}}
    answers = {status: {"description": "x"} for status in ("201", "400")}
    join = {"requestBody": {"content": {media: {"schema": schema}}}, "responses": answers}
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Choir", "version": "1"}, "paths": {"/singers": {"post": join}},
    }))  # fmt: skip
    exchange = Exchange(Request("POST", "/singers"), Answer(400, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(load_document(file)).judge(exchange)] == found


@pytest.mark.parametrize(
    ("said", "of_parameter", "query", "found"),
    [
        ("Songs by `page`, `year` or both. At least one of `page` or `year` must be supplied.", "", "", []),
        ("At least one of `page` or `year` must be supplied.", "", "?year=7", ["valid-accepted"]),
        ("At least one of `page` or `tune` must be supplied.", "", "", ["valid-accepted"]),
        ("Songs of at least one of our choirs, by `page` and `year`. All of them.", "", "?page=1", ["valid-accepted"]),
        ("", "Must be given if there is no year.", "", []),
        ("", "Must be given if there is no year.", "?page=1", ["valid-accepted"]),
        ("", "The page that is shown.", "", ["valid-accepted"]),
        ("", "At least one of `page` and `year` has to be there.", "", []),
        ("", "At least one of `page` and `year` has to be there.", "?year=7", ["valid-accepted"]),
        ("At least one of `page` and `sung` must be set.", "", "?sung=false", []),
        ("At least one of `page` and `sung` must be set.", "", "?sung=true", ["valid-accepted"]),
        ("You must include `page`, `year`, or both as filter parameters.", "", "", []),
        ("You must include `page`, `year`, or both as filter parameters.", "", "?year=7", ["valid-accepted"]),
        ("You may include `page`, `year`, or both as filter parameters.", "", "", ["valid-accepted"]),
    ],
)
def test_a_query_may_miss_what_is_told(
    said: str, of_parameter: str, query: str, found: list[str], tmp_path: Path
) -> None:
    """By a sentence of its operation which names two parameters, or by the description of one that is missing."""
    number = {"in": "query", "schema": {"type": "integer"}}
    asked = [{"name": "page", **number, "description": of_parameter}, {"name": "year", **number}]
    asked.append({"name": "sung", "in": "query", "schema": {"type": "boolean"}})
    get = {
        "description": said,
        "parameters": asked,
        "responses": {"200": {"description": "It"}, "400": {"description": "No"}},
    }
    file = tmp_path / "songs.json"
    info = {"title": "Songs", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": {"/songs": {"get": get}}}))
    exchange = Exchange(Request("GET", f"/songs{query}"), Answer(400), "journey")
    assert [item.law for item in ExchangeJudge(load_document(file), {}).findings(exchange)] == found
