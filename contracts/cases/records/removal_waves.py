"""In which order records are removed, and which of them side by side: what needs another one goes before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.traffic.ledger import LedgerEntry


def removal_waves(entries: list[LedgerEntry], needs: Callable[[str, str], bool]) -> list[list[LedgerEntry]]:
    """The entries, given in the order in which they were made, the last ones first, in waves that follow each other.

    Of one wave none was made before another one that ``needs`` (by resource: the former the latter) may tie to it.
    """
    latest: dict[str, int] = {}
    """By resource the last wave that removes one of its records."""
    found: list[list[LedgerEntry]] = []
    for entry in reversed(entries):
        wave = max((last + 1 for resource, last in latest.items() if needs(resource, entry.resource)), default=0)
        latest[entry.resource] = max(wave, latest.get(entry.resource, 0))
        if wave == len(found):
            found.append([])
        found[wave].append(entry)
    return found


def needed(steps: RecordSteps) -> Callable[[str, str], bool]:
    """Whether records of the first resource may need one of the second: they lie below it, or name it in a body."""
    named = {resource: set(_named(steps, resource)) for resource in steps.cycles}
    return lambda resource, other: (
        resource.startswith(f"{other}/" if other else "{}") or other in named.get(resource, ())
    )


def _named(steps: RecordSteps, resource: str) -> Iterator[str]:
    for behaviour in steps.cycles[resource].operations.values():
        yield from steps.sender.references.of(behaviour).values()
