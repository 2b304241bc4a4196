"""The values of runtime expressions, such as `$statusCode` and `$steps.pay.outputs.receipt` (Arazzo 1.0.1)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.errors import UsageError
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.exchange import Exchange
    from mock_server.openapi import JSON

_NAME = r"[A-Za-z0-9_-]+"
_DOTTED = rf"{_NAME}(?:\.{_NAME}|\[\d+\])*"
EXPRESSION = re.compile(
    rf"\$(?:(?P<plain>url|method|statusCode)(?![\w.])"
    rf"|(?P<side>request|response)\.(?:(?P<place>header|query|path)\.(?P<field>{_NAME})"
    rf"|body(?:#(?P<pointer>/[^\s()\[\]&|=<>!,{{}}'\"]*)|(?P<below>(?:\.{_NAME}|\[\d+\])*)))"
    rf"|(?P<own>inputs|outputs)\.(?P<name>{_DOTTED})"
    rf"|steps\.(?P<step>{_NAME})\.outputs\.(?P<output>{_DOTTED})"
    rf"|workflows\.(?P<workflow>{_NAME})\.(?P<part>inputs|outputs)\.(?P<member>{_DOTTED}))(?:#(?P<inside>/[^\s()&|=<>!,{{}}'\"]*))?"
)
_EMBEDDED = re.compile(r"[{](\$[^{}]+)[}]")
_PART = re.compile(r"\.?([A-Za-z0-9_-]+)|\[(\d+)\]")


@dataclass(slots=True)
class RuntimeValues:
    """What expressions speak of while a workflow runs; ``back`` gives texts as the workflow has them."""

    inputs: dict[str, JSON]
    steps: dict[str, dict[str, JSON]] = field(default_factory=dict)
    outputs: dict[str, JSON] = field(default_factory=dict)
    workflows: dict[str, dict[str, dict[str, JSON]]] = field(default_factory=dict)
    exchange: Exchange | None = None
    path: dict[str, str] = field(default_factory=dict)
    url: str = ""
    body: JSON = MISSING
    sent: JSON = MISSING

    def of(self, expression: str) -> JSON:
        """The value of an expression, MISSING where there is none."""
        found = EXPRESSION.fullmatch(expression)
        if found is None:
            return MISSING
        value = self._found(found)
        inside = found["inside"]
        return value if inside is None or value is MISSING else pointers.at(value, pointers.tokens(inside))

    def _found(self, found: re.Match[str]) -> JSON:
        if found["plain"]:
            return self._plain(found["plain"])
        if found["side"]:
            return self._message(found)
        if found["own"]:
            return _dotted(self.inputs if found["own"] == "inputs" else self.outputs, found["name"])
        if found["step"]:
            return _dotted(self.steps.get(found["step"], {}), found["output"])
        return _dotted(self.workflows.get(found["workflow"], {}).get(found["part"], {}), found["member"])

    def _plain(self, name: str) -> JSON:
        exchange = self.exchange
        if exchange is None:
            return MISSING
        if name == "statusCode":
            return exchange.answer.status if exchange.answer is not None else MISSING
        return exchange.request.method if name == "method" else f"{self.url}{exchange.request.target}"

    def _message(self, found: re.Match[str]) -> JSON:
        if self.exchange is None:
            return MISSING
        message = self.exchange.request if found["side"] == "request" else self.exchange.answer
        if message is None:
            return MISSING
        match found["place"]:
            case "header":
                value = message.header(found["field"])
                return MISSING if value is None else value
            case "query":
                return next((v for name, v in self.exchange.request.query if name == found["field"]), MISSING)
            case "path":
                return self.path.get(found["field"], MISSING)
        body = self.sent if found["side"] == "request" else self.body
        if found["pointer"] is not None:
            return pointers.at(body, pointers.tokens(found["pointer"]))
        return _below(body, found["below"] or "")

    def filled(self, value: JSON, where: Callable[[str], str]) -> JSON:
        """``value`` with every expression in it replaced; raises LookupError with ``where`` for one without a value."""
        if isinstance(value, dict):
            return {name: self.filled(item, where) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item, where) for item in value]
        if not isinstance(value, str):
            return value
        if value.startswith("$") and EXPRESSION.fullmatch(value):
            return self._there(value, where)
        return _EMBEDDED.sub(lambda match: text_of(self._there(match[1], where)), value)

    def _there(self, expression: str, where: Callable[[str], str]) -> JSON:
        found = self.of(expression)
        if found is MISSING:
            raise LookupError(where(expression))
        return found


def text_of(value: JSON) -> str:
    """A value as a text: texts as they are, others as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_text(message: bytes) -> JSON:
    """What of an answer's body is no JSON, as a text."""
    return message.decode("utf-8", "replace") if message else MISSING


def check(value: JSON, where: str, known: Callable[[re.Match[str]], str | None]) -> None:
    """Raise UsageError for an expression in ``value`` that is not understood, or that speaks of nothing ``known``."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            check(item, where, known)
        return
    if not isinstance(value, str):
        return
    for text in [value] if re.match(r"\$[A-Za-z]", value) else _EMBEDDED.findall(value):
        found = EXPRESSION.fullmatch(text)
        if found is None:
            raise UsageError(f"{where}: the expression {text} is not understood")
        if (wrong := known(found)) is not None:
            raise UsageError(f"{where}: {text} speaks of {wrong}")


def _dotted(values: dict[str, JSON], name: str) -> JSON:
    """What stands under a name, which may have dots itself, and below it."""
    if name in values:
        return values[name]
    head = re.match(_NAME, name)
    if head is None or head[0] not in values:
        return MISSING
    return _below(values[head[0]], name[head.end() :])


def _below(value: JSON, path: str) -> JSON:
    for name, index in _PART.findall(path):
        value = pointers.at(value, (int(index) if index else name,))
        if value is MISSING:
            break
    return value
