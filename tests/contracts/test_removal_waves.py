"""Cleaning up side by side: what needs another record goes before it, and what was in the way is tried again."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from contracts.cases.records.cleaning import Cleaner
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.records.removal_waves import needed, removal_waves
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.journey_scheduler import JourneyScheduler
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from contracts.exchange import Request

NAMES = RunNames(3)


class Store:
    """A target that keeps what it has; ``tied`` are pairs of paths: the second stays while the first is there."""

    def __init__(self, *tied: tuple[str, str]) -> None:
        self.tied = tied
        self.there: set[str] = set()
        self.removed: list[str] = []
        self.shared = False
        self.most = self._now = 0
        self._lock = threading.Lock()

    def abort(self) -> None:
        """End nothing."""

    def send(self, request: Request) -> Answer:
        """An answer after a moment."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.01)
        with self._lock:
            self._now -= 1
            return Answer(self._removed(urlsplit(request.target).path), (), b"", 0.01)

    def _removed(self, path: str) -> int:
        if path not in self.there:
            return 404
        if any(other == path and first in self.there for first, other in self.tied):
            return 409
        self.there.discard(path)
        self.removed.append(path)
        return 204


class Gate(Store):
    """A target that answers every delete by a redirect, and each read with the status ``shown``."""

    def __init__(self, shown: int) -> None:
        super().__init__()
        self.shown = shown

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        return Answer(self.shown if request.method == "GET" else 302)


