"""A plain key has letters and digits alone; there is none where the document takes none, or the usual one is plain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.probes.nobodys_keys import nobodys
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


@pytest.mark.parametrize(
    ("schema", "plain"),
    [
        ({"type": "string"}, True),
        ({"type": "integer"}, False),
        ({"type": "string", "pattern": "^[a-z0-9]+$"}, False),
        ({"type": "string", "pattern": "^[a-z0-9]+-[a-z0-9]+$"}, False),
        ({"type": "string", "format": "uuid"}, False),
    ],
)
def test_a_plain_key_is_another_one_than_the_usual(schema: dict[str, Any], plain: bool, tmp_path: Path) -> None:
    """A key of the same kind was sent a second time, with laws left open that hold for it."""
    file = tmp_path / "gates.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Gates", "version": "1"},
        "paths": {"/gates/{gate}": {"parameters": [in_path("gate", schema)], "delete": {
            "operationId": "close", "responses": {"204": {"description": "closed"}}}}}}))  # fmt: skip
    steps = _steps(file)
    operation = steps.judge.document.operations[0]
    assert nobodys(steps, operation, {}) is not None
    found = nobodys(steps, operation, {}, plain=True)
    assert (found is not None) is plain
    assert found is None or found["gate"].isalnum()


def _steps(spec: Path) -> RecordSteps:
    document, names = load_document(spec), RunNames(1)
    credentials, target = Credentials(document, {}), None
    safety, judge = Safety(Ownership(names), Creations()), Judge(document, credentials)
    sender = Sender(judge, target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    return RecordSteps(sender, names)
