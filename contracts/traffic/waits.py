"""Numbers with which a client says how long an answer may take: what is late then is as late as it was asked to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.operation_words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Operation, Parameter, Schemas

_WAITS = frozenset({"delay", "duration", "sleep", "timeout", "wait", "waiting"})
_LATE = re.compile(r"\bwithin [\d.]+ s\b")
_STREAMS = re.compile(
    r"(?:^|[.;:,]\s+|\b(?:it|and|or|that|which|endpoint|operation|call|response|server|service)\s+)streams\s+(?:the|its|all|back)\b"
    r"|\b(?:is|are|as)\s+(?:an?\s+)?streams?\b|\bstreaming\s+(?:response|endpoint|connection|call|operation)s?\b"
    r"|\bserver-sent\b|\blong[ -]poll(?:s|ing)?\b",
    re.IGNORECASE,
)
"""Words of which one says that an operation goes on; *streams* alone may be the things that it is about."""
_EVENTS = "text/event-stream"
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
    """Whether an answer that is late is so because the request asked for a long wait, or for a stream."""
    if reading is None or failure is None or _LATE.search(failure) is None:
        return False
    return _says_that_it_streams(reading.operation) or any(
        is_long(str(value)) and asks_to_wait(schemas, parameter)
        for parameter, value in _given(reading.operation.parameters, reading)
    )


def _says_that_it_streams(operation: Operation) -> bool:
    """Whether an operation, or its success, says that it goes on, until something ends it: in words or by its media."""
    texts = [operation.raw.get(name) for name in ("summary", "description")]
    successes = [response for response in operation.responses if response.status.startswith("2")]
    texts += [response.raw.get("description") for response in successes]
    sends = any(media.essence == _EVENTS for response in successes for media in response.content)
    return sends or any(isinstance(text, str) and _STREAMS.search(text) is not None for text in texts)


def _given(parameters: Iterable[Parameter], reading: Reading) -> Iterable[tuple[Parameter, JSON]]:
    for parameter in parameters:
        values = reading.values.get(parameter.location, {})
        if parameter.name in values:
            yield parameter, values[parameter.name]
