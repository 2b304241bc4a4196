"""Records as they were read before a change and after it, by the law of reading back.

One change alone lies between the two reads, nothing else was under way, and the mock shows what had to follow from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws.maker import Maker
from contracts.laws.read_back import Reads, change_meaning, differences, renamed, shown_record, told
from contracts.laws.spelled_bodies import as_shown
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.sending.addressing import Addressing
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.traffic.evidence import Where
    from mock_server.openapi import JSON, Behaviour, Schemas

_MOST = 5000


class ReadChanges:
    """What both sides showed of each record last, and what was sent since."""

    def __init__(self, addressing: Addressing, schemas: Schemas) -> None:
        self._addressing, self._schemas = addressing, schemas
        self._reads: dict[Where, Reads] = {}
        self._changes: dict[Where, list[tuple[Behaviour, JSON]]] = {}

    def take(self, sent: Sent, behaviour: Behaviour, *, alone: bool) -> Iterator[Finding]:
        """Follow one exchange; what a read shows otherwise than the change before it says."""
        addressing, action = self._addressing, behaviour.action
        key = addressing.key(sent.reading, behaviour)
        if action == "create" and not isinstance(key, str):
            answered = addressing.answered_key(behaviour, sent.body)
            key = str(answered) if answered is not None else None
        where = addressing.where(sent.reading, behaviour, key)
        if action == "read":
            if where is not None and alone and sent.status == 200:
                yield from self._read(sent, behaviour, where)
        elif sent.exchange.request.is_safe:
            return
        elif not alone or where is None or action not in ("create", "replace", "merge"):
            self.forget(where)
        elif sent.succeeded:
            self._change(sent, behaviour, where)

    def forget(self, where: Where | None) -> None:
        """Something may have changed this record, or any."""
        for known in (self._reads, self._changes):
            known.clear() if where is None else known.pop(where, None)

    def _change(self, sent: Sent, behaviour: Behaviour, where: Where) -> None:
        mock = sent.exchange.mock
        body = sent.reading.body if sent.reading is not None else MISSING
        found = pointers.at(body, behaviour.envelope)
        if mock is None or not 200 <= mock.status < 300 or sent.findings or found is MISSING:
            self.forget(where)
        elif behaviour.action == "create":
            self.forget(where)
            shown = self._shown(sent, behaviour)
            if shown is not None and len(self._reads) < _MOST:
                self._reads[where] = shown
        elif where in self._reads:
            self._changes.setdefault(where, []).append((behaviour, found))

    def _read(self, sent: Sent, behaviour: Behaviour, where: Where) -> Iterator[Finding]:
        before, after = self._reads.pop(where, None), self._shown(sent, behaviour)
        changes = self._changes.pop(where, [])
        if after is None:
            return
        if len(self._reads) < _MOST:
            self._reads[where] = after
        if before is None or len(changes) != 1 or sent.findings:
            return
        [(change, body)] = changes
        schema = self._schemas.below(change.operation.request_schema, change.envelope)
        response = sent.reading.operation.response(sent.status) if sent.reading is not None else None
        shown = shown_record(self._schemas, response, behaviour)
        called = self._schemas.spelled(schema, shown)
        members = as_shown(called, self._schemas.properties(schema))
        body = as_shown(called, body) if isinstance(body, dict) else body
        key = self._addressing.key_name(behaviour)
        names = [n for n, item in members.items() if n != key and self._schemas.keyword(item, "readOnly") is not True]
        meaning = change_meaning(self._schemas, change, shown, key)
        moved = renamed(before, after, key)
        found = [*differences(before, after, body, names, meaning), *([moved] if moved else [])]
        make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
        yield from told(found, behaviour.record or (), make)

    def _shown(self, sent: Sent, behaviour: Behaviour) -> Reads | None:
        target, mock = (self._addressing.record(behaviour, body) for body in (sent.body, sent.mock_body))
        return Reads(target, mock) if isinstance(target, dict) and isinstance(mock, dict) else None
