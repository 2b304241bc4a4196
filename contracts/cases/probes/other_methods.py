"""Methods that ask for no change (RFC 9110 section 9.2.1), at paths whose document does not name them.

What comes of them is open; that the service fails, or refuses without saying what it allows, is not.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent
from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.exchange import Request
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from mock_server.openapi import Operation

_METHODS = ("HEAD", "OPTIONS", "TRACE")
_MOST = 8
"""Paths that each is sent to, whatever they have."""
_MOST_OF_SEVERAL = 24
"""Paths of several documented methods among all: of what they allow one may be left out."""


def other_methods(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each of the first paths, and of the first that have several methods."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in steps.judge.document.operations:
        paths.setdefault(operation.path, {}).setdefault(operation.method, operation)
    several = [path for path, documented in paths.items() if len(documented) > 1][:_MOST_OF_SEVERAL]
    for path in dict.fromkeys((*[*paths][:_MOST], *several)):
        documented = paths[path]
        methods = tuple(method for method in _METHODS if method not in documented)
        if methods:
            operation = next(iter(documented.values()))
            yield f"methods that are not documented at {path}", partial(asked, operation=operation, methods=methods)


@independent
def asked(steps: RecordSteps, operation: Operation, methods: tuple[str, ...]) -> None:
    """The path of an operation with each of the methods: with the run's own records in it, where there are some."""
    for method in methods:
        _send(steps, operation, method)


def _send(steps: RecordSteps, operation: Operation, method: str) -> None:
    keys = PlausibleKeys(steps, operation)
    path = (keys.own() or keys.seen) if operation.path_names else {}
    if path is None:
        return
    usual = steps.requests.build(operation, path=path)
    # a TRACE may come back whole, so that it carries no credential (RFC 9110 section 9.3.8)
    request = Request(method, usual.target, usual.headers) if method != "TRACE" else _bare(steps, operation, usual)
    kind = f"the method {method}"
    steps.send(request, f"{kind}, which is not documented", (kind,), "boundary")


def _bare(steps: RecordSteps, operation: Operation, usual: Request) -> Request:
    """A TRACE that says nothing of who asks."""
    secret = dict(steps.requests.credentials.default(operation).query)
    path, _, query = usual.target.partition("?")
    texts = [pair.text for pair in percent.pairs(query) if pair.name not in secret]
    return Request("TRACE", f"{path}?{'&'.join(texts)}" if texts else path)
