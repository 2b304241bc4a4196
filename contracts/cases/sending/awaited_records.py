"""Records that may still come: what makes them is under way, or was answered by nobody who knows its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.ledger import LedgerEntry

_OPEN = frozenset({0, 202, 408, 502, 503, 504})
"""No answer, one for later, and those of a front that does not know what the service behind it did."""


@dataclass(frozen=True, slots=True, eq=False)
class Announcement:
    """What was written down before a request left: a ``new`` entry or, where no key is known, the operation.

    ``entry`` is the record that may come of it.
    """

    new: LedgerEntry | str | None
    entry: LedgerEntry | None = None


class AwaitedRecords:
    """The announcements of which nobody knows the end."""

    def __init__(self) -> None:
        self._sent: dict[LedgerEntry, set[Announcement]] = {}

    def sent(self, announced: Announcement) -> None:
        """A create or a change that may make a record is about to be sent."""
        if announced.entry is not None:
            self._sent.setdefault(announced.entry, set()).add(announced)

    def answered(self, announced: Announcement | None, status: int) -> None:
        """It was answered so, to whoever asked."""
        if announced is not None and status not in _OPEN:
            self.over(announced)

    def over(self, announced: Announcement) -> None:
        """Nothing can come of it any more."""
        if announced.entry is not None:
            self._sent.get(announced.entry, set()).discard(announced)

    def may_come(self, entry: LedgerEntry) -> bool:
        """Whether the record may be made although it is not there now."""
        return bool(self._sent.get(entry))
