"""Refusals that a document leaves open, and credentials of which a part says nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.probes.credential_probes import bad
from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.laws.leeway import is_open, makes_alone
from contracts.laws.own_grammar import in_own_grammar
from contracts.traffic.credentials import CredentialParts, Credentials
from contracts.traffic.entities import NONE, State
from mock_server.openapi import load_document
from tests.contracts.harbour import harbour_judge

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

TEXT = {"type": "string"}
VERB = {"enum": ["add", "remove", "replace"]}
OPERATION = {"type": "object", "properties": {"op": VERB, "path": TEXT, "value": {}}}
PATCH: dict[str, Any] = {"properties": {"op": TEXT, "path": TEXT, "value": {}}, "required": ["op", "path"]}
DONE = {"description": "done"}


def document(folder: Path, *statuses: str, media: str = "application/json", schema: Any = None) -> Document:
    """Boxes that a PUT makes, behind a user's name."""
    name = {"name": "name", "in": "path", "required": True, "schema": TEXT}
    body = {"content": {media: {"schema": schema or {"type": "object", "properties": {"size": TEXT}}}}}
    put = {"operationId": "put", "requestBody": body, "responses": dict.fromkeys((*statuses, "400"), DONE)}
    gone = {"operationId": "drop", "responses": {"204": DONE}}
    file = folder / "boxes.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Boxes", "version": "1"}, "security": [{"user": []}],
        "components": {"securitySchemes": {"user": {"type": "http", "scheme": "basic"}}},
        "paths": {"/boxes/{name}": {"parameters": [name], "put": put, "delete": gone}}}))  # fmt: skip
    return load_document(file)


def sky(folder: Path, paths: dict[str, Any]) -> Document:
    """A document of these paths."""
    file = folder / "sky.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Sky", "version": "1"}, "paths": paths}))
    return load_document(file)


@pytest.mark.parametrize(
    ("statuses", "stood", "open_"),
    [
        (("200",), "exists", True),
        (("201",), "exists", True),
        (("200", "201"), "exists", False),
        (("201", "204"), "exists", False),
        (("200",), "never created", False),
    ],
)
def test_a_put_that_makes_may_not_replace(statuses: tuple[str, ...], stood: str, open_: bool, tmp_path: Path) -> None:
    """Of one success nobody knows whether it is that of a replace as well; two tell."""
    behaviour = Judge(document(tmp_path, *statuses)).behaviours["put"]
    assert makes_alone(behaviour, stood) is open_


@pytest.mark.parametrize(
    ("media", "schema", "found"),
    [
        ("application/json", {"type": "array", "items": OPERATION}, True),
        ("application/json-patch+json", {"type": "array", "items": OPERATION}, True),
        ("application/json-patch+json", {"type": "array", "items": {"type": "object"}}, True),
        (
            "application/json",
            {"type": "object", "properties": {"Operations": {"type": "array", "items": OPERATION}}},
            True,
        ),
        ("application/json", {"type": "object", "properties": {"op": VERB, "path": TEXT}}, False),
        ("application/json", {"type": "array", "items": {"properties": {"path": TEXT, "op": TEXT}}}, False),
        ("application/json", {"type": "array", "items": PATCH}, True),
        ("application/json", {"type": "array", "items": {**PATCH, "required": ["op"]}}, False),
        (
            "application/json",
            {"type": "array", "items": {**PATCH, "properties": {**PATCH["properties"], "by": TEXT}}},
            False,
        ),
        ("application/json", {"type": "object", "properties": {"names": {"type": "array", "items": TEXT}}}, False),
    ],
)
def test_operations_on_members_are_a_grammar(media: str, schema: Any, found: bool, tmp_path: Path) -> None:
    """Which of them can be carried out on a record, no schema says."""
    read = document(tmp_path, "200", media=media, schema=schema)
    reading = Judge(read).reader.read(Request("PUT", "/boxes/a", (("Content-Type", media),), b"[]"))
    assert reading is not None
    assert in_own_grammar(Judge(read).schemas, reading) is found


