"""Generated cases travel as the document says: marks and delimiters of a style, objects in a query, whole queries."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from contracts.cases.generated.fuzz import Fuzz
from contracts.cases.generated.fuzz_engine import draws
from contracts.cases.generated.fuzz_requests import GeneratedRequests
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.request_validity import Verdict
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = {"type": "integer", "minimum": 0, "maximum": 99}
WORD = {"type": "string", "pattern": "^[a-z]{1,8}$"}
WHOLES = {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 3}
WORDS = {"type": "array", "items": {"type": "string", "enum": ["a,b", "c|d", "e f"]}, "minItems": 2, "maxItems": 3}
POINT = {"type": "object", "required": ["x"], "properties": {"x": WHOLE, "y": WHOLE}, "additionalProperties": False}
RATIO = {"type": "number", "minimum": 1e16, "maximum": 1e18}


class Refusing:
    """A target that refuses everything."""

    def send(self, request: Request) -> Answer:
        """The refusal."""
        return Answer(400)


def fuzz_of(folder: Path, path: str, parameter: dict[str, Any]) -> Fuzz:
    """The generated cases of a document with one parameter."""
    operation = {"operationId": "op", "parameters": [parameter], "responses": {"200": {"description": "A"}}}
    return fuzz_with(folder, {path: {"get": operation}})


def fuzz_with(folder: Path, paths: dict[str, Any]) -> Fuzz:
    """The generated cases of a document with these paths."""
    tree = {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    file = folder / "openapi.yaml"
    file.write_text(yaml.safe_dump(tree), "utf-8")
    document = load_document(file)
    credentials, names = Credentials(document, {}), RunNames(1)
    safety = Safety(Ownership(names), Creations())
    judge = Judge(document, credentials)
    sender = Sender(judge, Refusing(), None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    return Fuzz(RecordSteps(sender, names), 1, 20, 60.0)


def positive(fuzz: Fuzz) -> list[Request]:
    """The requests of the cases that are meant to be valid."""
    from schemathesis import GenerationMode

    (operation,) = [found.ok() for found in fuzz._schema().get_all_operations()]
    cases = draws()(operation.as_strategy(generation_mode=GenerationMode("positive")), "1", 20)
    return [request for case in cases if (request := GeneratedRequests(fuzz.steps).of(case)) is not None]


def styled(style: str, schema: dict[str, Any], *, explode: bool, place: str = "path") -> dict[str, Any]:
    """A required parameter ``p`` in a style."""
    return {"name": "p", "in": place, "required": True, "style": style, "explode": explode, "schema": schema}


WHOLE_QUERY = {"name": "p", "in": "querystring", "required": True, "content": {"application/json": {"schema": POINT}}}
GENERATED = {
    **{
        f"path {style} {kind} {explode}": ("/a/{p}/b", styled(style, schema, explode=explode))
        for style in ("simple", "label", "matrix")
        for kind, schema in (("word", WORD), ("whole", WHOLE), ("list", WHOLES), ("words", WORDS), ("object", POINT))
        for explode in (True, False)
    },
    "form list": ("/a", styled("form", WORDS, explode=False, place="query")),
    "form object": ("/a", styled("form", POINT, explode=False, place="query")),
    "pipes": ("/a", styled("pipeDelimited", WHOLES, explode=False, place="query")),
    "spaces": ("/a", styled("spaceDelimited", WHOLES, explode=False, place="query")),
    "pipes object": ("/a", styled("pipeDelimited", POINT, explode=False, place="query")),
    "spaces object": ("/a", styled("spaceDelimited", POINT, explode=False, place="query")),
    "deep object": ("/a", styled("deepObject", POINT, explode=True, place="query")),
    "plain cookie": ("/a", styled("cookie", RATIO, explode=False, place="cookie")),
    "whole query": ("/a", WHOLE_QUERY),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", GENERATED)
def test_valid_cases_are_read_as_valid(kind: str, tmp_path: Path) -> None:
    """What is generated to be valid arrives so: no mark or delimiter is lost on its way into the request."""
    fuzz = fuzz_of(tmp_path, *GENERATED[kind])
    requests = positive(fuzz)
    wrong = []
    for request in requests:
        reading = fuzz.steps.judge.reader.read(request)
        if reading is None or reading.verdict is Verdict.INVALID:
            wrong.append(request)
    assert requests
    assert wrong == []


@pytest.mark.parametrize(("style", "mark"), [("simple", ""), ("label", "."), ("matrix", ";p=")])
def test_own_keys_keep_the_style(style: str, mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of this run that takes a generated one's place is written in the style of its parameter."""
    fuzz = fuzz_of(tmp_path, "/a/{p}", styled(style, WORD, explode=False))
    monkeypatch.setattr(fuzz.steps, "fresh", lambda _: "own")
    values = {"path_parameters": {"p": "some"}, "query": {}, "headers": {}, "cookies": {}, "body": None}
    request = GeneratedRequests(fuzz.steps).of(
        SimpleNamespace(method="get", operation=SimpleNamespace(path="/a/{p}"), media_type=None, **values)
    )
    assert request is not None
    assert request.target == f"/a/{mark}own"


