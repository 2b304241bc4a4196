"""Reports whatever happens: on a full disk, of a killed run, after a fault of our own, about a hostile target."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.laws.judging import Judge
from tests.contracts.note_service import Notes, checked
from tests.contracts.note_service import document as notes_document
from tests.contracts.raw_service import Asked, json_answer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("json", "junit", "html", "sarif", "har", "markdown")
ROOT = Path(__file__).parents[2]


def good(asked: Asked) -> Iterator[bytes | None]:
    """What the document says."""
    known = asked.target.partition("?")[0] == "/ping"
    yield json_answer(b'{"ok": true}') if known else json_answer(b"{}", "404 Not Found")


def ask(url: str, ping_spec: Path, *more: str) -> int:
    """The exit code of a short check."""
    return main(["check", url, "--spec", str(ping_spec), "--yes", "--seed", "5", "--fuzz", "0", "--cases", "0", *more])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_one_report_that_fails_stops_no_other(
    ping_spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk for one: the others are there, the verdict is printed, one sentence names the one, exit code 3."""
    with serving(good) as service:
        wanted = ["--report=json=/dev/full", *[f"--report={kind}={tmp_path / kind}" for kind in KINDS[1:]]]
        code = ask(service.url, ping_spec, *wanted, "--suggest", "/dev/full")
    out, err = capsys.readouterr()
    assert (code, err.count("\n")) == (3, 1)
    assert "json report can't be written to /dev/full" in err
    assert "overlay can't be written to /dev/full" in err
    assert "No drift" in out
    assert all((tmp_path / kind).stat().st_size > 100 for kind in KINDS[1:])


@pytest.mark.parametrize("name", ["", "ping.json/report"])
def test_a_report_that_can_be_no_file_is_refused_at_once(
    name: str, ping_spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, or a file in the place of a folder: exit code 2 before anything is sent."""
    with serving(good) as service:
        assert ask(service.url, ping_spec, f"--report=json={tmp_path / name}") == 2
        assert service.asked == []
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.sampled(3)
@pytest.mark.parametrize("after", [0, 1, 9])
def test_a_full_disk_for_the_ledger_ends_the_run_cleanly(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be written down is not created; what was created is removed, and the report says why it ended."""
    calls = iter(range(1000))

    def full(_: int) -> None:
        if next(calls) >= after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    notes = Notes("plain")
    report = checked(notes, notes_document(), tmp_path, cases=5)
    assert report.exit_code == 3
    assert report.interrupted is not None
    assert "the ledger" in report.interrupted
    assert "No space left" in report.interrupted
    assert notes.left == set()
    assert notes.unharmed


def test_a_fault_of_our_own_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised in the middle: cleaned up, exit code 3, and the report names the place."""
    right, calls = Judge.findings, iter(range(10_000))

    def wrong(*words: Any) -> Any:
        if next(calls) == 60:
            raise KeyError("surprise")
        return right(*words)

    monkeypatch.setattr(Judge, "findings", wrong)
    notes = Notes("plain")
    report = checked(notes, notes_document(), tmp_path, cases=5)
    assert report.exit_code == 3
    assert "a fault of the check itself (KeyError" in str(report.interrupted)
    assert "contracts/" in str(report.interrupted)
    assert notes.left == set()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("place", ["run_report.drifts", "run.confirm", "cases.phases.boundaries.boundaries"])
def test_a_fault_of_our_own_in_any_part_leaves_a_report(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In grouping, in confirming, in a phase: the run is cleaned up and tells what it knows."""

    def wrong(*_: Any) -> Any:
        raise AttributeError("nothing of this name")

    monkeypatch.setattr(f"contracts.{place}", wrong)
    notes = Notes("no-key")
    report = checked(notes, notes_document(several=True), tmp_path, cases=1)
    assert "a fault of the check itself (AttributeError" in str(report.interrupted)
    assert report.exit_code != 0
    assert report.exchange_count > 0
    assert notes.unharmed


def test_a_report_that_fails_on_the_way_ends_no_run(
    ping_spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault in writing one is a sentence at the end, and the check is whole."""

    def wrong(_: Any) -> Any:
        raise KeyError("x")

    monkeypatch.setattr("contracts.reports.html.render", wrong)
    with serving(good) as service:
        assert ask(service.url, ping_spec, f"--report=html={tmp_path / 'h'}", f"--report=json={tmp_path / 'j'}") == 3
    assert "the html report can't be written" in capsys.readouterr().err
    assert json.loads((tmp_path / "j").read_bytes())["verdict"] == "conforms"


def test_a_fault_outside_of_a_run_is_a_sentence(
    ping_spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, one line, no traceback."""

    def wrong(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("contracts.commands.check_command.again", wrong)
    with serving(good) as service:
        assert ask(service.url, ping_spec) == 3
    err = capsys.readouterr().err
    assert "a fault of the check itself (ZeroDivisionError in" in err
    assert err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_killed_run_has_its_reports(ping_spec: Path, tmp_path: Path) -> None:
    """After `kill -9` every report is whole, says that the run did not end, and holds what was found before."""

    def answer(_: Asked) -> Iterator[bytes | None]:
        written = all((tmp_path / kind).exists() for kind in KINDS)
        if written and b'"/ok"' in (tmp_path / "json").read_bytes():
            os.kill(process.pid, signal.SIGKILL)
        yield json_answer(b'{"ok": "no"}')

    with serving(answer) as service:
        reports = [f"--report={kind}={tmp_path / kind}" for kind in KINDS]
        words = ["check", service.url, "--spec", str(ping_spec), "--yes", "--seed", "5", "--workers", "1", *reports]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [sys.executable, "-m", "contracts.cli", *words], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL
        )
        assert process.wait(300) == -signal.SIGKILL
    report = json.loads((tmp_path / "json").read_bytes())
    assert "killed" in report["interrupted"]
    assert "/ok" in [drift["place"] for drift in report["drifts"]]
    assert all((tmp_path / kind).stat().st_size > 100 for kind in KINDS)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".json")]


