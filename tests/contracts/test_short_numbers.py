"""A number of ten digits proves nothing: what has it already is neither written over nor removed."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.confirming.renaming import Renaming
from contracts.cli import main
from contracts.commands.replay_command import _names
from contracts.exchange import Request
from contracts.traffic.evidence import Evidence
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import SHORT, RunNames
from tests.contracts.some_journeys import some_journeys, told
from tests.json_server import answering
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_ALL = {RunNames(7).digits(number, SHORT) for number in range(400)}
"""Strangers have every number of ten digits that a run of this seed chooses."""

_NUMBER = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 2**31 - 1}
_METER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": _NUMBER, "name": {"type": "string", "maxLength": 40}},
}


class Meters(Service):
    """Callers give a number of 31 bits; a create of what is there is refused, ``upserts`` without a word."""

    def __init__(self, strangers: set[str], *, upserts: bool = False, reads: bool = True, deaf: bool = False) -> None:
        super().__init__()
        self.upserts, self.reads, self.deaf, self.made = upserts, reads, deaf, 0
        self.begin({"meters": {key: {"id": int(key), "name": "of a stranger"} for key in strangers}})

    def document(self) -> dict[str, Any]:
        """A number that a machine of 32 bits holds."""
        said = {"description": "said"}
        one: dict[str, Any] = {"parameters": [in_path("id", _NUMBER)]}
        if self.reads:
            one["get"] = {"operationId": "getMeter", "responses": {"200": says(_METER), "404": said}}
        one["delete"] = {"operationId": "dropMeter", "responses": {"204": said, "404": said}}
        make = {"operationId": "addMeter", "requestBody": takes(_METER),
                "responses": {"201": says(_METER), "409": said, "400": said}}  # fmt: skip
        return {"openapi": "3.1.0", "info": {"title": "Meters", "version": "1"},
                "paths": {"/meters": {"post": make}, "/meters/{id}": one}}  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The record by its number."""
        rows = self.rows["meters"]
        if len(asked.parts) == 1:
            return self._add(asked)
        key = asked.parts[1]
        if key not in rows:
            return 404, None, {}
        if asked.method == "DELETE":
            if not self.deaf:
                del rows[key]
            return 204, None, {}
        return 200, rows[key], {}

    def _add(self, asked: Asked) -> Answer:
        body, wrong = Checker(_METER).read(asked.data)
        if wrong:
            return 400, None, {}
        key = str(body["id"])
        if key in self.rows["meters"] and not self.upserts:
            return 409, None, {}
        self.made += 1
        self.rows["meters"][key] = body
        return 201, body, {}


@pytest.mark.parametrize("edit", [{}, {"upserts": True}, {"reads": False}, {"reads": False, "upserts": True}])
def test_a_number_that_somebody_has_is_left_alone(edit: dict[str, bool], tmp_path: Path) -> None:
    """Neither a refused create, nor one that is answered with a success, nor none at all makes it the run's."""
    service = Meters(_ALL, **edit)
    some_journeys(service, tmp_path, "meters", seed=7)
    assert service.unharmed


def test_a_number_that_nobody_has_lives_and_goes(tmp_path: Path) -> None:
    """A read missed it, the create made it: it is read, refused a second time, and removed again."""
    service = Meters(set())
    assert told(some_journeys(service, tmp_path, "life of meters", seed=7)) == []
    assert service.made > 1
    assert service.left == []


def test_a_number_that_is_not_removed_is_told(tmp_path: Path) -> None:
    """A delete that does nothing is seen, and shown again with a number of its own."""
    service = Meters(set(), deaf=True)
    assert told(some_journeys(service, tmp_path, "life of meters", seed=7)) != []


@pytest.mark.parametrize("fact", ["made", "will"])
def test_a_killed_run_leaves_what_shows_its_name_to_clean(fact: str, tmp_path: Path) -> None:
    """The number alone proves nothing: of two, the one that shows the run's tag is removed, the other one stands."""
    ours, strangers = sorted(_ALL)[:2]
    service = Meters({strangers})
    service.rows["meters"][ours] = {"id": int(ours), "name": f"name {RunNames(7).tag}"}
    (tmp_path / "meters.json").write_text(json.dumps(service.document()), "utf-8")
    with answering(service.serve) as url:
        head = {"ledger": 1, "url": url, "spec": str(tmp_path / "meters.json"), "seed": 7, "attempt": 0}
        entries = [{"fact": fact, "resource": "meters", "key": key, "path": {}} for key in (ours, strangers)]
        (tmp_path / "ledger").write_text("\n".join(map(json.dumps, [head, *entries])) + "\n", "utf-8")
        assert main(["clean", str(tmp_path / "ledger")]) == 3
    assert (service.left, service.unharmed) == ([], True)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_replay_names_such_numbers_anew(method: str) -> None:
    """Of ten digits as well as of fifteen; a number that the run did not choose stays."""
    report: Any = SimpleNamespace(seed=7)
    names = _names(report, [])
    for own in (RunNames(7).digits(3, SHORT), RunNames(7).digits(3)):
        request = Request(method, f"/meters/{own}?other=1234567890", (), own.encode())
        new = Renaming(names, [request])(request)
        assert own not in new.target + (new.body or b"").decode()
        assert new.target.endswith("=1234567890")


def test_a_number_that_was_removed_is_looked_at_again() -> None:
    """Meanwhile another may have taken it."""
    ownership, number = Ownership(RunNames(7)), min(_ALL)
    ownership.missed.add(("meters", (), number))
    made = Evidence("meters", number, number, created=True)
    assert ownership.created(made) is None
    assert ownership.owns("meters", number)
    ownership.removed("meters", number)
    assert ownership.created(made) is not None
    assert not ownership.owns("meters", number)
