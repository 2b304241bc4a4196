"""A removal that fails now and then is sent again, alone: the check goes on, and what failed first is told."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from contracts.cases.sending.repeated_removals import RepeatedRemovals
from contracts.exchange import Answer
from contracts.run import Settings
from contracts.traffic.creations import AFTER_A_FAILURE
from contracts.traffic.journey_scheduler import MOST_WRITING
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.pace import Pace
from tests.contracts.note_service import Notes, checked, document
from tests.contracts.running import report_of
from tests.json_server import on_thread, sent_json

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

THIRD = 3


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our services are ready at once."""
    monkeypatch.setattr("contracts.cases.sending.repeated_removals.PAUSES", (0.0, 0.0))


class Locked(Notes):
    """Notes in a store that is locked for some deletes, which are answered ``status``, ``removing`` all the same.

    ``failing`` says which deletes fail of those of notes that are there.
    """

    def __init__(self, failing: str, status: int = 500, *, removing: bool = False) -> None:
        super().__init__("locked")
        self.failing, self.status, self.removing = failing, status, removing
        self.tried = Counter[str]()

    def drop(self, text: str) -> int:
        """Status of a delete."""
        there = text.isdigit() and int(text) in self.notes
        if not there:
            return super().drop(text)
        self.tried[text] += 1
        fails = {
            "each third": sum(self.tried.values()) % THIRD == 0,
            "the first of each third note": int(text) % THIRD == 0 and self.tried[text] == 1,
            "the first of each note": self.tried[text] == 1,
            "each": True,
            "none": False,
        }[self.failing]
        if not fails:
            return super().drop(text)
        self.deletes.append(text)
        if self.removing:
            del self.notes[int(text)]
        return self.status


