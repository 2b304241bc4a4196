"""Keys by which a service knows a request again that was sent twice (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.exchange import Request
    from mock_server.openapi import Operation


def header_names(operations: Iterable[Operation]) -> frozenset[str]:
    """The names, in lower case, of the header fields that carry such a key to any of these operations."""
    found = (operation.idempotency_key for operation in operations)
    return frozenset(one.name.lower() for one in found if one is not None and one.location == "header")


class IdempotencyKeys:
    """The keys that a run has sent."""

    def __init__(self) -> None:
        self._sent: Counter[tuple[str, str]] = Counter()

    def sending(self, request: Request, operation: Operation | None) -> None:
        """A request to an operation is about to be sent."""
        if operation is not None and (key := _key(request, operation)) is not None:
            self._sent[operation.id, key] += 1

    def repeats(self, request: Request, operation: Operation | None) -> bool:
        """Whether another one of this operation was sent with the same key, or is under way: it need make nothing."""
        key = None if operation is None else _key(request, operation)
        return operation is not None and key is not None and self._sent[operation.id, key] > 1


def _key(request: Request, operation: Operation) -> str | None:
    parameter = operation.idempotency_key
    if parameter is None:
        return None
    if parameter.location == "header":
        return request.header(parameter.name)
    return next((value for name, value in request.query if name == parameter.name), None)
