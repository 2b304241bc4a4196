"""The owner below whom records of a caller's collection are found: it leads to the run's own, and to no other's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.run import Check
from contracts.settings import Settings
from contracts.traffic.ownership import Ownership
from contracts.traffic.path_keys import PathKeys
from contracts.traffic.run_names import RunNames
from mock_server.openapi import load_document
from tests.contracts.test_callers_records import Crates

if TYPE_CHECKING:
    from pathlib import Path


def test_below_the_callers_owner_only_what_the_run_made_is_its_own(tmp_path: Path) -> None:
    """The owner of another's record is the same one, and leads nowhere by itself."""
    spec = tmp_path / "crates.json"
    spec.write_text(json.dumps(Crates().document()), "utf-8")
    judge, names = Judge(load_document(spec)), RunNames(1)
    keys, ownership = PathKeys(judge.behaviours), Ownership(names)
    gone = next(b for b in judge.behaviours.values() if str(b.operation) == "DELETE /crates/{owner}/{crate}")
    keys.callers[gone.resource or ""] = {"owner": "ann"}
    assert keys.is_made(ownership, gone, "owner", {"owner": "ann", "crate": names.fresh()})
    assert not keys.is_made(ownership, gone, "owner", {"owner": "ann", "crate": "theirs"})
    assert not keys.is_made(ownership, gone, "owner", {"owner": "bob", "crate": names.fresh()})


def test_the_owner_of_another_users_record_takes_the_place_of_none(tmp_path: Path) -> None:
    """The first that was told is the run's: below another one are records of somebody else."""
    spec = tmp_path / "crates.json"
    spec.write_text(json.dumps(Crates().document()), "utf-8")
    check = Check(Settings(url="http://127.0.0.1:9", spec=spec, ledger=tmp_path / "ledger"), load_document(spec))
    sender = check.steps.sender
    create = next(b for b in check.steps.judge.behaviours.values() if str(b.operation) == "POST /me/crates")
    sender.path_keys.callers[create.resource or ""] = {"owner": "ann"}
    request = Request("POST", "/me/crates", (("Content-Type", "application/json"),), b'{"name": "b"}')
    row = {"id": 2, "owner": {"id": 7, "login": "bob"}, "name": "b"}
    exchange = Exchange(request, Answer(201, (), json.dumps(row).encode()), "journey")
    sent = Sent(exchange, check.steps.judge.reader.read(request), row, None, [])
    assert sender.records.callers.astray(create, sent, 2) is None
    assert sender.path_keys.callers == {create.resource: {"owner": "ann"}}
    check.close()
