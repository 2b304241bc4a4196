"""Records that a service keeps in another state where it removes them as documented: its deletes are soft.

The document promises the record in the answer to its removal; where that answer shows it changed by the removal, and a
read afterwards shows it just so, the removal did what it says. Where the removal shows nothing, a read that shows the
record marked as removed tells as much. Nothing more can be done for such a record.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from contracts.findings import Leftover
from contracts.laws.removal_marks import says_removed
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.cases.sending.addressing import Addressing
    from contracts.traffic.ledger import LedgerEntry
    from mock_server.openapi import JSON, Behaviour

_MOST = 5_000


class KeptRecords:
    """What was shown of each record when it was made and when it was removed."""

    def __init__(self, addressing: Addressing) -> None:
        self._addressing = addressing
        self._made: dict[LedgerEntry, dict[str, JSON]] = {}
        self._removed: dict[LedgerEntry, dict[str, JSON]] = {}
        self._unshown: dict[LedgerEntry, dict[str, JSON]] = {}
        """What was removed by an answer that shows no record, as it was before."""
        self._gone: set[LedgerEntry] = set()
        """What was removed, whatever was shown of it."""
        self._marks: dict[str, set[str]] = {}
        self._seen: set[str] = set()

    def made(self, entry: LedgerEntry, record: JSON) -> None:
        """A create showed this record."""
        self._gone.discard(entry)
        if isinstance(record, dict) and len(self._made) < _MOST:
            self._made[entry] = record

    def changed(self, entry: LedgerEntry, record: JSON) -> None:
        """A change showed it so, where it showed it: what it has no more was not lost by a removal."""
        if isinstance(record, dict) and entry in self._made:
            self._made[entry] = record

    def removed(self, entry: LedgerEntry, behaviour: Behaviour, body: JSON) -> None:
        """A removal succeeded with this body."""
        before, record = self._made.pop(entry, None), self._record(behaviour, body)
        if len(self._gone) < _MOST:
            self._gone.add(entry)
        if before is not None and record is None:
            self._unshown[entry] = before
        if before is None or record is None or behaviour.soft is not None:
            return
        marks = {name for name in record if name not in before or record[name] != before[name]}
        told = not marks <= before.keys()  # it may show no more than its key, and that it was deleted
        said = _is_removed(before, record)  # what a create alone shows need not be there then
        if marks and (told or said or before.keys() <= record.keys()) and len(marks) < len(record):
            self._removed[entry] = record
            self._marks[entry.resource] = marks

    def shown(self, entry: LedgerEntry, record: JSON) -> bool:
        """Whether a removed record is read just as its removal showed it."""
        before = self._unshown.get(entry)
        if before is not None and says_removed(record) and not says_removed(before) and isinstance(record, dict):
            self._removed[entry] = record
            self._marks[entry.resource] = {name for name, value in record.items() if value != before.get(name)}
            del self._unshown[entry]
        found = entry in self._removed and record == self._removed[entry]
        if found:
            self._seen.add(entry.resource)
        return bool(found)

    def still_listed(self, entry: LedgerEntry, record: JSON) -> bool:
        """Whether a record in a list is one that was removed: it says so, or is as its removal showed it."""
        if entry not in self._gone or not isinstance(record, dict):
            return False
        return says_removed(record) or record.items() <= self._removed.get(entry, {}).items()

    def keeps(self, resource: str) -> bool:
        """Whether removals of this resource were seen to keep the record in another state."""
        return resource in self._seen

    def leftovers(self) -> list[Leftover]:
        """One line a resource: how many are kept, and by which members that is seen."""
        found = []
        for resource in sorted(self._seen):
            marks = self._marks[resource]
            count = sum(entry.resource == resource for entry in self._removed)
            why = f"removed as documented, and kept by the service in another state ({', '.join(sorted(marks)[:3])})"
            found.append(Leftover(resource, f"{count} record{'' if count == 1 else 's'}", why))
        return found

    def _record(self, behaviour: Behaviour, body: JSON) -> dict[str, JSON] | None:
        """The record in a removal's answer: where a create or read of the resource shows it."""
        for other in self._showing.get(behaviour.resource, ()):
            record = self._addressing.record(other, body)
            if isinstance(record, dict):
                return record
        return None

    @cached_property
    def _showing(self) -> dict[str | None, list[Behaviour]]:
        """What shows a record, by resource."""
        found: dict[str | None, list[Behaviour]] = {}
        for behaviour in self._addressing.behaviours.values():
            if behaviour.action in ("read", "create"):
                found.setdefault(behaviour.resource, []).append(behaviour)
        return found


def _is_removed(before: dict[str, JSON], record: dict[str, JSON]) -> bool:
    """Whether a record says that it was removed, which it did not before, and shows no other texts than it had."""
    if says_removed(before) or not says_removed(record):
        return False
    others = (name for name, value in record.items() if name in before and value != before[name])
    return all(says_removed({name: record[name]}) or field_names.is_of_writing(name) for name in others)
