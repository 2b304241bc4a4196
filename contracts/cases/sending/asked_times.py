"""Times that reads are asked for: one that was is refused where it has to come, as of a stay, and is asked for so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.traffic import format_clarity as formats
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.exchange import Request
    from contracts.judging.sent import Sent
    from mock_server.openapi import Operation, RequestWriter

_REFUSED = (400, 422)


class AskedTimes:
    """Asks once more for what is to come; ``typical`` holds what each parameter of an operation is sent with."""

    def __init__(self, writer: RequestWriter, typical: dict[tuple[str, str, str], str | None]) -> None:
        self._writer, self._typical = writer, typical
        self._tried: set[tuple[str, str]] = set()

    def sent(self, send: Callable[[Request], Sent | None], request: Request) -> Sent | None:
        """What came of a request; of a read refused with times that were, what comes of those that will be if taken."""
        first = send(request)
        if first is None or first.status not in _REFUSED or first.reading is None or "?" not in request.target:
            return first
        operation = first.reading.operation
        turned = (
            self._turned(operation, request) if operation.is_safe and first.reading.verdict is Verdict.VALID else {}
        )
        again = {(operation.id, name) for name in turned} - self._tried
        if not again:
            return first
        self._tried |= again
        path, _, query = request.target.partition("?")
        new = dict(turned.values())
        pairs = [new.get(pair.text, pair.text) for pair in percent.pairs(query)]
        second = send(replace(request, target=f"{path}?{'&'.join(pairs)}"))
        if second is None or not second.succeeded:
            return first
        self._typical |= {(operation.id, "query", name): text for name, (_, text) in turned.items()}
        return second

    def _turned(self, operation: Operation, request: Request) -> dict[str, tuple[str, str]]:
        """The parameters by which a request asks for a time of the run's that was: as it is written, and in future."""
        pairs = {pair.text for pair in percent.pairs(request.target.partition("?")[2])}
        found: dict[str, tuple[str, str]] = {}
        for parameter in operation.parameters:
            for future, past in formats.PAST.items() if parameter.location == "query" else ():
                old, new = (self._writer.parameter(parameter, time) for time in (past, future))
                if old is not None and new is not None and old in pairs:
                    found[parameter.name] = (old, new)
        return found
