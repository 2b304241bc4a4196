"""What may be created is on disk before it is sent; a slow disk holds up that journey alone which waits for it."""

from __future__ import annotations

import json
import os
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.asking import Asking
from contracts.errors import ContractsError
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector
from contracts.traffic import ledger_proof
from contracts.traffic.journey_plan import Planned
from contracts.traffic.journey_scheduler import JourneyScheduler
from contracts.traffic.ledger import Ledger, LedgerEntry, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LONGEST = 60.0
"""Seconds after which a test has failed."""


class Disk:
    """Knows what of a ledger is on it: what was written when a sync began that has ended."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch, slow: Callable[[], Any] = lambda: None) -> None:
        self.path, self.slow, self.syncs, self.kept = path, slow, 0, ""
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, _: int) -> None:
        self.syncs += 1
        written = self.path.read_text("utf-8")
        self.slow()
        self.kept = written


def test_one_sync_is_enough_for_all_that_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for less than is on disk already waits for nothing."""
    ledger = Ledger(tmp_path / "ledger", {"url": "http://127.0.0.1:1"})
    disk = Disk(tmp_path / "ledger", monkeypatch)
    numbers = [ledger.will(LedgerEntry("things", name)) for name in ("a", "b", "c")]
    assert (disk.syncs, numbers) == (0, [1, 2, 3])
    ledger.keep(2)
    assert [f'"{name}"' in disk.kept for name in "abc"] == [True, True, True]
    for number in (3, 1, 0):
        ledger.keep(number)
    assert disk.syncs == 1
    ledger.keep(ledger.will(LedgerEntry("things", "d")))
    assert (disk.syncs, '"d"' in disk.kept) == (2, True)
    ledger.finish()


@pytest.mark.parametrize("otherwise", ["gone", "made", "unsure"])
def test_what_is_announced_already_is_announced_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, otherwise: str
) -> None:
    """Another create of what may be there waits for no disk, until the ledger says something else of it."""
    path, entry = tmp_path / "ledger", LedgerEntry("things", "a")
    ledger = Ledger(path, {"url": "http://127.0.0.1:1"})
    disk = Disk(path, monkeypatch)
    first = ledger.will(entry)
    ledger.will(LedgerEntry("things", "b"))
    assert (ledger.will(entry), ledger.will(LedgerEntry("things", "a", (("box", "1"),)))) == (first, 3)
    ledger.keep(3)
    ledger.sent("make")
    ledger.keep(ledger.will(entry))
    assert disk.syncs == 1
    getattr(ledger, otherwise)(entry)
    ledger.keep(ledger.will(entry))
    said = [json.loads(line)["fact"] for line in disk.kept.splitlines()[1:] if '"path": {}' in line and '"a"' in line]
    assert (disk.syncs, said) == (2, ["will", otherwise, "will"])
    resumed = read(path)
    resumed.resume()
    resumed.keep(resumed.will(LedgerEntry("things", "b")))
    assert (disk.syncs, disk.kept.count('"b"')) == (3, 2)
    for one in (resumed, ledger):
        one.finish()


def test_a_credential_of_several_schemes_is_digested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digest is slow to make on purpose; each scheme has that of its own credential all the same."""
    digested: list[str] = []

    def digest(url: str, text: str) -> str:
        digested.append(text)
        return f"{url} {text}"

    monkeypatch.setattr(ledger_proof, "_digest", digest)
    found = ledger_proof.proofs("http://h", {"bearer": "a", "header": "b", "basic": "a"})
    assert found == {"bearer": "http://h a", "header": "http://h b", "basic": "http://h a"}
    assert digested == ["a", "b"]


def test_two_runs_do_not_write_one_ledger(tmp_path: Path) -> None:
    """Both found no file; the second one to write says why it can't, and leaves the first one's facts as they are."""
    first, second = (Ledger(tmp_path / "ledger", {"url": "http://127.0.0.1:1"}) for _ in range(2))
    first.claim()
    second.claim()
    first.will(LedgerEntry("things", "a"))
    with pytest.raises(ContractsError, match="is that of another run by now; name another file"):
        second.will(LedgerEntry("things", "b"))
    second.finish()
    first.finish()
    assert list(read(tmp_path / "ledger").open) == [LedgerEntry("things", "a")]


@pytest.mark.parametrize("several", [False, True])
def test_a_create_is_on_disk_before_it_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, several: bool
) -> None:
    """Whether requests go one at a time or side by side; where they do, others are sent while the disk is slow."""
    ledger = Ledger(tmp_path / "ledger", {"url": "http://127.0.0.1:1"})
    looked = threading.Event()
    disk = Disk(tmp_path / "ledger", monkeypatch, lambda: several and looked.wait(_LONGEST))
    records = SimpleNamespace(ledger=ledger, announced=None, due=0)
    unkept: list[str] = []
    sent: list[str] = []

    def send(request: Request) -> Answer:
        sent.append(request.target)
        if request.method == "POST" and request.target not in disk.kept:
            unkept.append(request.target)
        if request.method == "GET":
            looked.set()
        return Answer(200)

    target: Any = SimpleNamespace(send=send, busy=False, shared=False, abort=looked.set)
    asking = Asking(target, records)  # type: ignore[arg-type]
    asking.turns = turns = JourneyScheduler(target, 8, Collector().swap)
    turns.pace.several, turns.pace.sends = several, lambda: several  # type: ignore[method-assign]

    def create() -> None:
        records.due = ledger.will(LedgerEntry("things", "one"))
        asking.ask(Request("POST", "one"), "make", None)

    def look() -> None:
        records.due = 0
        asking.ask(Request("GET", "two"), "show", None)

    try:
        turns.run(iter([Planned(create, beside=True), Planned(look, beside=True)]))
    finally:
        turns.close()
    syncs = disk.syncs
    ledger.finish()
    assert sent == (["two", "one"] if several else ["one", "two"])
    assert (unkept, syncs) == ([], 1)
