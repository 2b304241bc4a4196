"""Which parts of each operation were sent and answered: parameters, media types of bodies, media types of answers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from contracts.findings import PartCoverage
from contracts.traffic.content_types import documented_media
from mock_server.openapi import MISSING, media_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.judging.sent import Sent
    from mock_server.openapi import Operation

_CONTENTLESS = frozenset(map(str, media_types.CONTENTLESS))
_LOCATIONS = ("query", "querystring", "header", "cookie")


class PartCounts:
    """Counts the exchanges of a run by the parts that they show."""

    def __init__(self) -> None:
        self._sent: Counter[tuple[str, str, str]] = Counter()
        self._succeeded: Counter[tuple[str, str, str]] = Counter()

    def add(self, sent: Sent) -> None:
        """Take one exchange."""
        reading = sent.reading
        if reading is None:
            return
        shown = [*_shown(sent)]
        for kind, name in shown:
            self._sent[reading.operation.id, kind, name] += 1
            if sent.succeeded or sent.status == 304:
                self._succeeded[reading.operation.id, kind, name] += 1

    def of(self, operation: Operation) -> tuple[PartCoverage, ...]:
        """The parts that an operation documents, in the document's order; a path's parameters are in every request."""
        return tuple(
            PartCoverage(kind, name, self._sent[operation.id, kind, name], self._succeeded[operation.id, kind, name])
            for kind, name in _documented(operation)
        )


def _documented(operation: Operation) -> Iterator[tuple[str, str]]:
    for parameter in operation.parameters:
        if parameter.location in _LOCATIONS:
            yield "parameter", f"{parameter.location} {parameter.name}"
    for media in operation.request_body.content if operation.request_body is not None else ():
        yield "takes", media.essence
    told = [r for r in operation.responses if not (r.is_refusal or r.status in _CONTENTLESS)]
    for name in dict.fromkeys(media.essence for response in told for media in response.content):
        yield "answers", name


def _shown(sent: Sent) -> Iterator[tuple[str, str]]:
    reading, exchange = sent.reading, sent.exchange
    if reading is None:
        return
    for parameter in reading.operation.parameters:
        location = "query" if parameter.location == "querystring" else parameter.location
        if parameter.name in reading.values.get(location, {}):
            yield "parameter", f"{parameter.location} {parameter.name}"
    body = reading.operation.request_body
    if body is not None and exchange.request.body is not None and reading.body is not MISSING:
        media = documented_media(body.content, exchange.request.header("Content-Type"))
        if media is not None:
            yield "takes", media.essence
    answer = exchange.answer
    response = reading.operation.response(answer.status) if answer is not None and answer.body else None
    media = documented_media(response.content, answer.header("Content-Type")) if response and answer else None
    if media is not None:
        yield "answers", media.essence
