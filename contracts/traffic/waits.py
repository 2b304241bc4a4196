"""Numbers with which a client says how long an answer may take: what is late then is as late as it was asked to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.operation_words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Parameter, Schemas

_WAITS = frozenset({"delay", "duration", "sleep", "timeout", "wait", "waiting"})
_LATE = re.compile(r"\bwithin [\d.]+ s\b")
_SHORT = 1.0
"""A longer wait than that many of whatever unit is not asked for by a check that is no user's."""


def asks_to_wait(schemas: Schemas, parameter: Parameter) -> bool:
    """Whether a parameter is a number that says by its name how long to wait."""
    numbers = schemas.types(parameter.schema) & {"integer", "number"}
    return bool(numbers) and not _WAITS.isdisjoint(words(parameter.name))


def waits_long(schemas: Schemas, parameter: Parameter, wire: str) -> bool:
    """Whether a parameter that is written so asks for a long wait, and the time of a check with it."""
    return is_long(wire.rpartition("=")[2]) and asks_to_wait(schemas, parameter)


def is_long(text: str) -> bool:
    """Whether a text is a number of more than one second, or of more than one of another unit."""
    try:
        return float(text) > _SHORT
    except ValueError:
        return False


def is_asked_for(schemas: Schemas, reading: Reading | None, failure: str | None) -> bool:
    """Whether an answer that is late is so because the request asked for a long wait."""
    if reading is None or failure is None or _LATE.search(failure) is None:
        return False
    return any(
        is_long(str(value)) and asks_to_wait(schemas, parameter)
        for parameter, value in _given(reading.operation.parameters, reading)
    )


def _given(parameters: Iterable[Parameter], reading: Reading) -> Iterable[tuple[Parameter, JSON]]:
    for parameter in parameters:
        values = reading.values.get(parameter.location, {})
        if parameter.name in values:
            yield parameter, values[parameter.name]