@pytest.mark.parametrize(
    ("asked", "refusal", "found"),
    [
        ("GET /moons/{phase}", 400, []),
        ("GET /moons/{phase}", 422, ["status-documented"]),
        ("DELETE /moons/{phase}", 422, []),
        ("GET /tides/{port}", 400, ["valid-accepted"]),
        ("GET /stars/{name}", 400, ["valid-accepted"]),
        ("GET /comets/{name}", 400, ["valid-accepted"]),
        ("GET /rings/{name}", 400, ["valid-accepted"]),
        ("PUT /suns/{name}", 400, ["valid-accepted"]),
    ],
)
def test_a_refusal_can_be_about_the_text_of_a_path_alone(
    asked: str, refusal: int, found: list[str], tmp_path: Path
) -> None:
    """Where nothing else could be wrong with a request, which texts are taken is what its documented 400 tells.

    A text that is not there (tides), bounds that it may break (stars), records that are made under it (comets), a
    number beside it (rings) and a body (suns) are what such a refusal may be about instead.
    """
    refused = dict.fromkeys(("200", "400"), DONE)
    path = {"in": "path", "required": True, "schema": TEXT}
    name, size = {**path, "name": "name"}, {"name": "size", "in": "query", "schema": {"type": "integer"}}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"lit": TEXT}}}}}
    read = sky(tmp_path, {
        "/moons/{phase}": {"parameters": [{**path, "name": "phase"}], "get": {"responses": refused},
                           "delete": {"responses": {"204": DONE, "422": DONE}}},
        "/suns/{name}": {"put": {"parameters": [name], "requestBody": body, "responses": refused}},
        "/tides/{port}": {"get": {"parameters": [{**path, "name": "port"}], "responses": {**refused, "404": DONE}}},
        "/stars/{name}": {"get": {"parameters": [{**name, "schema": {**TEXT, "maxLength": 9}}], "responses": refused}},
        "/comets": {"post": {"requestBody": body, "responses": {"201": DONE, "400": DONE}}},
        "/comets/{name}": {"get": {"parameters": [name], "responses": refused}},
        "/rings/{name}": {"get": {"parameters": [name, size], "responses": refused}},
    })  # fmt: skip
    method, _, template = asked.partition(" ")
    headers, octets = ((("Content-Type", "application/json"),), b"{}") if method == "PUT" else ((), None)
    request = Request(method, f"{template.partition('{')[0]}full", headers, octets)
    exchange = Exchange(request, Answer(refusal, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(read).judge(exchange)] == found


@pytest.mark.parametrize(("value", "end"), [("user:", ":"), ("user:secret", "")])
def test_a_user_without_a_password_is_told_by_the_name(value: str, end: str, tmp_path: Path) -> None:
    """What stands in place of a password that there is not may be as good as none."""
    read = document(tmp_path, "200")
    known = Credentials(read, {"user": value})
    tried = {access.name: access.headers for access in bad(known, read.operations[0])}
    assert tried["user: with a character more"] == known.carry("user", f"{value.removesuffix(':')}x{end}").headers


def test_two_credentials_in_one_field_are_not_sent_together() -> None:
    """A request has one Authorization; cookies stand beside each other."""
    bearer = CredentialParts("a", (("Authorization", "Bearer x"),))
    assert bearer.shares_a_field(CredentialParts("b", (("authorization", "Basic y"),)))
    assert not bearer.shares_a_field(CredentialParts("b", (("X-Key", "y"),), (("key", "y"),)))
    cookie = CredentialParts("c", (("Cookie", "a=1"),))
    assert not cookie.shares_a_field(CredentialParts("d", (("Cookie", "b=1"),)))


@pytest.mark.parametrize(
    ("schema", "more", "found"),
    [
        ({"type": "object"}, [], []),
        (None, [], []),
        ({"type": "object", "properties": {"why": TEXT}}, [], ["valid-accepted"]),
        ({"type": "array", "items": TEXT}, [], ["valid-accepted"]),
        ({"type": "object"}, [{"name": "soon", "in": "query", "schema": {"type": "boolean"}}], ["valid-accepted"]),
    ],
)
def test_an_action_that_takes_nothing_is_refused_for_a_state(
    schema: Any, more: list[Any], found: list[str], tmp_path: Path
) -> None:
    """What could be malformed is nothing: its 400 says that the record is in no state for it."""
    place = {"name": "name", "in": "path", "required": True, "schema": TEXT}
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}} if schema else {}
    open_ = {
        "operationId": "open",
        "parameters": [place, *more],
        **body,
        "responses": dict.fromkeys(("200", "400", "404"), DONE),
    }
    read = sky(tmp_path, {"/boxes/{name}/open": {"post": open_}})
    sent = b"{}" if schema and schema["type"] == "object" else b"[]"
    request = Request(
        "POST", "/boxes/a/open", (("Content-Type", "application/json"),) if schema else (), sent if schema else None
    )
    exchange = Exchange(request, Answer(400, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(read).judge(exchange)] == found


@pytest.mark.parametrize(
    ("asked", "added", "found"),
    [
        ("POST /boxes/{name}/labels", {"labels": ["a", "b"]}, []),
        ("POST /boxes/{name}/labels", ["a", "b"], []),
        ("POST /Boxes({name})/labels", {"labels": ["a", "b"]}, []),
        ("POST /boxes/{name}/labels.json", {"labels": ["a", "b"]}, []),
        ("POST /boxes/{name}/labels", {"labels": ["a"]}, ["valid-accepted"]),
        ("PUT /boxes/{name}/labels", {"labels": ["a", "b"]}, ["valid-accepted"]),
        ("POST /boxes/{name}/others", {"labels": ["a", "b"]}, ["valid-accepted"]),
        ("POST /labels", {"labels": ["a", "b"]}, ["valid-accepted"]),
    ],
)
def test_a_full_list_may_be_too_much_to_add(asked: str, added: Any, found: list[str], tmp_path: Path) -> None:
    """As many labels as a box may have are too many beside those that it has; a list that is replaced has no others."""
    method, _, template = asked.partition(" ")
    labels = {"type": "array", "items": TEXT, "maxItems": 2}
    schema = {"type": "object", "properties": {"labels": labels}} if isinstance(added, dict) else labels
    name = [{"name": "name", "in": "path", "required": True, "schema": TEXT}] if "{" in template else []
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"parameters": name, "requestBody": body, "responses": dict.fromkeys(("200", "422"), DONE)}
    read = sky(tmp_path, {template: {method.lower(): operation}})
    sent = json.dumps(added).encode()
    request = Request(method, template.format(name="a"), (("Content-Type", "application/json"),), sent)
    exchange = Exchange(request, Answer(422, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(read).judge(exchange)] == found


@pytest.mark.parametrize(("state", "is_left_open"), [(NONE, True), (State("exists", "there"), False)])
def test_how_a_taken_text_fails_is_left_to_its_own_law(state: State, is_left_open: bool, tmp_path: Path) -> None:
    """Whether a text may be kept but once is the mock's idea; the key that the run took is not."""
    judge = harbour_judge(tmp_path)
    reading = judge.reader.read(Request("POST", "/ships", (("Content-Type", "application/json"),), b'{"name": "a"}'))
    assert reading is not None
    once = replace(judge.behaviours[reading.operation.id], once=("name",))
    assert is_open(500, 409, reading, once, state) is is_left_open
