"""When the value of a member is one that is asked for: by marks of both, so that it can be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON

Mark = str | int | float
"""By what a value is told: a number by itself, and everything by its text without case."""


def marks(value: JSON) -> set[Mark]:
    """The marks of a value; of an array those of its items, of an object those of its plain ones and lists of them."""
    if isinstance(value, str):
        return {value.lower()}
    if isinstance(value, list):
        return {mark for item in value for mark in marks(item)}
    if isinstance(value, dict):
        return {mark for item in value.values() for mark in _of_plain(item)}
    return _plain(value)


def _of_plain(value: JSON) -> set[Mark]:
    """The marks of a value that is no object, and of those in an array that are none."""
    if isinstance(value, list):
        return {mark for item in value if not isinstance(item, dict | list) for mark in marks(item)}
    return set() if isinstance(value, dict) else marks(value)


def asked(values: Iterable[JSON]) -> frozenset[Mark]:
    """The marks that one of these values is asked for by: one that matches has one of them."""
    return frozenset(mark for value in values for mark in _plain(value))


def _plain(value: JSON) -> set[Mark]:
    text = str(value).lower()
    return {text, value} if isinstance(value, int | float) else {text}
