"""The document of today beside the released one that a check holds a service to: what it says of the same answers.

Every exchange is told to it as it comes: its own mock is asked the same, the target's answer is judged by it. So each
finding against the released document has a standing: what the newer one merely adds, what it changed, what breaks both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.sending.sender import Sender
from contracts.errors import TargetError
from contracts.findings import Culprit, Standing
from contracts.judging.collector import Collector
from contracts.laws.compared_answers import SEVERAL_ANSWERS
from contracts.laws.judging import MORE_MEMBERS, Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.mock import MockBeside
from contracts.traffic.ownership import Ownership
from contracts.traffic.request_validity import Verdict
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.target import Target
from mock_server.openapi import load_document, pointers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.exchange import Answer, Exchange, Request
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.settings import Settings
    from contracts.traffic.mock import Mock
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Document

_KEPT = 64
"""How many exchanges of late are remembered, for journeys that judge several at once."""
_OPENED = frozenset({"invalid-refused", "access-required", "uncovered", "violations-named"})
"""Laws that a service breaks where it lets in more than was promised: no client of old notices."""


class CurrentDocument:
    """Judges by ``document``; ``released`` is the judge whose findings it is asked about."""

    def __init__(
        self,
        document: Document,
        released: Judge,
        settings: Settings,
        mock: Mock | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        credentials = Credentials(document, fitting(document, given or {}))
        self.released = released
        released.more_members = True
        self.mock = mock
        self._known: dict[int, tuple[Answer, Sent]] = {}
        self._answers = _Given(settings.url)
        self._sender = Sender(
            Judge(document, credentials),
            self._answers,
            mock,
            Ledger(None, {}),
            _Unbound(Ownership(RunNames(settings.seed)), Creations()),
            Collector(),
            credentials,
        )

    @classmethod
    def beside(cls, settings: Settings, released: Judge) -> CurrentDocument | None:
        """The one that the settings name, with a mock in this process; None where they name none."""
        if settings.current is None:
            return None
        document = load_document(settings.current, settings.current_overlays)
        given = released.credentials.values if released.credentials is not None else settings.credentials
        secrets = Credentials(document, fitting(document, given)).secrets
        mock = MockBeside(settings.current, secrets, settings.seed, settings.current_overlays)
        return cls(document, released, settings, mock, given)

    def close(self) -> None:
        """Let go of its mock."""
        if self.mock is not None:
            self.mock.close()

    def take(self, sent: Sent) -> None:
        """Follow one exchange."""
        answer = sent.exchange.answer
        if answer is None:
            return
        request = replace(sent.exchange.request, operation=None)
        self._answers.next = answer
        self._sender.pardon(request)
        told = self._sender.send(request, sent.exchange.source, sent.exchange.label)
        if told is not None:
            self._known[id(answer)] = (answer, told)
            if len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]

    def standing(self, finding: Finding) -> tuple[Standing, Finding]:
        """How a finding against the released document stands to this one, and what is to be said of it."""
        standing = self._standing(finding)
        if standing is not Standing.CHANGED or finding.law != "valid-accepted":
            return standing, finding
        new = self._read(finding.exchange)
        if new is None or not new.violations:
            return standing, finding
        asked = new.violations[0]
        what = f"{asked.location} {asked.field}"
        message = f"{finding.message}; it is asked for more ({what}: {asked.message})"
        return standing, replace(finding, message=message, cause=f"{what} {asked.keyword}")

    def _standing(self, finding: Finding) -> Standing:
        exchange = finding.exchange
        if exchange.answer is None or exchange.answer.cut or finding.culprit is Culprit.MOCK_AGAINST_DOCUMENT:
            return Standing.BROKEN
        old = self.released.reader.read(exchange.request)
        known = self._known.get(id(exchange.answer))
        new = known[1].reading if known is not None else self._read(exchange)
        if finding.law == "uncovered":
            return Standing.BROKEN if new is None else Standing.ADDED
        if old is None or old.routing:
            return Standing.BROKEN
        if new is None or self._says_less(finding, old, new) or self._locks(exchange, old, new):
            return Standing.CHANGED
        if known is None or not _alone(finding, known[1]):
            return Standing.BROKEN
        return Standing.ADDED if _added(finding, old, new) else Standing.CHANGED

    def _read(self, exchange: Exchange) -> Reading | None:
        return self._sender.judge.reader.read(replace(exchange.request, operation=None))

    def _says_less(self, finding: Finding, old: Reading, new: Reading) -> bool:
        """Whether what was broken is no longer promised: the request as it was sent, a parameter of it, a member."""
        if old.verdict is Verdict.VALID and new.verdict is Verdict.INVALID:
            return True
        listed = {(p.location, p.name) for p in new.operation.parameters}
        used = {(place, name) for place, values in old.values.items() for name in values}
        if finding.law != "status-documented" and any(
            (p.location, p.name) in used and (p.location, p.name) not in listed for p in old.operation.parameters
        ):
            return True
        return self._has(self.released, old, finding) and not self._has(self._sender.judge, new, finding)

    def _locks(self, exchange: Exchange, old: Reading, new: Reading) -> bool:
        """Whether what let in by the released document no longer does."""
        before, now = self.released.credentials, self._sender.credentials
        if before is None:
            opened = not old.operation.security or () in old.operation.security
        else:
            opened = before.verdict(exchange.request, old.operation) is not False
        return opened and now.verdict(exchange.request, new.operation) is False

    def _has(self, judge: Judge, reading: Reading, finding: Finding) -> bool:
        """Whether the documented answer has the member at which a finding stands."""
        answer = finding.exchange.answer
        response = reading.operation.response(answer.status) if answer is not None else None
        if response is None or not finding.place.startswith("/"):
            return False
        schema = response.schema
        for name in pointers.tokens(finding.place):
            if name == "*":
                schema = judge.schemas.below(schema, (0,))
                continue
            members = judge.schemas.properties(schema)
            if name not in members:
                return False
            schema = members[name]
        return True


class _Given(Target):
    """Stands where the target is: the answer is the one that the target gave."""

    next: Answer | None = None

    def send(self, request: Request) -> Answer:
        """The target's answer."""
        if self.next is None:
            raise TargetError("it was asked already", sent=True)
        return self.next


