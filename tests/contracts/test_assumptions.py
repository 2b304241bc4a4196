"""An assumption is refuted by what breaks the element where it stands, not by what has the same words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.assumptions import weigh
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "The page does not say."


def test_of_equal_words_in_two_places_one_is_refuted(tmp_path: Path) -> None:
    """The answer breaks the type of one member; the other one, assumed in the same words, stays as it is."""
    members = {name: {"type": "integer", "x-assumed": WORDS} for name in ("first", "second")}
    schema = {"type": "object", "properties": members}
    answer = {"description": "said", "content": {"application/json": {"schema": schema}}}
    paths = {"/tide": {"get": {"operationId": "tide", "responses": {"200": answer}}}}
    path = tmp_path / "tide.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    judge = Judge(load_document(path))
    said = Answer(200, (("Content-Type", "application/json"),), b'{"first": 1, "second": "two"}')
    findings = judge.judge(Exchange(Request("GET", "/tide", (), None, "tide"), said, "journey"))
    assert [finding.place for finding in findings] == ["/second"]
    verdicts = {item.pointer.rpartition("/")[2]: item.verdict for item in weigh(judge, Collector(), findings)}
    assert verdicts == {"first": "open", "second": "refuted"}
