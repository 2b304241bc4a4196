"""The command `mythic-mock`: hands its words to the program that the first one names.

Exit codes are those of the programs; 2 for a first word that is no command.
"""

from __future__ import annotations

import difflib
import importlib
import shlex
import sys
from typing import TYPE_CHECKING

from mock_server import __version__
from mock_server.command_line.programs import SUBCOMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "mythic-mock"

# Scripts that were installed before this was one module look for `main` in `mock_server.one_command.cli`.
sys.modules[f"{__name__}.cli"] = sys.modules[__name__]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    first = words[0] if words else ""
    if first in SUBCOMMANDS:
        return int(importlib.import_module(SUBCOMMANDS[first].module).main(words, NAME))
    if first in ("-h", "--help", "help"):
        print(overview())
        return 0
    if first == "--version":
        print(f"{NAME} {__version__}")
        return 0
    print(f"{NAME}: {_advice(first)}; see `{NAME} --help`", file=sys.stderr)
    return 2


def overview() -> str:
    """What `--help` prints."""
    width = max(map(len, SUBCOMMANDS))
    told = "\n".join(f"  {name:{width}}  {program.summary}" for name, program in SUBCOMMANDS.items())
    return (
        f"usage: {NAME} COMMAND [options]\n\n"
        "A mock server and a contract check, both driven by an OpenAPI document.\n\n"
        f"commands:\n{told}\n\n"
        f"`{NAME} COMMAND --help` has the options of one.\n"
    )


def _advice(word: str) -> str:
    if not word:
        return "say what to do, such as `mythic-mock serve openapi.yaml`"
    if word.endswith((".yaml", ".yml", ".json")):
        return f"{word} is no command; serve it with `{NAME} serve {shlex.quote(word)}`"
    if word.startswith("-"):
        return f"{word} stands before a command; write the command first"
    near = difflib.get_close_matches(word, SUBCOMMANDS, 1)
    return f"{word} is no command{f'; did you mean {near[0]}?' if near else ''}"


if __name__ == "__main__":
    sys.exit(main())
