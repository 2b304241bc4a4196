"""Asks the target, for journeys side by side as for a single one; operations that give no answers end no run."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from contracts.errors import Interrupted, OutOfTimeError, TargetError
from contracts.traffic.effects import effect_of
from contracts.traffic.silent_operations import MOST_IN_A_ROW, SilentOperations

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from contracts.cases.sending.created_records import CreatedRecords
    from contracts.exchange import Answer, Request
    from contracts.traffic.effects import Effect
    from contracts.traffic.journey_scheduler import JourneyScheduler
    from contracts.traffic.request_validity import Reading
    from contracts.traffic.target import Target
    from mock_server.openapi import JSON, Behaviour


class Asking:
    """The way of one run's requests to its target and of the answers back."""

    def __init__(self, target: Target, records: CreatedRecords) -> None:
        self.target = target
        self.records = records
        self.silent = SilentOperations()
        self.turns: JourneyScheduler | None = None
        """What lets other journeys go on while an answer is under way; None where there is but one."""
        self.first: Callable[[Reading | None, Behaviour | None, JSON], None] | None = None
        """What has to be looked at before a request, by which it is decided whether it is sent."""
        self._living: Request | None = None

    def making(self) -> AbstractContextManager[None]:
        """Make something that other journeys need too: they wait until it is there."""
        return self.turns.making() if self.turns is not None else nullcontext()

    def wait(self, request: Request, reading: Reading | None, behaviour: Behaviour | None, key: JSON) -> None:
        """Let go first what must not be under way when this request is sent; what is known then decides on it."""
        if self.first is not None:
            self.first(reading, behaviour, key)
        if self.turns is not None:
            self.turns.wait(effect_of(request, behaviour), behaviour.operation.id if behaviour is not None else "")

    def forbid(self, operation: str) -> str | None:
        """Why a request is not sent to an operation that gives no answers, or gives them late; None where it may be."""
        return self.silent.forbid(operation) or (self.turns.slow.forbid(operation) if self.turns is not None else None)

    def is_slow(self, operation: str) -> bool:
        """Whether an operation gives its answers so late that others go on without them."""
        return self.turns is not None and self.turns.slow.is_slow(operation)

    def ask(
        self, request: Request, operation: str, behaviour: Behaviour | None, effect: Effect | None = None
    ) -> tuple[Answer | None, TargetError | None]:
        """The answer to a request that was announced last, or why there is none; raises where the run can't go on.

        ``effect`` is how far it reaches where that is not what its operation does.
        """
        self.target.busy, announced = True, self.records.announced
        wire = partial(self._send, request, self.records.due)
        if self.turns is None or not self.turns.pace.several:  # it is no part of how long answers take
            self.records.ledger.keep(self.records.due)
        try:
            reach = effect or effect_of(request, behaviour)
            answer = wire() if self.turns is None else self.turns.send(reach, wire, operation)
        except (OutOfTimeError, Interrupted) as over:
            if not over.sent:
                self.records.withdraw(announced)
            raise
        except TargetError as error:
            if not error.sent:
                self.records.withdraw(announced)
                raise
            if self.silent.unanswered(operation, error.waited):
                if behaviour is not None and behaviour.action == "delete":
                    self.records.creations.removal_failed(f"{operation} gives no answers")
                self._look_for_life(operation, error)
            return None, error
        self.silent.answered(operation)
        self._count_time(operation, answer, behaviour.action if behaviour is not None else "none")
        if request.is_safe and answer.status < 500:
            self._living = request
        return answer, None

    def _count_time(self, operation: str, answer: Answer, action: str) -> None:
        """Count how long an answer took; where removals get too slow to go on with, what is made would stay."""
        if self.turns is None:
            return
        needed = action in ("create", "delete")
        is_over = self.turns.slow.answered(operation, answer.elapsed, answer.came, needed=needed)
        if is_over and action == "delete":
            self.records.creations.removal_failed(f"{operation} is slow")

    def _send(self, request: Request, due: int) -> Answer:
        """The answer to a request that is sent when so many facts of the ledger are on disk; others go on meanwhile."""
        self.records.ledger.keep(due)
        return self.target.send(request)

    def _look_for_life(self, operation: str, failure: TargetError) -> None:
        """An operation gives no answers: go on where another one does; raises TargetError where none does any more."""
        if self._living is not None:
            try:
                self.target.send(self._living)
            except TargetError as error:
                raise TargetError(f"{error}, and {operation}: {failure}", sent=error.sent) from None
            self.silent.in_a_row = 0
        elif self.silent.in_a_row >= MOST_IN_A_ROW:
            aside = ", ".join(self.silent.aside)
            raise TargetError(f"requests to {aside} got no answer, the last one because {failure}", sent=True)
