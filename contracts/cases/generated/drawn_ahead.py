"""Cases that are drawn before they are asked for, while there is nothing else to do but to wait for answers."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

Drawn = TypeVar("Drawn")

MOST = 40
"""How many are kept; who stops before them has drawn them in vain."""


class DrawnAhead(Generic[Drawn]):
    """An iterator over the same things in the same order, whenever they are drawn."""

    def __init__(self, source: Iterator[Drawn]) -> None:
        self._source = source
        self._kept: deque[Drawn] = deque()

    def __iter__(self) -> Iterator[Drawn]:
        return self

    def __next__(self) -> Drawn:
        return self._kept.popleft() if self._kept else next(self._source)

    def draw(self) -> bool:
        """Draw one more; False where enough are kept, or there are no more."""
        if len(self._kept) >= MOST:
            return False
        for one in self._source:
            self._kept.append(one)
            return True
        return False
