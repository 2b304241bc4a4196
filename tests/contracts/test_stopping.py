"""A run that is stopped by signals: what it made is removed or told, its report is written, its exit code is 3."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from tests.contracts.note_service import Notes, document, serving

if TYPE_CHECKING:
    from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Notes):
    """Notes whose ``nth`` create is answered after this process got a signal, and whose deletes may send more."""

    def __init__(self, number: signal.Signals, nth: int, *, again: bool = False) -> None:
        super().__init__("plain")
        self.number, self.nth, self.again = number, nth, again
        self.sent = False

    def make(self, body: Any) -> tuple[int, Any]:
        """As the notes, with the signal before the answer."""
        answer = super().make(body)
        if len(self.made) >= self.nth and not self.sent:
            self.sent = True
            os.kill(os.getpid(), self.number)
        return answer

    def drop(self, text: str) -> int:
        """As the notes; the cleaning up gets a signal too."""
        status = super().drop(text)
        if self.sent and self.again:
            self.again = False
            os.kill(os.getpid(), self.number)
        return status


def stopped(notes: Stopped, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of the check."""
    monkeypatch.chdir(folder)
    (folder / "notes.json").write_text(json.dumps(document()), "utf-8")
    with serving(notes) as url:
        words = ["check", url, "--spec", "notes.json", "--yes", "--fuzz", "0", "--cases", "5", "--ledger", "ledger"]
        return main([*words, "--seed", "5", "--report", "json=report.json"])


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("nth", [1, 3, 4, 9])
def test_the_answer_under_way_tells_what_to_remove(
    number: signal.Signals,
    nth: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A record whose create was under way is removed too; the handlers of before are there again."""
    before = [signal.getsignal(one) for one in SIGNALS]
    notes = Stopped(number, nth)
    code = stopped(notes, tmp_path, monkeypatch)
    assert (code, notes.left, notes.unharmed) == (3, set(), True)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert "stopped by" in report["interrupted"]
    assert report["created"] == report["removed"] == len(notes.made)
    assert not (tmp_path / "ledger").exists()
    assert [signal.getsignal(one) for one in SIGNALS] == before
    assert "stopped by" in capsys.readouterr().out


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_during_the_cleaning_up_tells_what_is_left(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends before the next request; ledger, report and output name what is left, and `clean` removes it."""
    notes = Stopped(number, 3, again=True)
    assert stopped(notes, tmp_path, monkeypatch) == 3
    assert notes.left
    assert notes.unharmed
    out = capsys.readouterr().out
    assert "contracts clean ledger" in out
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {str(key) for key in notes.left} <= {item["what"] for item in report["leftovers"]}
    with serving(notes) as url:
        lines = (tmp_path / "ledger").read_text("utf-8").splitlines()
        lines[0] = json.dumps({**json.loads(lines[0]), "url": url})
        (tmp_path / "ledger").write_text("\n".join(lines) + "\n", "utf-8")
        assert main(["clean", "ledger"]) == 0
    assert notes.left == set()
