"""Files that a user names, whatever is in them: one sentence and exit code 2, never a traceback."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from tests.contracts.ping import document

if TYPE_CHECKING:
    from collections.abc import Sequence

DEEP = 20_000
BROKEN: dict[str, bytes] = {
    "empty": b"",
    "no UTF-8": b"\xff\xfe\x00\x01",
    "NUL": b"\x00" * 64,
    "deep arrays": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep TOML": b"drift = " + b"[" * DEEP + b"]" * DEEP,
    "a long number": b"drift = " + b"9" * 10_000,
    "a number": b"1",
    "a list": b"[]",
    "null": b"null",
    "an array of nothing": b"[[drift]]",
    "wrong types": b'[[drift]]\nfingerprint = 1\nreason = []\nowner = {}\nexpires = 1',
    "another table": b"drift.a = 1",
    "a time": b'[[drift]]\nfingerprint = "000000000000"\nreason = "a"\nowner = "b"\nexpires = 07:32:00',
    "a surrogate": b'{"ledger": 1, "url": "\\ud800"}',
    "a report": b'{"format": "contracts-report", "version": 1}',
    "a deep report": b'{"format": "contracts-report", "version": 1, "drifts": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "a log": b'{"log": {"entries": 1}}',
    "a deep log": b'{"log": {"entries": ' + b"[" * DEEP + b"]" * DEEP + b"}}",
    "a head": b'{"ledger": 1, "url": "http://127.0.0.1:1", "seed": "a", "spec": "x"}',
    "a NUL in a path": b'{"ledger": 1, "url": "http://127.0.0.1:1", "seed": 1, "spec": "x\\u0000y"}',
    "no URL": b'{"ledger": 1, "url": "http://[", "seed": 1, "spec": "x"}',
    "a deep fact": b'{"ledger": 1, "url": 5}\n' + b"[" * DEEP,
}  # fmt: skip

NOTHING_LEFT = ("a surrogate", "a head", "a NUL in a path", "no URL")
"""Ledgers of runs that left nothing: they are replaced."""


def commands(spec: Path, file: Path) -> dict[str, Sequence[str]]:
    """Every command that reads a file of its own, besides the document."""
    accepted = ["--reason", "r", "--owner", "o", "--expires", "2999-01-01"]
    return {
        "baseline": ["check", "http://127.0.0.1:9", "--spec", str(spec), "--yes", "--baseline", str(file)],
        "har": ["check", "--har", str(file), "--spec", str(spec)],
        "ledger": ["check", "http://127.0.0.1:9", "--spec", str(spec), "--yes", "--ledger", str(file)],
        "clean": ["clean", str(file)],
        "clean with": ["clean", str(file), "--spec", str(spec)],
        "accept": ["accept", str(file), *accepted],
        "accept into": ["accept", str(file.with_name("report.json")), "--baseline", str(file), *accepted],
    }


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A small document."""
    path = tmp_path / "ping.json"
    path.write_text(json.dumps(document()), "utf-8")
    return path


@pytest.mark.sampled(5)
@pytest.mark.parametrize("command", ["baseline", "har", "ledger", "clean", "clean with", "accept"])
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_one_sentence(
    kind: str, command: str, spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is sent, nothing is written, and the exit code blames the file; an empty baseline holds nothing."""
    file = tmp_path / "file"
    file.write_bytes(BROKEN[kind])
    code = main([*commands(spec, file)[command]])
    err = capsys.readouterr().err
    if (kind, command) == ("empty", "baseline") or (command == "ledger" and kind in NOTHING_LEFT):
        assert code == 3
        return
    assert (code, err.count("\n")) == (2, 1), err
    assert file.read_bytes() == BROKEN[kind]


@pytest.mark.parametrize("command", ["baseline", "har", "clean", "accept"])
@pytest.mark.parametrize("name", ["/dev/zero", ".", "missing", "a\x00b"])
def test_what_is_no_file_is_one_sentence(
    name: str, command: str, spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A device without an end, a folder, a name that no system takes."""
    code = main([*commands(spec, tmp_path / name)[command]])
    err = capsys.readouterr().err
    assert (code, err.count("\n")) == (2, 1), err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no device without an end")
def test_a_document_without_an_end_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """It is read up to the bound and no further."""
    assert main(["check", "http://127.0.0.1:9", "--spec", "/dev/zero", "--yes"]) == 2
    assert "documents of up to" in capsys.readouterr().err


def _wild(chance: random.Random, depth: int = 0) -> Any:
    simple: list[Any] = [None, True, -1, 10**400, 1.5, "", "a", "\ud800", "\x00", "\u202e", [], {}]
    if depth > 2 or chance.random() < 0.5:
        return chance.choice(simple)
    if chance.random() < 0.5:
        return [_wild(chance, depth + 1) for _ in range(chance.randrange(3))]
    return {chance.choice(["name", "value", "text", "a"]): _wild(chance, depth + 1) for _ in range(chance.randrange(3))}


def _entry(chance: random.Random) -> dict[str, Any]:
    def some(value: Any) -> Any:
        return _wild(chance) if chance.random() < 0.2 else value

    headers = some([{"name": some("Content-Type"), "value": some("application/json")}])
    content = {"text": some('{"ok": true}'), "mimeType": some("application/json"), "encoding": some(None)}
    return {
        "time": some(3),
        "request": some({"method": some("GET"), "url": some("http://a.example/ping"), "headers": headers,
                         "postData": some(None), "bodySize": some(0)}),
        "response": some({"status": some(200), "headers": headers, "content": some(content), "comment": some("")}),
    }  # fmt: skip


def test_a_recording_of_anything_is_judged_or_left_out(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Entries with values of wrong types in every place: exit code 0, 1 or 3, with a report."""
    chance = random.Random(7)
    file = tmp_path / "wild.har"
    file.write_text(json.dumps({"log": {"entries": [_entry(chance) for _ in range(1500)]}}), "utf-8")
    reports = [f"--report={kind}={tmp_path / kind}" for kind in ("json", "junit", "html", "sarif", "har", "markdown")]
    code = main([*commands(spec, file)["har"], *reports])
    out, err = capsys.readouterr()
    assert "a fault of the check" not in out + err
    assert (code, err) == (1, "")
    for kind in ("json", "junit", "html", "sarif", "har", "markdown"):
        assert (tmp_path / kind).stat().st_size > 100
    wild = [c for c in out if not c.isprintable() and c != "\n"]
    assert wild == []


def test_a_ledger_of_anything_cleans_what_it_can(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Facts with values of wrong types are left out; nothing of them ends in a traceback."""
    chance = random.Random(7)
    lines: list[Any] = [{"ledger": 1, "url": "http://127.0.0.1:9", "seed": 1, "attempt": 0, "spec": str(spec)}]
    for _ in range(300):
        names = ("fact", "resource", "key", "path", "operation", "number")
        fact = dict.fromkeys(names, "a") | {"fact": chance.choice(["will", "made", "gone", "unsure", "sent"])}
        lines.append(fact | {chance.choice(names): _wild(chance), "path": chance.choice([{}, _wild(chance)])})
    file = tmp_path / "ledger"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    code = main(["clean", str(file)])
    out, err = capsys.readouterr()
    assert code == 3
    assert "fault" not in err
    assert [c for c in out + err if not c.isprintable() and c != "\n"] == []
