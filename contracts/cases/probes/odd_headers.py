"""Standard fields of requests with values that are none of their grammar, for what reads (RFC 9110).

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
from contracts.exchange import SAFE_METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import Operation

    Journey = Callable[[RecordSteps], None]

_MOST = 240
"""Requests of one run."""
FIELDS = {
    "If-None-Match": "no-quotes",
    "If-Match": "no-quotes",
    "If-Modified-Since": "no date",
    "Range": "bytes=last",
    "Accept": "no media type",
    "Accept-Language": ";;q=much",
}
"""A value that the grammar of each field does not have."""


def odd_headers(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that reads."""
    left = _MOST
    for operation in steps.judge.document.operations:
        if operation.method in SAFE_METHODS and left > 0:
            left -= len(FIELDS)
            yield f"odd headers of {operation.id}", partial(odd_fields, operation=operation)


@independent
def odd_fields(steps: RecordSteps, operation: Operation) -> None:
    """The operation with each of the fields, everything else as usual."""
    keys = PlausibleKeys(steps, operation)
    path = (keys.own() or keys.seen) if operation.path_names else {}
    if path is None:
        return
    for name, value in FIELDS.items():
        usual = steps.requests.build(operation, path=path, body=steps.requests.body(operation))
        others = tuple(field for field in usual.headers if field[0].lower() != name.lower())
        request = replace(usual, headers=(*others, (name, value)))
        kind = "a value that is none of its grammar"
        with steps.sender.collector.leaving_open(OPEN):
            steps.send(request, f"{name}: {value}", (f"header {name}", kind), "boundary")
