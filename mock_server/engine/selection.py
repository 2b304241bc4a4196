"""The records of a list while it is narrowed down: shown as answers show them, and only when somebody looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names
from mock_server.openapi.reading.pointers import MISSING
from mock_server.store import asked, marks, order_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.store import Record, RecordList


class Selection:
    """Records of a collection. ``show`` says how an answer shows one, ``as_kept`` of which members it shows all.

    As long as nobody looks at all of them, what is asked for by the value of such a member is looked up, and of a page
    only that is read. A member is named by its path: ``("address", "city")``.
    """

    def __init__(
        self, held: RecordList, show: Callable[[Record], Record], as_kept: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._held = held
        self._show = show
        self._as_kept = as_kept
        self._shown: list[JSON] | None = None

    def __len__(self) -> int:
        return len(self._held) if self._shown is None else len(self._shown)

    def all(self) -> list[JSON]:
        """All of them, which are read for that."""
        if self._shown is None:
            self._shown = self.part(0, len(self))
        return self._shown

    def part(self, start: int, stop: int) -> list[JSON]:
        """Those from one place to before another."""
        if self._shown is not None:
            return self._shown[start:stop]
        return [self._show(record) for _, record in self._held.part(start, stop)]

    def kept(self, shown: list[JSON]) -> Selection:
        """These of them, which somebody has looked at."""
        other = Selection(self._held, self._show, self._as_kept)
        other._shown = shown
        return other

    def _is_kept(self, member: Pointer) -> bool:
        return len(member) == 1 and self._as_kept(member[0])

    def having(self, member: Pointer, wanted: Sequence[JSON]) -> Selection:
        """Those whose member has one of the wanted values."""
        sought = asked(wanted)
        if self._shown is None and self._is_kept(member):
            found = self._held.where(member[0], sought)
            if found is not None:
                return Selection(found, self._show, self._as_kept)
        return self.kept([record for record in self.all() if has(record, member, sought)])

    def leaving_out(self, member: Pointer, unwanted: Sequence[JSON]) -> Selection:
        """Those whose member has none of these values, or is not there."""
        sought = asked(unwanted)
        if self._shown is None and self._is_kept(member):
            found = self._held.without(member[0], sought)
            if found is not None:
                return Selection(found, self._show, self._as_kept)
        return self.kept([record for record in self.all() if not has(record, member, sought)])

    def between(self, member: Pointer, bound: JSON, *, above: bool, included: bool) -> Selection | None:
        """Those whose member is on one side of a bound; None where all have to be looked at for that."""
        if self._shown is not None or not self._is_kept(member):
            return None
        found = self._held.between(member[0], bound, above=above, included=included)
        return None if found is None else Selection(found, self._show, self._as_kept)

    def ordered(self, member: Pointer, *, down: bool) -> Selection:
        """They in the order of a member, equal ones as they are, and last those that have no value.

        From the newest on, those of one time of creation are the other way round: the last one made comes first.
        """
        newest = down and field_names.CREATED.search(member[-1]) is not None
        if self._shown is None and self._is_kept(member):
            found = self._held.ordered(member[0], down=down, newest=newest)
            if found is not None:
                return Selection(found, self._show, self._as_kept)
        values = [(record, None if (value := of(record, member)) is MISSING else value) for record in self.all()]
        known = [(order_of(value), record) for record, value in values if value is not None]
        known = known[::-1] if newest else known
        known.sort(key=lambda item: item[0], reverse=down)
        return self.kept([record for _, record in known] + [record for record, value in values if value is None])

    def place(self, member: str, text: str) -> int | None:
        """How many come before the first whose member reads so; as a rule that is the key."""
        if self._shown is None:
            place = self._held.place(text)
            if place is not None and _reads(self.part(place, place + 1)[0], member, text):
                return place
        return next((at for at, record in enumerate(self.all()) if _reads(record, member, text)), None)


def has(record: JSON, member: Pointer, sought: frozenset[str | int | float]) -> bool:
    """Whether a member has a value with one of these marks."""
    value = of(record, member)
    return value is not MISSING and not sought.isdisjoint(marks(value))


def of(record: JSON, member: Pointer) -> JSON:
    """The value of a member, or MISSING; of a member of objects in an array the values that these have."""
    for at, name in enumerate(member):
        if isinstance(record, list) and at:
            found = [value for item in record if (value := of(item, member[at:])) is not MISSING]
            return found or MISSING
        if not isinstance(record, dict) or name not in record:
            return MISSING
        record = record[name]
    return record


def each(value: JSON) -> list[JSON]:
    """What a filter compares: each item of an array, else the value itself."""
    return value if isinstance(value, list) else [value]


def _reads(record: JSON, member: str, text: str) -> bool:
    return isinstance(record, dict) and member in record and str(record[member]) == text
