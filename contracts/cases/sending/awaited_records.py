"""Records that may still come: what makes them is under way, or was answered by nobody who knows its end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.ledger import LedgerEntry

_OPEN = frozenset({0, 202, 408, 502, 503, 504})
"""No answer, one for later, and those of a front that does not know what the service behind it did."""


class AwaitedRecords:
    """Counts by record what was sent and is not answered."""

    def __init__(self) -> None:
        self._sent: Counter[LedgerEntry] = Counter()

    def sent(self, entry: LedgerEntry) -> None:
        """A create or a change that may make the record is about to be sent."""
        self._sent[entry] += 1

    def answered(self, entry: LedgerEntry, status: int) -> None:
        """One of them was answered so."""
        if status not in _OPEN and self._sent[entry]:
            self._sent[entry] -= 1

    def may_come(self, entry: LedgerEntry) -> bool:
        """Whether the record may be made although it is not there now."""
        return self._sent[entry] > 0
