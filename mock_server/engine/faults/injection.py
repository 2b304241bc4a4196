"""What is done to one answer on purpose, as it was chosen for the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_server.engine.faults.fault_rule import CUTTING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.faults.quotas import QuotaState

_FIRST_ERROR = 400
_TOO_MANY = 429


@dataclass(slots=True)
class Injection:
    """``rule`` says what the answer is (None: the usual one), ``delay`` is in seconds, ``bandwidth`` in octets each.

    ``limits`` are the quotas that count the request, ``noise`` what garbage is made of; ``undocumented`` says that the
    document does not describe the status that was given. It is kept in the ASGI scope for the log and the journal.
    """

    rule: FaultRule | None = None
    delay: float = 0.0
    bandwidth: float | None = None
    retry_after: tuple[int, bool] | None = None
    limits: list[tuple[FaultRule, QuotaState]] = field(default_factory=list)
    noise: bytes = b""
    undocumented: bool = False
    given: int | None = None
    turn: Callable[[], int] | None = None
    """Counts the turns of answers that are given in turn; from 1."""
    wished: str = ""
    """The request's own wish, where that is what is done."""

    def __bool__(self) -> bool:
        return bool(self.rule or self.delay or self.bandwidth or self.limits or self.retry_after)

    @property
    def shows(self) -> bool:
        """Whether the answer is another than usual, or comes otherwise; header fields aside."""
        return bool(self.rule or self.delay or self.bandwidth)

    @property
    def exceeded(self) -> QuotaState | None:
        """The quota that the request finds used up."""
        return next((state for rule, state in self.limits if state.exceeded and rule is self.rule), None)

    @property
    def wire(self) -> str:
        """What happens on the wire, empty where an answer is sent as answers are."""
        return "" if self.rule is None or self.rule.fault is None else self.rule.fault

    @property
    def status(self) -> int | None:
        """The status that the rule gives, None where the operation does."""
        if self.exceeded is not None:
            return _TOO_MANY
        return None if self.rule is None or self.wire or self.rule.answers else self.rule.status

    @property
    def wait(self) -> tuple[int, bool] | None:
        """What Retry-After says, in seconds, and whether as a date; None where the rules say nothing of it."""
        if self.exceeded is not None:
            return self.exceeded.reset, False
        return self.rule.retry_after if self.rule is not None and self.rule.retry_after else self.retry_after

    @property
    def after(self) -> bool:
        """Whether the operation is carried out all the same."""
        return self.rule is not None and self.exceeded is None and self.rule.effect == "after"

    @property
    def is_refusal(self) -> bool:
        """Whether an error takes the answer's place."""
        return self.status is not None and self.status >= _FIRST_ERROR

    @property
    def replaces(self) -> bool:
        """Whether there is nothing of the usual answer, so that nobody need make one."""
        return self.is_refusal or (bool(self.wire) and self.wire not in CUTTING)

    def turn_at(self) -> int:
        """Whose turn it is of the rule's answers, from 0; counted once."""
        if self.turn is not None:
            count = self.turn()
            self.turn = lambda: count
        return self.turn() - 1 if self.turn is not None else 0

    @property
    def word(self) -> str:
        """The fault in a word, for the place of a status."""
        return self.wire

    def __str__(self) -> str:
        """The fault in words, for the log and the journal."""
        words = []
        if self.wire:
            words.append(f"{self.wire} {'after' if self.after else 'before'} the effect")
        elif self.exceeded is not None:
            words.append(f"limit of {self.exceeded.quota.count} in {self.exceeded.quota.seconds} s exceeded")
        elif self.rule is not None:
            given = self.given if self.given is not None else self.rule.status
            words.append(f"{'answer' if given is None else given}{' after the effect' if self.after else ''}")
        if self.undocumented:
            words.append("undocumented")
        if self.delay:
            words.append(f"{self.delay * 1000:.0f} ms later")
        if self.bandwidth:
            words.append(f"{self.bandwidth:.0f} octets a second")
        if self.rule is not None and self.rule.place:
            words.append(
                f"by {self.rule.place.partition(' ')[0]}"
            )  # of a command line not what it says: it may tell keys
        return ", ".join(words)
