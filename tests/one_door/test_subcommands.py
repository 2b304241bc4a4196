"""One name for all: what is listed, what is handed on, what is said of a word that is no command."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from contracts.cli import parser as check_parser
from mock_server import __version__
from mock_server.command_line.options import parser as mock_parser
from mock_server.command_line.programs import SUBCOMMANDS
from mock_server.one_command import main
from tests.running import DOCUMENT, KEY, ROOT

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def commands(parser: argparse.ArgumentParser) -> set[str]:
    """The subcommands that a parser knows."""
    return {name for action in parser._actions if isinstance(action.choices, dict) for name in action.choices}


def test_every_subcommand_of_both_programs_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """None is forgotten, none is made up, and the help lists them all."""
    assert commands(mock_parser()) | commands(check_parser()) <= set(SUBCOMMANDS)
    assert main(["--help"]) == 0
    told = re.findall(r"^  ([a-z]+)  +\S", capsys.readouterr().out, re.M)
    assert told == list(SUBCOMMANDS)


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_the_help_of_each_is_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is called by the name under which it was asked."""
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    assert f"usage: mythic-mock {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say what to do, such as `mythic-mock serve openapi.yaml`"),
        (["chek"], "chek is no command; did you mean check?"),
        (["xyzzy"], "xyzzy is no command;"),
        (["shop.yaml"], "shop.yaml is no command; serve it with `mythic-mock serve shop.yaml`"),
        (["--port", "1"], "--port stands before a command; write the command first"),
        (["serve", "explain", "me"], "me is no option; see `mythic-mock --help`"),
        (["serve", "--prot", "1"], "mythic-mock: "),
        (["validate", "gone.yaml"], "mythic-mock: "),
    ],
)
def test_what_is_wrong_is_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, the command's own name, and what to do."""
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith("mythic-mock: ")
    assert said in error
    assert error.count("\n") == 1


def test_the_version_is_told_under_this_name(capsys: pytest.CaptureFixture[str]) -> None:
    """The package's."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"mythic-mock {__version__}\n"


def test_scripts_that_were_installed_before_find_the_command() -> None:
    """An editable installation keeps its scripts, which look for the command where it was when they were written."""
    assert importlib.import_module("mock_server.one_command.cli").main is main


def test_commands_that_only_read_run(capsys: pytest.CaptureFixture[str]) -> None:
    """As they do under the program's own name."""
    assert main(["validate", str(DOCUMENT)]) == 0
    assert "is a valid OpenAPI" in capsys.readouterr().out
    assert main(["explain", str(DOCUMENT)]) == 0
    assert "POST" in capsys.readouterr().out


def test_an_error_of_the_check_has_this_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report that is not there."""
    assert main(["replay", str(tmp_path / "gone.json"), "abc"]) == 2
    assert capsys.readouterr().err.startswith("mythic-mock: ")


def test_serving_takes_the_document_as_its_word_and_loads_nothing_of_the_check(tmp_path: Path) -> None:
    """A handler inside the process tells which modules there are."""
    told = tmp_path / "modules.json"
    handlers = tmp_path / "handlers.py"
    handlers.write_text(
        "import json, pathlib, sys\n"
        "def createApiKey(call, store):\n"
        f"    pathlib.Path({str(told)!r}).write_text(json.dumps(sorted(sys.modules)))\n"
        "    return NotImplemented\n"
    )
    words = ["serve", str(DOCUMENT), "--port", "0", "--store", "memory:", "--handlers", str(handlers)]
    command = [sys.executable, "-m", "mock_server.one_command", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            url = next(line.split()[1] for line in server.stdout if "listening" in line)
            body = {"name": "one", "expires_at": None}
            answer = httpx.post(f"{url}/mcp/api-keys", json=body, headers={"Authorization": f"Bearer {KEY}"})
            assert answer.status_code < 300
        finally:
            server.terminate()
    modules = {name.partition(".")[0] for name in json.loads(told.read_text("utf-8"))}
    assert "mock_server" in modules
    assert not modules & {"contracts", "schemathesis", "hypothesis", "tomlkit", "pytest"}
