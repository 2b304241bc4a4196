"""From a value in a file to the value of an option: its type, variables in place of secrets, paths beside the file."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.errors import UsageError

if TYPE_CHECKING:
    from mock_server.command_line.configuration.config_file import Given
    from mock_server.command_line.configuration.program_option import ProgramOption

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}|^\$([A-Za-z_][A-Za-z0-9_]*)$")
_VARIABLE_ALONE = re.compile(r"(?:[\w.@-]+(?:=|: ?)(?:[A-Za-z]+ )?)?(?:\$\{[A-Za-z_]\w*\})+|\$[A-Za-z_]\w*", re.A)
"""A value that comes of variables, perhaps behind a name: `admin=${KEY}`, `Authorization: Bearer ${TOKEN}`."""
_NUMBERS = {"int": (int,), "float": (int, float)}


def read(option: ProgramOption, given: Given, folder: Path) -> Any:
    """What the option is given; ``folder`` is the file's. Raises UsageError."""
    if option.flag:
        if not isinstance(given.value, bool):
            raise UsageError(f"{given.place}: give true or false")
        return given.value
    if not option.many:
        return _one(option, given.value, given.place, folder)
    if not isinstance(given.value, list):
        such = "" if option.secret else f", such as {_list(given.value)}"
        raise UsageError(f"{given.place}: may be given several times; give a list{such}")
    return [_one(option, item, given.place, folder) for item in given.value]


def _one(option: ProgramOption, value: Any, place: str, folder: Path) -> Any:
    text = _beside(option, _filled(_text(option, value, place), place), folder)
    if "\0" in text:
        raise UsageError(f"{place}: holds a NUL, which can't be typed either; leave it out")
    read = option.action.type
    try:
        result: Any = read(text) if callable(read) else text
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{place}: {error}") from None
    except (TypeError, ValueError):
        raise UsageError(f"{place}: {value!r} is none; give one of type {option.kind}") from None
    if option.action.choices is not None and result not in option.action.choices:
        raise UsageError(f"{place}: {value!r} is none of {', '.join(map(str, option.action.choices))}")
    return folder / result if isinstance(result, Path) else result


def _text(option: ProgramOption, value: Any, place: str) -> str:
    """The value as it would be typed."""
    numbers = _NUMBERS.get(option.kind, ())
    if numbers and isinstance(value, numbers) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and (not numbers or not isinstance(option.action.type, type) or _VARIABLE.search(value)):
        return value
    if hasattr(value, "isoformat") and not numbers:  # a date or a time of TOML
        return str(value.isoformat())
    wanted = {"int": "a whole number", "float": "a number"}.get(option.kind, "a text in quotes")
    raise UsageError(f"{place}: {'it' if option.secret else _shown(value)} is no such value; give {wanted}")


def _filled(text: str, place: str) -> str:
    """The text with what the variables hold that it names."""

    def held(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        value = os.environ.get(name)
        if not value:
            raise UsageError(f"{place}: the variable {name} is not set; set it, or leave the key out")
        return value

    return _VARIABLE.sub(held, text)


def _beside(option: ProgramOption, text: str, folder: Path) -> str:
    """A path inside a text, read from the folder of the file."""
    metavar = str(option.action.metavar)
    if metavar == "KIND=FILE":
        kind, sign, path = text.partition("=")
        return f"{kind}={folder / path}" if sign and path else text
    if metavar == "PATH|URL" and not re.match(r"[a-z][a-z0-9+.-]+:", text):
        return str(folder / text)
    return text


def _list(value: Any) -> str:
    return f"[{_shown(value)}]"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)[:60]


def holds_variable(value: Any) -> bool:
    """Whether a value as it is written is the name of a variable, and no part of it a secret itself."""
    values = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) and _VARIABLE_ALONE.fullmatch(item) for item in values)