class Later(Store):
    """A target that accepts every delete, and shows the record for so many ``looks`` more."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks + 1

    def wait(self, seconds: float) -> bool:
        """At once."""
        return seconds < 2

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        self.looks -= request.method == "GET"
        return Answer(202 if request.method == "DELETE" else 200 if self.looks else 404)


class Shaken(Store):
    """A target that answers the first delete of each record ``status``, and may remove it all the same."""

    def __init__(self, status: int, *, removing: bool) -> None:
        super().__init__()
        self.status, self.removing = status, removing
        self.asked: list[str] = []
        self.beside = 0
        """How many requests were under way beside a second delete."""
        self._again = 0

    def wait(self, seconds: float) -> bool:
        """At once."""
        return seconds < 1

    def send(self, request: Request) -> Answer:
        """An answer after a moment."""
        path = urlsplit(request.target).path
        with self._lock:
            again = path in self.asked
            self.asked.append(path)
            self.beside += self._now if again else self._again
            self._again += again
        answer = super().send(request) if again or self.removing else Answer(self.status)
        with self._lock:
            self._again -= again
        return answer if again else Answer(self.status)


def cleaner(store: Store, folder: Path, made: list[LedgerEntry], *, beside: bool) -> Cleaner:
    """What removes these records of a document with boxes, lids on boxes, and labels that name a box."""
    paths: dict[str, Any] = {}
    texts: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}
    for path in ("/boxes", "/boxes/{box}/lids", "/labels"):
        schema = (
            {**texts, "properties": {**texts["properties"], "boxId": {"type": "string"}}}
            if path == "/labels"
            else texts
        )
        body = {"content": {"application/json": {"schema": schema}}}
        above = [{"name": "box", "in": "path", "required": True, "schema": {"type": "string"}}] if "{" in path else []
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[path] = {
            "post": {"parameters": above, "requestBody": body, "responses": {"201": {"description": "made", **body}}}
        }
        paths[f"{path}/{{id}}"] = {
            "get": {"parameters": [*above, key], "responses": {"200": {"description": "found", **body}}},
            "delete": {"parameters": [*above, key], "responses": {"204": {"description": "gone"}}},
        }
    spec = folder / "boxes.json"
    spec.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Boxes", "version": "1"}, "paths": paths}))
    document = load_document(spec)
    credentials, ledger, collector = Credentials(document, {}), Ledger(None, {}), Collector()
    safety = Safety(Ownership(NAMES), Creations())
    sender = Sender(Judge(document, credentials), store, None, ledger, safety, collector, credentials)  # type: ignore[arg-type]
    if beside:
        sender.asking.turns = JourneyScheduler(store, 8, collector.swap)
        sender.asking.turns.pace.sends = lambda: True  # type: ignore[method-assign]
    for entry in made:
        ledger.made(entry)
        store.there.add(path_of(entry))
    return Cleaner(RecordSteps(sender, NAMES), store, ledger)  # type: ignore[arg-type]


def path_of(entry: LedgerEntry) -> str:
    """Where it is removed."""
    return "/" + entry.resource.replace("{}", "".join(value for _, value in entry.path)) + f"/{entry.key}"


def boxes(count: int) -> list[LedgerEntry]:
    """Boxes, each with a lid and a label."""
    made = []
    for _ in range(count):
        box = NAMES.fresh()
        made.append(LedgerEntry("boxes", box))
        made.append(LedgerEntry("boxes/{}/lids", NAMES.fresh(), (("box", box),)))
        made.append(LedgerEntry("labels", NAMES.fresh()))
    return made


def entries(*resources: str) -> list[LedgerEntry]:
    """One of each, in the order in which they were made."""
    return [LedgerEntry(resource, str(number)) for number, resource in enumerate(resources)]


def keys(waves: Sequence[Sequence[LedgerEntry]]) -> list[list[str]]:
    """Which are in which wave."""
    return [[entry.key for entry in wave] for wave in waves]


def test_what_needs_nothing_goes_at_once() -> None:
    """Records of resources that have nothing to do with each other are one wave, the last one first."""
    assert keys(removal_waves(entries("a", "b", "a"), lambda *_: False)) == [["2", "1", "0"]]


def test_what_needs_another_goes_before_it() -> None:
    """A record waits for those that were made after it and may need it, and for no others."""
    made = entries("a", "b", "a", "b", "a")
    assert keys(removal_waves(made, lambda one, other: (one, other) == ("b", "a"))) == [["4", "3", "1"], ["2", "0"]]


def test_what_may_need_its_own_kind_goes_one_by_one() -> None:
    """Records of a tree are removed from its leaves on."""
    assert keys(removal_waves(entries("a", "a", "a"), lambda *_: True)) == [["2"], ["1"], ["0"]]


def test_many_are_removed_side_by_side(tmp_path: Path) -> None:
    """Several deletes are on the wire at once; a box goes after its lid and after the label that names it."""
    made, orders = boxes(6), []
    for beside in (True, False):
        store = Store()
        cleaning = cleaner(store, tmp_path, made, beside=beside)
        assert cleaning.clean() == []
        assert cleaning.removed == len(made)
        assert (store.most > 1) is beside
        orders.append(store.removed)
        assert not store.there
    for removed in orders:
        assert {path.split("/")[1] for path in removed[-6:]} == {"boxes"}
    needs = needed(cleaning.steps)
    assert needs("boxes/{}/lids", "boxes")
    assert needs("labels", "boxes")
    assert not needs("boxes", "labels")


def test_what_was_in_the_way_of_a_delete_is_gone_when_it_is_tried_again(tmp_path: Path) -> None:
    """A tie that the document does not show leaves nothing behind; what stays in the way is told."""
    made = boxes(1)
    for others, left in (((path_of(made[0]), path_of(made[2])), 0), ((path_of(made[2]), path_of(made[2])), 1)):
        store = Store(others)
        found = cleaner(store, tmp_path, made, beside=True).clean()
        assert [item.reason for item in found] == ["its delete answered 409"] * left
        assert len(store.there) == left


@pytest.mark.parametrize("removing", [True, False])
def test_what_a_fault_of_the_servers_kept_is_removed_alone(removing: bool, tmp_path: Path) -> None:
    """A second delete has none beside it; where it finds nothing, the first one removed the record."""
    made = [LedgerEntry("labels", NAMES.fresh()) for _ in range(30)]
    store = Shaken(503, removing=removing)
    cleaning = cleaner(store, tmp_path, made, beside=True)
    assert cleaning.clean() == []
    assert (cleaning.removed, store.there, cleaning.ledger.open) == (30, set(), {})
    assert store.beside == 0
    assert all(store.asked.count(path_of(entry)) > 1 for entry in made)


def test_what_is_not_implemented_is_not_tried_again(tmp_path: Path) -> None:
    """501 is answered to every delete, however often it is sent."""
    store = Shaken(501, removing=False)
    found = cleaner(store, tmp_path, [LedgerEntry("labels", NAMES.fresh())], beside=False).clean()
    assert [item.reason for item in found] == ["its delete answered 501"]
    assert len(store.asked) == 1


def test_a_redirect_in_place_of_a_delete_leaves_what_is_proved_or_shown_alone(tmp_path: Path) -> None:
    """A gate that sends everybody to a login made nothing of what it refused; nor does one that hides no record."""
    made, unsure = LedgerEntry("boxes", NAMES.fresh()), LedgerEntry("boxes", NAMES.fresh())
    for shown, left in ((302, {made.key}), (200, {made.key, unsure.key})):
        found = cleaner(Gate(shown), tmp_path, [made], beside=False)
        found.ledger.will(unsure)
        assert {item.what for item in found.clean()} == left
        assert {entry.key for entry in found.ledger.open} == left


@pytest.mark.parametrize(("looks", "left"), [(2, []), (99, ["it can still be read, so deletes do not remove"])])
def test_a_delete_that_is_accepted_may_take_a_while(looks: int, left: list[str], tmp_path: Path) -> None:
    """What was answered with 202 is looked at several times, and told where it stays."""
    target = Later(looks)
    found = cleaner(target, tmp_path, [LedgerEntry("boxes", NAMES.fresh())], beside=False).clean()
    assert [item.reason for item in found] == left
    assert target.looks == max(0, looks - 6)
