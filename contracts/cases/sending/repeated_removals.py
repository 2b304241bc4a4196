"""Sends a removal again that a fault of the server's kept from being done: alone, a moment later, a few times.

DELETE may be repeated (RFC 9110 section 9.2.2), and what failed for other requests beside it is done without them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.laws.leeway import refuses_inside
from contracts.traffic.effects import Effect
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.target import throttles, wished_wait
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from contracts.cases.sending.asking import Asking
    from contracts.exchange import Answer
    from contracts.judging.sent import Sent
    from contracts.laws.judging import Judge
    from mock_server.openapi import JSON, Behaviour

PAUSES = (0.1, 0.5)
"""Seconds before a removal is sent for the second time, and for the third."""
MOST_ATTEMPTS = 1 + len(PAUSES)
_MOST = 100
"""How many removals a run sends again."""
_LONGEST = 5.0
"""Seconds that are waited at the most, whatever the service asks for."""


class RepeatedRemovals:
    """Repeats the removals of one run; after one that came to nothing no other is waited for any more."""

    def __init__(self, judge: Judge, asking: Asking) -> None:
        self._judge, self._asking, self._records = judge, asking, asking.records
        self._of = Counter[LedgerEntry]()
        self._sent, self._in_vain = 0, False

    def follow(self, sent: Sent, behaviour: Behaviour, entry: LedgerEntry, key: JSON) -> Sent | None:
        """Send again the removal that failed, and keep the books of it; the one that succeeded, None for none.

        The mock did its part at the first one.
        """
        records, answer = self._records, sent.exchange.answer
        beside = records.creations.under_way("")
        if may_pass(sent.status):
            records.answered(entry, found=None)  # it may have been done all the same
        while answer is not None and self.is_due(entry, answer):
            records.announced, records.due = None, 0  # what another journey announced last is not this one's
            found, _ = self._asking.ask(sent.exchange.request, behaviour.operation.id, behaviour, Effect.ALONE)
            again = replace(sent, exchange=replace(sent.exchange, answer=found, mock=None), findings=[], body=MISSING)
            if sent.reading is not None:
                again.body = self._judge.body_of(found, sent.reading)
                again.refused = refuses_inside(sent.reading, behaviour, again.body)
            records.settle(again, behaviour, entry, key)
            self._asking.target.busy = False
            if again.succeeded or again.status in (404, 410):
                self._of.pop(entry, None)
                return again if again.succeeded else None
            answer = found or answer
        records.creations.removal_failed(sent.unremoved, beside)
        return None

    def is_due(self, entry: LedgerEntry, answer: Answer) -> bool:
        """Whether a removal that was answered so is to be sent again now: it has waited, and nothing is beside it."""
        if not may_pass(answer.status) or throttles(answer) or not self._may_go(entry):
            return False
        if self._asking.turns is not None:
            self._asking.turns.wait(Effect.ALONE)
            if not self._may_go(entry):  # one that went first came to nothing
                return False
        pause = min(wished_wait(answer, PAUSES[self._of[entry]]), _LONGEST)
        self._of[entry] += 1
        self._sent += 1
        return self._asking.target.wait(pause)

    def _may_go(self, entry: LedgerEntry) -> bool:
        self._in_vain = self._in_vain or self._of[entry] >= len(PAUSES)
        return not self._in_vain and self._sent < _MOST


def may_pass(status: int) -> bool:
    """Whether a removal that is answered so may succeed a moment later: throttled, or a fault of the server's."""
    return status == 429 or (status >= 500 and status != 501)
