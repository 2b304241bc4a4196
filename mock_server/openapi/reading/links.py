"""Links of an answer (OpenAPI 3.1.1 section 4.8.20): the operation that one leads to, and what it gives to it.

Values are runtime expressions of the exchange, alone or in braces inside a text, or constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.reading.call import Call
from mock_server.openapi.reading.expressions import compile_expression, is_expression
from mock_server.openapi.reading.pointers import MISSING, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Response

_ANSWER_HEADER = "$response.header."
_BRACES = re.compile(r"{([$][^{}]+)}")
"""An expression inside a text."""
_LOCATIONS = ("path", "query", "header", "cookie")


@dataclass(frozen=True, slots=True)
class LinkValues:
    """What a link takes from one exchange: parameters of its target by location and name, and a body.

    A value that is not there is MISSING, and so is the body of a link that gives none.
    """

    parameters: Mapping[tuple[str, str], JSON]
    body: JSON = MISSING


@dataclass(frozen=True, slots=True)
class Link:
    """A Link Object under its name, with its target."""

    name: str
    target: Operation
    parameters: Mapping[tuple[str, str], JSON]
    body: JSON = MISSING

    def values(
        self,
        call: tuple[str, str, int],
        request: tuple[Mapping[str, Mapping[str, JSON]], JSON],
        answer: tuple[Mapping[str, str], JSON],
    ) -> LinkValues:
        """What it takes from an exchange.

        ``call`` is method, URL and status, ``request`` the parameters by location and name with the body, ``answer``
        the header fields by name in lower case with the body.
        """
        method, url, status = call
        asked = Call(method, url, ())
        asked.status, asked.body = status, request[1]
        for location in _LOCATIONS:
            setattr(asked, location, dict(request[0].get(location, {})))
        parameters = {where: _value(said, asked, answer) for where, said in self.parameters.items()}
        return LinkValues(parameters, MISSING if self.body is MISSING else _value(self.body, asked, answer))


def links_of(operation: Operation, response: Response) -> Iterator[Link]:
    """The links of one documented answer whose target the document has, with the parameters that it takes."""
    for name, item in response.links.items():
        raw = operation.follow(item)
        target = _target(operation, raw) if isinstance(raw, dict) else None
        if target is None:
            continue
        said = raw.get("parameters")
        known = {(p.location, p.name) for p in target.parameters} | {("path", n) for n in target.path_names}
        found: dict[tuple[str, str], JSON] = {}
        for full, value in said.items() if isinstance(said, dict) else ():
            location, _, short = str(full).partition(".")
            qualified = [(location, short)] if location in _LOCATIONS and short else []
            plain = [(place, str(full)) for place in _LOCATIONS]
            place = next((where for where in (*qualified, *plain) if where in known), None)
            if place is not None:
                found[place] = value
        yield Link(name, target, found, raw.get("requestBody", MISSING))


def _target(operation: Operation, raw: dict[str, JSON]) -> Operation | None:
    """The operation of this document that a link names, by its id or by a reference within the document."""
    document, name, reference = operation.document, raw.get("operationId"), raw.get("operationRef")
    if isinstance(name, str):
        return next((o for o in document.operations if o.raw.get("operationId") == name), None)
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    at = tokens(reference[1:])
    return next((o for o in document.operations if ("paths", o.path, o.method.lower()) == at), None)


def _value(said: JSON, call: Call, answer: tuple[Mapping[str, str], JSON]) -> JSON:
    """A constant as it is, an expression as what it stands for; MISSING where one of a text stands for nothing."""
    if not isinstance(said, str):
        return said
    if said.startswith(_ANSWER_HEADER):
        return answer[0].get(said.removeprefix(_ANSWER_HEADER).lower(), MISSING)
    if is_expression(said):
        return compile_expression(said)(call, answer[1])
    held = [inside for inside in _BRACES.findall(said) if is_expression(inside)]
    if not held:
        return said
    values = {each: _value(each, call, answer) for each in held}
    if MISSING in values.values() or any(isinstance(value, dict | list) for value in values.values()):
        return MISSING
    if said == f"{{{held[0]}}}":
        return values[held[0]]
    return _BRACES.sub(lambda match: _text(values[match[1]]) if match[1] in values else match[0], said)


def _text(value: JSON) -> str:
    """A scalar inside a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)
