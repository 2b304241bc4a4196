"""Texts without the secrets that are written in them behind a secret's name, whole, cut or broken."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mock_server.server.masked_keys import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.json_types import JSON

_TOO_DEEP = "(a JSON value that is too deep to hide the secrets in it)"
_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"\s*:')
_WRITTEN = (
    re.compile(r'(?P<before>"(?P<name>(?:[^"\\]|\\.){1,64})"\s*:\s*")(?P<value>(?:[^"\\]|\\.)*)(?P<after>"|$)'),
    re.compile(r'(?P<before>"(?P<name>(?:[^"\\]|\\.){1,64})"\s*:\s*)(?P<value>[^\s",{}\[\]]+)(?P<after>)'),
    re.compile(r"(?P<before><(?:[\w.-]{1,64}:)?(?P<name>[\w.-]{1,64})(?:\s[^<>]*)?>)(?P<value>[^<]+)(?P<after>)"),
    re.compile(
        r'(?P<before>name="(?P<name>[^"\r\n]{1,64})"[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,200}\r?\n){0,4}\r?\n)'
        r"(?P<value>.+?)(?P<after>\r?\n--|$)",
        re.DOTALL,
    ),
)
"""How a name and its value are written in JSON, in XML, and in a part of a form (RFC 7578).

What stands between is bounded, so that no text takes more than its length in time.
"""


def _nobody(_secret: str) -> None:
    """Nobody wants to know."""


def without_json_secrets(text: str, is_secret: Callable[[str], bool], note: Callable[[str], None] = _nobody) -> str:
    """A JSON text whose secrets are hidden, also where it is cut or broken; as it is where it holds none.

    ``note`` is told of each secret.
    """
    value = _read(text.lstrip("\ufeff"))
    if value is None:
        return without_written_secrets(text, is_secret, note)
    found = list(_secrets_in(value, is_secret))
    for secret in found:
        note(secret)
    if not found and len(_NAMES.findall(text)) <= _count(value):
        return text
    try:
        return json.dumps(_hidden(value, is_secret), ensure_ascii=False)
    except RecursionError:
        return _TOO_DEEP


def _read(text: str) -> JSON:
    """The JSON value of a text; None where there is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _count(value: JSON) -> int:
    """How many members all objects have together; a text has more where a name comes twice."""
    stack, number = [value], 0
    while stack:
        node = stack.pop()
        number += len(node) if isinstance(node, dict) else 0
        stack += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return number


def without_written_secrets(text: str, is_secret: Callable[[str], bool], note: Callable[[str], None] = _nobody) -> str:
    """A text of no known form without what stands behind a secret's name: in JSON, XML, or a part of a form."""

    def hidden(found: re.Match[str]) -> str:
        name = found["name"]
        if not is_secret(name):
            return found[0]
        note(found["value"])
        return f"{found['before']}{MASK}{found['after']}"

    for form in _WRITTEN:
        text = form.sub(hidden, text)
    return text


def _secrets_in(value: JSON, is_secret: Callable[[str], bool]) -> Iterator[str]:
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        node, secret = stack.pop()
        if isinstance(node, dict):
            stack += [(item, secret or is_secret(name)) for name, item in node.items()]
        elif isinstance(node, list):
            stack += [(item, secret) for item in node]
        elif secret and node is not None and not isinstance(node, bool):
            yield str(node)


def _hidden(value: JSON, is_secret: Callable[[str], bool]) -> JSON:
    if isinstance(value, dict):
        return {name: MASK if is_secret(name) else _hidden(item, is_secret) for name, item in value.items()}
    return [_hidden(item, is_secret) for item in value] if isinstance(value, list) else value
