"""Records that a create is said to have made, and that no delete finds under the key that the caller knows.

A service may take the key of a body for an ordinary member, or drop it, and give the record another one. Until a delete
of a resource was seen to find what was made, its records count among those that can't be removed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.findings import Leftover

if TYPE_CHECKING:
    from contracts.traffic.creations import Creations
    from contracts.traffic.ledger import LedgerEntry

_WHY = "its create succeeded, but its delete finds nothing under this key"
_LISTED = 200


class LostRecords:
    """Counts the creates of each key since its last delete; what was lost once bounds a resource from then on."""

    def __init__(self, creations: Creations) -> None:
        self.creations = creations
        self._standing: dict[LedgerEntry, list[str]] = {}
        self._counted: Counter[tuple[LedgerEntry, str]] = Counter()
        """Of the standing ones those that count as unremovable, by entry and operation."""
        self._lost: Counter[tuple[LedgerEntry, str]] = Counter()
        self._doubtful: set[LedgerEntry] = set()
        self._removes: set[str] = set()
        self._removed: set[LedgerEntry] = set()
        """Records that a delete found, as their creates spelled them."""
        self._unknown: set[LedgerEntry] = set()
        """Those of which no create is known under any spelling, in small letters."""

    def created(self, entry: LedgerEntry, operation: str) -> None:
        """A create of this entry succeeded."""
        self._removed.discard(entry)
        self._unknown.discard(_in_small_letters(entry))
        self._standing.setdefault(entry, []).append(operation)
        if entry.resource not in self._removes or self.of(entry.resource):
            self.creations.left(operation)
            self._counted[entry, operation] += 1

    def touched(self, entry: LedgerEntry, *, found: bool | None) -> int:
        """A delete of the entry was answered; ``found`` None where nobody knows whether it did anything.

        How many records that were counted once turn out to be more, which nothing removes.
        """
        if found is None:
            self._doubtful.add(entry)
            return 0
        if found:
            entry = self._spelled(entry)
            self._removed.add(entry)
            if entry not in self._standing:
                self._unknown.add(_in_small_letters(entry))
        made, doubtful = self._standing.pop(entry, []), entry in self._doubtful
        self._doubtful.discard(entry)
        if found:
            self._works(entry)
        elif doubtful:
            self._removed.add(entry)  # by the one of which nobody knew
        if found or not made or self.went(entry):
            return 0
        for operation in made:
            self._lost[entry, operation] += 1
            if self._counted[entry, operation]:
                self._counted[entry, operation] -= 1
            else:
                self.creations.left(operation)
        return len(made) - 1

    def went(self, entry: LedgerEntry) -> bool:
        """Whether a delete found the record by its key in another case, or the one above, with which it went.

        A delete of its own finds nothing any more, and it is removed all the same.
        """
        above = {value.casefold() for _, value in entry.path}
        if entry in self._removed or _in_small_letters(entry) in self._unknown:
            return True
        return any(
            gone.key.casefold() in above
            and entry.resource.startswith(f"{gone.resource}/" if gone.resource else "{}")
            and set(gone.path) <= set(entry.path)
            for gone in self._removed
        )

    def _spelled(self, entry: LedgerEntry) -> LedgerEntry:
        """The standing entry that a removal which found something was about: its key may be spelled in another case."""
        if entry in self._standing:
            return entry
        whole, key = (entry.resource, entry.path), entry.key.casefold()
        same = (e for e in self._standing if (e.resource, e.path) == whole and e.key.casefold() == key)
        return next(same, entry)

    def of(self, resource: str) -> bool:
        """Whether a record of this resource was lost."""
        return any(entry.resource == resource for entry, _ in self._lost)

    def leftovers(self) -> list[Leftover]:
        """Each of them by its key, as far as they are listed."""
        return [
            Leftover(
                operation,
                entry.key if count == 1 else f"{entry.key} ({count} times)",
                _WHY,
                failed=entry.resource not in self._removes,
            )
            for (entry, operation), count in list(self._lost.items())[:_LISTED]
        ]

    def _works(self, entry: LedgerEntry) -> None:
        """A delete found this entry: it does not count any more, nor do the others unless some were lost."""
        self._removes.add(entry.resource)
        alone = self.of(entry.resource)
        for where in [w for w in self._counted if w[0] == entry or (not alone and w[0].resource == entry.resource)]:
            self.creations.left(where[1], -self._counted.pop(where))


def _in_small_letters(entry: LedgerEntry) -> LedgerEntry:
    return replace(entry, key=entry.key.casefold())
