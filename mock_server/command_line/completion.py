"""`mythic-mock completion`: the script by which a shell completes commands, options and files; the door to shtab."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING

import shtab

from mock_server.command_line.configuration import commands_of, options_of
from mock_server.command_line.programs import SUBCOMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

SHELLS = ("bash", "zsh", "fish")
_PARSERS = {"mock-server": "mock_server.command_line.options", "contracts": "contracts.cli"}
_BEHIND = (*_PARSERS.values(), "mock_server.command_line.mcp_server.mcp_options")
_HOW = """\
to have it for good:
  bash   mythic-mock completion bash > ~/.local/share/bash-completion/completions/mythic-mock
  zsh    mythic-mock completion zsh > "${fpath[1]}/_mythic-mock"
  fish   mythic-mock completion fish > ~/.config/fish/completions/mythic-mock.fish"""


def main(arguments: Sequence[str], program: str = "mythic-mock") -> int:
    """Print the script; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog=f"{program} completion",
        description="Prints the script by which a shell completes the commands, options and files of a program.",
        epilog=_HOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")
    parser.add_argument("program", nargs="?", choices=(program, *_PARSERS), default=program, metavar="PROGRAM",
                        help="mythic-mock, mock-server or contracts (default: %(default)s)")  # fmt: skip
    options = parser.parse_args(list(arguments)[1:])
    print(script(options.shell, options.program))
    return 0


def script(shell: str, program: str) -> str:
    """The script of a shell for one of the programs."""
    return shtab.complete(_whole(program), shell)


def _whole(program: str) -> argparse.ArgumentParser:
    """The parser of a program, with its options for files marked; for the command in front, that of all programs."""
    if program in _PARSERS:
        parser: argparse.ArgumentParser = importlib.import_module(_PARSERS[program]).parser()
        commands = commands_of(parser)
    else:
        parser = argparse.ArgumentParser(prog=program)
        added = parser.add_subparsers()
        known = {name: one for module in _BEHIND
                 for name, one in commands_of(importlib.import_module(module).parser(program)).items()}  # fmt: skip
        for name, subcommand in SUBCOMMANDS.items():
            if name == "completion":
                added.add_parser(name, help=subcommand.summary).add_argument("shell", choices=SHELLS)
            else:
                added.add_parser(name, parents=[known[name]], add_help=False, help=subcommand.summary)
        commands = dict(added.choices)
    for one in (parser, *commands.values()):
        _mark_files(one)
    return parser


def _mark_files(parser: argparse.ArgumentParser) -> None:
    for option in options_of(parser).values():
        if option.kind == "Path":
            vars(option.action)["complete"] = shtab.DIRECTORY if option.action.metavar == "DIR" else shtab.FILE
