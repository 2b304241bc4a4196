"""Keys by which a service knows a request again that was sent twice (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mock_server.openapi import Parameter

if TYPE_CHECKING:
    from contracts.exchange import Request
    from mock_server.openapi import Operation


def names_one(header: str) -> bool:
    """Whether a header field of this name carries such a key."""
    return Parameter.names_idempotency_key(header)


def parameter_of(operation: Operation) -> Parameter | None:
    """The parameter of an operation that takes such a key, None where it documents none."""
    return next((p for p in operation.parameters if p.location == "header" and names_one(p.name)), None)


class IdempotencyKeys:
    """The keys that a run has sent."""

    def __init__(self) -> None:
        self._sent: Counter[tuple[str | None, str]] = Counter()

    def sending(self, request: Request) -> None:
        """A request is about to be sent."""
        if (key := _key(request)) is not None:
            self._sent[request.operation, key] += 1

    def repeats(self, request: Request) -> bool:
        """Whether another one of this operation was sent with the same key, or is under way: it need make nothing."""
        key = _key(request)
        return key is not None and self._sent[request.operation, key] > 1


def _key(request: Request) -> str | None:
    return next((value for name, value in request.headers if names_one(name)), None)
