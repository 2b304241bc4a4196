"""Beside a text that a description calls unique others may be there but once: creates show it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records.distinct_bodies import DistinctBodies
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.lifecycle import lifecycles
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("status", [400, 422])
def test_a_refused_create_with_a_new_told_text_shows_that_others_are_there_once(
    wrapped: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At first the told member alone is another one; once a create with others in all succeeds, all are."""
    record = {"type": "object", "properties": {"slug": {**_TEXT, "description": "A unique slug"}, "name": _TEXT}}
    around = {"type": "object", "required": ["article"], "properties": {"article": record}}
    media: Any = {"content": {"application/json": {"schema": around if wrapped else record}}}
    answers = {str(code): {"description": "said", **media} for code in (201, status)}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    read = {"parameters": [key], "get": {"responses": {"200": {"description": "it", **media}}}}
    make = {"post": {"requestBody": media, "responses": answers}}
    file, head = tmp_path / "articles.json", {"openapi": "3.1.0", "info": {"title": "Articles", "version": "1"}}
    file.write_text(json.dumps({**head, "paths": {"/articles": make, "/articles/{id}": read}}))
    document = load_document(file)
    judge, names = Judge(document), RunNames(1)
    ownership, collector = Ownership(names), Collector()
    monkeypatch.setattr(ownership, "made_some", lambda _: True)
    nobody: Any = None
    sender = Sender(
        judge, nobody, None, Ledger(None, {}), Safety(ownership, Creations()), collector, Credentials(document, {})
    )
    bodies, cycle = DistinctBodies(RecordSteps(sender, names)), lifecycles(judge.behaviours)["articles"]

    def of(body: Any) -> Any:
        return body["article"] if wrapped else body

    def answered(body: Any, code: int) -> Sent:
        request = Request("POST", "/articles", (("Content-Type", "application/json"),), json.dumps(body).encode())
        return Sent(Exchange(request, Answer(code, ()), "journey"), judge.reader.read(request), None, None, [])

    texts = {"slug": f"slug {names.tag}", "name": f"name {names.tag}"}
    body: Any = {"article": texts} if wrapped else texts
    first = bodies.before(cycle, body)
    assert of(first)["slug"] != texts["slug"]
    assert of(first)["name"] == texts["name"]
    unlearnt = DistinctBodies(bodies.steps)
    tried = [of(unlearnt.before(cycle, body))["name"] == texts["name"] for _ in range(4)]
    assert tried == [True, True, True, False]
    refused = answered(first, status)
    other = bodies.where_taken(cycle, refused, first)
    assert other is not None
    assert of(other)["name"] != texts["name"]
    bodies.told(cycle, refused, answered(other, 201))
    assert collector.own_rules is not None
    assert "articles" in collector.own_rules.once
    assert of(bodies.before(cycle, body))["name"] != texts["name"]
