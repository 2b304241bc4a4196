"""One option of a program as its parser has it: its name in a file, what it takes, which variables stand for it."""

from __future__ import annotations

import argparse
import os
from typing import Any, NamedTuple

CONFIGURING = ("config", "config-profile", "print-config")
"""Options that say where others come from, and can't come from a file themselves."""


def given_by(action: argparse.Action, *variables: str, secret: bool = False) -> argparse.Action:
    """Note at an option the variables that stand for it (``*`` for any rest), and whether what it holds is secret."""
    vars(action)["variables"] = variables
    vars(action)["secret"] = secret
    return action


class ProgramOption(NamedTuple):
    """An option, or a word without a name, by the ``name`` that it has in a file."""

    name: str
    action: argparse.Action

    @property
    def many(self) -> bool:
        """Whether it may be given several times."""
        return isinstance(self.action, argparse._AppendAction)

    @property
    def flag(self) -> bool:
        """Whether it is given or not, without a value."""
        return self.action.nargs == 0

    @property
    def kind(self) -> str:
        """What is read of its text: `int`, `float`, `Path` or another type's name."""
        read = self.action.type
        told: Any = read if isinstance(read, type) else getattr(read, "__annotations__", {}).get("return", "str")
        return told if isinstance(told, str) else str(told.__name__)

    @property
    def secret(self) -> bool:
        """Whether its value is not to be shown."""
        return bool(getattr(self.action, "secret", False))

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the environment that stand for it, some with ``*`` at their end."""
        return tuple(getattr(self.action, "variables", ()))

    @property
    def says(self) -> str:
        """Its help in one line, with its default."""
        return " ".join(str(self.action.help).split()) % {"default": self.action.default, "prog": ""}

    def set_variable(self) -> str | None:
        """The first variable that stands for it and is set."""
        for pattern in self.variables:
            for name, value in os.environ.items():
                beginning = pattern.removesuffix("*")
                if value and (name.startswith(beginning) if beginning != pattern else name == pattern):
                    return name
        return None


def options_of(parser: argparse.ArgumentParser, *, configuring: bool = False) -> dict[str, ProgramOption]:
    """All that may stand in a file for a parser, by name; a word without a name has that of its place.

    With ``configuring`` also the options that say where others come from.
    """
    found: dict[str, ProgramOption] = {}
    for action in parser._actions:
        long = [text[2:] for text in action.option_strings if text.startswith("--")]
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction | argparse._VersionAction):
            continue
        name = long[0] if long else action.dest
        if (configuring or name not in CONFIGURING) and (long or name not in found):
            found[name] = ProgramOption(name, action)
    return found


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of a parser's subcommands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}
