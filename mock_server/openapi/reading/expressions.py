"""OpenAPI runtime expressions, compiled to functions of a call (OpenAPI 3.1.1 section 4.8.20.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.reading.pointers import MISSING, at, text, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

FORM = (
    r"\$(?:url|method|statusCode"
    r"|(?:request|response)\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|(?:query|path)\.[^\s]+|body(?:#(?:/.*)?)?))"
)
_EXPRESSION = re.compile(FORM)


def is_expression(value: JSON) -> bool:
    """Whether ``value`` is a string that holds a runtime expression and nothing else."""
    return isinstance(value, str) and _EXPRESSION.fullmatch(value) is not None


def compile_expression(expression: str) -> Callable[[Call, JSON], JSON]:
    """The function ``(call, answer body) -> value`` that ``expression`` stands for; MISSING where there is none."""
    if not is_expression(expression):
        raise ValueError(
            f"{expression!r} is no runtime expression; it looks like $request.path.id or $response.body#/id"
        )
    side, _, rest = expression[1:].partition(".")
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
            return _member(path[0]) if len(path) == 1 else lambda call, _: at(call.body, path)
        return lambda _, answer: at(answer, path)
    if side == "response":
        return lambda call, _: MISSING
    if kind == "path":
        return lambda call, _: call.path.get(name, MISSING)
    if kind == "query":
        return lambda call, _: call.query.get(name, MISSING)
    name = name.lower()
    return lambda call, _: call.header.get(name, MISSING)


def _member(name: str) -> Callable[[Call, JSON], JSON]:
    """The member of the request's body that has this name."""

    def find(call: Call, _: JSON) -> JSON:
        body = call.body
        return body.get(name, MISSING) if type(body) is dict else at(body, (name,))

    return find


@dataclass(frozen=True, slots=True)
class RequestPlace:
    """Where in a request something stands: ``path``, ``query``, ``header`` or ``body``, and its name or tokens."""

    location: str
    names: tuple[str, ...]

    def find(self, path: Mapping[str, str], query: Iterable[tuple[str, str]], body: JSON) -> JSON:
        """The value there, or None."""
        if self.location == "path":
            return path.get(self.names[0])
        if self.location == "query":
            return next((value for name, value in query if name == self.names[0]), None)
        if self.location == "body":
            for name in self.names:
                body = body.get(name) if isinstance(body, dict) else None
            return body
        return None


def request_place(expression: str | None) -> RequestPlace | None:
    """The place that ``$request.path.id`` or ``$request.body#/id`` names; None for anything else."""
    side, _, rest = (expression or "").partition(".")
    if side != "$request":
        return None
    if rest.startswith("body#/"):
        return RequestPlace("body", tokens(rest.removeprefix("body")))
    location, _, name = rest.partition(".")
    return RequestPlace(location, (name,)) if name else None


def in_request(location: str, *names: str) -> str:
    """The expression of a place in a request: a parameter by its name, a member of the body by its tokens."""
    return f"$request.body#{text(names)}" if location == "body" else f"$request.{location}.{names[0]}"


def in_answer(path: Iterable[str]) -> str:
    """The expression of a place in the answer's body."""
    return f"$response.body#{text(path)}"


def answer_path(expression: str | None) -> tuple[str, ...] | None:
    """The reference tokens of ``$response.body#/…``; None for any other expression."""
    prefix = "$response.body"
    known = expression is not None and expression.startswith(prefix)
    return tokens(expression.removeprefix(prefix)) if known and expression is not None else None
