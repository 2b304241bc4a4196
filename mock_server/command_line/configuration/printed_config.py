"""What `--print-config` shows: each setting as TOML, with where it comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.command_line.configuration.config_value import holds_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.command_line.configuration.program_option import ProgramOption
    from mock_server.command_line.configuration.value_sources import Sources

HIDDEN = "(hidden)"
_PASSWORD = re.compile(r"(://[^/?#\s:@]*:)(?!\$\{\w+\}@)[^/?#\s]*@")
"""The password of a URL, unless it is a variable's name."""


def printed(sources: Sources) -> Iterator[str]:
    """The lines; what holds a secret is hidden, a variable's name is none."""
    yield f"[{sources.table}]"
    for name, option in sorted(sources.options.items()):
        value, source = _value(name, option, sources)
        if value is None:
            yield f"# {name} is not set"
        else:
            yield f"{name} = {_toml(value)}  # {source}"


def _value(name: str, option: ProgramOption, sources: Sources) -> tuple[Any, str]:
    if name in sources.typed:
        return _hidden(option, _number(option, sources.typed[name])), "command line"
    if variable := option.set_variable():
        return _hidden(option, HIDDEN), f"${variable}"
    if name in sources.written:
        given = sources.written[name]
        shown = given.value if holds_variable(given.value) else _hidden(option, given.value)
        return shown, given.place.rpartition(" ")[0]
    default = option.action.default
    return (False if option.flag and default is None else default), "default"


def _hidden(option: ProgramOption, value: Any) -> Any:
    if not option.secret:
        return value
    return [HIDDEN for _ in value] if isinstance(value, list) else HIDDEN


def _number(option: ProgramOption, text: Any) -> Any:
    """A number that was typed as one."""
    if option.kind in ("int", "float") and isinstance(text, str):
        try:
            return int(text) if option.kind == "int" else float(text)
        except ValueError:
            return text
    return text


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    text = _PASSWORD.sub(rf"\1{HIDDEN}@", value.as_posix() if isinstance(value, Path) else str(value))
    return json.dumps(text, ensure_ascii=False)
