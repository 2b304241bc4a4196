"""The bijection between what the target generated and what the mock generated for the same request.

A request built on the target's values reaches the mock with the mock's own (and the mock's answers are read with the
target's), so that the two run side by side although their keys and secrets differ.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import orjson

if TYPE_CHECKING:
    from contracts.exchange import Request

_MOST = 20_000


class Correspondence:
    """Pairs of keys that the servers assigned."""

    def __init__(self) -> None:
        self._to_mock: dict[str, str] = {}

    def pair(self, mine: object, theirs: object) -> None:
        """Learn the key that each side gave to the same record."""
        if isinstance(mine, str | int) and isinstance(theirs, str | int) and len(self._to_mock) < _MOST:
            self._to_mock[str(mine)] = str(theirs)

    def to_mock(self, request: Request) -> Request:
        """``request`` with the mock's values in path, query and body."""
        if not self._to_mock:
            return request
        path, mark, query = request.target.partition("?")
        known = self._to_mock
        target = "/".join(
            quote(known[text], safe="") if (text := unquote(part)) in known else part for part in path.split("/")
        )
        query = "&".join(self._pair(item) for item in query.split("&")) if query else query
        body = self._body(request.body)
        if target == path and body is request.body and f"{path}{mark}{query}" == request.target:
            return request
        return replace(request, target=f"{target}{mark}{query}", body=body)

    def _pair(self, item: str) -> str:
        name, sign, value = item.partition("=")
        text = unquote(value)
        found = None if text.isdecimal() else self._to_mock.get(text)  # a number may count something else
        return f"{name}{sign}{quote(found, safe='')}" if found is not None else item

    def _body(self, body: bytes | None) -> bytes | None:
        if not body or not any(key.encode() in body for key in self._to_mock):
            return body
        try:
            return orjson.dumps(self._value(orjson.loads(body)))
        except (orjson.JSONDecodeError, TypeError, RecursionError):
            return body

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return self._to_mock.get(value, value) if isinstance(value, str) else value
