"""Builds requests: an operation with path, query, headers, body and credentials becomes bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from contracts.exchange import Request
from contracts.traffic import schema as shape
from mock_server.openapi.reading.expressions import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.typical_values import TypicalValues
    from contracts.exchange import Headers
    from contracts.traffic.credentials import Access, Credentials, Pairs
    from mock_server.openapi.reading.operation import Operation, Parameter


_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Requests:
    """Builds the requests of one run, with typical values wherever none are given."""

    def __init__(self, samples: TypicalValues, credentials: Credentials) -> None:
        self.samples = samples
        self.credentials = credentials
        self._typical: dict[tuple[str, str, str], str] = {}

    def build(
        self,
        operation: Operation,
        *,
        path: Mapping[str, str] | None = None,
        query: Pairs = (),
        body: Any = MISSING,
        raw: bytes | None = None,
        media: str | None = None,
        headers: Headers = (),
        access: Access | None = None,
    ) -> Request:
        """A request; ``query`` is added to the required parameters, ``raw`` takes the place of ``body``."""
        access = access if access is not None else self.credentials.default(operation)
        pairs = [*self._required(operation, "query", {name for name, _ in query}), *query, *access.query]
        fields = [*self._required(operation, "header", {name for name, _ in headers}), *headers, *access.headers]
        data = raw
        if data is None and body is not MISSING:
            data = orjson.dumps(body)
        if data is not None and media is None and not any(name.lower() == "content-type" for name, _ in fields):
            documented = shape.request_media(operation)
            media = documented.name if documented is not None else "application/json"
        if media:
            fields.append(("Content-Type", media))
        return Request(operation.method, self._target(operation, path or {}, pairs), tuple(fields), data, operation.id)

    def body(self, operation: Operation) -> Any:
        """The smallest valid body; MISSING where the operation takes none."""
        schema = shape.request_schema(operation)
        return self.samples.typical(schema) if schema is not None else MISSING

    def _target(self, operation: Operation, path: Mapping[str, str], pairs: list[tuple[str, str]]) -> str:
        target = operation.path.partition("?")[0].partition("#")[0]
        declared = {p.name: p for p in operation.parameters if p.location == "path"}
        for name in _PARAMETER.findall(target):
            value = path.get(name)
            if value is None:
                value = self._text(operation, declared[name]) if name in declared else self.samples.tag
            target = target.replace(f"{{{name}}}", quote(value, safe=""))
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        return f"{target}?{query}" if query else target

    def _required(self, operation: Operation, location: str, given: set[str]) -> list[tuple[str, str]]:
        return [
            (parameter.name, self._text(operation, parameter))
            for parameter in operation.parameters
            if parameter.location == location and parameter.required and parameter.name not in given
        ]

    def _text(self, operation: Operation, parameter: Parameter) -> str:
        key = (operation.id, parameter.location, parameter.name)
        if key not in self._typical:
            value = next((example.value for example in parameter.examples), MISSING)
            if value is MISSING or not self.samples.valid(parameter.schema, value):
                value = self.samples.typical(parameter.schema, parameter.name)
            self._typical[key] = text_of(value)
        return self._typical[key]


def text_of(value: Any) -> str:
    """A value as a parameter carries it in the simple styles."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(text_of, value))
    return "" if value is None else str(value)
