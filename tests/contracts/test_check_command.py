"""The command line as its user meets it: exit codes, one sentence for each error, plan, reports, and cleaning up."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main, parser
from contracts.commands.given_credentials import given_credentials
from contracts.errors import UsageError
from tests.contracts.raw_service import Asked, json_answer, serving
from tests.target.running import running_target

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "openapi.yaml"
QUICK = ["--cases", "0", "--fuzz", "0", "--seed", "5", "--max-time", "900"]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials, no CI and no files of the surroundings."""
    for name in [name for name in os.environ if name.startswith("CONTRACTS_") or name == "CI"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


SAME = ("--report", "json=a", "--report", "markdown=b", "--yes")


def test_an_output_that_has_no_such_character_gets_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the locale's encoding is ASCII or Latin-1, the plan's `…` ends no check."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    assert main(["check", "http://127.0.0.1:1/v1", "--yes", "--key", "some-key", "--spec", str(SPEC), *QUICK]) == 3
    output.flush()
    assert "\\u2026" in output.buffer.getvalue().decode()


@pytest.mark.parametrize("given", ["--cases=-1", "--cases=x", "--fuzz=-1", "--fuzz=nan", "--rate=inf"])
def test_a_number_that_is_none_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A count or a time that nobody can mean, before anything is read."""
    with pytest.raises(SystemExit) as caught:
        main(["check", "http://127.0.0.1:1/v1", given])
    assert caught.value.code == 2
    option, _, value = given.partition("=")
    assert f"argument {option}: {value!r} is no " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "name the API's base URL"),
        (["check", "ftp://x"], "no URL of an API"),
        (["check", "http://127.0.0.1:1/v1 HTTP"], "no URL of an API"),
        (["check", "http://127.0.0.1:0/v1"], "no URL of an API"),
        (["check", "http://api..example/v1"], "no URL of an API"),
        (["check", f"http://{'a' * 64}.example/v1"], "no URL of an API"),
        (["check", "http://127.0.0.1:1/v1\r\nX: y"], "no URL of an API"),
        (["check", "http://127.0.0.1:1/v1"], "say --yes"),
        (["check", "http://127.0.0.1:1/v1", "--report", "xml=a"], "no kind of report"),
        (["check", "http://127.0.0.1:1/v1", "--report", "json"], "names no file"),
        (["check", "http://127.0.0.1:1/v1", "--credential", "nobody=x"], "no such scheme"),
        (["check", "http://127.0.0.1:1/v1", "--mock", "http://elsewhere.example/v1"], "--allow-host elsewhere.example"),
        (["check", "http://127.0.0.1:1/v1", "--har", "a.har"], "one of the two"),
        (["clean", "nowhere.jsonl"], "can't be read"),
        (["check", "http://127.0.0.1:1/v1", *SAME, "--ledger=a"], "--ledger would write over a, which is the file of"),
        (["check", "http://127.0.0.1:1/v1", *SAME, "--report=html=./a"], "--report html would write over a, which"),
        (["check", "http://127.0.0.1:1/v1", *SAME, "--suggest=a"], "the file of --report json; name another file"),
        (["check", "http://127.0.0.1:1/v1", *SAME, "--overlay=a"], "--report json would write over a, which is"),
        (
            ["check", "http://127.0.0.1:1/v1", *SAME, "--baseline=a"],
            "which is the file of --baseline; name another file",
        ),
        (["check", *SAME, "--har=a"], "which is the file of --har; name another file"),
        (["check", "http://127.0.0.1:1/v1", "--suggest=/"], "--suggest: / is a folder; name a file"),
        (["check", "http://127.0.0.1:1/v1", "--report=json=/"], "--report: / is a folder; name a file"),
        (["check", "http://127.0.0.1:1/v1", "--ledger=/"], "--ledger: / is a folder; name a file"),
        (["check", "http://127.0.0.1:1/v1", "--other-credential=a=b"], "has no such scheme; it has bearerAuth, adm"),
        (["check", "http://127.0.0.1:1/v1", "--yes", "--mock=http://127.0.0.1:1/v1"], "the URL of the target itself"),
    ],
)
def test_a_wrong_command_is_one_sentence(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and a sentence that says what to do."""
    spec = ["--spec", str(SPEC)] if arguments[0] == "check" else []
    code, _, err = run(capsys, *arguments, *spec)
    assert (code, err.count("\n")) == (2, 1)
    assert words in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_check_prints_plan_verdict_and_leftovers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The plan comes before the first request, the verdict first in the report; no credential is in any output."""
    with running_target(["name-trimmed"]) as target:
        reports = [f"--report=json={tmp_path / 'r.json'}", f"--report=html={tmp_path / 'r.html'}"]
        code, out, _ = run(
            capsys, "check", target.url, "--spec", str(SPEC), "--key", target.key, "--yes", *QUICK, *reports
        )
        key = target.key
    assert code == 1
    assert out.index("operations  3") < out.index("1 drift in 1 operation") < out.index("Left on the target")
    assert "curl -i" in out
    assert "--seed 5" in out
    for text in (out, (tmp_path / "r.json").read_text("utf-8"), (tmp_path / "r.html").read_text("utf-8")):
        assert key not in text


def test_reading_only_sends_no_post_and_no_delete(capsys: pytest.CaptureFixture[str]) -> None:
    """--read-only needs no confirmation, changes nothing; where no operation can be read, it is incomplete."""
    with running_target() as target:
        code, out, _ = run(capsys, "check", target.url, "--spec", str(SPEC), "--key", target.key, "--read-only", *QUICK)
        methods = {entry["method"] for entry in target.log()}
    assert code == 3
    assert "Incomplete: no operation ever answered with a success" in out
    assert methods <= {"GET", "HEAD", "OPTIONS", "TRACE"}
    assert "never answered with a success" in out


def test_credentials_come_from_options_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The option for a scheme wins over the one for all, and both over the environment."""
    monkeypatch.setenv("CONTRACTS_KEY", "general")
    monkeypatch.setenv("CONTRACTS_CREDENTIAL_ADMINKEY", "special")

    def given(*words: str) -> dict[str, str]:
        return given_credentials(parser().parse_args(["check", "http://x", *words]), ["bearerAuth", "adminKey"])

    assert given() == {"bearerAuth": "general", "adminKey": "special"}
    assert given("--credential", "adminKey=own") == {"bearerAuth": "general", "adminKey": "own"}
    assert given("--key", "all")["bearerAuth"] == "all"
    with pytest.raises(UsageError, match="can't carry"):
        given("--key", "a\nb")


def _start(url: str, key: str, folder: Path, **more: Any) -> subprocess.Popen[str]:
    words = [
        sys.executable,
        "-m",
        "contracts.cli",
        "check",
        url,
        "--spec",
        str(SPEC),
        "--key",
        key,
        "--yes",
        "--rate",
        "150",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([*words, "--ledger", str(folder / "ledger"), *QUICK], cwd=folder, env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)  # fmt: skip


def _wait_for_records(target: Any) -> None:
    for _ in range(6_000):
        if target.remaining():
            return
        time.sleep(0.02)
    raise AssertionError("nothing was created")


@pytest.mark.sampled(2)
@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_check_cleans_up(kind: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM end the run by way of its cleaning up; exit code 3 says that it did not finish."""
    with running_target() as target:
        with _start(target.url, target.key, tmp_path) as process:
            _wait_for_records(target)
            process.send_signal(kind)
            out, err = process.communicate(timeout=900)
        assert process.returncode == 3, err
        assert target.remaining() == []
    assert "did not finish" in out
    assert not (tmp_path / "ledger").exists()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_killed_check_is_cleaned_up_by_its_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After kill -9 the ledger holds what may be there, and `contracts clean` removes it."""
    with running_target() as target:
        with _start(target.url, target.key, tmp_path) as process:
            _wait_for_records(target)
            process.kill()
            process.communicate(timeout=900)
        code, out, err = run(capsys, "clean", str(tmp_path / "ledger"), "--key", target.key)
        assert (code, target.remaining(), target.touched()) == (0, [], []), err
    assert "are gone" in out
    assert not (tmp_path / "ledger").exists()


def wrong(asked: Asked) -> Iterator[bytes | None]:
    """A number where the document says a boolean."""
    known = asked.target.partition("?")[0] == "/ping"
    yield json_answer(b'{"ok": 1}') if known else json_answer(b"{}", "404 Not Found")


def test_accepted_drifts_no_longer_fail(ping_spec: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`contracts accept` writes a baseline from a report; the next run with it conforms."""
    report, baseline = tmp_path / "r.json", tmp_path / "drift.toml"
    with serving(wrong) as service:
        check = ["check", service.url, "--spec", str(ping_spec), "--yes", *QUICK]
        assert run(capsys, *check, "--report", f"json={report}")[0] == 1
        accept = [
            "accept",
            str(report),
            "--baseline",
            str(baseline),
            "--reason",
            "known",
            "--owner",
            "us",
            "--expires",
            "2999-01-01",
        ]
        assert run(capsys, *accept)[0] == 0
        assert run(capsys, *check, "--baseline", str(baseline))[0] == 0
    assert len(json.loads(report.read_text("utf-8"))["drifts"]) == 1
