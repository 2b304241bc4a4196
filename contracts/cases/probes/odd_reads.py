"""Odd values for what reads: texts with the marks of other languages, numbers at the limits of machines.

They harm nothing, since a read changes nothing. What a service makes of them is open; that it fails, or shows its
inside, is not. Keys of paths are among them: a number that no record has is where many services fail.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent
from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.laws import LAWS
from contracts.traffic.request_validity import OF_PARAMETERS
from contracts.traffic.waits import waits_long
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from mock_server.openapi import Operation, Parameter

_KEPT = frozenset({"answered", "no-server-error", "no-internals", "credential-secret"})
OPEN = frozenset(LAWS) - _KEPT
"""Whether such a value is taken, and what is found by it, is the service's own affair."""
_MOST = 300
"""Values of one run."""
TEXTS = {
    "a single quote": "o'clock",
    "quotes": "\"a\" 'b' `c`",
    "a percent sign": "100%",
    "a pattern": "a%b_c*[d](e",
    "a path": "../../etc/hosts",
    "SQL": "x' OR '1'='1",
    "a template": "{{7*7}}${7*7}<%= 7*7 %>",
    "markup": "<b>&amp;</b>",
    "many characters": "many " * 60,
}
ENDS = {"a line end": "one\r\ntwo", "a NUL": "left\0right"}
"""What ends a header field, or a text of many a database: a service that hands a query on has to look at it first."""
DIGITS = {"noughts": "0", "nines": "9"}
"""What takes the place of all digits of a text whose pattern has any: a date that no calendar has."""
NUMBERS = {
    "zero": "0",
    "minus one": "-1",
    "a million": "1000000",
    "a number of 32 bits": "2147483648",
    "a number of 64 bits": "9223372036854775808",
}


def odd_reads(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each parameter, that takes such values, of each operation that reads."""
    left = _MOST
    for operation in steps.judge.document.operations:
        for parameter in operation.parameters if operation.is_safe else ():
            values = _values(steps, parameter)
            if values and left > 0:
                left -= len(values)
                label = f"odd values of {parameter.location} {parameter.name} of {operation.id}"
                yield label, partial(odd, operation=operation, parameter=parameter)
        asked = any(p.location == "query" for p in operation.parameters)
        if operation.is_safe and asked and left > 0:
            left -= 1
            yield f"parameters of {operation.id} twice", partial(twice, operation=operation)


@independent
def odd(steps: RecordSteps, operation: Operation, parameter: Parameter) -> None:
    """The operation with each of the values of one parameter, everything else as usual."""
    keys = PlausibleKeys(steps, operation)
    others = [name for name in operation.path_names if (parameter.location, parameter.name) != ("path", name)]
    known = (keys.own() or keys.seen or {}) if others else {}
    if any(name not in known for name in others):
        return
    path = {name: known[name] for name in others}
    for kind, text in _values(steps, parameter).items():
        wire = steps.requests.writer.parameter(parameter, text)
        if wire is None:
            continue
        request = steps.requests.build(operation, path=path, on_wire={(parameter.location, parameter.name): wire})
        with steps.sender.collector.leaving_open(OPEN):
            steps.send(
                request, f"{parameter.name} = {kind}", (f"{parameter.location} {parameter.name}", kind), "boundary"
            )


@independent
def twice(steps: RecordSteps, operation: Operation) -> None:
    """Every parameter of the query, each given twice with one right value."""
    keys = PlausibleKeys(steps, operation)
    path = (keys.own() or keys.seen) if operation.path_names else {}
    wires: dict[tuple[str, str], str] = {}
    for parameter in operation.parameters if path is not None else ():
        value = steps.samples.typical(parameter.schema, parameter.name) if parameter.location == "query" else MISSING
        wire = steps.requests.writer.parameter(parameter, value) if value is not MISSING else None
        if not wire or waits_long(steps.schemas, parameter, wire):
            continue
        if steps.samples.valid(parameter.schema, value):
            wires[parameter.location, parameter.name] = wire
    usual = steps.requests.build(operation, path=path or {}, on_wire=wires)
    target, _, query = usual.target.partition("?")
    if query and wires:
        kind = "parameters that are given twice"
        with steps.sender.collector.leaving_open(OPEN):
            steps.send(replace(usual, target=f"{target}?{query}&{query}"), kind, (kind,), "boundary")


def _values(steps: RecordSteps, parameter: Parameter) -> dict[str, str]:
    """Texts for a free one, numbers for a whole one without bounds; none where the document lists what there is."""
    schema, keyword = parameter.schema, steps.schemas.keyword
    if parameter.location not in OF_PARAMETERS or parameter.content is not None or keyword(schema, "enum") is not None:
        return {}
    kinds = steps.schemas.types(schema)
    if "integer" in kinds:
        numbers = {kind: text for kind, text in NUMBERS.items() if steps.samples.valid(schema, int(text))}
        return {kind: text for kind, text in numbers.items() if not waits_long(steps.schemas, parameter, text)}
    if "string" in kinds:
        texts = {**TEXTS, **ENDS} if parameter.location == "query" else TEXTS
        texts = texts | _other_digits(steps, parameter)
        return {kind: text for kind, text in texts.items() if steps.samples.valid(schema, text)}
    return {}


def _other_digits(steps: RecordSteps, parameter: Parameter) -> dict[str, str]:
    """The usual text of a parameter with a pattern, with one digit for all that it has."""
    usual = steps.samples.typical(parameter.schema, parameter.name)
    if steps.schemas.keyword(parameter.schema, "pattern") is None or not isinstance(usual, str):
        return {}
    texts = {kind: re.sub(r"[0-9]", digit, usual) for kind, digit in DIGITS.items()}
    return {kind: t for kind, t in texts.items() if t != usual and not waits_long(steps.schemas, parameter, t)}
