"""What an answer to a write shows otherwise than it was sent is read and listed so too, and may break its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.list_laws import LISTED_OTHERWISE
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from contracts.findings import Finding
    from mock_server.openapi import Behaviour


class AnsweredMembers:
    """The members that came back otherwise by these findings; all of those of operations that are ``unchanging``.

    Without ``behaviours`` every operation may be about one resource.
    """

    def __init__(
        self, findings: Iterable[Finding], unchanging: Collection[str], behaviours: Mapping[str, Behaviour] | None
    ) -> None:
        self._behaviours = behaviours
        self._unchanging = frozenset(unchanging)
        echoes = [found for found in findings if found.law == "echo" and not _is_read(found)]
        self._answered = {(found.operation, _member(found.place)) for found in echoes}
        self._shown = {(self._resource(found.operation), _member(found.place)) for found in echoes}

    def explain(self, finding: Finding) -> bool:
        """Whether it shows what an answer to a write showed already."""
        if not finding.place.startswith("/"):
            return False
        member = _member(finding.place)
        if finding.law == "read-back":
            changes = {finding.changed_by, *(exchange.request.operation or "" for exchange in finding.before)}
            return any(name in self._unchanging or (name, member) in self._answered for name in changes)
        if finding.law == "answer-schema":
            return finding.cause not in ("type", "required") and (finding.operation, member) in self._answered
        reads = (finding.law == "echo" and _is_read(finding)) or finding.cause == LISTED_OTHERWISE
        return reads and (self._resource(finding.operation), member) in self._shown

    def _resource(self, operation: str) -> str:
        behaviour = self._behaviours.get(operation) if self._behaviours is not None else None
        return "" if self._behaviours is None else (behaviour.resource if behaviour is not None else None) or operation


def _is_read(finding: Finding) -> bool:
    return finding.exchange.request.method == "GET"


def _member(place: str) -> str:
    return pointers.tokens(place)[-1] if place.startswith("/") else place