class _Unbound(Safety):
    """Nothing is sent any more, so nothing is forbidden."""

    def forbids(self, *_: object) -> str | None:
        """Nothing."""
        return None


def fitting(document: Document, given: Mapping[str, str]) -> dict[str, str]:
    """The credentials that were given for one document, as another names its schemes."""
    only = next(iter(set(given.values()))) if len(set(given.values())) == 1 else None
    found = {name: given.get(name, only) for name in document.security_schemes}
    return {name: value for name, value in found.items() if value}


def _alone(finding: Finding, told: Sent) -> bool:
    """Whether the newer document finds nothing wrong there, and would have seen it."""
    theirs = [other for other in told.findings if other.culprit is not Culprit.MOCK_AGAINST_DOCUMENT]
    if any(other.place == finding.place or other.law == finding.law for other in theirs):
        return False
    return finding.law not in _SEVERAL


_SEVERAL = SEVERAL_ANSWERS | {"shown-once", "time-plausible"}
"""Laws that look at other answers too: whether another document would say the same is not asked."""


def _added(finding: Finding, old: Reading, new: Reading) -> bool:
    """Whether what the newer document says is more than the released one, and breaks no promise of it."""
    if finding.law in _OPENED:
        return True
    if finding.law == "answer-schema":
        return finding.cause in MORE_MEMBERS
    if finding.law != "status-documented":
        return False
    successes = {response.status for response in old.operation.responses if response.status.startswith("2")}
    return successes <= {response.status for response in new.operation.responses}
