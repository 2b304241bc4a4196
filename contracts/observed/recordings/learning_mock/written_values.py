"""What clients wrote into records, as the service showed it then: a later read shows the same, or the law is broken.

Only members that a client sent and the answer to it showed are kept, with the service's own spelling of them. Whatever
else may change a record ends what is known of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws.maker import Maker
from contracts.laws.same_values import alike, text
from contracts.traffic.effects import WRITING
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.sending.addressing import Addressing
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.traffic.evidence import Where
    from mock_server.openapi import JSON, Behaviour

_WHY = "is not what was written"


class WrittenValues:
    """The members of each record that was written here."""

    def __init__(self, addressing: Addressing) -> None:
        self._addressing = addressing
        self._known: dict[Where, dict[str, JSON]] = {}

    def take(self, sent: Sent, behaviour: Behaviour, *, alone: bool) -> Iterator[Finding]:
        """Follow one exchange that succeeded or was refused; what a read shows otherwise than it was written."""
        addressing, reading = self._addressing, sent.reading
        key = addressing.key(reading, behaviour)
        if behaviour.action == "create" and not isinstance(key, str):
            answered = addressing.answered_key(behaviour, sent.body)
            key = str(answered) if answered is not None else None
        where = addressing.where(reading, behaviour, key)
        record = addressing.record(behaviour, sent.body)
        if behaviour.action == "read":
            if alone and where is not None and sent.status == 200 and isinstance(record, dict):
                yield from self._compared(sent, where, record, behaviour.record or ())
        elif where is None or behaviour.action not in (*WRITING, "delete"):
            if not sent.exchange.request.is_safe:
                self._known.clear()  # it may change any record
        elif sent.succeeded or not alone:
            self._write(sent, behaviour, where, record, alone=alone)

    def forget(self, where: Where | None) -> None:
        """Something may have changed this record, or any."""
        if where is None:
            self._known.clear()
        else:
            self._known.pop(where, None)

    def _write(self, sent: Sent, behaviour: Behaviour, where: Where, record: JSON, *, alone: bool) -> None:
        known = self._known.pop(where, {}) if behaviour.action == "merge" else {}
        self._known.pop(where, None)
        body = sent.reading.body if sent.reading is not None else None
        if not alone or behaviour.action == "delete" or not isinstance(body, dict) or not isinstance(record, dict):
            return
        shown = {name: record[name] for name in body if record.get(name) is not None}
        kept = {name: value for name, value in known.items() if name not in body} | shown
        if kept:
            self._known[where] = kept

    def _compared(self, sent: Sent, where: Where, record: dict[str, JSON], root: tuple[str, ...]) -> Iterator[Finding]:
        known = self._known.get(where, {})
        wrong = [
            name for name, value in known.items() if record.get(name) is not None and not alike(value, record[name])
        ]
        make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
        for name in wrong:
            place = pointers.text((*root, name))
            yield make("read-back", place, text(known[name]), text(record[name]), f"{place} {_WHY}", cause=_WHY)
            del known[name]  # told once
