"""Members that the answers of a write leave out and reads show: what they answer is a summary of the record."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.traffic.effects import WRITING
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.findings import Finding
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour


class UnshownMembers:
    """What the answers of one run showed of records: those of each write, and of reads of what it wrote last."""

    def __init__(self) -> None:
        self._read: defaultdict[str, set[str]] = defaultdict(set)
        self._written: defaultdict[str, set[str]] = defaultdict(set)
        self._last: dict[tuple[str, str], str] = {}
        """The operation that wrote each record last, by its resource and key."""

    def take(self, behaviour: Behaviour, reading: Reading, answered: JSON) -> None:
        """Learn from the answer to a request that succeeded."""
        shown = pointers.at(answered, behaviour.record, None) if behaviour.record is not None else None
        if behaviour.resource is None or behaviour.action not in ("read", *WRITING):
            return
        answer_path = behaviour.answer_path
        answer_key = pointers.at(answered, answer_path, None) if answer_path is not None else None
        own = behaviour.resource, str(reading.path.get(behaviour.key_parameter, answer_key))
        members = shown.keys() if isinstance(shown, dict) else ()
        if behaviour.action in WRITING:
            self._last[own] = behaviour.operation.id
            self._written[behaviour.operation.id].update(members)
        elif own in self._last:
            self._read[self._last[own]].update(members)

    def explain(self, behaviour: Behaviour, finding: Finding) -> bool:
        """Whether a member is missing that no answer of its operation ever shows, and reads of what it wrote do."""
        if finding.law != "echo" or finding.observed != "absent" or behaviour.record is None:
            return False
        *above, name = pointers.tokens(finding.place)
        operation = behaviour.operation.id
        writes = behaviour.action in WRITING and tuple(above) == behaviour.record
        return writes and name not in self._written[operation] and name in self._read[operation]
