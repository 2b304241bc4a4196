"""Removes what a run created, by its ledger; what can't be removed is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.lifecycle import part_of
from contracts.errors import TargetError
from contracts.findings import Leftover

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.record_steps import RecordSteps
    from contracts.exchange import Request
    from contracts.traffic.ledger import Entry, Ledger
    from contracts.traffic.target import Target

_ATTEMPTS = 3


class Cleaner:
    """Empties a ledger; sends nothing but deletes of its entries."""

    def __init__(self, steps: RecordSteps, target: Target, ledger: Ledger) -> None:
        self.steps = steps
        self.target = target
        self.ledger = ledger
        self.removed = 0

    def clean(self, progress: Callable[[int], None] | None = None) -> list[Leftover]:
        """Remove everything that is open; returns what is left and why."""
        left: list[Leftover] = []
        last: Request | None = None
        for entry in reversed(list(self.ledger.open)):
            made = self.ledger.open[entry] == "made"
            if not made and not self.steps.names.owns(entry.key):
                left.append(
                    Leftover(
                        entry.resource,
                        entry.key,
                        "nobody knows whether it was created, and its name is not the run's own",
                    )
                )
                continue
            request = self._request(entry)
            if request is None:
                left.append(Leftover(entry.resource, entry.key, "the document has no operation that removes it"))
                continue
            reason = self._remove(request)
            if reason is None:
                self.ledger.gone(entry)
                self.removed += made
                last = request if made else last
            elif made or not reason.startswith("4"):
                left.append(Leftover(entry.resource, entry.key, f"its delete answered {reason}"))
            else:
                self.ledger.gone(entry)
            if progress is not None:
                progress(len(self.ledger.open))
        if last is not None and (still := self._still_there(last)):
            left.append(Leftover(last.operation or "", last.target, still))
        return left

    def _remove(self, request: Request) -> str | None:
        """None when it is gone, else the status or the failure."""
        reason = ""
        for _ in range(_ATTEMPTS):
            try:
                answer = self.target.send(request)
            except TargetError as error:
                reason = f"nothing: {error}"
                continue
            if 200 <= answer.status < 300 or answer.status in (404, 410):
                return None
            reason = str(answer.status)
            if answer.status < 500 and answer.status != 429:
                return reason
        return reason

    def _still_there(self, request: Request) -> str | None:
        try:
            answer = self.target.send(request)
        except TargetError:
            return None
        if 200 <= answer.status < 300:
            return "a second delete succeeds as well, so nothing shows that deletes remove"
        return None

    def _request(self, entry: Entry) -> Request | None:
        cycle = self.steps.cycles.get(entry.resource)
        delete = cycle["delete"] if cycle is not None else None
        if cycle is None or delete is None:
            return None
        part = part_of(delete.key)
        path = dict(entry.path)
        query = self.steps.hard(cycle)
        if part is not None and part.location == "path":
            path[part.names[0]] = entry.key
        elif part is not None and part.location == "query":
            query = (*query, (part.names[0], entry.key))
        return self.steps.requests.build(delete.operation, path=path, query=query)
