"""A key that is given again while the removal of the record that had it is under way is no key that was given twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mock_server.openapi import Document

JSON = (("Content-Type", "application/json"),)
NAMES = RunNames(1)
SHIP = {"name": NAMES.tag}
MOOR = Request("POST", "/ships", JSON, json.dumps(SHIP).encode())


class Harbour:
    """Gives every ship the one berth; ``meanwhile`` happens before a removal is answered."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def send(self, request: Request) -> Answer:
        """One answer."""
        if request.method == "DELETE":
            self.meanwhile()
            return Answer(204)
        return Answer(201, JSON, json.dumps({"id": 7, **SHIP}).encode())


def document(folder: Path) -> Document:
    """Ships that are made and removed, and never read."""
    ship = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": ship}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    made, gone = {"201": {"description": "made", **body}}, {"204": {"description": "gone"}}
    paths = {
        "/ships": {"post": {"operationId": "moor", "requestBody": body, "responses": made}},
        "/ships/{id}": {"delete": {"operationId": "sink", "parameters": [key], "responses": gone}},
    }
    file = folder / "ships.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Ships", "version": "1"}, "paths": paths}))
    return load_document(file)


def test_a_key_given_again_during_its_removal_is_new(tmp_path: Path) -> None:
    """Side by side the answer of the create may come first; without a removal the same key is a drift."""
    judge, harbour = Judge(document(tmp_path)), Harbour()
    credentials = Credentials(judge.document, {})
    safety = Safety(Ownership(NAMES), Creations())
    sender = Sender(judge, harbour, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    laws: list[list[str]] = []

    def moor() -> None:
        sent = sender.send(MOOR, "journey", "moor")
        assert sent is not None
        laws.append([finding.law for finding in sent.findings if finding.law == "generated-unique"])

    moor()
    harbour.meanwhile = moor
    assert sender.send(Request("DELETE", "/ships/7"), "journey", "sink") is not None
    assert laws == [[], []]
    moor()
    moor()
    assert laws[3] == ["generated-unique"]
