"""A request and its answer, as immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from mock_server.openapi import percent

Source = Literal["fuzz", "journey", "boundary", "access", "recorded"]
Headers = tuple[tuple[str, str], ...]
WrittenParameters = dict[tuple[str, str], str]
"""Texts of parameters as they stand in a request, by location and name."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
"""Methods that ask for no change (RFC 9110 section 9.2.1, and QUERY); an operation says ``is_safe``."""

IDEMPOTENT_METHODS = SAFE_METHODS | {"PUT", "DELETE"}
"""Methods whose request may be sent again when a connection was closed without an answer (RFC 9110 section 9.2.2)."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; ``target`` is the request target below the API's base URL, query included (``/a/1?b=2``)."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes | None = None
    operation: str | None = None

    @property
    def is_safe(self) -> bool:
        """Whether its method asks for no change."""
        return self.method in SAFE_METHODS

    @property
    def breaks_out(self) -> bool:
        """Whether its head would not end where it has to (RFC 9110 section 5.5): what a service gave, and a later step
        carries, must not become a request of its own.
        """
        head = "".join((self.method, self.target, *chain.from_iterable(self.headers)))
        return any(mark in head for mark in "\r\n\0")

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's pairs, decoded as well as can be, in order."""
        return [(pair.name, pair.value) for pair in percent.pairs(self.target.partition("?")[2])]

    @property
    def cookies(self) -> dict[str, list[str]]:
        """The values of the cookies by name, in order."""
        return percent.cookies("; ".join(value for name, value in self.headers if name.lower() == "cookie"))

    def header(self, name: str) -> str | None:
        """The first value of this header field."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; ``elapsed`` is in seconds, ``cut`` says why its body is not whole, or was not read.

    ``came`` is when it was whole, in monotonic seconds; 0 where nobody knows.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    elapsed: float = 0.0
    cut: str | None = None
    came: float = field(default=0.0, compare=False)

    def header(self, name: str) -> str | None:
        """The first value of this header field."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, the target's answer (None when none came, ``failure`` says why) and the mock's answer to the same."""

    request: Request
    answer: Answer | None
    source: Source
    label: str = ""
    mock: Answer | None = None
    failure: str | None = None


def _header(headers: Headers, name: str) -> str | None:
    name = name.lower()
    for key, value in headers:  # asked for each exchange a dozen times
        if key.lower() == name:
            return value
    return None
