"""The recipes of docs/proxy.md: each command is one that can be typed, and the first one is run as it stands."""

from __future__ import annotations

import re
import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main, parser
from contracts.proxy_options import divided
from tests.proxy import shop
from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands() -> Iterator[list[str]]:
    """The words of each command line of the page that is one of ours."""
    text = (ROOT / "docs/proxy.md").read_text("utf-8").replace("\\\n", " ")
    for line in re.findall(r"^    (contracts .*)$", text, re.MULTILINE):
        yield shlex.split(line.replace("$STAGING", "https://staging.example.com/v1"), comments=True)[1:]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_can_be_typed(words: list[str]) -> None:
    """No option of the page is unknown, and what follows `--` is a command."""
    line, command = divided(words)
    assert parser().parse_args(line).command in ("proxy", "check")
    assert ("--" in words) is bool(command)


def test_the_recipe_for_end_to_end_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it stands, with a stand-in for the tests: reports and archive are written, and known drifts are accepted."""
    [words] = [words for words in commands() if "--har" in words and "--baseline" in words]
    monkeypatch.chdir(tmp_path)
    shop.written(tmp_path).rename("openapi.yaml")
    command = Path("bin/npx")
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n" + shlex.join(shop.calls("GET /customers", variable="BASE_URL")) + "\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{command.parent.absolute()}:/usr/bin:/bin")
    Path("drift.toml").write_text("")
    with shop.served(wrong=True) as service:
        given = [service.url if "staging" in word else word for word in words]
        assert main([*given[:2], "--report", "json=r.json", *given[2:]]) == 1
        accepted = ["--reason", "known", "--owner", "me", "--expires", "2999-01-01", "--baseline", "drift.toml"]
        assert main(["accept", "r.json", *accepted]) == 0
        assert main(given) == 0
    assert {path.name for path in Path("contract").iterdir()} == {"traffic.har", "report.html", "junit.xml"}
