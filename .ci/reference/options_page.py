"""docs/options.md: each command with all that it may be given, as `--help` says it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.command_line.configuration.program_option import CONFIGURING, ProgramOption, options_of
from reference.programs import parsers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "options.md"

_HEAD = """\
# All options

Written from the programs' parsers (`make reference`); `--help` says the same. In the file of settings
([configuration.md](configuration.md)) an option has the name that it has here, without its dashes. [mock.md](mock.md),
[check.md](check.md), [proxy.md](proxy.md) and [mcp.md](mcp.md) explain them.
"""
_PAGES = {"mock": "mock.md", "check": "check.md", "proxy": "proxy.md", "mcp": "mcp.md"}
_NAMES = {"serve": "`mythic-mock serve`, `mock-server`", "mcp": "`mythic-mock mcp`"}


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(f"\n{part}" for name, parser in parsers().items() for part in _section(name, parser))


def _section(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    program = "mock-server" if name in ("explain", "validate") else "contracts"
    title = _NAMES.get(name, f"`mythic-mock {name}`, `{program} {name}`")
    settings = vars(parser)
    yield f"## {title}\n"
    if "table" in settings:
        only = settings["only"]
        of = "" if only is None else f", of it {', '.join(f'`{key}`' for key in sorted(only))}"
        explained = _PAGES[settings["table"]]
        yield f"Table `[{settings['table']}]` of the file{of}; explained in [{explained}]({explained}).\n"
    lines = ["| option | | default | environment |", "|---|---|---|---|"]
    words = [action for action in parser._actions if not action.option_strings and action.help]
    rows = [_row(ProgramOption(action.dest, action)) for action in words]
    rows += [_row(option) for option in options_of(parser).values() if option.action.option_strings]
    rows += [
        _row(ProgramOption(a.option_strings[0][2:], a))
        for a in parser._actions
        if a.dest.replace("_", "-") in CONFIGURING
    ]
    yield "\n".join([*lines, *rows]) + "\n"


def _row(option: ProgramOption) -> str:
    action = option.action
    value = "" if option.flag else f" {action.metavar or _choices(action)}"
    shown = f"--{option.name}{value}" if action.option_strings else str(action.metavar)
    text = " ".join(str(action.help).split()) % {"default": action.default, "prog": "mythic-mock"}
    text = re.sub(r"\s*\(default: [^()]*(?:\([^()]*\)[^()]*)*\)|^default: \S+$", "", text)
    default = re.search(r"\(default: ((?:[^()]|\([^()]*\))*)\)|^default: (\S+)$",
                        " ".join(str(action.help).split()) % {"default": action.default, "prog": ""})  # fmt: skip
    told = "" if default is None else (default[1] or default[2])
    variables = ", ".join(f"`{name.replace('*', '<SCHEME>')}`" for name in option.variables)
    cells = (f"`{shown}`", text + ("; repeatable" if option.many and "repeatable" not in text else ""), told, variables)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _choices(action: argparse.Action) -> str:
    return "|".join(map(str, action.choices or (action.dest.upper(),)))
