"""Members may be called anything, also as the words of our own code are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document
from tests.manners.serving import in_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("member", ["key", "cycle", "self", "body"])
def test_a_wrong_value_is_put_into_any_member(member: str, tmp_path: Path) -> None:
    """A body with a member ``key`` ended a check with a fault of its own."""
    text = {"type": "string"}
    body = {"type": "object", "properties": {"id": text, member: text}, "required": ["id", member]}
    done = {"description": "done"}
    file = tmp_path / "locks.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Locks", "version": "1"}, "paths": {
            "/locks": {"post": {"operationId": "make", "responses": {"201": done},
                                "requestBody": {"content": {"application/json": {"schema": body}}}}},
            "/locks/{id}": {"parameters": [in_path("id", text)], "delete": {"responses": {"204": done}}},
        }}))  # fmt: skip
    document, names = load_document(file), RunNames(1)
    credentials, target = Credentials(document, {}), None
    safety, judge = Safety(Ownership(names), Creations()), Judge(document, credentials)
    sender = Sender(judge, target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    steps = RecordSteps(sender, names)
    cycle = next(iter(steps.cycles.values()))
    assert steps.body(cycle, "own-key", **{member: {"an": "object"}}) == {"id": "own-key", member: {"an": "object"}}
