"""OpenAPI runtime expressions, compiled to functions of a call (OpenAPI 3.1.1 section 4.8.20.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading.pointers import look_up, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi.reading.call import Call

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()
"""What an expression gives when the exchange has no such part."""

FORM = (
    r"\$(?:url|method|statusCode"
    r"|(?:request|response)\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|(?:query|path)\.[^\s]+|body(?:#(?:/.*)?)?))"
)
_EXPRESSION = re.compile(FORM)


def is_expression(value: Any) -> bool:
    """Whether ``value`` is a string that holds a runtime expression and nothing else."""
    return isinstance(value, str) and _EXPRESSION.fullmatch(value) is not None


def compile_expression(text: str) -> Callable[[Call, Any], Any]:
    """The function ``(call, answer body) -> value`` that ``text`` stands for; MISSING where there is none."""
    if not is_expression(text):
        raise ValueError(f"{text!r} is no runtime expression; it looks like $request.path.id or $response.body#/id")
    side, _, rest = text[1:].partition(".")
    if side == "url":
        return lambda call, _: call.url
    if side == "method":
        return lambda call, _: call.method
    if side == "statusCode":
        return lambda call, _: call.status
    kind, _, name = rest.partition(".")
    if rest.startswith("body"):
        path = tokens(rest.removeprefix("body"))
        if side == "request":
            return lambda call, _: at(call.body, path)
        return lambda _, answer: at(answer, path)
    if side == "response":
        return lambda call, _: MISSING
    if kind == "header":
        name = name.lower()
    return lambda call, _: getattr(call, kind).get(name, MISSING)


def at(value: Any, path: tuple[str, ...]) -> Any:
    """The value at these reference tokens (RFC 6901 section 4), or MISSING."""
    try:
        return look_up(value, path)
    except LookupError:
        return MISSING


def body_path(text: str | None, side: str) -> tuple[str, ...] | None:
    """The reference tokens of ``$SIDE.body#/…``; None for any other expression."""
    prefix = f"${side}.body"
    if text is None or not text.startswith(prefix):
        return None
    return tokens(text.removeprefix(prefix))
