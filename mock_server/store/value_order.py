"""The order of values: numbers before texts, and whatever else as its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON

Order = tuple[int, int | float | str]
NUMBER, TEXT = 0, 1


def order_of(value: JSON) -> Order:
    """A key by which values are in order."""
    return (NUMBER, value) if isinstance(value, int | float) else (TEXT, str(value))