@pytest.mark.sampled(2)
@pytest.mark.skipif(os.name == "nt", reason="the devices and pipes are POSIX")
@pytest.mark.parametrize(("where", "code", "err"), [("| true", 0, 0), ("> /dev/full", 3, 1)])
def test_an_output_that_nobody_takes_ends_no_check(
    where: str, code: int, err: int, ping_spec: Path, tmp_path: Path
) -> None:
    """The check goes on: reports are written, and the exit code is that of the verdict, or 3 on a full disk."""
    with serving(good) as service:
        command = f"check {service.url} --spec {ping_spec} --yes --seed 5 --fuzz 0 --report json={tmp_path / 'json'}"
        script = f'set -o pipefail; "{sys.executable}" -m contracts.cli {command} {where}'
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr.count("\n")) == (code, err), done.stderr
    assert json.loads((tmp_path / "json").read_bytes())["verdict"] == "conforms"


HOSTILE = "\x1b[2J\x1b]0;pwned\x07\x00\x9b31m\u202e\u2066\u200f\ufeff\U000e0041::error::boom\r\n##[error]x"


def test_no_report_carries_what_a_terminal_would_act_on(
    ping_spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escapes, NUL, C1 controls and marks of direction in status lines, header fields, names and values."""

    def answer(_: Asked) -> Iterator[bytes | None]:
        body = json.dumps({HOSTILE: HOSTILE, "ok": HOSTILE}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        yield json_answer(body, "200 OK", "X-Evil: \x9b31m")

    with serving(answer) as service:
        assert ask(service.url, ping_spec, *[f"--report={kind}={tmp_path / kind}" for kind in KINDS]) == 1
    texts = {kind: (tmp_path / kind).read_text("utf-8") for kind in KINDS}
    for kind, text in {"terminal": capsys.readouterr().out, **texts}.items():
        assert sorted({c for c in text if not c.isprintable() and c != "\n"}) == [], kind
        assert not [line for line in text.splitlines() if line.strip().startswith("::")], kind
        assert "##[" not in text or kind in ("html", "junit"), kind  # a browser or a reader of XML shows those
    assert json.loads(texts["json"])["drifts"][0]["exchange"]["answer"]["body"]["text"].count("\u202e") > 1
