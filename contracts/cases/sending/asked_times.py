"""Times that reads are asked for: one that was is refused where it has to come, as of a stay, and is asked for so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.traffic import format_clarity as formats
from contracts.traffic.periods import a_day_later
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.exchange import Request
    from contracts.judging.sent import Sent
    from mock_server.openapi import Operation, RequestWriter

_REFUSED = (400, 422)
_MOST = 3
"""How many different reads by one parameter are asked once more: what else they ask for may be what is refused."""


def _later(time: str) -> str:
    return a_day_later(datetime.fromisoformat(time), time)


_TENSES = formats.PAST | {_later(future): _later(past) for future, past in formats.PAST.items()}
"""Times to come and those that were in their place: typical ones, and the ends of periods that these begin."""


class AskedTimes:
    """Asks once more for what is to come; ``typical`` holds what each parameter of an operation is sent with."""

    def __init__(self, writer: RequestWriter, typical: dict[tuple[str, str, str], str | None]) -> None:
        self._writer, self._typical = writer, typical
        self._tried: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._taken: set[tuple[str, str]] = set()

    def sent(self, send: Callable[[Request], Sent | None], request: Request) -> Sent | None:
        """What came of a request; of a read refused with times that were, what comes of those that will be if taken."""
        first = send(request)
        if first is None or first.status not in _REFUSED or first.reading is None or "?" not in request.target:
            return first
        operation = first.reading.operation
        turned = (
            self._turned(operation, request) if operation.is_safe and first.reading.verdict is Verdict.VALID else {}
        )
        tried = [self._tried[operation.id, name] for name in turned if (operation.id, name) not in self._taken]
        if all(request.target in targets or len(targets) >= _MOST for targets in tried):
            return first
        for targets in tried:
            targets.add(request.target)
        path, _, query = request.target.partition("?")
        new = dict(turned.values())
        pairs = [new.get(pair.text, pair.text) for pair in percent.pairs(query)]
        second = send(replace(request, target=f"{path}?{'&'.join(pairs)}"))
        if second is None or not second.succeeded:
            return first
        self._taken |= {(operation.id, name) for name in turned}
        self._typical |= {(operation.id, "query", name): text for name, (_, text) in turned.items()}
        return second

    def _turned(self, operation: Operation, request: Request) -> dict[str, tuple[str, str]]:
        """The parameters by which a request asks for a time of the run's that was: as it is written, and in future."""
        pairs = {pair.text for pair in percent.pairs(request.target.partition("?")[2])}
        found: dict[str, tuple[str, str]] = {}
        for parameter in operation.parameters:
            for future, past in _TENSES.items() if parameter.location == "query" else ():
                old, new = (self._writer.parameter(parameter, time) for time in (past, future))
                if old is not None and new is not None and old in pairs:
                    found[parameter.name] = (old, new)
        return found
