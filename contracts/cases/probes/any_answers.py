"""What reads, asked by a client that takes whatever comes (`Accept: */*`), as most command lines and libraries do.

A check asks for JSON (RFC 9110 section 12.5.1); some services answer others in text or HTML, refusals above all, where
their document has JSON alone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.nobodys_keys import nobodys
from contracts.cases.records.independence import independent
from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.laws import LAWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from mock_server.openapi import Operation

_MOST = 200
"""Requests of one run."""
_ANYTHING = (("Accept", "*/*"),)
_KEPT = {"answered", "no-server-error", "no-internals", "credential-secret", "media-type", "json", "answer-schema"}
_OPEN = frozenset(LAWS) - _KEPT
"""What does not hang on the form that was asked for is for others to find: what a page shows hangs on it."""


def any_answers(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that reads."""
    left = _MOST
    for operation in steps.judge.document.operations:
        if operation.method == "GET" and left > 0:
            left -= 1 + bool(operation.path_names)
            yield f"any answer of {operation.id}", partial(ask, operation=operation)


@independent
def ask(steps: RecordSteps, operation: Operation) -> None:
    """Read what is there, and what nobody has, without a word of what is wanted."""
    keys = PlausibleKeys(steps, operation)
    own = (keys.own() or keys.seen) if operation.path_names else {}
    for path in (own, _nobodys(steps, operation)):
        if path is not None:
            request = steps.requests.build(operation, path=path, headers=_ANYTHING)
            with steps.sender.collector.leaving_open(_OPEN):
                steps.send(request, "read it as whatever comes", ("asked for any media type",))


def _nobodys(steps: RecordSteps, operation: Operation) -> Mapping[str, str] | None:
    """The path of a record that nobody has, below those that are there; None where the path names no record."""
    if not operation.path_names:
        return None
    above = steps.above.on(operation)
    return nobodys(steps, operation, {name: above[name] for name in operation.path_names[:-1] if name in above})
