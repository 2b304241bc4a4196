"""Members of an answer that repeat a parameter of the request, and how far a service may differ in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.laws.same_values import same
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.openapi import JSON, Behaviour


def shown(body: JSON, name: str, pointer: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Place and value of the members of this name, outside arrays."""
    if isinstance(body, dict):
        for key, value in body.items():
            if key == name:
                yield (*pointer, key), value
            else:
                yield from shown(value, name, (*pointer, key))


def agrees(sent: JSON, got: JSON, action: str, name: str) -> bool:
    """Whether an answer may show ``got`` for what was asked for by a parameter of this name.

    It may show nothing; texts in another spelling; an array in another order, each item once; and a list, or what a
    size of pages is asked of, may hold less than a number asks for, for servers have bounds of their own.
    """
    if got is None or isinstance(sent, str):
        return True
    if isinstance(sent, list):
        return not isinstance(got, list) or (_within(sent, got) and _within(got, sent))
    number = isinstance(sent, int | float) and not isinstance(sent, bool)
    if number and isinstance(got, int | float) and (action == "list" or field_names.limit([name]).match(name)):
        return bool(got <= sent)
    return type(sent) is not type(got) or same(sent, got)


def is_of_another(behaviour: Behaviour, behaviours: Mapping[str, Behaviour]) -> bool:
    """Whether an answer is the record of another resource, whose key is none of the path: ``/books/{id}/author``."""
    shown = behaviour.operation.response_schema()
    reads = (other for other in behaviours.values() if other.action == "read" and other.resource != behaviour.resource)
    return shown is not None and any(other.operation.response_schema() == shown for other in reads)


def _within(one: list[JSON], other: list[Any]) -> bool:
    return all(any(same(item, mine) for mine in other) for item in one)
