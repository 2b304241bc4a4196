"""Forms of texts that a description shows, and keys that the service alone gives: other forms may be refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from contracts.cases.values.typical_values import TypicalValues
from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.traffic.ownership import Ownership
from contracts.traffic.request_validity import Reader
from contracts.traffic.run_names import RunNames
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

MEDIA = "application/json"
JSON_TYPE = (("Content-Type", MEDIA),)
DONE = {"description": "done"}
SHOWN = "Where it comes from. Accepted forms:\n\n* `ship://<harbour>/<quay>`, e.g. `ship://lund/4`\n* `rail:{track}`"


def judged(folder: Path, paths: dict[str, Any], request: Request, met: str | None = None) -> list[str]:
    """The laws that a 400 to this request breaks; ``met`` is a key that the run knows, of one resource or of any."""
    file = folder / "freight.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Freight", "version": "1"}, "paths": paths}))
    judge = Judge(load_document(file))
    of, _, known = (met or "").rpartition(":")
    judge.uuids.met = (
        None if met is None else lambda key, resource="": key == known and (not of or resource in ("", of))
    )
    return [found.law for found in judge.judge(Exchange(request, Answer(400, (), b"", 0.0), "journey", ""))]


@pytest.mark.parametrize(
    ("said", "sent", "found"),
    [
        (SHOWN, "https://example.com/a", []),
        (SHOWN, "ship://lund", []),
        (SHOWN, "ship://lund/4", ["valid-accepted"]),
        (SHOWN, "rail:7", ["valid-accepted"]),
        ("Must have the format '{harbour}-{quay}'.", "lund 4", []),
        ("Must have the format '{harbour}-{quay}'.", "lund-4", ["valid-accepted"]),
        ("Shown as `<harbour>/<quay>` on labels", "lund", ["valid-accepted"]),
        ("Accepted forms are those of the harbour", "lund", ["valid-accepted"]),
        ("A sealed one has at least 8 characters of the Base64 alphabet.", "lund 4, quay 7", []),
        ("A sealed one has at least 8 characters of the Base64 alphabet.", "lund", []),
        ("A sealed one has at least 8 characters of the Base64 alphabet.", "lund4quay7", ["valid-accepted"]),
        ("Without spaces where it is sealed", "lund 4", []),
        ("Tells the harbour, without more", "lund 4", ["valid-accepted"]),
    ],
)
def test_a_text_without_the_form_that_is_shown_may_be_refused(
    said: str, sent: str, found: list[str], tmp_path: Path
) -> None:
    """In the body, an object inside it and the query; one of the forms may not, and a template of other things binds
    nobody.
    """
    text = {"type": "string", "description": said}
    body = {"type": "object", "properties": {"from": text, "way": {"type": "object", "properties": {"by": text}}}}
    asked = {"name": "from", "in": "query", "description": said, "schema": {"type": "string", "enum": [sent]}}
    answers = {"responses": {"200": DONE, "400": DONE}}
    paths = {"/loads": {"put": {"requestBody": {"content": {MEDIA: {"schema": body}}}, **answers},
                        "get": {"parameters": [asked], **answers}}}  # fmt: skip
    for given in ({"from": sent}, {"way": {"by": sent}}):
        request = Request("PUT", "/loads", JSON_TYPE, json.dumps(given).encode())
        assert judged(tmp_path, paths, request) == found
    assert judged(tmp_path, paths, Request("GET", "/loads?from=" + quote(sent, safe=""))) == found


@pytest.mark.parametrize(
    ("said", "sent", "found"),
    [
        ("Must contain either 'quay.first' or 'quay.last'.", {}, []),
        ("Must contain either 'quay.first' or 'quay.last'.", {"other": "a"}, []),
        ("Must contain either 'quay.first' or 'quay.last'.", {"quay.last": "a"}, ["valid-accepted"]),
        ("Has to have `first` and `last`. Others are kept.", {"first": "a"}, []),
        ("Has to have `first` and `last`. Others are kept.", {"first": "a", "last": "b"}, ["valid-accepted"]),
        ("May contain 'first'.", {}, ["valid-accepted"]),
        ("Must contain the quays.", {}, ["valid-accepted"]),
    ],
)
def test_an_object_without_what_its_description_quotes_may_be_refused(
    said: str, sent: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    """A map of settings, say, whose names are in no schema."""
    settings = {"type": "object", "description": said, "additionalProperties": {"type": "string"}}
    body = {"type": "object", "properties": {"settings": settings}}
    change = {"requestBody": {"content": {MEDIA: {"schema": body}}}, "responses": {"200": DONE, "400": DONE}}
    request = Request("PATCH", "/port", JSON_TYPE, json.dumps({"settings": sent}).encode())
    assert judged(tmp_path, {"/port": {"patch": change}}, request) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Must contain either 'quay.first' or 'quay.last'.", {"quay.first": "quay.first ct"}),
        ("Has to have `first` and `last`.", {"first": "first ct", "last": "last ct"}),
        ("May contain 'first'.", {}),
        ("Must contain `like`, such as `likewise`.", {"like": "like ct"}),
        (None, {}),
    ],
)
def test_an_object_is_sent_with_what_its_description_quotes(
    said: str | None, found: dict[str, str], tmp_path: Path
) -> None:
    """Without it no create of such a record would succeed."""
    settings = {"type": "object", "additionalProperties": {"type": "string"}, **({"description": said} if said else {})}
    file = tmp_path / "port.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Port", "version": "1"}, "paths": {}}))
    values = TypicalValues(Reader(load_document(file)), "ct")
    assert values.typical(settings, "settings") == found


@pytest.mark.parametrize(
    ("said", "typical", "lacks"),
    [
        ("Must have a `currency` such as `EUR`.", {"currency": "currency ct"}, True),
        ("Must have the currency, e.g. `currency` or 'EUR'.", {}, False),
        ("A charge must have status 'paid'.", {}, False),
        ("Has to contain `status` and `currency`.", {"status": "status ct", "currency": "currency ct"}, True),
    ],
)
def test_a_word_that_is_quoted_and_no_member_is_none(
    said: str, typical: dict[str, str], lacks: bool, tmp_path: Path
) -> None:
    """Values and examples of the members that the schema has: neither sent, nor a reason to refuse a body."""
    members = {"currency": {"type": "string"}, "status": {"type": "string"}}
    charge = {"type": "object", "description": said, "properties": members}
    body = {"type": "object", "properties": {"charge": charge}}
    change = {"requestBody": {"content": {MEDIA: {"schema": body}}}, "responses": {"200": DONE, "400": DONE}}
    request = Request("PATCH", "/till", JSON_TYPE, b'{"charge": {}}')
    assert judged(tmp_path, {"/till": {"patch": change}}, request) == ([] if lacks else ["valid-accepted"])
    assert TypicalValues(Reader(load_document(tmp_path / "freight.json")), "ct").typical(charge, "charge") == typical


@pytest.mark.parametrize(
    ("named", "kind", "met", "found"),
    [
        (False, {}, "crt_1", []),
        (False, {}, "crt-none", ["valid-accepted"]),
        (False, {}, None, ["valid-accepted"]),
        (False, {"pattern": "^crt-"}, "crt_1", ["valid-accepted"]),
        (True, {}, "crt_1", ["valid-accepted"]),
    ],
)
def test_a_key_that_the_service_alone_gives_may_be_malformed(
    named: bool, kind: dict[str, str], met: str | None, found: list[str], tmp_path: Path
) -> None:
    """A documented 400 beside 404 is about such a key of nobody's; one that clients name, is known, or has a documented
    form is right.
    """
    key = {"name": "crate", "in": "path", "required": True, "schema": {"type": "string", **kind}}
    record = {
        "type": "object",
        "properties": {"crate": {"type": "string", "readOnly": not named}, "of": {"type": "string"}},
    }
    content = {"content": {MEDIA: {"schema": record}}}
    paths = {
        "/crates": {"post": {"requestBody": content, "responses": {"201": {**DONE, **content}, "400": DONE}}},
        "/crates/{crate}": {
            "get": {"parameters": [key], "responses": {"200": {**DONE, **content}, "400": DONE, "404": DONE}}
        },
    }
    assert judged(tmp_path, paths, Request("GET", "/crates/crt-none"), met) == found


@pytest.mark.parametrize("missing", ["404", "409"])
@pytest.mark.parametrize(
    ("named", "met", "found"),
    [
        (False, "crt_1", []),
        (False, "crt-none", ["valid-accepted"]),
        (False, "ships:crt-none", []),
        (True, "crt_1", ["valid-accepted"]),
    ],
)
def test_the_key_of_a_record_above_may_be_malformed_too(
    missing: str, named: bool, met: str, found: list[str], tmp_path: Path
) -> None:
    """Of what lies below a record, where a number in the query is one more thing that may be asked for."""
    text = {"type": "string"}
    key = {"name": "crate", "in": "path", "required": True, "schema": text}
    asked = [{**key, "name": "of"}, {"name": "limit", "in": "query", "schema": {"type": "integer"}}]
    record = {"type": "object", "properties": {"crate": {**text, "readOnly": not named}, "of": text}}
    content = {"content": {MEDIA: {"schema": record}}}
    refused = {"400": DONE, missing: DONE}
    paths = {
        "/crates": {"post": {"requestBody": content, "responses": {"201": {**DONE, **content}}}},
        "/crates/{crate}": {"get": {"parameters": [key], "responses": {"200": {**DONE, **content}, **refused}}},
        "/crates/{of}/labels": {"get": {"parameters": asked, "responses": {"200": DONE, **refused}}},
    }
    assert judged(tmp_path, paths, Request("GET", "/crates/crt-none/labels?limit=3"), met) == found


@pytest.mark.parametrize(
    ("said", "path", "met", "also", "found"),
    [
        ("QuayDoesNotExist", "/GetQuay", "lund", (), []),
        ("QuayDoesNotExist", "/GetQuay", None, (), []),
        ("The quay was not found", "/DeleteQuay", "lund", (), []),
        ("The body is malformed", "/GetQuay", None, (), ["valid-accepted"]),
        ("The harbour was not found", "/quays", None, (), ["valid-accepted"]),
        ("QuayDoesNotExist", "/GetQuay", "ct", (), ["valid-accepted"]),
        ("QuayDoesNotExist", "/GetQuay", "lund", ("404",), ["valid-accepted"]),
        ("The body is wrong, or the harbour does not exist", "/berths/7", "7", (), ["valid-accepted"]),
        ("The body is wrong, or the harbour does not exist", "/berths/7", "7", ("410",), ["valid-accepted"]),
        ("No such quay", "/berths/7", "ct", (), []),
        ("The quay does not exist", "/berths/7", None, (), []),
    ],
)
def test_what_a_description_calls_missing_may_be_refused_so(
    said: str, path: str, met: str | None, also: tuple[str, ...], found: list[str], tmp_path: Path
) -> None:
    """By 400, where no other status is for it and the record in the path or the body is none that the run knows; a
    create makes one that was not there.
    """
    body = {"type": "object", "required": ["quay"], "properties": {"quay": {"type": "string"}}}
    answered = {"description": "Done", "content": {MEDIA: {"schema": body}}}
    call = {
        "requestBody": {"required": True, "content": {MEDIA: {"schema": body}}},
        "responses": {"200": answered, "400": {"description": said}, **dict.fromkeys(also, DONE)},
    }
    quay, berth = ({"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in ("quay", "berth"))
    read = {"parameters": [quay], "get": {"responses": {"200": answered}}}
    more = {"/quays/{quay}": read, "/berths/{berth}": {"parameters": [berth], "put": call}}
    paths = more | {name: {"post": call} for name in ("/quays", "/GetQuay", "/DeleteQuay")}
    method = "PUT" if path == "/berths/7" else "POST"
    assert judged(tmp_path, paths, Request(method, path, JSON_TYPE, b'{"quay": "ct"}'), met) == found


@pytest.mark.parametrize(
    ("path", "sent", "found"),
    [
        ("/TakeLoads", {"quay": "nowhere", "most": 1}, []),
        ("/TakeLoads", {"quay": "nowhere", "numberOfQuays": 1}, []),
        ("/TakeLoads", {"quay": "nowhere", "berth_id": 1}, []),
        ("/TakeLoads", {"quay": "nowhere", "note": "lund-harbour"}, ["valid-accepted"]),
        ("/TakeLoads", {"quay": "1"}, ["valid-accepted"]),
        ("/TakeLoads", {"quay_id": 1}, ["valid-accepted"]),
        ("/peek?most=1", None, []),
        ("/peek?quay_id=1", None, ["valid-accepted"]),
    ],
)
def test_a_number_beside_the_key_names_no_record(
    path: str, sent: dict[str, Any] | None, found: list[str], tmp_path: Path
) -> None:
    """There is a quay 1 in most services, and who takes one load names none; a key that is none by chance does."""
    number, text = {"type": "integer"}, {"type": "string"}
    members = {"quay": text, "note": text, **dict.fromkeys(("most", "numberOfQuays", "berth_id", "quay_id"), number)}
    call = {"responses": {"200": DONE, "400": {"description": "QuayDoesNotExist"}}}
    asked = [{"name": name, "in": "query", "schema": schema} for name, schema in members.items() if name != "note"]
    read = {"get": {"responses": {"200": DONE}}}
    keys = {n: {"name": n, "in": "path", "required": True, "schema": text} for n in ("quay", "berth")}
    paths: dict[str, Any] = {f"/{name}s/{{{name}}}": {"parameters": [key], **read} for name, key in keys.items()}
    body = {"content": {MEDIA: {"schema": {"type": "object", "properties": members}}}}
    paths |= {"/TakeLoads": {"post": {"requestBody": body, **call}}, "/peek": {"get": {"parameters": asked, **call}}}
    file = tmp_path / "harbour.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Harbour", "version": "1"}, "paths": paths}))
    judge, ownership = Judge(load_document(file)), Ownership(RunNames(1))
    for key in ("1", "lund-harbour"):
        ownership.adopt("quays", key)
    judge.uuids.met = ownership.met
    request = Request("GET", path) if sent is None else Request("POST", path, JSON_TYPE, json.dumps(sent).encode())
    exchange = Exchange(request, Answer(400, (), b"", 0.0), "journey", "")
    assert [law.law for law in judge.judge(exchange)] == found
