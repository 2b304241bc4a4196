"""Judges what target and mock answered to one request: each by the document, and one against the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.sending.first_reads import FirstReads
from contracts.exchange import Request
from contracts.findings import Culprit
from contracts.laws.allowed_methods import AllowedMethods
from contracts.laws.differential import Differential, stands_alone
from contracts.laws.generated import Generated
from contracts.laws.leeway import is_taken, makes_alone, misses_otherwise
from contracts.laws.maker import Maker
from contracts.laws.shown_once import ShownOnce

if TYPE_CHECKING:
    from contracts.cases.sending.addressing import Addressing
    from contracts.cases.sending.given_parameters import GivenParameters
    from contracts.cases.sending.known_records import KnownRecords
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.laws.judging import Judge
    from contracts.traffic.evidence import Where
    from mock_server.openapi import Behaviour

_MOCK = Culprit.TARGET_AGAINST_MOCK
FIRST_SHOWN = frozenset({"echo", "default"})
"""Laws of what an answer shows of a request: that of a create, or the first read where the create answers little."""
_FORM = frozenset({"status-documented", "no-server-error", "media-type", "json", "answer-schema", "answer-header"})
"""Laws that an answer keeps by its form: what it means is the mock's to say, and the differential's to compare."""
_A_KIND = 4
"""Answers of the mock that are judged of each status of an operation."""
_BEFORE = 6
"""Exchanges about a record that are told before a finding about it."""


class PairJudge:
    """Judges the pairs of answers of one run; ``known`` are the records that they are about.

    ``mocks`` says that the mock's answers are judged as well.
    """

    def __init__(
        self, judge: Judge, addressing: Addressing, known: KnownRecords, given: GivenParameters, *, mocks: bool = False
    ) -> None:
        self.generated = Generated(judge.schemas)
        self.first_reads = FirstReads(judge, addressing)
        self._judge, self._addressing, self._known, self._given = judge, addressing, known, given
        self._differential = Differential(judge)
        self._shown_once = ShownOnce(judge.schemas, judge.behaviours)
        self._allowed = AllowedMethods(judge.document, judge.reader.requests)
        self._judges_mocks, self._mocks = mocks, Counter[tuple[str, int]]()

    def judge(
        self, sent: Sent, behaviour: Behaviour | None, where: Where | None, *, shown_again: bool = False
    ) -> list[Finding]:
        """Put to an exchange its findings; of a record over which the two sides parted, those that stand even so.

        Returns what the mock's own answer breaks, which is looked at in any case where the target differs from it.
        """
        entity = self._known.of(where)
        tainted = entity is not None and entity.tainted
        make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_DOCUMENT)
        found = self._by_the_document(sent, behaviour, where)
        found += self._of_methods(sent, where, make, shown_again=shown_again)
        if not sent.again:
            found += self._shown_once.findings(sent.exchange, make)
        if sent.reading is None:
            found += self._differential.uncovered(sent.exchange, make)
        elif behaviour is not None:
            if behaviour.action == "create":
                self.generated.learn(sent.status, behaviour.operation)
            if behaviour.action == "create" and not any(finding.place == "status" for finding in found):
                found += self._created(sent, behaviour, make)
            parted = tainted or sent.again or self._given.missed(sent, behaviour)
            if not parted:
                found += self._against_the_mock(sent, behaviour, where, found, make)
            if shown_again:
                found += self._first_shown(sent, behaviour, where, make)
            if is_in_another_case(self._addressing, sent, behaviour):
                found = [finding for finding in found if finding.place != f"path {behaviour.key_parameter}"]
        mocks = self._of_the_mock(sent, asked=shown_again or any(finding.culprit is _MOCK for finding in found))
        before = sent.before = tuple(entity.history[-_BEFORE:]) if entity is not None else ()
        sent.findings = [
            replace(finding, before=before) if before and not finding.before else finding
            for finding in found
            if not tainted or stands_alone(finding)
        ]
        return mocks

    def _first_shown(self, sent: Sent, behaviour: Behaviour, where: Where | None, make: Maker) -> list[Finding]:
        """What an answer is the first to show of a create, but for what the mock shows so too."""
        found = self.first_reads.findings(sent, sent.body, behaviour, where, make)
        own = self.first_reads.findings(sent, sent.mock_body, behaviour, where, make) if found else []
        mocks = {(finding.law, finding.place): finding.observed for finding in own}
        return [f for f in found if (f.law, f.place) not in mocks or _is_lost(f, mocks[f.law, f.place])]

    def _of_methods(self, sent: Sent, where: Where | None, make: Maker, *, shown_again: bool) -> list[Finding]:
        """What an answer leaves out of the methods that its path has."""
        if sent.reading is not None and sent.access is True:
            request, own = sent.exchange.request, self._known.made(where)
            self._allowed.learn(sent.reading.operation, request.target, sent.status, own=own)
        if sent.access is False or not self._allowed.tells(sent.exchange):
            return []
        own = self._known.made(where) or self._is_own(sent.exchange.request)
        return self._allowed.findings(sent.exchange, make, own=own, shown_again=shown_again)

    def _is_own(self, request: Request) -> bool:
        """Whether a path is that of a record which the run made, whatever the method."""
        for operation in self._allowed.operations(request.target):
            reading = self._judge.reader.read(Request(operation.method, request.target))
            behaviour = self._judge.behaviours[operation.id]
            where = self._addressing.where(reading, behaviour, self._addressing.key(reading, behaviour))
            if self._known.made(where):
                return True
        return False

    def _of_the_mock(self, sent: Sent, *, asked: bool) -> list[Finding]:
        """Where the mock's own answer breaks the document: by the first of each kind, and where it is ``asked``."""
        mock, reading = sent.exchange.mock, sent.reading
        if not self._judges_mocks or mock is None or reading is None:
            return []
        kind = (reading.operation.id, mock.status)
        self._mocks[kind] += not asked
        if not asked and self._mocks[kind] > _A_KIND:
            return []
        found = self._mocks_findings(sent, Culprit.MOCK_AGAINST_DOCUMENT)
        return [replace(finding, exchange=sent.exchange) for finding in found if finding.law in _FORM]

    def _mocks_findings(self, sent: Sent, culprit: Culprit = Culprit.TARGET_AGAINST_DOCUMENT) -> list[Finding]:
        """What the document says of the mock's answer, as if the target had given it."""
        turned = replace(sent.exchange, answer=sent.exchange.mock, mock=None)
        return self._judge.findings(turned, sent.reading, sent.mock_body, culprit)

    def _by_the_document(self, sent: Sent, behaviour: Behaviour | None, where: Where | None) -> list[Finding]:
        """What the document alone says, but for what the state of a record explains, or the mock does not do either."""
        found = self._judge.findings(sent.exchange, sent.reading, sent.body)
        if sent.again or (behaviour is not None and self._explains_refusal(sent.stood, behaviour, where)):
            found = [finding for finding in found if finding.law != "valid-accepted"]
        if sent.exchange.mock is not None and any(finding.law in FIRST_SHOWN for finding in found):
            found = self._not_the_mocks(sent, found)
        return found

    def _explains_refusal(self, stood: str, behaviour: Behaviour, where: Where | None) -> bool:
        """Whether a request that conforms may be refused, since a record stands where it does, or stands nowhere."""
        if makes_alone(behaviour, stood) or is_taken(stood, behaviour):
            return True
        return misses_otherwise(behaviour, stood) and not self._known.shown(where, behaviour.key_parameter)

    def _not_the_mocks(self, sent: Sent, found: list[Finding]) -> list[Finding]:
        """``found`` without what the mock, the oracle of meaning, does not give back either, or who repeats itself."""
        if sent.again:
            return [finding for finding in found if finding.law not in FIRST_SHOWN]
        own = {(f.law, f.place): f.observed for f in self._mocks_findings(sent) if f.law in FIRST_SHOWN}
        return [f for f in found if (f.law, f.place) not in own or _is_lost(f, own[f.law, f.place])]

    def _created(self, sent: Sent, behaviour: Behaviour, make: Maker) -> list[Finding]:
        """What is wrong with the values that the target made up, unless it was only asked once more."""
        if sent.reading is None or sent.again or not sent.succeeded:
            return []
        response = sent.reading.operation.response(sent.status)
        if response is None:
            return []
        above = self._addressing.above(sent.reading, behaviour)
        found = self.generated.observe(sent.exchange, behaviour, response, sent.body, make, above)
        self._shown_once.learn(behaviour, response, sent.body)
        return found

    def _against_the_mock(
        self, sent: Sent, behaviour: Behaviour, where: Where | None, found: list[Finding], make: Maker
    ) -> list[Finding]:
        """Where the two answers differ, but for places of which something was ``found`` already."""
        mock, reading = sent.exchange.mock, sent.reading
        apart = any(finding.place == "status" or finding.law == "invalid-refused" for finding in found)
        if mock is None or reading is None or apart:
            return []
        state = self._known.state(where, behaviour, reading)
        sent.state = state.cause
        known = {finding.place for finding in found}
        differing = self._differential.findings(sent.exchange, mock, reading, sent.body, sent.mock_body, state, make)
        return [finding for finding in differing if finding.place not in known]


def _is_lost(finding: Finding, mocks: str) -> bool:
    """Whether an object is missing of which the mock shows other values: the keys of its own records."""
    return finding.observed == "absent" and finding.expected.startswith("{") and mocks.startswith("{")


def is_in_another_case(addressing: Addressing, sent: Sent, behaviour: Behaviour) -> bool:
    """Whether nothing but the path is wrong with a request, and the answer shows its key in the case it is kept in."""
    reading = sent.reading
    if reading is None or not reading.violations or not sent.succeeded:
        return False
    if any(violation.location != "path" for violation in reading.violations):
        return False
    key, shown = addressing.key(reading, behaviour), addressing.answered_key(behaviour, sent.body)
    if not isinstance(key, str) or not isinstance(shown, str):
        return False
    return key != shown and key.casefold() == shown.casefold()
