"""Entries of a worker's journal on their way to the parent, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.engine.answers import Answer
from mock_server.openapi.schema.validation import Violation
from mock_server.server.journal.entry import Entry
from mock_server.server.journal.received_request import ReceivedRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.journal.past_operation import PastOperation


class ToldFault(NamedTuple):
    """What was done to an answer in another process, as the journal tells it."""

    delay: float
    words: str

    def __str__(self) -> str:
        return self.words


def plain(entry: Entry, apis: Sequence[Api]) -> tuple[Any, ...]:
    """An entry as plain values; its plan by the place of its document and its operation's id."""
    number, began, ended, size = entry.kept[:4]
    status, headers, body, reason, _ = entry.answer
    why = reason if isinstance(reason, str) else tuple(map(tuple, reason))
    answer = (status, tuple((bytes(name), bytes(value)) for name, value in headers), bytes(body), why)
    fault = None if entry.fault is None else (float(entry.fault.delay), str(entry.fault))
    told = entry.told and tuple(entry.told)
    place = _place(entry.plan, apis)
    return number, began, ended, size, entry.sandbox, place, told, answer, fault, tuple(entry.came)


def _place(plan: OperationPlan | PastOperation | None, apis: Sequence[Api]) -> tuple[int, str] | None:
    if plan is None or isinstance(plan, tuple):
        return None
    return next(((index, plan.operation.id) for index, api in enumerate(apis) if api is plan.api), None)


class SentEntries:
    """Makes entries of plain values again, for a process that serves the same documents."""

    def __init__(self) -> None:
        self._apis: Sequence[Api] = ()
        self._plans: dict[tuple[int, str], OperationPlan] = {}

    def entry(self, sent: tuple[Any, ...], apis: Sequence[Api]) -> Entry:
        """The entry; without its plan where the documents have no such operation any more."""
        if apis is not self._apis:
            found = ((index, plan) for index, api in enumerate(apis) for plan in api.plans)
            self._apis, self._plans = apis, {(index, plan.operation.id): plan for index, plan in found}
        number, began, ended, size, sandbox, place, told, (status, headers, body, reason), fault, came = sent
        why = reason if isinstance(reason, str) else tuple(Violation(*item) for item in reason)
        answer = Answer(status, headers, body, why)
        plan = None if place is None else self._plans.get(place)
        put = None if fault is None else ToldFault(*fault)
        request = ReceivedRequest(*came)
        return Entry((number, began, ended, size, plan, told, answer, put, request, request.sent), sandbox)
