"""Keys are chosen in the case in which a service keeps them, where its document says that it keeps them in one."""

from __future__ import annotations

import json
from email.message import Message
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records.learnt_keys import learn_keys
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.mock import MockBeside
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document
from tests.documents.asking import answering, document
from tests.manners.agencies import Agencies

if TYPE_CHECKING:
    from pathlib import Path


class Direct:
    """The service without a socket; ``keeps`` says in which case it shows codes."""

    def __init__(self, keeps: str) -> None:
        self.url, self.service, self.keeps = "http://127.0.0.1", Agencies(), keeps

    def send(self, request: Request) -> Answer:
        """Its answer."""
        headers = Message()
        for name, value in request.headers:
            headers[name] = value
        status, body, _ = self.service.serve(request.method, request.target, headers, request.body or b"")
        if isinstance(body, dict) and "code" in body and self.keeps == "as it was":
            body = {**body, "code": json.loads(request.body or b"{}").get("code", body["code"])}
        return Answer(status, (("Content-Type", "application/json"),), json.dumps(body).encode(), 0.0)


@pytest.mark.parametrize(("keeps", "upper"), [("in upper case", True), ("as it was", False)])
def test_a_key_is_chosen_as_the_service_keeps_it(keeps: str, upper: bool, tmp_path: Path) -> None:
    """By the record that is made first, which is removed again."""
    target = Direct(keeps)
    steps = _steps(target, _document(target, tmp_path))
    learn_keys(steps)
    key = steps.fresh(steps.cycles["agencies"])
    assert steps.names.owns(key)
    assert key.isupper() is upper
    assert target.service.left == []


def test_a_key_that_was_kept_in_another_case_is_free_once_that_is_removed(tmp_path: Path) -> None:
    """The mock has it as it was chosen, and need not hear of the removal: what it then says is no evidence."""
    target = Direct("in upper case")
    spec = _document(target, tmp_path)
    mock = MockBeside(spec, (), 1, ())
    steps = _steps(target, spec, mock)
    key = steps.names.tag
    body = {"code": key, "name": f"name {key}", "address": {"country": "US"}}
    json_type = (("Content-Type", "application/json"),)
    create = Request("POST", "/agencies", json_type, json.dumps(body).encode(), "addAgency")
    removal = Request("DELETE", f"/agencies/{key.upper()}", operation="dropAgency")
    try:
        told = [steps.send(request, "a key in one case") for request in (create, removal, create)]
    finally:
        mock.close()
    assert [(sent.status, [finding.law for finding in sent.findings]) for sent in told if sent is not None] == [
        (201, []),
        (204, []),
        (201, []),
    ]


def _document(target: Direct, folder: Path) -> Path:
    file = folder / "agencies.json"
    file.write_text(json.dumps(target.service.document()))
    return file


def _steps(target: Direct, spec: Path, mock: MockBeside | None = None) -> RecordSteps:
    document, names = load_document(spec), RunNames(1)
    credentials = Credentials(document, {})
    safety = Safety(Ownership(names), Creations())
    judge = Judge(document, credentials)
    sender = Sender(judge, target, mock, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    return RecordSteps(sender, names)


@pytest.mark.parametrize(
    ("kind", "longest"), [({"format": "int32"}, 2**31), ({"maximum": 2_000_000_000}, 2 * 10**9), ({}, 10**15)]
)
def test_a_number_is_chosen_as_long_as_a_key_may_be(kind: dict[str, Any], longest: int, tmp_path: Path) -> None:
    """Of 31 bits where more are refused; whoever has one that a PUT would write over is left alone."""
    number = {"type": "integer", **kind}
    seat = {"type": "object", "required": ["seat"], "properties": {"seat": number}}
    place = {"name": "seat", "in": "path", "required": True, "schema": number}
    body = {"required": True, "content": {"application/json": {"schema": seat}}}
    paths: dict[str, Any] = {
        "/seats": {"post": {"requestBody": body, "responses": {"201": {"description": "Made"}}}},
        "/seats/{seat}": {"parameters": [place], "get": answering(seat)},
        "/rows/{seat}": {
            "parameters": [place],
            "get": answering(seat),
            "put": {"requestBody": body, **answering(seat)},
        },
    }
    spec = tmp_path / "seats.json"
    spec.write_text(json.dumps(document(paths)))
    steps = _steps(Direct("as it was"), spec)
    key = steps.fresh(steps.cycles["seats"])
    assert int(key) < longest
    assert steps.names.owns(key)
    assert len(steps.fresh(steps.cycles["rows"])) == 15