class Crowded:
    """Notes that are asked by many at once, and are locked while more than one of them writes."""

    def __init__(self) -> None:
        self.notes = Locked("none")
        self.failed: set[str] = set()
        self.disturbed: list[str] = []
        """Deletes that were tried again, and had others beside them."""
        self._writing: list[str] = []
        self._lock = threading.Lock()

    def write(self, method: str, key: str, data: bytes) -> tuple[int, Any]:
        """Status and value of what changes the notes."""
        mine = f"{method} {key}"
        with self._lock:
            self._writing.append(mine)
            self._look()
        time.sleep(0.002)  # so that others come; none has to
        with self._lock:
            crowded = len(self._writing) > 1
            self._writing.remove(mine)
            if method == "POST":
                return self.notes.make(sent_json(data))
            if crowded and key not in self.failed:
                self.failed.add(key)
                return 503, None
            return self.notes.drop(key), None

    def _look(self) -> None:
        there = {key for key in self.failed if int(key) in self.notes.notes}
        again = {f"DELETE {key}" for key in there} & set(self._writing)
        if again and len(self._writing) > 1:
            self.disturbed += sorted(again)

    def read(self, key: str) -> tuple[int, Any]:
        """Status and value of what changes nothing."""
        with self._lock:
            if not key:
                return 200, list(self.notes.notes.values())
            note = self.notes.notes.get(int(key) if key.isdigit() else 0)
            return (200, note) if note else (404, None)

    def server(self) -> ThreadingHTTPServer:
        """What serves them."""
        notes = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # an answer goes out in one piece

            def _serve(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key = self.path.partition("?")[0].removeprefix("/notes").strip("/")
                read = self.command == "GET"
                status, value = notes.read(key) if read else notes.write(self.command, key, data)
                body = b"" if value is None else json.dumps(value).encode()
                self.send_response(status)
                if body:
                    self.send_header("Content-Type", "application/json")
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the names of http.server

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def told(report: Report) -> list[str]:
    """The laws that deletes broke, and nothing else; that the notes take any media type is another matter."""
    found = [drift.lead for drift in report.drifts if drift.lead.operation != "makeNote"]
    assert {lead.operation for lead in found} <= {"dropNote"}
    return [lead.law for lead in found]


def counted(notes: Locked, report: Report, folder: Path) -> None:
    """All that was made was removed, once, and nothing is left to do."""
    assert notes.left == set()
    assert report.created == report.removed == len(notes.made) > 20
    assert report.leftovers == ()
    assert report.incomplete is None
    assert not (folder / "ledger").exists()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("status", [500, 503])
def test_deletes_that_fail_now_and_then_end_nothing(status: int, tmp_path: Path) -> None:
    """Each third delete fails: what was made is removed, and what failed is the one drift."""
    notes = Locked("each third", status)
    report = checked(notes, document(), tmp_path, cases=5)
    counted(notes, report, tmp_path)
    assert told(report) == ["no-server-error"]


def test_a_delete_that_was_done_and_failed_is_done(tmp_path: Path) -> None:
    """The note is gone although its delete was answered 500: the second one finds nothing, and that is no failure."""
    notes = Locked("the first of each third note", removing=True)
    report = checked(notes, document(), tmp_path, cases=5)
    counted(notes, report, tmp_path)
    assert set(told(report)) == {"no-server-error"}


def test_a_delete_that_always_fails_is_sent_again_twice(tmp_path: Path) -> None:
    """Then the removal has failed: the others are sent again by the cleaning alone, and no more is left than ever."""
    notes = Locked("each")
    report = checked(notes, document(), tmp_path, cases=5, workers=1)
    assert len(notes.made) <= 2 * AFTER_A_FAILURE
    assert {str(key) for key in notes.left} == {item.what for item in report.leftovers}
    assert notes.deletes[:3] == notes.deletes[:1] * 3
    assert told(report) == ["no-server-error"]
    assert "could not be removed" in (report.incomplete or "")


def test_what_was_removed_and_not_tried_again_counts_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run sends no more than so many again: what the cleaning does not find was removed by the run."""
    monkeypatch.setattr("contracts.cases.sending.repeated_removals._MOST", 0)
    notes = Locked("each", removing=True)
    report = checked(notes, document(), tmp_path, cases=5)
    assert notes.left == set()
    assert 0 < len(notes.made) <= AFTER_A_FAILURE + MOST_WRITING
    assert report.created == report.removed == len(notes.made)
    assert report.leftovers == ()


@pytest.mark.parametrize(
    ("status", "after", "waited"),
    [
        (500, None, [0.0]), (500, "2", [2.0]), (502, "3600", [5.0]), (501, None, []), (409, None, []),
        (429, "2", []), (503, "2", []), (503, None, [0.0]),
    ],
)  # fmt: skip
def test_when_a_removal_is_sent_again(status: int, after: str | None, waited: list[float]) -> None:
    """When the answer asks for it, within bounds; what was throttled was waited out by the way to the target."""
    asked: list[float] = []

    def wait(seconds: float) -> bool:
        asked.append(seconds)
        return True

    target = SimpleNamespace(wait=wait)
    asking: Any = SimpleNamespace(records=None, turns=None, target=target)
    answer = Answer(status, (("Retry-After", after),) if after is not None else ())
    assert RepeatedRemovals(cast("Any", None), asking).is_due(LedgerEntry("notes", "1"), answer) is bool(waited)
    assert asked == waited


def test_no_other_is_waited_for_once_one_came_to_nothing() -> None:
    """Twice a record; then the service removes nothing, whatever the record."""
    asking: Any = SimpleNamespace(records=None, turns=None, target=SimpleNamespace(wait=lambda _: True))
    repeated = RepeatedRemovals(cast("Any", None), asking)
    one, other = LedgerEntry("notes", "1"), LedgerEntry("notes", "2")
    due = [repeated.is_due(entry, Answer(500)) for entry in (one, other, one, one, other)]
    assert due == [True, True, True, False, False]


@pytest.mark.slow
def test_one_connection_or_eight(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """However many requests are on the wire, the same is told, made and removed."""
    monkeypatch.setattr(Pace, "sends", lambda pace: pace.most > 1)
    found = []
    for workers in (1, 8):
        notes = Locked("the first of each note")
        report = checked(notes, document(), tmp_path, cases=2, workers=workers)
        counted(notes, report, tmp_path)
        found.append((told(report), [d.count for d in report.drifts], report.exchange_count, report.created))
    assert found[0] == found[1]


@pytest.mark.slow
def test_what_fails_beside_others_is_sent_again_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A store that is locked while anything else is written answers 503; nothing is written beside the second try."""
    monkeypatch.setattr(Pace, "sends", lambda pace: pace.most > 1)
    shelf = Crowded()
    with on_thread(shelf.server()) as url:
        (tmp_path / "notes.json").write_text(json.dumps(document()), "utf-8")
        settings = Settings(
            url=url,
            spec=tmp_path / "notes.json",
            seed=5,
            fuzz=0,
            recombinations=5,
            ledger=tmp_path / "ledger",
            workers=8,
        )
        report = report_of(settings)
    assert shelf.disturbed == []
    counted(shelf.notes, report, tmp_path)
    assert set(told(report)) <= {"no-server-error"}
