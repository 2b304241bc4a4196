"""Keeps the books of what a run creates: announced in the ledger before it is sent, judged by evidence, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.sending.awaited_records import Announcement, AwaitedRecords
from contracts.cases.sending.callers_parents import CallersParents
from contracts.cases.sending.kept_records import KeptRecords
from contracts.cases.sending.left_records import DOUBT, LISTED, LeftRecords
from contracts.cases.sending.made_at_once import of_a_list
from contracts.cases.sending.made_elsewhere import copied, made_elsewhere
from contracts.findings import Leftover
from contracts.laws.leeway import is_passing, may_stand, shows_nothing
from contracts.laws.strict_json import loosely
from contracts.laws.told_failures import ABSENT
from contracts.traffic.creations import may_create, says_created
from contracts.traffic.effects import CHANGING
from contracts.traffic.evidence import Evidence
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.lost_records import LostRecords
from contracts.traffic.operation_purpose import says_made, says_search
from contracts.traffic.record_age import long_there
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from contracts.cases.sending.addressing import Addressing
    from contracts.cases.sending.made_at_once import Shown
    from contracts.judging.sent import Sent
    from contracts.traffic.creations import Creations
    from contracts.traffic.credentials import Credentials
    from contracts.traffic.ownership import Ownership
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour


class CreatedRecords:
    """What the run created, by what the target's answers prove."""

    def __init__(
        self,
        ledger: Ledger,
        ownership: Ownership,
        creations: Creations,
        addressing: Addressing,
        credentials: Credentials,
    ) -> None:
        self.ledger, self.ownership, self.creations = ledger, ownership, creations
        self.addressing, self.credentials = addressing, credentials
        self.callers = CallersParents(addressing, ownership, credentials)
        self.created = self.removed = self.due = 0
        self._left = LeftRecords(creations)
        self._gone: dict[LedgerEntry, int] = {}
        self._gone_twice, self._survived = set[LedgerEntry](), set[str]()
        self._lost, self.kept, self.awaited = LostRecords(creations), KeptRecords(addressing), AwaitedRecords()
        self.at_once: Shown = lambda *_: ([], 0)  # finds records that were made beside their collection
        self.announced: Announcement | None = None  # the last one; nothing may come of it
        self.outlived = False  # whether the last look showed a record that was removed
        self.held = set[LedgerEntry]()  # records that the document lets a removal refuse, for what refers to them

    def announce(self, reading: Reading | None, behaviour: Behaviour | None, key: JSON) -> LedgerEntry | None:
        """Write down what this request may create, ``due`` on disk when it is sent; the entry of its record."""
        entry, self.announced, self.due = self.addressing.entry(reading, behaviour, key), None, 0
        if behaviour is None or behaviour.resource is None or not may_create(behaviour):
            return entry
        if entry is not None and (known := self.ledger.open.get(entry)) != "made":
            self.due = self.ledger.will(entry)
            self.creations.sent(reading)
            self.announced = Announcement(entry if known is None else None, entry)
            self.awaited.sent(self.announced)
        elif entry is None:
            self.ledger.sent(behaviour.operation.id)
            self.creations.sent(reading)
            self.announced = Announcement(behaviour.operation.id)
        return entry

    def withdraw(self, announced: Announcement | None) -> None:
        """What was announced so never left: nothing can have come of it."""
        if announced is not None:
            self.awaited.over(announced)
            if isinstance(announced.new, str):
                self.ledger.answered(announced.new)
            elif announced.new is not None:
                self.ledger.gone(announced.new)

    def settle(self, sent: Sent, behaviour: Behaviour, entry: LedgerEntry | None, key: JSON) -> str | None:
        """Follow what the answer says; the key under which a create's record is known, None where there is none."""
        found, self.outlived = None, False
        if behaviour.action == "create" and sent.succeeded and (why := self.callers.astray(behaviour, sent, key)):
            self.keep(behaviour, str(self.addressing.answered_key(behaviour, sent.body) or key or ""), why)
        elif behaviour.action == "create":
            found = self._create(sent, behaviour, entry, key)
        elif behaviour.action in CHANGING and isinstance(key, str):
            self._replace(sent, behaviour, key)
        elif behaviour.action == "delete" and entry is not None:
            self._delete(sent, behaviour, entry)
        elif behaviour.action in ("list", "read"):
            self._look(sent, behaviour, key)
        if entry is None and behaviour.resource is not None and may_create(behaviour):
            self.ledger.answered(behaviour.operation.id)
        return found

    def acted(self, sent: Sent, behaviour: Behaviour) -> None:
        """An action counts, and what may have made something is told, unless that goes with records of the run's."""
        operation, path = behaviour.operation, sent.reading.path if sent.reading else {}
        nothing = not sent.succeeded or operation.is_safe or says_search(operation)
        if nothing or self._judged(behaviour, *self.at_once(behaviour, sent)):
            return
        strange = self.addressing.path_keys.strange(self.ownership, behaviour, path)
        upserts = operation.method == "PUT" or (operation.method == "PATCH" and any(map(self.ownership.named, strange)))
        copy = copied(self.addressing, behaviour, sent)
        if copy is not None or (says_made(operation) and (strange or not path)) or (upserts and strange):
            self.keep(behaviour, copy or "", "nothing in the document says how it is found or removed")
        else:
            self.creations.left(operation.id)

    def leftovers(self) -> list[Leftover]:
        """What was created and is beyond the run's reach."""
        why = "its delete succeeded, but records of this resource outlive their deletes"
        survivors = [Leftover(one.resource, one.name, why, failed=True) for one in self._survivors()[:LISTED]]
        return self._left.leftovers(self._has_a_way) + self._lost.leftovers() + survivors + self.kept.leftovers()

    def removed_for_good(self) -> int:
        """How many were removed, without those whose removal proved to be none."""
        return max(0, self.removed - len(self._survivors()))

    def _survivors(self) -> list[LedgerEntry]:
        return [entry for entry in self._gone if entry.resource in self._survived]

    def _has_a_way(self, operation: str) -> bool:
        """Whether what an operation makes is of a kind that the document has a way to remove."""
        return self.addressing.removable(self.addressing.behaviours[operation].resource or "")

    def _create(self, sent: Sent, behaviour: Behaviour, entry: LedgerEntry | None, key: JSON) -> str | None:
        resource, above = behaviour.resource or "", self.addressing.above(sent.reading, behaviour)
        chosen = key if isinstance(key, str) else None
        if not sent.succeeded:
            if chosen is not None and sent.status == 409:
                self.ownership.refused_as_taken(resource, chosen, above)
                if entry in self._gone_twice:
                    self._survived.add(resource)
                    self.creations.removal_failed(f"{chosen!r} was removed and is still taken")
            elif sent.status == 409 and sent.reading is not None:
                self.ownership.refused_twin(resource, self.addressing.without_key(behaviour, sent.reading.body))
            if entry is not None and 300 <= sent.status < 500:
                self._nothing_came_of(entry, above)
            return None
        if self._judged(behaviour, *self.at_once(behaviour, sent)):
            return None
        answer = sent.exchange.answer
        unclear = loosely(answer.body) if sent.body is MISSING and answer is not None else None
        answered = self.addressing.answered_key(behaviour, sent.body if unclear is None else unclear)
        if answered is None and isinstance(sent.reading.body if sent.reading else None, list):
            self._judged(behaviour, *of_a_list(self.addressing, behaviour, sent))
            return None
        answered = self.addressing.located_key(behaviour, answer) if answered is None else answered
        text = None if answered is None else str(answered)
        record = self.addressing.record(behaviour, sent.body)
        body = self.addressing.without_key(behaviour, sent.reading.body if sent.reading is not None else None)
        path, made = self.addressing.parents(sent.reading, behaviour), self.ownership.made(resource, text or "", above)
        self.addressing.led_by[resource, text or ""] = path
        known = sent.again and (made or LedgerEntry(resource, text or "", path) in self._gone)
        says = says_created(behaviour, sent.status) and not (known or (sent.led and made))
        other = made_elsewhere(self.addressing, self.ownership, resource, sent) if says else None
        where = (above, path, behaviour.within is not None, sent.begun, may_stand(behaviour.operation, sent.exchange))
        later, old = sent.status == 202 or self.callers.elsewhere(behaviour, sent), long_there(record, body)
        return self._judge(Evidence(resource, chosen, text, says, body, record, later, old, *where), behaviour, other)

    def _judge(self, evidence: Evidence, behaviour: Behaviour, other: LedgerEntry | None = None) -> str | None:
        nothing = self.ownership.nothing_new(evidence)
        why = self.ownership.created(evidence)
        if evidence.key is None:
            self.keep(behaviour, "", why or "")
            return None
        entry = LedgerEntry(evidence.resource, evidence.key, evidence.path)
        self._promoted()
        if why is not None:
            if not nothing or (evidence.created and evidence.chosen is None and not evidence.standing):
                self.keep(behaviour, "" if entry in self.ledger.open else entry.name, f"{DOUBT}{why}")
                self.ledger.unsure(entry)
            return None
        self._gone.pop(entry, None)
        self._gone_twice.discard(entry)
        if other is not None:
            self.created += self.ledger.made(other)
            self.creations.left(behaviour.operation.id)  # nothing shows yet that the other path removes it
        elif not self.addressing.removable(evidence.resource):
            self.keep(behaviour, entry.name, "the document has no operation that removes it")
        else:
            self.kept.made(entry, evidence.shown)
            self.created += self.ledger.made(entry)
            self._lost.created(entry, behaviour.operation.id)
        return evidence.key

    def _promoted(self) -> None:
        for evidence in self.ownership.promoted:
            self.proved(LedgerEntry(evidence.resource, evidence.key or "", evidence.path), record=evidence.shown)
        self.ownership.promoted.clear()

    def proved(self, entry: LedgerEntry, known: str | None = None, record: JSON = None) -> None:
        """A record that was counted among those left, by the key ``known``, turns out to be the run's own."""
        if not self.addressing.removable(entry.resource):
            return
        self.ledger.made(entry)
        self.kept.made(entry, record)
        self._left.proved(known or entry.name)

    def found(self, operation: str) -> None:
        """What this operation made is known after all, although its answer did not show the key."""
        self._left.found(operation)

    def _judged(self, behaviour: Behaviour, shown: list[Evidence], hidden: int) -> bool:
        """Judge each record that an answer shows, count what it may have made beside them; whether it shows any."""
        for evidence in shown:
            self._judge(evidence, behaviour)
        if hidden:
            self.keep(behaviour, "", "the answer does not show the key of each record", hidden)
        return bool(shown)

    def _replace(self, sent: Sent, behaviour: Behaviour, key: str) -> None:
        above, path = self.addressing.above(sent.reading, behaviour), self.addressing.parents(sent.reading, behaviour)
        entry = self.addressing.entry_of(behaviour.resource or "", key, path)
        if sent.succeeded and not self.ownership.made(entry.resource, key, above):
            self._judge(Evidence(entry.resource, key, None, created=True, above=above, path=path), behaviour)
        elif 300 <= sent.status < 500:
            self._nothing_came_of(entry, above)
        if sent.succeeded:
            self.kept.changed(entry, self.addressing.record(behaviour, sent.body))

    def _delete(self, sent: Sent, behaviour: Behaviour, entry: LedgerEntry) -> None:
        reading = sent.reading
        if reading is None:
            return
        where = (entry.resource, entry.key, self.addressing.above(reading, behaviour))
        self.ownership.touched(*where)
        understood = reading.verdict is not Verdict.INVALID  # else the end of the run removes it
        if sent.exchange.answer is None or not understood or not self.addressing.hard(behaviour, reading):
            self._lost.touched(entry, found=None)
            return
        let_in = self.credentials.verdict(sent.exchange.request, behaviour.operation) is not False
        plain = reading.verdict is Verdict.VALID and let_in
        if sent.succeeded or (plain and sent.status in (404, 410)):
            went = self.answered(entry, found=sent.succeeded)
            if not sent.succeeded:
                self._gone_twice.discard(entry)
            elif entry in self._gone:
                self._gone_twice.add(entry)
            elif sent.status != 202:  # not carried out yet
                self._gone[entry] = self.ownership.moment
            if sent.succeeded and self.ownership.given_keys.take((where[0], where[2], where[1])):  # it stays
                self.removed += 1
                return
            self.removed += self.ledger.gone(entry) and went
            if sent.succeeded:
                self.kept.removed(entry, behaviour, sent.body)
            self.ownership.removed(*where)
        elif plain and entry not in self.held and self.ownership.made(*where) and not is_passing(sent.exchange):
            sent.unremoved = sent.unremoved or f"the delete of {entry.key!r} answered {sent.status}"

    def answered(self, entry: LedgerEntry, *, found: bool | None) -> bool:
        """A delete in order found the entry or nothing (None: nobody knows). Whether one removed it."""
        self.created += self._lost.touched(entry, found=found)
        return bool(found) or self._lost.went(entry)

    def _look(self, sent: Sent, behaviour: Behaviour, key: JSON) -> None:
        resource, above = behaviour.resource or "", self.addressing.above(sent.reading, behaviour)
        parents = self.addressing.parents(sent.reading, behaviour)
        if not sent.succeeded or shows_nothing(sent.status, ABSENT[0], behaviour, sent.body):
            if behaviour.action == "read" and isinstance(key, str) and self.ownership.unread(resource, key, above):
                self.proved(self.addressing.entry_of(resource, key, parents))
            elif behaviour.action == "read" and isinstance(key, str) and sent.status in ABSENT and sent.access is True:
                self._nothing_came_of(self.addressing.entry_of(resource, key, parents), above)
            return
        if behaviour.action == "read" and isinstance(key, str):
            shown = [(key, self.addressing.record(behaviour, sent.body) or sent.body)]
        else:
            items, told = self.addressing.items(behaviour, sent.body), behaviour.within is None
            shown = [(k, record if told else None) for k, record in items if k is not None]
        for found, record in shown:
            entry = self.addressing.entry_of(resource, found, parents)
            if self.ownership.saw(resource, found, record, above):
                self.proved(entry, record=record)
            self._promoted()
            gone = behaviour.action == "read" and self._gone.get(entry, sent.begun) < sent.begun
            if gone and not self.ownership.made(resource, found, above) and not self.kept.shown(entry, record):
                self._survived.add(resource)
                self.outlived = True
                self.creations.removal_failed(f"{found!r} was removed and is still there")

    def _nothing_came_of(self, entry: LedgerEntry, above: tuple[str, ...]) -> None:
        """A create or a change was refused, or a read misses what it was to make, under a key that is not the run's."""
        stands = self.ownership.owns(entry.resource, entry.key, above) or self.awaited.may_come(entry)
        if self.ledger.open.get(entry) == "will" and not stands:
            self.ledger.gone(entry)

    def keep(self, behaviour: Behaviour, key: str, why: str, count: int = 1) -> None:
        """So many records that the operation made, or lists, are left."""
        self.created += count
        self._left.keep(behaviour.operation.id, key, why, count)
