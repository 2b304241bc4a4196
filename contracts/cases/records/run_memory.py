"""What was found out once in a run, kept for as long as the run's steps are there."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from contracts.cases.records.record_steps import RecordSteps

Found = TypeVar("Found")


def once_a_run(find: Callable[..., Found]) -> Callable[..., Found]:
    """``find``, asked once in each run for the same; what it finds must not hold the steps, which are its first."""
    known: WeakKeyDictionary[RecordSteps, dict[Hashable, Any]] = WeakKeyDictionary()

    @wraps(find)
    def found(steps: RecordSteps, *what: Hashable) -> Found:
        of_run = known.setdefault(steps, {})
        if what not in of_run:
            of_run[what] = find(steps, *what)
        kept: Found = of_run[what]
        return kept

    return found
