"""Times with which a client says how long an answer may take: what is late then is as late as it was asked to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.operation_words import words
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Operation, Parameter, Schemas

_WAITS = frozenset({"delay", "duration", "sleep", "timeout", "wait", "waiting"})
_TO_WAIT = field_names.Telling("(?:how long|the time|seconds|milliseconds) (?:to|that it|it) waits?")
_TIME = re.compile(r"(?:pt)?(\d{1,9}(?:\.\d{1,9})?) ?(ms|milli|s|m|h|d)[a-z]*", re.ASCII)
"""A text with a unit, as services write times: `82s`, `5 minutes`, `PT30S`."""
_SECONDS = {"ms": 0.001, "milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LATE = re.compile(r"\bwithin [\d.]+ s\b")
_STREAMS = field_names.Telling(
    r"(?:(?<=[:,] )|(?<![^>])|(?:it|and|or|that|which|endpoint|operation|call|response|server|service) )"
    r"streams? (?:the|its|all|back|live|real[ -]?time)"
    r"|(?:(?:is|are|as) (?:an? )?|(?:live|real[ -]?time|continuous|endless) )streams?"
    r"|keeps? (?:the |a )?connection (?:open|alive|after)"
    r"|streaming (?:response|endpoint|connection|call|operation)s?|server-sent|long[ -]poll(?:s|ing)?"
)
"""Words of which one says that an operation goes on; *streams* alone may be the things that it is about."""
_EVENTS = "text/event-stream"
_NUMBERS = frozenset({"integer", "number"})
_SHORT = 1.0
"""A longer wait than that many of whatever unit is not asked for by a check that is no user's."""


def asks_to_wait(schemas: Schemas, parameter: Parameter) -> bool:
    """Whether a parameter is a number that says by its name how long to wait."""
    return bool(schemas.types(parameter.schema) & _NUMBERS) and not _WAITS.isdisjoint(words(parameter.name))


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
    return (
        _says_that_it_streams(reading.operation)
        or any(_follows(schemas, parameter, reading) for parameter in reading.operation.parameters)
        or any(_is_long_wait(schemas, name, schema, value) for name, schema, value in _given(schemas, reading))
    )


def _follows(schemas: Schemas, parameter: Parameter, reading: Reading) -> bool:
    """Whether a switch that is on, by the request or by its default, says that the answer goes on then."""
    if not _STREAMS.told_in(parameter.description, schemas.description(parameter.schema)):
        return False
    return (
        reading.values.get(parameter.location, {}).get(parameter.name, schemas.keyword(parameter.schema, "default"))
        is True
    )


def _is_long_wait(schemas: Schemas, name: str, schema: JSON, value: JSON) -> bool:
    """Whether a value is the time to wait, by its name or in words, and a long one: a number, or a text with a unit."""
    if _WAITS.isdisjoint(words(name)) and not _TO_WAIT.told_in(schemas.description(schema)):
        return False
    if isinstance(value, int | float):
        return value > _SHORT
    time = _TIME.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    return time is not None and float(time[1]) * _SECONDS[time[2]] > _SHORT


def _says_that_it_streams(operation: Operation) -> bool:
    """Whether an operation, or its success, says that it goes on, until something ends it: in words or by its media."""
    successes = [response for response in operation.responses if response.status.startswith("2")]
    sends = any(media.essence == _EVENTS for response in successes for media in response.content)
    return sends or _STREAMS.told_in(*operation.texts, *(response.description for response in successes))


def _given(schemas: Schemas, reading: Reading) -> Iterator[tuple[str, JSON, JSON]]:
    """What a request gives: names, schemas and values of its parameters, and of its body's members."""
    for parameter in reading.operation.parameters:
        values = reading.values.get(parameter.location, {})
        if parameter.name in values:
            yield parameter.name, parameter.schema, values[parameter.name]
    if isinstance(reading.body, dict):
        known = schemas.properties(reading.operation.request_schema)
        yield from ((name, known[name], value) for name, value in reading.body.items() if name in known)
