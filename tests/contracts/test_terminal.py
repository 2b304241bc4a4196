"""What a person sees: whole words at any width, the question with its answers, a line where nobody was there."""

from __future__ import annotations

import io
import json
import re
import sys
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main
from contracts.reports import github
from contracts.reports.terminal import Terminal
from tests.contracts.raw_service import Asked, json_answer, serving
from tests.contracts.report_samples import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_word_is_broken_on_a_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of words end between words; what is to be copied stays whole."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    screen, plain = Screen(), io.StringIO()
    for stream in (screen, plain):
        Terminal(stream, str).show(report(), "contracts check http://a.example/v1 --seed 1 --spec openapi.yaml")
    shown = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    assert shown.split() == plain.getvalue().split()
    commands = ("again ", "before ", "remove ", "note ", "seed ")
    for line in shown.splitlines():
        if len(line) > width and not line.strip().startswith(commands) and not line.startswith(" " * 15):
            assert len(line.split()) <= 2, line


def test_the_question_shows_its_answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """[y/N] is no markup."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert Terminal(sys.stdout, str).confirmed()
    assert "Go on? [y/N]" in capsys.readouterr().out


def test_a_target_that_can_not_be_reached_is_a_line(ping_spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After the plan there is one line, and no report of nothing."""
    assert main(["check", "http://127.0.0.1:9", "--spec", str(ping_spec), "--yes", "--report", "json=r.json"]) == 3
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "The check did not finish: 127.0.0.1:9 can't be reached: Connection refused"
    assert "Coverage" not in out
    assert json.loads((ping_spec.parent / "r.json").read_bytes())["verdict"] == "incomplete"


@pytest.mark.parametrize("url", ["https://a.example/openapi.yaml", "HTTP://a.example/o.json", "file:///tmp/o.yaml"])
def test_a_document_by_url_is_not_fetched(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It says that nothing is fetched, and how to."""
    with pytest.raises(SystemExit) as caught:
        main(["check", "http://127.0.0.1:9", "--spec", url])
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert "nothing is fetched" in err
    assert f"curl -fsSLo openapi.yaml {url}" in err


def test_help_breaks_no_option(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """At 80 columns and fewer the options' names stand on one line each."""
    for width in range(50, 81):
        monkeypatch.setenv("COLUMNS", str(width))
        with pytest.raises(SystemExit):
            main(["check", "--help"])
        out = capsys.readouterr().out
        assert not [line for line in out.splitlines() if line.endswith("-")], width


def test_annotations_are_one_line_each(ping_spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--report github` writes commands of its own making; nothing of a target becomes one, or ends one."""
    evil = "x\n::error::boom\r\n##[error]a%0A::stop-commands::b"

    def answer(_: Asked) -> Iterator[bytes | None]:
        yield json_answer(json.dumps({"ok": evil}).encode())

    with serving(answer) as service:
        words = ["--yes", "--seed", "5", "--fuzz", "0", "--cases", "0", "--report", "github"]
        assert main(["check", service.url, "--spec", str(ping_spec), *words]) == 1
    commands = [line for line in capsys.readouterr().out.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == 3
    assert commands[0].startswith(f"::error file={ping_spec.name},line=1,title=ping%3A answer-schema")
    assert not [line for line in commands if "##[" in line]


def test_the_document_s_line_is_annotated() -> None:
    """A drift stands at the line that it contradicts; percent signs are escaped."""
    lines = "".join(github.render(report())).splitlines()
    assert len(lines) == len(report().drifts) + len(report().baseline_problems) + 1
    assert all(line.startswith(("::error", "::warning", "::notice")) for line in lines)
