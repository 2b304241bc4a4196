"""A parent that one side kept and the other removed says nothing of what is below it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.cases.sending.known_records import KnownRecords
from contracts.exchange import Request
from contracts.laws.correspondence import Correspondence
from contracts.laws.judging import Judge
from contracts.traffic.ownership import Ownership
from contracts.traffic.path_keys import PathKeys
from contracts.traffic.run_names import RunNames
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

TEXT: dict[str, Any] = {"type": "string"}
BOX = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": TEXT, "name": TEXT}}}}}


def _one(name: str) -> dict[str, Any]:
    return {"operationId": name, "responses": {"200": {"description": "it", **BOX}, "404": {"description": "none"}}}


def _made(name: str) -> dict[str, Any]:
    return {"operationId": name, "requestBody": BOX, "responses": {"201": {"description": "made", **BOX}}}


def test_what_is_below_a_parted_parent_is_open(tmp_path: Path) -> None:
    """Closed while both sides have the parent, open once they parted over it."""
    key = {"name": "depot", "in": "path", "required": True, "schema": TEXT}
    van = {**key, "name": "van"}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Depots", "version": "1"},
        "paths": {
            "/depots": {"post": _made("open")},
            "/depots/{depot}": {"parameters": [key], "get": _one("depot"), "delete": _one("close")},
            "/depots/{depot}/vans": {"parameters": [key], "post": _made("buy"), "get": _one("vans")},
            "/depots/{depot}/vans/{van}": {"parameters": [key, van], "get": _one("van")},
        },
    }
    file = tmp_path / "depots.json"
    file.write_text(json.dumps(document), "utf-8")
    judge = Judge(load_document(file))
    ownership = Ownership(RunNames(1))
    known = KnownRecords(ownership, PathKeys(judge.behaviours), Correspondence())
    ownership.adopt("depots", "d1")
    parent = known.of(("depots", (), "d1"))
    reading = judge.reader.read(Request("GET", "/depots/d1/vans"))
    assert reading is not None
    assert parent is not None
    behaviour = judge.behaviours[reading.operation.id]
    assert not known.state(None, behaviour, reading).open
    parent.tainted = True
    assert known.state(None, behaviour, reading).open
