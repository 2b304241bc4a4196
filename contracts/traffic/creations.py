"""How much a run may still create: what can't be removed is bounded, and so is everything once a removal has failed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from contracts.traffic.effects import CHANGING
from contracts.traffic.operation_purpose import says_made, shows_something
from contracts.traffic.operation_words import SINGULAR, STOPPING, words
from mock_server.openapi import MISSING, field_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour

MOST_UNREMOVABLE = 60
"""How many records a run may leave of one operation's."""
AFTER_A_FAILURE = 10
"""How many creations may follow the first removal that failed."""
TO_SHOW_AGAIN = 8
"""Of those, how many are kept for showing again what was found: a record below another takes two, and is made twice."""
_LAST_PROBES = 4
_BY_FAILING = AFTER_A_FAILURE + TO_SHOW_AGAIN + _LAST_PROBES
"""How many records the failing creates of one operation may make, those included that are kept as above."""


class Creations:
    """Counts what a run creates, by operation; ``kept`` of those after a failure are to show again what was found."""

    def __init__(self, kept: int = 0) -> None:
        self.unremovable: Counter[str] = Counter()
        self.unclear: Counter[str] = Counter()
        """Creates of each operation that failed, or were not answered, of which nothing shows what they made."""
        self.by_failing: Counter[str] = Counter()
        """How many records lists show that creates of each operation made which failed."""
        self.reserved = _LAST_PROBES + TO_SHOW_AGAIN
        """Of the unremovable ones, how many are kept for the last probes, and to show again what was found."""
        self.failure: str | None = None
        self.kept = kept
        self.under_way: Callable[[str], int] = lambda _: 0
        """How many requests that may create something, by an operation or (empty) by any, are not answered yet."""
        self._after = 0
        self._careless: set[str] = set()
        """Operations that took a body of which no record can be made."""

    def probe_last(self) -> None:
        """The last probes begin."""
        self.reserved = TO_SHOW_AGAIN

    def show_again(self) -> None:
        """What was found is shown again."""
        self.kept = self.reserved = 0

    def removal_failed(self, why: str, beside: int | None = None) -> None:
        """A clean-up did not remove what it should; ``beside`` it so many creates were under way, else those of now."""
        if self.failure is None:
            self.failure, self._after = why, self.under_way("") if beside is None else beside

    def sent(self, reading: Reading | None = None) -> None:
        """Something that may create is being sent."""
        self._after += self.failure is not None and not self.in_vain(reading)

    def in_vain(self, reading: Reading | None) -> bool:
        """Whether nothing can come of a request: its body is no object, nor has one, where one is wanted.

        What an operation makes of such a body all the same is seen by the first one that it takes.
        """
        if reading is None or reading.operation.id in self._careless or _has_object(reading.body):
            return False
        return any(
            found.location == "body" and not found.pointer and found.keyword not in ("syntax", "media-type")
            for found in reading.violations
        )

    def took(self, reading: Reading | None) -> None:
        """The operation took what was read so."""
        if reading is not None and self.in_vain(reading):
            self._careless.add(reading.operation.id)

    def left(self, operation: str, count: int = 1) -> None:
        """The operation made this many records that can't be removed."""
        self.unremovable[operation] += count

    def looked(self, operation: str, made: int) -> None:
        """A list shows so many records that failing creates of this operation made."""
        self.by_failing[operation] = max(made, self.by_failing[operation])

    def forbid(self, operation: str, reading: Reading | None = None) -> str | None:
        """Why this operation may create nothing more, None where it may, or where ``reading`` makes nothing."""
        if self.failure is not None and self._after >= AFTER_A_FAILURE - self.kept and not self.in_vain(reading):
            return f"a removal failed ({self.failure}), so nothing more is created"
        left = self.unremovable[operation]
        if left and left + self.under_way(operation) >= MOST_UNREMOVABLE - self.reserved:
            return f"{self.unremovable[operation]} records that can't be removed are enough"
        if (made := self.by_failing[operation]) and made >= _BY_FAILING - self.reserved:
            return f"{made} records that it made although it failed are enough"
        unclear = self.unclear[operation]
        if unclear and unclear + self.under_way(operation) >= MOST_UNREMOVABLE - self.reserved:
            return f"it failed {unclear} times, and nothing shows what it made"
        return None


def may_create(behaviour: Behaviour) -> bool:
    """Whether something new may come of the operation."""
    return behaviour.action == "create" or behaviour.action in CHANGING


def is_made_by_status(behaviour: Behaviour) -> bool:
    """Whether a 201 alone tells that a POST makes something, as some frameworks answer all: it shows no record, no
    word of it says so, and its path is called like one thing or a deed (``/settings``, ``/backup/restore``).
    """
    operation = behaviour.operation
    last = words(operation.path.rstrip("/").rpartition("/")[2])[-1:]
    ones = {word: field_names.singular(word) for word in last}
    many = any(one != word and word not in SINGULAR and one not in STOPPING for word, one in ones.items())
    shown = (behaviour.record is not None and shows_something(operation, is_list=False)) or behaviour.key is not None
    return operation.method == "POST" and not (shown or many or says_made(operation))


def says_created(behaviour: Behaviour, answered: int) -> bool:
    """Whether a success says that something new was made, by the statuses documented (RFC 9110 section 15.3.2)."""
    documented = {response.status for response in behaviour.operation.responses}
    others = any(status.startswith("2") and status != "201" for status in documented)
    return answered == 201 or "201" not in documented or not others


def _has_object(value: JSON) -> bool:
    """Whether a value is an object, or has one; one that was not read may."""
    if isinstance(value, list):
        return any(map(_has_object, value))
    return isinstance(value, dict) or value is MISSING
