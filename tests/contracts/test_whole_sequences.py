"""A sequence that shows a finding makes what it needs: what is there during a run is gone when it is run again."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.cases.confirming.request_sequences import RequestSequences, plainer
from contracts.exchange import Answer, Exchange, Request
from contracts.run import Check, Settings
from mock_server.openapi import load_document
from tests.contracts.depot_service import PALLET, Depot, document, serving, written
from tests.contracts.report_samples import finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.findings import Finding


@contextlib.contextmanager
def running(folder: Path, document: Any = None) -> Iterator[RecordSteps]:
    """The steps of a check of the depot, which gives pallets their numbers."""
    spec = written(folder)
    if document is not None:
        spec.write_text(json.dumps(document), "utf-8")
    with serving(Depot()) as url:
        check = Check(Settings(url=url, spec=spec, ledger=folder / "ledger"), load_document(spec))
        try:
            yield check.steps
        finally:
            check.steps.sender.ledger.finish()
            check.close()


def _seen(steps: RecordSteps, resource: str, *, reads: int = 1, removed: bool = False) -> Finding:
    """What a read of a new record may have shown; the record is there yet unless it was ``removed``."""
    cycle = next(cycle for cycle in steps.cycles.values() if cycle.resource == resource)
    key = steps.record_of(cycle)
    assert key is not None
    sent = [steps.act(cycle, "read", key, "read it") for _ in range(reads)]
    if removed:
        steps.delete(cycle, key, "remove it")
    last = sent[-1]
    assert last is not None
    entity = steps.sender.known.of(steps.where(cycle, key))
    before = tuple(e for e in (entity.history if entity is not None else ()) if e is not last.exchange)
    return replace(
        finding("answer-schema", "/goods", exchange=last.exchange), before=before if not removed else before[:1]
    )


def _methods(steps: RecordSteps, found: Finding) -> list[list[str]]:
    return [[e.request.method for e in sequence] for sequence in RequestSequences(steps).of(found)]


def test_a_record_that_is_there_yet_is_made_by_the_sequence(tmp_path: Path) -> None:
    """Its number is the depot's, and leads to another pallet, or to none, next time."""
    with running(tmp_path) as steps:
        assert all(sequence[0] == "POST" for sequence in _methods(steps, _seen(steps, "pallets")))
        many = _seen(steps, "pallets", reads=9)
        assert all(sequence[0] == "POST" for sequence in _methods(steps, replace(many, before=many.before[-6:])))


def test_a_record_that_is_gone_is_asked_for_alone_first(tmp_path: Path) -> None:
    """So is one whose key the run chooses: it is asked for under a new one."""
    with running(tmp_path) as steps:
        assert _methods(steps, _seen(steps, "pallets", removed=True)) == [["GET"], ["POST", "GET"]]
        assert _methods(steps, _seen(steps, "labels")) == [["GET"], ["POST", "GET"]]


def test_no_step_is_left_out_that_makes_the_record(tmp_path: Path) -> None:
    """Of the others each is tried."""
    with running(tmp_path) as steps:
        found = _seen(steps, "pallets", reads=2)
        sequences = RequestSequences(steps)
        [*_, whole] = sequences.of(found)
        shorter = [item for item in plainer(sequences, found, whole) if len(item) < len(whole)]
        assert shorter
        assert all(item[0] is whole[0] for item in shorter)


def listing() -> dict[str, Any]:
    """The document with a list of all pallets."""
    spec = document()
    listed = {"type": "array", "items": PALLET}
    shown = {"200": {"description": "said", "content": {"application/json": {"schema": listed}}}}
    spec["paths"]["/pallets"]["get"] = {"operationId": "list_pallets", "responses": shown}
    return spec


def test_a_list_is_shown_with_a_record_of_its_own(tmp_path: Path) -> None:
    """What a run has is gone when somebody asks again; where it has nothing, the list shows what others made."""
    with running(tmp_path, listing()) as steps:
        cycle = next(cycle for cycle in steps.cycles.values() if cycle.resource == "pallets")
        key = steps.record_of(cycle)
        assert key is not None
        request = Request("GET", "/pallets", (), None, "list_pallets")

        def methods(*numbers: object) -> list[list[str]]:
            answer = Answer(200, (), json.dumps([{"pallet": number} for number in numbers]).encode())
            return _methods(steps, finding("answer-schema", "/*", exchange=Exchange(request, answer, "journey")))

        assert methods(int(key))[0] == ["POST", "GET"]
        assert methods("another")[0] == ["POST", "GET"]
        steps.delete(cycle, key, "remove it")
        assert methods(int(key))[0] == ["GET"]


def test_a_list_is_shown_with_the_record_that_it_showed(tmp_path: Path) -> None:
    """A number stands in nearly every body: what counts are the keys of its records, of whatever characters."""
    with running(tmp_path, listing()) as steps:
        cycle = next(cycle for cycle in steps.cycles.values() if cycle.resource == "pallets")
        made = {}
        for _ in range(2):
            sent = steps.create(cycle, steps.body(cycle, None), "create")
            key = steps.key_of(cycle, sent, None)
            assert key is not None
            assert sent is not None
            made[key] = sent.exchange
        first, second = made
        body = json.dumps([{"pallet": int(second), "weight": int(first)}]).encode()
        request = Request("GET", "/pallets", (), None, "list_pallets")
        found = finding("answer-schema", "/*", exchange=Exchange(request, Answer(200, (), body), "journey"))
        assert RequestSequences(steps).of(found)[0][0] is made[second]
        steps.sender.ownership.adopt("pallets", "\ud800")
        entities = steps.sender.known.entities
        entities["pallets", (), "\ud800"] = entities["pallets", (), first]
        assert RequestSequences(steps).of(found)[0][0] is made[second]
