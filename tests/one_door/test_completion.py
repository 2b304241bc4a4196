"""What a shell offers after TAB, asked of bash itself; the other shells' scripts name the same options."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from mock_server.command_line.configuration import commands_of
from mock_server.command_line.options import parser
from mock_server.command_line.programs import SUBCOMMANDS
from mock_server.one_command import main

pytest.importorskip("shtab")
from mock_server.command_line.completion import SHELLS, script

if TYPE_CHECKING:
    from pathlib import Path

_ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
eval "$(complete -p "$1" | sed -E 's/.*-F ([^ ]+).*/\\1/')" "$1" "${@: -1}" "${@: -2:1}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is what is asked")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mythic-mock se", {"serve"}),
        ("mythic-mock c", {"check", "clean", "completion"}),
        ("mythic-mock serve --seed-", {"--seed-data", "--seed-har", "--seed-examples"}),
        ("mythic-mock check --config-", {"--config-profile"}),
        ("mythic-mock serve --auth ", {"on", "off"}),
        ("mythic-mock serve --spec sho", {"shop.yaml"}),
        ("mythic-mock completion ", set(SHELLS)),
        ("mock-server --log-level w", {"warning"}),
        ("contracts re", {"replay"}),
        ("contracts proxy --sl", {"--sl-violations"}),
    ],
)
def test_bash_offers_what_there_is(line: str, offered: set[str], tmp_path: Path) -> None:
    """Commands, options, choices and files."""
    words = line.split(" ")
    (tmp_path / "shop.yaml").touch()
    (tmp_path / "complete").write_text(script("bash", words[0]), "utf-8")
    done = subprocess.run(
        ["bash", "--norc", "-c", _ASK, "bash", "complete", *words],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert set(filter(None, done.stdout.split("\n"))) == offered, done.stderr


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is what is asked")
def test_fish_offers_what_there_is(tmp_path: Path) -> None:
    """Commands, options and choices, each with a word about it."""
    (tmp_path / "complete.fish").write_text(script("fish", "mythic-mock"), "utf-8")
    lines = ("mythic-mock c", "mythic-mock serve --seed-", "mythic-mock serve --auth ")
    asked = "; ".join(["source complete.fish", *(f"complete -C '{line}'" for line in lines)])
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        ["fish", "--no-config", "-c", asked],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    offered = [line.partition("\t")[0] for line in done.stdout.splitlines()]
    assert offered[:3] == ["check", "clean", "completion"]
    assert set(offered[3:]) == {"--seed-data", "--seed-examples", "--seed-har", "on", "off"}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_every_command_and_option(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As the parsers have them."""
    assert main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert [name for name in SUBCOMMANDS if name not in told] == []
    options = commands_of(parser())["serve"]._option_string_actions
    assert [option for option in options if option.removeprefix("--") not in told] == []
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=told, text=True, check=True, timeout=300)


def test_another_shell_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that there are."""
    with pytest.raises(SystemExit, match="2"):
        main(["completion", "cmd"])
    assert "choose from" in capsys.readouterr().err
