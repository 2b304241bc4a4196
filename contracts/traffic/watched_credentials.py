"""The credentials in traffic of others: those that are known to let in, and those that the service itself gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.credentials import Credentials
from contracts.traffic.request_json import nested
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.exchange import Answer, Request
    from mock_server.openapi import JSON, Document, Operation

_LEAST = 8
"""Characters from which on a text of an answer may be a credential."""
_MOST = 100_000
_DEEPEST = 32


class WatchedCredentials(Credentials):
    """As a check's: without any of a scheme a request must not be let in, and with one that is given it must.

    Where some are given, another one lets nobody in, unless the service itself gave it in an answer.
    """

    def __init__(self, document: Document, values: Mapping[str, str]) -> None:
        super().__init__(document, values)
        self._given: set[int] = set()

    def learn(self, answer: Answer | None, body: JSON) -> None:
        """Take in what an answer may have given: texts of its body, and cookies."""
        if not self.values or answer is None or not 200 <= answer.status < 400 or len(self._given) >= _MOST:
            return
        if not nested(body, _DEEPEST):
            self._given.update(map(hash, _texts(body)))
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self._given.update(hash(pair.raw_value.strip(' "')) for pair in percent.pairs(value, ";")[:1])

    def verdict(self, request: Request, operation: Operation) -> bool | None:
        """Whether these credentials let in; None where that can't be told."""
        found = super().verdict(request, operation)
        if found is False and self._given and any(hash(value) in self._given for value in self._shown(request)):
            return None
        return found

    def _shown(self, request: Request) -> Iterator[str]:
        """Every value that may be a credential."""
        for scheme in self.schemes:
            parts = self.carry(scheme, "")
            for name, _ in parts.query:
                yield from (value for key, value in request.query if key == name)
            for name, _ in parts.headers:
                yield from (value.rpartition(" ")[2] for key, value in request.headers if key.lower() == name.lower())
        for held in request.cookies.values():
            yield from (value.strip('"') for value in held)


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str) and len(value) >= _LEAST:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
