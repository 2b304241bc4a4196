"""The commands of the pages: those of ours can be typed as they stand, and of others it is known which there are."""

from __future__ import annotations

import functools
import importlib
import re
import shlex
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement

from contracts.cli import parser as check_parser
from contracts.commands.proxy_options import divided
from mock_server.command_line.configuration import commands_of
from mock_server.command_line.mcp_server.mcp_options import parser as mcp_parser
from mock_server.command_line.options import parser as mock_parser
from mock_server.command_line.programs import SUBCOMMANDS
from tests.pages.blocks import OURS, PAGES, blocks, command_lines, indented_lines, inline_lines
from tests.running import ROOT

TASKS = "docs/tasks.md"
LINES = sorted(
    {(block.page, line) for block in blocks("console") for line in command_lines(block)}
    | {(name, line) for name in PAGES for line in indented_lines(name)}
    | {(TASKS, line) for line in inline_lines(TASKS)}
)
_MAKE = (ROOT / "Makefile").read_text("utf-8")
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

OTHERS = {
    "curl": "asked of a running mock by test_calls and test_sessions",
    "docker": "there is no container engine: tests/test_container.py runs the steps of the Dockerfile one by one",
    "echo": "run by test_sessions",
    "export": "run by test_sessions",
    "jq": "another program; the members that it picks are those of docs/report.schema.json",
    "python": "the service or app of an example: run by tests/contracts/test_example_ci.py",
    "npm": "run by tests/live/test_vite_example.py",
    "npx": "run by tests/live/test_vite_example.py",
}
"""Programs that are not ours, and what is known of their lines."""


def words_of(line: str) -> list[str]:
    """The words of a line, without comments and settings of variables; of Prism's lines, what takes their place."""
    line = line.rpartition("→")[2]
    words = shlex.split(re.split(r"\s+#\s|\s+>\s", line)[0])
    while words and re.fullmatch(r"[A-Za-z_]+=.*", words[0], re.DOTALL):
        words.pop(0)
    return words


IS_OURS = {pair: (words_of(pair[1]) or [""])[0] in OURS for pair in LINES}
"""Of each line, whether it begins with a program of ours."""


@pytest.mark.parametrize(("page", "line"), [pair for pair in LINES if IS_OURS[pair]], ids=lambda value: value)
def test_a_command_of_ours_can_be_typed(page: str, line: str) -> None:
    """No word of it is unknown to the program, and what follows `--` is a command."""
    program, *words = words_of(re.sub(r"\$\{?\w+\}?|\$\(.*?\)", "http://127.0.0.1/v1", line))
    if program == "mythic-mock":
        module = SUBCOMMANDS[words[0]].module
    else:
        module = {"mock-server": "mock_server.cli", "contracts": "contracts.cli"}[program]
    if module.startswith("contracts"):
        given, command = divided(words) if words[0] == "proxy" else (words, [])
        check_parser(program).parse_args(given)
        assert bool(command) is ("--" in words)
    elif words[:1] == ["mcp"]:
        mcp_parser(program).parse_args(words)
    elif words[:1] == ["completion"]:
        assert importlib.import_module(module).main(words) == 0
    else:
        mock_parser(program).parse_args(words)


@pytest.mark.parametrize(("page", "line"), [pair for pair in LINES if not IS_OURS[pair]], ids=lambda value: value)
def test_a_command_of_others_is_known(page: str, line: str) -> None:
    """A target of the Makefile, an extra of the package, a folder of tests; or a program that is run elsewhere."""
    words = words_of(line)
    if not words:
        assert "=" in line  # a variable for the lines below
    elif words[0] == "make":
        assert re.search(rf"^{words[1]}:", _MAKE, re.MULTILINE)
    elif words[:2] == ["pip", "install"]:
        asked, *beside = words[2:]
        name, _, extras = asked.rstrip("]").partition("[")
        assert name in (_PROJECT["name"], "dist/mythic_mock-VERSION-py3-none-any.whl")
        assert set(filter(None, extras.split(","))) <= set(_PROJECT["optional-dependencies"])
        assert {Requirement(one).name for one in beside} <= {"flask", "httpx"}  # of the examples, which tests run
    elif words[0] == "uvx":
        program, *rest = words[3:] if words[1] == "--from" else words[1:]
        assert program == _PROJECT["name"]
        mock_parser(program).parse_args(rest)
    elif words[:3] == ["python", "-m", "pytest"] or words[0] == "pytest":
        assert all((ROOT / word).exists() for word in words[3:] if "/" in word and word.startswith("tests"))
    else:
        assert words[0] in OTHERS


def test_every_program_of_others_is_used() -> None:
    """The table has no entry that no page needs."""
    assert set(OTHERS) <= {(words_of(line) or [""])[0] for _, line in LINES}


def test_what_is_picked_from_a_report_is_in_it() -> None:
    """The members that a line for jq names stand in the report's schema."""
    schema = yaml.safe_load((ROOT / "docs/report.schema.json").read_text("utf-8"))
    lines = [line for _, line in LINES if line.startswith("jq ")]
    assert lines
    for line in lines:
        for name in re.findall(r"\.([a-z]+)", line.partition("'")[2].partition("'")[0]):
            assert f"'{name}':" in str(schema), name


@functools.cache
def options_of(program: str, command: str) -> set[str] | None:
    """The options of a command, or of `mock-server` itself; None where the word is no command."""
    made = (mock_parser(program), check_parser(program), mcp_parser(program))
    parsers = {name: one for parser in made for name, one in commands_of(parser).items()}
    parser = parsers.get(command, mock_parser(program) if program == "mock-server" else None)
    return None if parser is None else {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("name", PAGES)
def test_every_option_in_the_text_is_one_of_its_command(name: str) -> None:
    """By its whole name; also where a command is only mentioned, with no value or with words in the place of values."""
    typed = [" ".join(words_of(line)) for (page, line), is_ours in IS_OURS.items() if is_ours and page == name]
    for line in [*typed, *inline_lines(name)]:
        program, *words = line.split()
        known = options_of(program, words[0])
        if known is not None:
            named = re.findall(r"(?<= )--[a-z][a-z-]*(?=[ =]|$)", line.partition(" -- ")[0])
            assert set(named) <= known, line
