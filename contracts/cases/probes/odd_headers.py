"""Standard fields of requests with values that are none of their grammar or very long, for what reads (RFC 9110).

Every HTTP service may be sent them, whether its document names them or not. What it makes of them is open, most are to
be overlooked; that it fails is not.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.odd_reads import OPEN
from contracts.cases.records.independence import independent
from contracts.cases.records.plausible_keys import PlausibleKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from mock_server.openapi import Operation

_MOST = 360
"""Requests of one run."""
_NO_VALUE = "a value that is none of its grammar"
FIELDS = (
    ("If-None-Match", "no-quotes", _NO_VALUE),
    ("If-None-Match", "**", "more than the mark of any version"),
    ("If-Match", "no-quotes", _NO_VALUE),
    ("If-Match", "**", "more than the mark of any version"),
    ("If-Modified-Since", "no date", _NO_VALUE),
    ("Range", "bytes=last", _NO_VALUE),
    ("Accept", "no media type", _NO_VALUE),
    ("Accept-Language", ";;q=much", _NO_VALUE),
    ("Accept-Language", ", ".join(["en;q=0.1"] * 420), "a very long value"),
)
"""Fields with what is odd about their values."""


def odd_headers(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that reads."""
    left = _MOST
    for operation in steps.judge.document.operations:
        if operation.is_safe and left > 0:
            left -= len(FIELDS)
            yield f"odd headers of {operation.id}", partial(odd_fields, operation=operation)


@independent
def odd_fields(steps: RecordSteps, operation: Operation) -> None:
    """The operation with each of the fields, everything else as usual."""
    keys = PlausibleKeys(steps, operation)
    path = (keys.own() or keys.seen) if operation.path_names else {}
    if path is None:
        return
    for name, value, kind in FIELDS:
        usual = steps.requests.build(operation, path=path, body=steps.requests.body(operation))
        others = tuple(field for field in usual.headers if field[0].lower() != name.lower())
        request = replace(usual, headers=(*others, (name, value)))
        causes = (f"header {name}: {kind}", f"header {name}: an odd value")
        with steps.sender.collector.leaving_open(OPEN):
            steps.send(request, f"{name}: {value[:40]}", causes, "boundary")
