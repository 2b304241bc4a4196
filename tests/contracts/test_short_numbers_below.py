"""Numbers that others may have by chance, of records below others: looked for where they would be made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.lists.free_numbers import look_first
from contracts.cases.records.record_steps import RecordSteps
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
from tests.documents.asking import answering, document, record, taking
from tests.manners.serving import in_path

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2_000_000_000}
_METER = {"type": "object", "required": ["number"], "properties": {"number": _NUMBER}}


class _Sites:
    """Sites get keys, their meters have the caller's numbers; ``taken`` says that each number is somebody's."""

    def __init__(self, *, taken: bool) -> None:
        self.url, self.taken, self.log = "http://127.0.0.1", taken, list[str]()
        self.meters = set[str]()

    def send(self, request: Request) -> Answer:
        """Its answer; a create of what is there is answered as any other."""
        path = request.target.partition("?")[0]
        self.log.append(f"{request.method} {path.count('/')}")
        body = json.loads(request.body or b"null")
        if request.method == "POST":
            body = {**body, "id": "s1"} if path == "/sites" else body
            self.meters.add(f"{path}/{body.get('number')}")
            return _answer(201, body)
        if request.method == "DELETE":
            self.meters.discard(path)
            return _answer(204, None)
        there = self.taken or path in self.meters
        return _answer(200, {"number": int(path.rpartition("/")[2])}) if there else _answer(404, None)


def _answer(status: int, body: Any) -> Answer:
    head = (("Content-Type", "application/json"),) if body is not None else ()
    return Answer(status, head, b"" if body is None else json.dumps(body).encode(), 0.0)


@pytest.mark.parametrize("taken", [True, False])
def test_a_number_below_a_record_is_looked_for_there(taken: bool, tmp_path: Path) -> None:
    """Made and removed where nobody has it; neither where somebody does, though the service would take the create."""
    gone: dict[str, Any] = {"responses": {"204": {"description": "gone"}, "404": {"description": "none"}}}
    spec = tmp_path / "sites.json"
    spec.write_text(json.dumps(document({
        "/sites": {"post": taking(record(), answering(record(), status="201"))},
        "/sites/{site}": {"parameters": [in_path("site", {"type": "string"})], "delete": gone},
        "/sites/{site}/meters": {"parameters": [in_path("site", {"type": "string"})],
                                 "post": taking(_METER, answering(_METER, status="201"))},
        "/sites/{site}/meters/{number}": {
            "parameters": [in_path("site", {"type": "string"}), in_path("number", _NUMBER)],
            "get": answering(_METER), "delete": gone},
    })))  # fmt: skip
    target, names, read = _Sites(taken=taken), RunNames(1), load_document(spec)
    credentials, safety = Credentials(read, {}), Safety(Ownership(names), Creations())
    sender = Sender(Judge(read, credentials), target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    steps = RecordSteps(sender, names)
    look_first(steps)
    cycle = next(cycle for name, cycle in steps.cycles.items() if name.endswith("meters"))
    key = steps.fresh(cycle)
    assert len(key) == 10
    assert steps.delete(cycle, key, "remove what was never made") is None
    steps.create(cycle, steps.body(cycle, key), "create")
    steps.delete(cycle, key, "remove")
    assert target.log == ["POST 1", "GET 4", *([] if taken else ["POST 3", "DELETE 4"])]
