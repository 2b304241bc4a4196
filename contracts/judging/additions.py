"""What the document of today adds to a released one that a target is held to, as notices: it is no drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

_TOLD = 8


def added(additions: Counter[str]) -> list[str]:
    """A notice for each addition that was met, the commonest first."""
    told = [
        f"added by the document, and no drift: {text} ({count} times)" for text, count in additions.most_common(_TOLD)
    ]
    more = len(additions) - len(told)
    return [*told, f"added by the document, and no drift: {more} more"] if more > 0 else told
