"""Where the value of each option comes from: the command line, else the environment, else the file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.command_line.configuration.config_file import ConfigFile, Given, found_file, unknown_key
from mock_server.command_line.configuration.config_value import read
from mock_server.command_line.configuration.program_option import ProgramOption, commands_of, options_of
from mock_server.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = ("--conf", "--print-c")
"""How options of this module begin, as far as they are abbreviated."""


class Sources(NamedTuple):
    """For one command: what was given on the command line, and what the file gives, by the option's name."""

    table: str
    options: dict[str, ProgramOption]
    typed: dict[str, Any]
    written: dict[str, Given]


def configurable(parser: argparse.ArgumentParser, table: str, only: frozenset[str] | None = None) -> None:
    """Let a parser read a table of the file, or ``only`` some keys of it, and add the options that name the file."""
    vars(parser)["table"], vars(parser)["only"] = table, only
    add = parser.add_argument_group("settings in a file").add_argument
    add("--config", type=Path, metavar="FILE", help="settings for what is not given here (default: ./mythic-mock.toml,"
        " else [tool.mythic-mock] of ./pyproject.toml)")  # fmt: skip
    add("--config-profile", metavar="NAME", help="let its tables [profile.NAME.…] stand before the others")
    add("--print-config", action="store_true", help="print each setting and where it comes from, and end")


def parse(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """As ``parser.parse_args(words)``, with what a file gives in the place of defaults. Raises UsageError.

    Prints and exits where that was asked for (``--print-config``).
    """
    if not any(word.startswith(_WORDS) for word in words) and found_file(None) is None:
        return parser.parse_args(words)
    first = _typed(parser, words)
    chosen = commands_of(parser).get(getattr(first, "command", None) or "", parser)
    table: str | None = getattr(chosen, "table", None)
    if table is None:
        return parser.parse_args(words)
    file = found_file(getattr(first, "config", None) and Path(first.config))
    profile: str | None = getattr(first, "config_profile", None)
    if file is None and profile is not None:
        raise UsageError(f"there is no file in which profile {profile} could be; name one with --config")
    sources = _sources(parser, chosen, first, file, profile)
    if file is not None:
        for name, given in sources.written.items():
            _fill(sources.options[name], read(sources.options[name], given, file.path.parent))
    if getattr(first, "print_config", False):
        from mock_server.command_line.configuration.printed_config import printed

        print("\n".join(printed(sources)))
        sys.exit(0)
    return parser.parse_args(words)


def _typed(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """What stands on the command line alone, as texts: no default, nothing required, nothing read."""
    changed: list[tuple[argparse.Action, dict[str, Any]]] = []
    for one in (parser, *commands_of(parser).values()):
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                continue
            changed.append((action, dict(vars(action))))
            action.default, action.type, action.required = argparse.SUPPRESS, None, False
            if not action.option_strings and action.nargs is None:
                action.nargs = "?"
    try:
        return parser.parse_args(words)
    finally:
        for action, before in changed:
            vars(action).update(before)


def _sources(
    top: argparse.ArgumentParser,
    chosen: argparse.ArgumentParser,
    first: argparse.Namespace,
    file: ConfigFile | None,
    profile: str | None,
) -> Sources:
    options = options_of(chosen)
    typed = {name: getattr(first, o.action.dest) for name, o in options.items() if hasattr(first, o.action.dest)}
    for action in chosen._actions:  # a word in the place of an option of its name, such as a document
        if not action.option_strings and action.dest in options and hasattr(first, action.dest):
            typed.setdefault(action.dest, getattr(first, action.dest))
    table: str = vars(chosen)["table"]
    written = file.values(table, profile) if file is not None else {}
    every = _every_option(top, chosen, table)
    for key, given in written.items():
        if key not in every:
            raise unknown_key(given, key, every)
    only: frozenset[str] | None = vars(chosen)["only"]
    wanted = options if only is None else {name: options[name] for name in options if name in only}
    counted = {key: _fitted(options[key], every[key], given) for key, given in written.items() if key in wanted}
    exclusive, same = list(_exclusive(chosen, options)), list(_by_variable(options))
    for group in exclusive:
        both = [counted[name].place for name in sorted(group) if name in counted]
        if len(both) > 1:
            raise UsageError(f"{both[1]}: can't stand beside {both[0].rpartition(' ')[2]}; leave one out")
    groups = [*exclusive, *same]
    return Sources(table, options, typed, {key: given for key, given in counted.items()
                                           if not _outdone(key, options, typed, groups)})  # fmt: skip


def _every_option(
    top: argparse.ArgumentParser, chosen: argparse.ArgumentParser, table: str
) -> dict[str, ProgramOption]:
    """All keys of a table: the options of the parser that reads all of it."""
    for one in (*commands_of(top).values(), top, chosen):
        if getattr(one, "table", None) == table and vars(one)["only"] is None:
            return options_of(one)
    return options_of(chosen)


def _fitted(option: ProgramOption, whole: ProgramOption, given: Given) -> Given:
    """The first of several for a command that takes one."""
    if whole.many and not option.many and isinstance(given.value, list) and given.value:
        return Given(given.value[0], given.place)
    return given


def _exclusive(parser: argparse.ArgumentParser, options: dict[str, ProgramOption]) -> Iterator[set[str]]:
    """Options of which one alone may be given."""
    names = {id(option.action): name for name, option in options.items()}
    for group in parser._mutually_exclusive_groups:
        yield {names[id(action)] for action in group._group_actions if id(action) in names}


def _by_variable(options: dict[str, ProgramOption]) -> Iterator[set[str]]:
    """Options that say the same thing: one on the command line, or in the environment, stands for all."""
    for variable in {variable for option in options.values() for variable in option.variables}:
        yield {name for name, option in options.items() if variable in option.variables}


def _outdone(key: str, options: dict[str, ProgramOption], typed: dict[str, Any], groups: list[set[str]]) -> bool:
    same = {key}.union(*(group for group in groups if key in group))
    return any(name in typed or options[name].set_variable() for name in same)


def _fill(option: ProgramOption, value: Any) -> None:
    """Let a value be what the option has where it is not given."""
    option.action.default = value
    option.action.required = False
    if not option.action.option_strings and option.action.nargs is None:
        option.action.nargs = "?"
