"""What was found out of an operation, kept for as long as the operation is there: its document may be gone with it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import Operation

Found = TypeVar("Found")


def once_an_operation(find: Callable[[Operation], Found]) -> Callable[[Operation], Found]:
    """``find``, asked once for each operation; what it finds must not hold the operation."""
    known: WeakKeyDictionary[Operation, Found] = WeakKeyDictionary()

    @wraps(find)
    def found(operation: Operation) -> Found:
        if operation not in known:
            known[operation] = find(operation)
        return known[operation]

    return found
