"""Links of a document are followed from the run's own records, and lead where they say."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from contracts.exchange import Request
from contracts.run import Settings
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi import load_document
from tests.contracts.running import report_of
from tests.json_server import answering
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

TEXT: dict[str, Any] = {"type": "string"}
BOX = {
    "type": "object",
    "required": ["id", "name", "code"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": TEXT, "code": {**TEXT, "readOnly": True}},
}
FORM = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 40}}}
OPENING = {"type": "object", "required": ["code"], "properties": {"code": TEXT}}


def _operation(name: str, status: str, schema: Any, *parameters: Any, body: Any = None, **more: Any) -> dict[str, Any]:
    refused = {code: {"description": "refused"} for code in ("400", "404")}
    found: dict[str, Any] = {"operationId": name, "parameters": [*parameters], "responses": {**refused, status: {
        **(says(schema) if schema is not None else {"description": "done"}), **more}}}  # fmt: skip
    return found if body is None else {**found, "requestBody": {"required": True, **says(body)}}


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
CODE = {"name": "code", "in": "query", "required": True, "schema": TEXT}
LINKS = {
    "lid": {"operationId": "readLid", "parameters": {"id": "$response.body#/id"}},
    "found": {"operationId": "findBox", "parameters": {"code": "$response.body#/code"}},
    "opened": {
        "operationId": "openBox",
        "parameters": {"id": "$response.body#/id"},
        "requestBody": {"code": "0000"},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Boxes", "version": "1"},
    "paths": {
        "/boxes": {"post": _operation("makeBox", "201", BOX, body=FORM, links=LINKS)},
        "/boxes/{id}": {
            "get": _operation("readBox", "200", BOX, ID),
            "delete": _operation("removeBox", "204", None, ID),
        },
        "/boxes/{id}/lid": {"get": _operation("readLid", "200", BOX, ID)},
        "/boxes/{id}/opening": {"post": _operation("openBox", "200", BOX, ID, body=OPENING)},
        "/found": {"get": _operation("findBox", "200", {"type": "array", "items": BOX}, CODE)},
    },
}


class Boxes:
    """Boxes without lids; ``faults`` say what is wrong with them."""

    def __init__(self, file: Path, *faults: str) -> None:
        self.reader = Reader(load_document(file))
        self.faults = faults
        self.boxes: dict[int, dict[str, Any]] = {}
        self.last = 0
        self.followed: set[str] = set()

    def app(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        reading = self.reader.read(Request(method, target, tuple(headers.items()), body or None))
        if reading is None or reading.routing:
            return 404, None, {}
        name = reading.operation.id
        if reading.verdict is not Verdict.VALID:
            return 400, None, {}
        if name == "makeBox":
            self.last += 1
            self.boxes[self.last] = {"id": self.last, "name": reading.body["name"], "code": f"code-{self.last}"}
            return 201, self.boxes[self.last], {}
        if name == "findBox":
            found = [box for box in self.boxes.values() if box["code"] == reading.values["query"]["code"]]
            self.followed |= {name} if found else set()
            return (400, None, {}) if "no-code-is-taken" in self.faults else (200, found, {})
        box = self.boxes.get(int(reading.path["id"]))
        if box is None or name == "readLid":
            self.followed |= {name} if box is not None else set()
            return 404, None, {}
        if name == "removeBox":
            del self.boxes[box["id"]]
            return 204, None, {}
        self.followed |= {name} if name == "openBox" and reading.body == {"code": "0000"} else set()
        return 200, box, {}


def _checked(folder: Path, *faults: str, tree: Any = DOCUMENT) -> tuple[Report, Boxes]:
    file = folder / "boxes.json"
    file.write_text(json.dumps(tree), "utf-8")
    service = Boxes(file, *faults)
    with answering(service.app) as url:
        settings = Settings(url=url, spec=file, seed=3, recombinations=0, fuzz=0, ledger=folder / "ledger")
        return report_of(settings), service


def test_links_are_followed_and_what_is_beside_the_record_is_open(tmp_path: Path) -> None:
    """Each link is followed with what it gives; that a box has no lid is no drift, and nothing is left."""
    report, service = _checked(tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert service.followed == {"readLid", "findBox", "openBox"}
    assert service.boxes == {}


def test_a_link_whose_value_is_refused_leads_nowhere(tmp_path: Path) -> None:
    """A free text may be refused, but not the one that the link gives; the drift names the link."""
    report, _ = _checked(tmp_path, "no-code-is-taken")
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == [("link-leads", "findBox")]
    assert "the link found of makeBox" in report.drifts[0].lead.message


def test_a_link_that_gives_back_what_the_run_had_sent_may_be_refused(tmp_path: Path) -> None:
    """A text of the run's is none of the codes that the target takes: the document says so itself."""
    tree = copy.deepcopy(DOCUMENT)
    tree["paths"]["/found"]["get"]["parameters"][0]["schema"]["pattern"] = "^code-[0-9]+$"
    made = tree["paths"]["/boxes"]["post"]["responses"]["201"]["links"]
    made["named"] = {"operationId": "findBox", "parameters": {"code": "$response.body#/name"}}
    report, service = _checked(tmp_path, tree=tree)
    assert "findBox" in service.followed
    assert [drift.lead.operation for drift in report.drifts if drift.lead.law == "link-leads"] == []
