"""Bodies and records, each under the names of the other: what is sent as `FriendlyName` is shown as `friendly_name`.

``names`` are those that are shown, by those that are sent (`Schemas.spelled`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi import JSON

Value = TypeVar("Value")


def as_shown(names: Mapping[str, str], sent: Mapping[str, Value]) -> dict[str, Value]:
    """What was sent, or is said of it, under the names that answers have."""
    return {names.get(name, name): value for name, value in sent.items()}


def as_sent(names: Mapping[str, str], shown: Mapping[str, JSON]) -> dict[str, JSON]:
    """What is shown, under the names that requests have as well."""
    return {**shown, **{name: shown[called] for name, called in names.items() if called in shown}}