MAIL = {"type": "string", "pattern": "^[a-z]{1,30}@[a-z]+$"}
NOTE = {"type": "object", "properties": {"mail": MAIL, "kind": {"type": "string", "enum": ["a", "b"]},
                                         "short": {"type": "string", "maxLength": 9}, "count": WHOLE}}  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"mail": "x@y", "kind": "a"}, "mail"),
        ({"mail": "none", "kind": "a"}, None),
        ({"kind": "a", "short": "x", "count": 7}, None),
        ([], None),
    ],
)
def test_a_generated_record_has_the_runs_name_where_there_is_room(sent: Any, name: str | None, tmp_path: Path) -> None:
    """So that it is told and removed; what is wrong, short or one of few options stays."""
    shown = {"type": "object", "properties": {"id": WHOLE, **NOTE["properties"]}}  # type: ignore[dict-item]
    made = {"description": "made", "content": {"application/json": {"schema": shown}}}
    post = {"operationId": "op", "requestBody": {"content": {"application/json": {"schema": NOTE}}},
            "responses": {"201": made}}  # fmt: skip
    key = {"name": "id", "in": "path", "required": True, "schema": WHOLE}
    gone = {"operationId": "drop", "parameters": [key], "responses": {"204": {"description": "gone"}}}
    fuzz = fuzz_with(tmp_path, {"/notes": {"post": post}, "/notes/{id}": {"delete": gone}})
    values = {"path_parameters": {}, "query": {}, "headers": {}, "cookies": {}, "body": sent}
    request = GeneratedRequests(fuzz.steps).of(
        SimpleNamespace(
            method="post", operation=SimpleNamespace(path="/notes"), media_type="application/json", **values
        ),
        told=True,
    )
    assert request is not None
    tagged = json.loads(request.body or b"")
    assert tagged == (sent if name is None else {**sent, name: f"{fuzz.steps.names.tag}{sent[name]}"})


def test_a_file_that_has_the_name_of_a_key_is_none(tmp_path: Path) -> None:
    """Its octets are no text that a schema could be asked of, and no path leads to them."""
    file = {"type": "string", "format": "binary"}
    upload = {"type": "object", "required": ["file"], "properties": {"file": file}, "additionalProperties": False}
    says = {"200": {"description": "It", "content": {"application/octet-stream": {"schema": file}}}}
    post = {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": upload}}},
        "responses": {"200": {"description": "Kept", "content": {"application/json": {"schema": {"type": "object"}}}}},
    }
    key = {"name": "file", "in": "path", "required": True, "schema": {"type": "string"}}
    fuzz = fuzz_with(
        tmp_path, {"/files": {"post": post}, "/files/{file}": {"get": {"parameters": [key], "responses": says}}}
    )
    found = [one.ok() for one in fuzz._schema().get_all_operations()]
    (create,) = [one for one in found if one.method == "post"]
    cases = draws()(create.as_strategy(), "1", 20)
    requests = [request for case in cases if (request := GeneratedRequests(fuzz.steps).of(case)) is not None]
    assert requests
    assert [b.key_place for b in fuzz.steps.judge.behaviours.values() if b.action == "create"] == [None]
