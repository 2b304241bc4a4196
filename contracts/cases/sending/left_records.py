"""Counts what a run created and can't remove, by operation, key and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Leftover

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.traffic.creations import Creations

LISTED = 200
"""As many are told by their keys, of each kind."""
DOUBT = "not removed: "
"""Begins the reason of what may not be the run's own."""


class LeftRecords:
    """What is left of each operation counts against what that may still create (``creations``)."""

    def __init__(self, creations: Creations) -> None:
        self._creations = creations
        self._left: dict[tuple[str, str, str], int] = {}

    def keep(self, operation: str, key: str, why: str, count: int) -> None:
        """So many of an operation's are left; ``key`` is empty where it is not known."""
        self._creations.left(operation, count)
        where = (operation, key if len(self._left) < LISTED else "", why)
        self._left[where] = self._left.get(where, 0) + count

    def proved(self, key: str) -> None:
        """What was left under this key is the run's own, and will be removed."""
        for where in [w for w in self._left if w[1] == key]:
            self._creations.left(where[0], -self._left.pop(where))

    def found(self, operation: str) -> None:
        """What this operation made is known after all, although its answer did not show the key."""
        where = next((left for left in self._left if left[0] == operation and not left[1]), None)
        if where is not None and self._left[where]:
            self._left[where] -= 1
            self._creations.left(operation, -1)

    def leftovers(self, has_a_way: Callable[[str], bool]) -> list[Leftover]:
        """What is told of them; ``has_a_way`` says whether the document can remove what an operation makes."""
        return [
            Leftover(
                operation, what or f"{count} created", why, failed=has_a_way(operation) and not why.startswith(DOUBT)
            )
            for (operation, what, why), count in self._left.items()
            if count
        ]
