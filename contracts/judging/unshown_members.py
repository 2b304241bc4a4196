"""Members that the answers of a write leave out and reads show: what they answer is a summary of the record."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.traffic.effects import WRITING
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.findings import Finding
    from mock_server.openapi import JSON, Behaviour


class UnshownMembers:
    """What the answers of one run showed of records: reads by resource, writes by operation."""

    def __init__(self) -> None:
        self._read: defaultdict[str, set[str]] = defaultdict(set)
        self._written: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, behaviour: Behaviour, answered: JSON) -> None:
        """Learn from the answer to a request that succeeded."""
        shown = pointers.at(answered, behaviour.record, None) if behaviour.record is not None else None
        if not isinstance(shown, dict) or behaviour.resource is None:
            return
        if behaviour.action == "read":
            self._read[behaviour.resource] |= shown.keys()
        elif behaviour.action in WRITING:
            self._written[behaviour.operation.id] |= shown.keys()

    def explain(self, behaviour: Behaviour, finding: Finding) -> bool:
        """Whether a member is missing that no answer of its operation ever shows, and reads of its records do."""
        if finding.law != "echo" or finding.observed != "absent" or behaviour.record is None:
            return False
        *above, name = pointers.tokens(finding.place)
        writes = behaviour.action in WRITING and tuple(above) == behaviour.record
        shown = self._written.get(behaviour.operation.id, set())
        return writes and name not in shown and name in self._read.get(behaviour.resource or "", set())
