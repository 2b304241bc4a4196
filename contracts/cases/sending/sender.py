"""Sends every request of a run to target and mock, and has the answers judged: the one way out of a check.

Each request passes safety, is in the ledger before it is sent, goes to the target and then to the mock, and its
answers pass the laws. Nothing else in the package sends anything to a target.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.sending.addressing import Addressing
from contracts.cases.sending.asking import Asking
from contracts.cases.sending.created_records import CreatedRecords
from contracts.cases.sending.given_parameters import GivenParameters
from contracts.cases.sending.known_records import KnownRecords
from contracts.cases.sending.made_at_once import MadeAtOnce
from contracts.cases.sending.pair_judge import PairJudge
from contracts.cases.sending.repeated_removals import RepeatedRemovals
from contracts.errors import ContractsError, TargetError
from contracts.exchange import Exchange
from contracts.findings import Culprit
from contracts.judging.own_rules import OwnRules
from contracts.judging.provocation import Provocations
from contracts.judging.sent import Sent, lighten
from contracts.laws.correspondence import Correspondence
from contracts.laws.differential import outlived
from contracts.laws.leeway import ACCEPTED, refuses_inside
from contracts.laws.maker import Maker
from contracts.traffic.entities import Entity
from contracts.traffic.idempotency_keys import IdempotencyKeys
from contracts.traffic.mock import is_given
from contracts.traffic.named_records import NamedRecords
from contracts.traffic.operation_purpose import returns_standing
from contracts.traffic.record_references import RecordReferences
from contracts.traffic.request_validity import Verdict

if TYPE_CHECKING:
    from contracts.cases.sending.awaited_records import Announcement
    from contracts.exchange import Answer, Request, Source
    from contracts.judging.collector import Collector
    from contracts.laws.judging import Judge
    from contracts.traffic.credentials import Credentials
    from contracts.traffic.ledger import Ledger, LedgerEntry
    from contracts.traffic.mock import Mock
    from contracts.traffic.other_user import OtherUser
    from contracts.traffic.request_validity import Reading
    from contracts.traffic.safety import Safety
    from contracts.traffic.target import Target
    from mock_server.openapi import JSON, Behaviour

    Announced = tuple[LedgerEntry | None, Announcement | None]


class Sender:
    """One run's traffic. ``send`` gives None where safety forbids the request."""

    def __init__(
        self,
        judge: Judge,
        target: Target,
        mock: Mock | None,
        ledger: Ledger,
        safety: Safety,
        collector: Collector,
        credentials: Credentials,
    ) -> None:
        self.judge = judge
        self.target = target
        self.mock = mock
        self.ledger = ledger
        self.safety = safety
        self.collector = collector
        self.credentials = credentials
        self.correspondence = Correspondence()
        self.addressing = Addressing(judge.behaviours)
        self.path_keys = safety.keys = self.addressing.path_keys
        self.ownership = safety.ownership
        self.known = KnownRecords(self.ownership, self.path_keys, self.correspondence, safety.given)
        judge.uuids.met = self.ownership.met
        self.ownership.readable |= safety.readable(judge.behaviours)
        self.named = safety.named = NamedRecords(self.ownership, self.addressing.key_name, safety.given)
        self.named.keys = self.path_keys
        self.references = self.named.references = RecordReferences(judge.behaviours, judge.schemas, self.named.is_key)
        collector.own_rules = OwnRules(judge, safety.given.values(), self.references)
        self.records = CreatedRecords(ledger, self.ownership, safety.creations, self.addressing, credentials)
        self.records.at_once = MadeAtOnce(judge.document, judge.schemas, self.addressing).evidence
        self.asking, self.idempotency = Asking(target, self.records), IdempotencyKeys()
        self.repeated = RepeatedRemovals(judge, self.asking)
        self.given = GivenParameters(credentials, ledger, judge.behaviours)
        self.pairs = PairJudge(judge, self.addressing, self.known, self.given, mocks=is_given(mock))
        self.generated = self.pairs.generated
        self.other: OtherUser | None = None
        self.provocations = Provocations(judge.schemas, safety.ownership.names.tag)
        self.keeping_once: set[str] = set()
        """Resources that refuse a second record although its key is new: something else in it is taken."""

    def made(self, resource: str, key: str) -> bool:
        """Whether this run created a record of this key, below whatever parents, and has not removed it."""
        return self.ownership.made_any(key, resource)

    def pardon(self, request: Request) -> None:
        """Judge what comes of this request's record again, although the two sides parted over it before."""
        reading = self.judge.reader.read(request)
        behaviour = self.judge.behaviours[reading.operation.id] if reading is not None else None
        entity = self.known.of(self.addressing.where(reading, behaviour, self.addressing.key(reading, behaviour)))
        if entity is not None:
            entity.tainted = False

    def send(self, request: Request, source: Source, label: str, causes: tuple[str, ...] = ()) -> Sent | None:
        """Send ``request`` to both sides and judge the answers."""
        reading = self.judge.reader.read(request)
        behaviour = self.judge.behaviours[reading.operation.id] if reading is not None else None
        key = self.addressing.key(reading, behaviour)
        name = reading.operation.id if reading is not None else ""
        self.asking.wait(request, reading, behaviour, key)
        if (reason := self._withheld(request, reading, behaviour)) is not None:
            self.collector.skipped(request, reason)
            return None
        where = self.addressing.where(reading, behaviour, key)
        entity = self.known.of(where)
        entry = self.records.announce(reading, behaviour, key)
        announced = self.records.announced
        if behaviour is not None and announced is not None and announced.new is not None:
            self.given.announced(behaviour, key, request)
        begun = self.safety.ownership.moment
        if behaviour is not None and behaviour.action == "delete" and where is not None:
            self.safety.ownership.given_keys.removing(where)
            self.generated.released(where[2], where[1])  # it may be given again before this is answered
        self.idempotency.sending(request, reading.operation if reading is not None else None)
        answer, failed = self.asking.ask(request, name, behaviour)
        if answer is not None and answer.cut is not None:
            self.collector.cut(name, answer.cut)
        mock = self._ask_mock(request, behaviour, reading)
        exchange = Exchange(request, answer, source, label, mock, str(failed) if failed is not None else None)
        sent = Sent(exchange, reading, self.judge.body_of(answer, reading), self.judge.body_of(mock), [], begun=begun)
        if reading is not None and behaviour is not None:
            sent.refused = refuses_inside(reading, behaviour, sent.body)
            sent.led = self.addressing.leads_to_new(behaviour, answer)
        sent.stood = self.known.stood(where)
        sent.again = self.idempotency.repeats(request, reading.operation if reading is not None else None)
        sent.access = self.credentials.verdict(request, reading.operation) if reading is not None else None
        try:
            if failed is None or failed.telling:
                again = self.collector.replaying is not None
                mocks = self.pairs.judge(sent, behaviour, where, shown_again=again)
                lighten(sent)
                for finding in mocks:  # which are none about the target: its record goes on as it did
                    self.collector.observe(replace(finding, exchange=sent.exchange), causes)
        finally:  # what was made is known, whatever a fault of the judge's own
            self._keep(sent, behaviour, entity, (entry, announced), key)
        self.target.busy = False
        causes = (*causes, entity.relation) if entity is not None and entity.relation else causes
        provoked = self.provocations.of(sent, causes)
        self.collector.add(sent, causes, provoked)
        if sent.unremoved and behaviour is not None and entry is not None:
            self.collector.spared_again(self.repeated.follow(sent, behaviour, entry, key), provoked)
        return sent

    def _withheld(self, request: Request, reading: Reading | None, behaviour: Behaviour | None) -> str | None:
        """Why a request is not sent, None where it may be."""
        key = self.addressing.key(reading, behaviour)
        beside = self.judge.reader.requests.at(request.target) if reading is None else ()
        reason = self.safety.forbids(request, reading, behaviour, key, beside)
        reason = reason or self.given.strays(request, reading, behaviour, key, self.safety.ownership.named)
        if reason is not None or self.collector.replaying is not None:
            return reason
        return self.asking.forbid(reading.operation.id if reading is not None else "")

    def _ask_mock(self, request: Request, behaviour: Behaviour | None, reading: Reading | None) -> Answer | None:
        if self.mock is None or (self.other is not None and self.other.sends(request)):
            return None
        template = behaviour.operation.path if behaviour is not None else ""
        keys = self.path_keys.places(behaviour, reading.path) if behaviour is not None and reading is not None else {}
        try:
            known = self.credentials.for_mock(request, behaviour.operation if behaviour is not None else None)
            fits, named = partial(self._fits, reading), self.addressing.named(reading, behaviour)
            return self.mock.send(self.correspondence.to_mock(known, template, keys, fits, named))
        except TargetError as error:
            raise ContractsError(f"the mock gives no answer: {error}") from None

    def _fits(self, reading: Reading | None, renamed: Request) -> bool:
        """Whether a request with the mock's own keys conforms where the target's did."""
        if reading is None or reading.verdict is not Verdict.VALID:
            return True
        found = self.judge.reader.read(renamed)
        return found is not None and found.verdict is not Verdict.INVALID

    def ask_mock(self, request: Request) -> Answer | None:
        """What the mock alone answers."""
        reading = self.judge.reader.read(request)
        behaviour = self.judge.behaviours[reading.operation.id] if reading is not None else None
        return self._ask_mock(request, behaviour, reading)

    def made_by_mock(self, request: Request, create: Behaviour) -> JSON:
        """The key of a record that the mock makes where the target has one that the run did not make, None for none."""
        answer = self._ask_mock(request, create, self.judge.reader.read(request))
        return self.addressing.answered_key(create, self.judge.body_of(answer)) if answer is not None else None

    def _keep(
        self, sent: Sent, behaviour: Behaviour | None, entity: Entity | None, written: Announced, key: JSON
    ) -> None:
        """Follow in ledger and entities what the answers say; ``written``: the entry, and what was announced."""
        entry, announced = written
        self.records.awaited.answered(announced, sent.status)
        if behaviour is not None and behaviour.action == "none" and sent.succeeded and sent.reading is not None:
            self.known.tell(sent.reading.body)
        if behaviour is None or behaviour.resource is None:
            if behaviour is not None:
                self.records.acted(sent, behaviour)
                self.pairs.first_reads.take(sent, behaviour, None)
            return
        request = sent.exchange.request
        if behaviour.action == "delete" and self.given.missed(sent, behaviour) and entity is not None:
            entity.tainted = True  # it is where it was; to the mock it may be gone
            return
        if self.other is not None and not self.other.is_followed(request, sent.status, behaviour, key):
            if sent.exchange.answer is not None and sent.status != 201:  # the record was there already
                self.records.withdraw(announced)
            return
        self.safety.creations.took(sent.reading if sent.succeeded else None)
        found = self.records.settle(sent, behaviour, entry, key)
        self.given.followed(behaviour, found or key, request, self.addressing.record(behaviour, sent.body))
        if self.records.outlived and not any(finding.law == "state" for finding in sent.findings):
            make = Maker(sent.exchange, behaviour.operation, Culprit.TARGET_AGAINST_DOCUMENT)
            sent.findings.append(replace(outlived(make), before=tuple(entity.history[-6:]) if entity else ()))
        if behaviour.action == "create" and sent.succeeded:
            entity = self._created(sent, behaviour, entity, key, found)
        elif behaviour.action == "create" and 400 <= sent.status < 500:
            self._refused(sent, behaviour)
        elif behaviour.action == "delete" and entry is not None and sent.succeeded:
            self.generated.released(entry.key, self.addressing.above(sent.reading, behaviour))
        self.pairs.first_reads.take(sent, behaviour, key)
        if entity is not None:
            self._follow(sent, behaviour, entity)

    def _follow(self, sent: Sent, behaviour: Behaviour, entity: Entity) -> None:
        """Let a record go on to what the mock made of it; the two sides part over it where they did not do the same."""
        mock = sent.exchange.mock
        entity.remember(sent.exchange)
        apart = mock is not None and (mock.status < 300) != sent.succeeded
        if sent.findings or sent.exchange.answer is None or apart:
            parted = sent.exchange.answer is None or any(f.place == "status" or f.law == "value" for f in sent.findings)
            entity.tainted = entity.tainted or parted or apart
        if behaviour.action == "delete" and sent.status == ACCEPTED:
            entity.tainted = True  # who reads it now may be shown it still
        if sent.reading is not None:
            status = mock.status if mock is not None else sent.status
            entity.advance(behaviour, status, hard=self.addressing.hard(behaviour, sent.reading))

    def _refused(self, sent: Sent, behaviour: Behaviour) -> None:
        """Note of a create that the target refused what the mock alone made."""
        mock, resource = sent.exchange.mock, behaviour.resource or ""
        if mock is None or mock.status >= 300:
            return
        if sent.status == 409:
            self.keeping_once.add(resource)
        theirs = self._mocks_key(sent, behaviour)
        self.correspondence.alone(theirs, resource, self.addressing.above(sent.reading, behaviour))

    def _mocks_key(self, sent: Sent, behaviour: Behaviour) -> JSON:
        """The key of the record that the mock made, None where it made none or does not say which.

        Where no schema tells the place of the key, what has its name in the mock's body may be made up.
        """
        mock = sent.exchange.mock
        if mock is None or mock.status >= 300:
            return None
        located = self.addressing.located_key(behaviour, mock)
        if located is not None and behaviour.answer_path is None:
            return located
        found = self.addressing.answered_key(behaviour, sent.mock_body)
        return located if found is None else found

    def _created(
        self, sent: Sent, behaviour: Behaviour, entity: Entity | None, key: JSON, found: str | None
    ) -> Entity | None:
        """Pair the keys that both sides gave to a new record; the record itself, or what was known as it."""
        resource, above = behaviour.resource or "", self.addressing.above(sent.reading, behaviour)
        theirs = self._mocks_key(sent, behaviour)
        answered = self.addressing.answered_key(behaviour, sent.body)
        if not isinstance(key, str):
            if answered is None:
                answered = found or self.addressing.located_key(behaviour, sent.exchange.answer)
            if answered is None:
                return entity
            if sent.again and self.correspondence.is_anothers(theirs, answered, resource, above):
                theirs = None  # the mock knew the request again, and the target made another record
            self.correspondence.pair(answered, theirs, resource, above)
            entity = self.known.of((resource, above, str(answered)))
            if entity is not None and theirs is None:
                entity.tainted = True  # nothing that the mock answers of this key is about the same record
        elif answered is not None and str(answered) != key:
            self.known.entities.setdefault((resource, above, str(answered)), Entity()).tainted = True
            if entity is not None and (
                str(answered).casefold() == key.casefold() or returns_standing(behaviour.operation)
            ):
                entity.tainted = True  # the mock has it in another case, or has it, and does not hear of its removal
        return entity
