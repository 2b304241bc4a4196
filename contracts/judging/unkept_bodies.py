"""Operations that keep nothing of their bodies, as far as anybody can see: what they take is nobody's harm.

The document has an optional place for what was sent in the answer, no other operation shows the record, and no answer
ever fills that place. A wrong value that is not kept spoils nothing: that such an operation takes whatever comes, and
shows none of it, is told beside the drifts. One that refuses some wrong values says that it looks at them, and is held
to the others; one whose answer has no place for them leaves open what it does with them, and is held to its document.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from contracts.traffic.effects import WRITING
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Collection

    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.laws.judging import Judge
    from mock_server.openapi import Behaviour

_SEVERAL = 3
"""After how many successes that show nothing, an operation keeps nothing."""


class UnkeptBodies:
    """Which operations of a run showed something of what they were sent."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._places: dict[str, frozenset[str]] = {}
        self._silent: Counter[str] = Counter()
        self._showing: set[str] = set()

    def take(self, sent: Sent) -> None:
        """Take one exchange that succeeded."""
        if sent.reading is None or not isinstance(sent.reading.body, dict):
            return
        behaviour = self._judge.behaviours[sent.reading.operation.id]
        places, name = self._shown_alone(behaviour), behaviour.operation.id
        given = pointers.at(sent.reading.body, behaviour.envelope, None)
        record = pointers.at(sent.body, behaviour.record or (), None)
        if not places or not isinstance(given, dict) or places.isdisjoint(given):
            return
        self._silent[name] += 1
        if not isinstance(record, dict) or not places.isdisjoint(record):
            self._showing.add(name)

    def explain(self, finding: Finding, refusing: Collection[tuple[str, str]]) -> bool:
        """Whether a finding says no more than that; ``refusing`` are the operations that refuse wrong bodies."""
        name = finding.operation
        if name in self._showing or self._silent[name] < _SEVERAL:
            return False
        if finding.law == "echo":
            return finding.observed == "absent"
        of_body = finding.cause == "media-type" or finding.place.partition(" ")[0] == "body"
        return finding.law == "invalid-refused" and of_body and (name, "body") not in refusing

    def told(self, refusing: Collection[tuple[str, str]]) -> list[str]:
        """A notice for each such operation that was sent wrong bodies."""
        return [
            f"{name} shows nothing of what it is sent, nor does another operation: "
            "wrong bodies that it takes are no drift"
            for name, count in sorted(self._silent.items())
            if count >= _SEVERAL and name not in self._showing and (name, "body") not in refusing
        ]

    def _shown_alone(self, behaviour: Behaviour) -> frozenset[str]:
        """The members of a body that the answer may show, where no other operation shows one of them."""
        name = behaviour.operation.id
        if name not in self._places:
            taken = self._taken(behaviour) if behaviour.action in WRITING else frozenset()
            found = taken & self._listed(behaviour, needed=False)
            others = [b for b in self._judge.behaviours.values() if found and b is not behaviour]
            seen = any(b.resource == behaviour.resource and self._shows(b, found) for b in others)
            self._places[name] = frozenset() if seen else found
        return self._places[name]

    def _taken(self, behaviour: Behaviour) -> frozenset[str]:
        """The members of the body of a request."""
        schemas = self._judge.schemas
        return frozenset(schemas.properties(schemas.below(behaviour.operation.request_schema, behaviour.envelope)))

    def _listed(self, behaviour: Behaviour, *, needed: bool) -> frozenset[str]:
        """The members of the record in the documented answer; those that it requires too, where they are ``needed``."""
        response, schemas = behaviour.operation.success(), self._judge.schemas
        if response is None:
            return frozenset()
        owner = schemas.below(response.schema, behaviour.record or ())
        listed = frozenset(schemas.properties(owner))
        return listed if needed else listed - set(schemas.required(owner))

    def _shows(self, behaviour: Behaviour, members: frozenset[str]) -> bool:
        """Whether an operation shows the record: it reads it, or its answer lists one of the ``members``."""
        return behaviour.operation.method == "GET" or not members.isdisjoint(self._listed(behaviour, needed=True))
