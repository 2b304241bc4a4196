"""What keeps a run that came to its end from saying anything of the service: what was wanted and did not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contracts.findings import Leftover

_THROTTLED = 0.05
"""Share of all answers from which on a service is said to have throttled the run away."""
IN_A_ROW = 6
"""How many requests in a row may be throttled away, waiting included, before the run ends."""


def throttled(coverage: Mapping[tuple[str, int], int], put_off: Mapping[str, int]) -> str | None:
    """What throttling took away, None where it took little; ``coverage`` counts answers by operation and status.

    ``put_off`` counts those that asked to come again later, of which an operation that succeeds otherwise is throttled.
    """
    total = sum(coverage.values())
    away: dict[str, int] = {}
    for (operation, status), count in coverage.items():
        if status == 429:
            away[operation] = away.get(operation, 0) + count
    succeeded = {operation for operation, status in coverage if 200 <= status < 300}
    later = sum(count for operation, count in put_off.items() if operation in succeeded)
    lost = sum(away.values()) + later
    alone = [name for name, count in away.items() if name and count == _of(coverage, name)]
    if lost <= total * _THROTTLED and not alone:
        return None
    statuses = "429" if not later else "503" if later == lost else "429, 503"
    return f"the target throttled {lost} of {total} requests away ({statuses}); --rate N sends fewer a second"


def throttles_all(last: Iterable[int]) -> bool:
    """Whether the latest statuses, waiting included, were throttling alone."""
    latest = [*last][-IN_A_ROW:]
    return len(latest) == IN_A_ROW and all(status == 429 for status in latest)


def unremoved(leftovers: Iterable[Leftover]) -> str | None:
    """What could not be removed although the document has a way to, None where nothing."""
    failed = [item for item in leftovers if item.failed]
    if not failed:
        return None
    first = failed[0]
    more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return f"what was made could not be removed: {first.operation} {first.what}{more} ({first.reason})"


def _of(coverage: Mapping[tuple[str, int], int], operation: str) -> int:
    return sum(count for (name, _), count in coverage.items() if name == operation)
