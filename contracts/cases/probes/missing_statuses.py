"""Documented statuses that were never answered: requests that ask for them, where a request can."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.traffic.request_validity import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.exchange import Request
    from mock_server.openapi import Operation

    Asking = Callable[[RecordSteps, Operation, Mapping[str, str]], Request | None]

STATE_LAWS = frozenset({"valid-accepted", "state", "value"})
_OF_A_BODY = frozenset({"json", "answer-schema", "media-type", "echo"})
"""Laws of a whole body, which do not hold for a part of it."""
_NOBODY_TAKES = "application/x-none"


def missing_statuses(steps: RecordSteps, most: int) -> Iterator[tuple[str, Journey]]:
    """A journey for each status that an operation documents and never answered, at most so many."""
    for operation in steps.judge.document.operations:
        for response in operation.responses:
            if most <= 0:
                return
            if response.status in _ASKING and not _answered(steps, operation, int(response.status)):
                most -= 1
                label = f"{response.status} of {operation.id}"
                yield label, partial(ask, operation=operation, status=response.status)


def ask(steps: RecordSteps, operation: Operation, status: str) -> None:
    """Ask for the status; what else is answered is judged by the document alone."""
    path: Mapping[str, str] | None = {}
    if operation.path_names:
        keys = PlausibleKeys(steps, operation)
        path = keys.own() or (keys.seen if operation.is_safe else None)
    if status in _ABSENT:
        path = {}
    request = _ASKING[status](steps, operation, path) if path is not None else None
    with steps.sender.collector.leaving_open(STATE_LAWS | (_OF_A_BODY if status == "206" else frozenset())):
        if request is not None:
            steps.send(request, f"ask for {status}")


def _answered(steps: RecordSteps, operation: Operation, status: int) -> bool:
    return (operation.id, status) in steps.sender.collector.coverage


def _unknown(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Request | None:
    """A record that nobody has: only for what reads; a change of it is a journey's."""
    return steps.requests.build(operation, path=path) if operation.is_safe and operation.path_names else None


def _invalid(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Request | None:
    """A parameter that breaks the document, else a body that is none."""
    for parameter in operation.parameters:
        for _, value in steps.pools.values(parameter.schema, parameter.name) if parameter.location != "path" else ():
            wire = steps.requests.writer.parameter(parameter, value)
            if wire is None or steps.samples.valid(parameter.schema, value):
                continue
            request = steps.requests.build(operation, path=path, on_wire={(parameter.location, parameter.name): wire})
            reading = steps.judge.reader.read(request)
            if reading is not None and reading.verdict is Verdict.INVALID and operation.is_safe:
                return request
    if operation.request_body is None or not operation.request_body.required:
        return None
    return steps.requests.build(operation, path=path, raw=b"{")


def _unacceptable(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Request | None:
    if not operation.is_safe:
        return None
    return steps.requests.build(operation, path=path, headers=(("Accept", _NOBODY_TAKES),))


def _unread(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Request | None:
    """A body of a media type that nobody takes, and that is none of any other either."""
    if operation.request_body is None or not operation.request_body.required:
        return None
    return steps.requests.build(operation, path=path, raw=b"{", media=_NOBODY_TAKES)


def _unchanged(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Request | None:
    """What is read once more, with the version that it showed (RFC 9110 section 13.1.2)."""
    if not operation.is_safe:
        return None
    request = steps.requests.build(operation, path=path)
    sent = steps.send(request, "read the version")
    answer = sent.exchange.answer if sent is not None and sent.succeeded else None
    tag, time = (answer.header("ETag"), answer.header("Last-Modified")) if answer is not None else (None, None)
    if tag:
        return replace(request, headers=(*request.headers, ("If-None-Match", tag)))
    return replace(request, headers=(*request.headers, ("If-Modified-Since", time))) if time else None


def _partial(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Request | None:
    if operation.method != "GET":
        return None
    return steps.requests.build(operation, path=path, headers=(("Range", "bytes=0-0"),))


_ABSENT = ("404", "410")
_ASKING: dict[str, Asking] = {
    "206": _partial,
    "304": _unchanged,
    "400": _invalid,
    "404": _unknown,
    "406": _unacceptable,
    "415": _unread,
    "422": _invalid,
}
"""The request that asks for a status, by the status."""
