"""`contracts check` within a run of pytest: its options, each with a prefix, and from what was given to a report.

The options are those of the check's own parser (`add_check`), so that a new one is offered as soon as it is there.
"""

from __future__ import annotations

import argparse
import io
import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from contracts.commands.check_options import add_check
from contracts.commands.needed_packages import need_packages
from contracts.errors import ContractsError, Interrupted, UsageError
from mock_server.embedded import configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from contracts.findings import Report

PREFIX = "--contract-"
OTHER_NAMES = {"url": "target"}
"""Options that are called otherwise behind the prefix: a word without a name needs one."""

LEFT_OUT = {
    "yes": "nobody is asked: to name the target is to agree",
    "print-config": "it prints and ends; `contracts check --print-config` prints the same",
}
"""Options that have no meaning here, each with the reason."""

_SEED = 1
_DEFAULTS = {"spec": "the ini option mock_spec", "seed": str(_SEED)}
"""What is taken where an option is not given, for those of which it is something else here."""


class _Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would end the process."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def offered_options() -> dict[str, dict[str, Any]]:
    """Option with its prefix → how an argparse-like parser is told of it; what is given stays text."""
    return {_flag(name): _told(name, action) for name, action in _actions().items() if name not in LEFT_OUT}


def given_words(given: Callable[[str], Any]) -> list[str]:
    """The words of the check's command line; ``given`` has the value of an option by its name with the prefix."""
    words = []
    for name, action in _actions().items():
        value = given(_flag(name)) if name not in LEFT_OUT else None
        if value is True:
            words.append(f"--{name}")
        elif value:
            values = value if isinstance(value, list) else [value]
            words += [f"--{name}={text}" if action.option_strings else text for text in values]
    return words


def check_options(words: Sequence[str], *, settings: bool = True) -> argparse.Namespace:
    """What these words say, and with ``settings`` the file for all programs; raises UsageError.

    Same requests in every run, where no seed is given: results of tests are compared.
    """
    with _own_names():
        line = ["check", *words]
        options = configuration.parse(_parser(), line) if settings else _parser().parse_args(line)
    options.defaults = _parser().parse_args(["check"])
    options.yes = True
    options.seed = _SEED if options.seed is None else options.seed
    return options


def check_report(options: argparse.Namespace) -> Report:
    """The report of such a check, which prints nothing.

    Raises ContractsError or MockServerError where it can't run, KeyboardInterrupt where Ctrl-C ended it.
    """
    need_packages()
    from contracts.commands.check_command import checked_report

    try:
        with _own_names():
            report = checked_report(options, io.StringIO())
    except Interrupted as stopped:
        raise KeyboardInterrupt(str(stopped)) from None
    if report.interrupted and "Ctrl-C" in report.interrupted:
        raise KeyboardInterrupt(report.interrupted)
    return report


def _parser() -> argparse.ArgumentParser:
    top: argparse.ArgumentParser = _Parser(prog="contracts", add_help=False)
    top.set_defaults(program="contracts")
    add_check(top.add_subparsers(dest="command", required=True), argparse.HelpFormatter, "")
    return top


@cache
def _actions() -> dict[str, argparse.Action]:
    """The options of the check by their name, those that name the file of settings too."""
    check = configuration.commands_of(_parser())["check"]
    return {name: option.action for name, option in configuration.options_of(check, configuring=True).items()}


def _flag(name: str) -> str:
    return f"{PREFIX}{OTHER_NAMES.get(name, name)}"


def _told(name: str, action: argparse.Action) -> dict[str, Any]:
    """As the check's parser was told; what is read of the text is looked at, and the text kept."""
    text = " ".join(str(action.help).split()) % {"default": action.default}
    if name in _DEFAULTS:
        text = re.sub(r"\(default: [^)]*\)", f"(default: {_DEFAULTS[name]})", text)
    told: dict[str, Any] = {"help": _renamed(text).replace("%", "%%"), "default": None}
    if action.nargs == 0:
        return {**told, "action": "store_true"}
    if isinstance(action, argparse._AppendAction):
        told["action"] = "append"
    if callable(action.type):
        told["type"] = _looked_at(action.type)
    return {**told, "metavar": action.metavar, "choices": action.choices}


def _looked_at(read: Callable[[str], Any]) -> Callable[[str], str]:
    def text_of(text: str) -> str:
        read(text)
        return text

    text_of.__name__ = getattr(read, "__name__", "text")  # of which argparse speaks
    return text_of


def _renamed(text: str) -> str:
    """A sentence about options of the check, with the names that they have here; `proxy --usage` is another's."""
    names = _actions()
    return re.sub(
        r"(?<![\w-])(?<!proxy )--([a-z][a-z-]*)", lambda found: _flag(found[1]) if found[1] in names else found[0], text
    )


@contextmanager
def _own_names() -> Iterator[None]:
    """What is wrong is said of the options by the names that they have here."""
    try:
        yield
    except ContractsError as error:
        error.args = (_renamed(str(error)), *error.args[1:])
        raise
