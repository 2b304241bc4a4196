"""A mock that learns, beside the traffic, which is told each exchange and says what should have come of it.

It is driven by the engine of a check, with the service's recorded answers in place of a target: what a create was
answered with is paired with what the mock made, and later answers are compared by the same laws. Only what follows from
the document and from what passed here binds; what was there before is anybody's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.sending.sender import Sender
from contracts.errors import ContractsError, TargetError
from contracts.findings import Culprit
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.observed.recordings.learning_mock.passed_lists import PassedLists
from contracts.observed.recordings.learning_mock.read_changes import ReadChanges
from contracts.observed.recordings.learning_mock.written_values import WrittenValues
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.mock import MockBeside
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import percent

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Answer, Exchange, Request
    from contracts.findings import Finding
    from contracts.judging.sent import Sent
    from contracts.laws.list_laws import Items
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Behaviour

KEY = "mirror-0f3c9a"
"""The credential by which the mock lets in; nobody else knows it."""
_REMEMBERED = 10_000
_BEYOND = (401, 403, 408, 425, 429)
"""What is answered for reasons that no document tells."""
_REFUSED = (401, 403)


class LearningMock:
    """The mock beside the traffic of one document; takes exchanges one after the other, in the order of their ends."""

    def __init__(self, judge: Judge, spec: Path, overlays: tuple[Path, ...] = (), seed: int = 1) -> None:
        document = judge.document
        self._known = judge.credentials
        self._judge = judge = Judge(document, None, judge.reader)  # the requests that it is told carry its own
        self._credentials = Credentials(document, dict.fromkeys(document.security_schemes, KEY))
        self._mock = MockBeside(spec, (KEY,), seed, overlays)
        self._answers = _Answers()
        self._sent: set[int] = set()
        self.learnt = 0
        """How many exchanges it was told."""
        safety = _NoSafety(Ownership(RunNames(seed)), Creations())
        self._sender = Sender(
            judge,
            self._answers,  # type: ignore[arg-type]
            self._mock,
            Ledger(None, {}),
            safety,
            Collector(),
            self._credentials,
        )
        self._written = WrittenValues(self._sender.addressing)
        self._changes = ReadChanges(self._sender.addressing, judge.schemas)
        self._lists = PassedLists(
            self._sender.addressing, judge.schemas, self._sender.correspondence, self._listed_without
        )

    def findings(self, exchange: Exchange, *, alone: bool, moment: float = 0.0) -> list[Finding]:
        """What the service's answer has against the mock's; nothing where another request was under way meanwhile.

        Such an exchange is learnt from, but its record is anybody's from then on.
        """
        answer = exchange.answer
        reading = self._judge.reader.read(exchange.request)
        if reading is None:
            return []
        refused = answer is not None and answer.status in _REFUSED and self._lets_in(exchange.request, reading) is False
        if answer is not None and answer.status in _BEYOND and not refused:
            return []
        if answer is None or answer.cut or answer.status >= 500:
            self.missed(exchange)
            return []
        self._answers.next, self.learnt = answer, self.learnt + 1
        try:
            request = exchange.request if refused else self._let_in(exchange.request, reading)
            sent = self._sender.send(request, "recorded", exchange.label)
        except (ContractsError, TargetError):
            return []
        finally:
            self._sender.collector.observations.clear()
        if sent is None:
            return []
        behaviour = self._judge.behaviours[reading.operation.id]
        read = list(self._written.take(sent, behaviour, alone=alone))
        places = {finding.place for finding in read}
        read += [one for one in self._changes.take(sent, behaviour, alone=alone) if one.place not in places]
        read += self._lists.take(sent, behaviour, alone=alone, moment=moment)
        if not alone:
            self._doubt(sent.reading)
            return []
        again = self._repeats(exchange)
        found = [*(item for item in sent.findings if _is_its_own(item, again=again)), *read]
        told = replace(sent.exchange, request=exchange.request, label="")
        return [replace(item, exchange=told) for item in found]

    def missed(self, exchange: Exchange) -> None:
        """What came of this exchange nobody knows: its record is judged no more."""
        if not exchange.request.is_safe:
            self._doubt(self._judge.reader.read(exchange.request))

    def _repeats(self, exchange: Exchange) -> bool:
        """Whether the same was sent before; of very many requests each may have been."""
        request = exchange.request
        key = hash((request.method, request.target, request.body))
        known = key in self._sent or len(self._sent) >= _REMEMBERED
        self._sent.add(key)
        return known

    def close(self) -> None:
        """Let go of the mock."""
        self._mock.close()

    def _doubt(self, reading: Reading | None) -> None:
        """Two sides of a race may part over this record: it is judged no more."""
        behaviour = self._judge.behaviours[reading.operation.id] if reading is not None else None
        key = self._sender.addressing.key(reading, behaviour)
        where = self._sender.addressing.where(reading, behaviour, key)
        self._written.forget(where)
        self._changes.forget(where)
        self._lists.doubt(behaviour)
        entity = self._sender.known.of(where)
        if entity is not None:
            entity.tainted = True

    def _listed_without(self, sent: Sent, behaviour: Behaviour, name: str) -> Items:
        """What the mock lists where a request does not ask for this parameter."""
        request = sent.exchange.request
        path, _, query = request.target.partition("?")
        kept = "&".join(pair.text for pair in percent.pairs(query) if pair.name != name)
        headers = tuple(pair for pair in request.headers if pair[0].lower() != name.lower())
        asked = replace(request, target=f"{path}?{kept}" if kept else path, headers=headers)
        found = self._sender.ask_mock(asked)
        return self._sender.addressing.items(behaviour, self._judge.body_of(found))

    def _lets_in(self, request: Request, reading: Reading) -> bool | None:
        """Whether its credentials let a request in; None where nobody knows."""
        return self._known.verdict(request, reading.operation) if self._known is not None else None

    def _let_in(self, request: Request, reading: Reading) -> Request:
        """The request with credentials that the mock takes, since the service let its own in."""
        own = self._credentials.default(reading.operation)
        taken = [self._credentials.carry(scheme) for scheme in self._credentials.schemes]
        names = {name.lower() for parts in taken for name, _ in parts.headers if name != "Cookie"}
        queried = {name for parts in taken for name, _ in parts.query}
        headers = tuple(pair for pair in request.headers if pair[0].lower() not in names) + own.headers
        path, mark, query = request.target.partition("?")
        pairs = [pair.text for pair in percent.pairs(query) if pair.name not in queried]
        pairs += [f"{percent.encode(name)}={percent.encode(value)}" for name, value in own.query]
        mark = "?" if mark or pairs else ""
        return replace(request, target=f"{path}{mark}{'&'.join(pairs)}", headers=headers)


def _is_its_own(finding: Finding, *, again: bool) -> bool:
    """Whether this mock alone can tell it, whenever an exchange is judged, and whoever made the request.

    A create that comes again may be answered with the record that is there, unless a new one is said to be made.
    """
    answer = finding.exchange.answer
    if finding.law == "time-plausible":
        return answer is not None and answer.header("Date") is not None  # else our own clock, which is late here
    if finding.law == "generated-unique":
        return answer is not None and answer.status == 201 and not again
    return finding.culprit is Culprit.TARGET_AGAINST_MOCK or finding.law == "shown-once"


class _Answers:
    """Plays the target: gives the answer that came."""

    busy = False
    next: Answer

    def send(self, _: Request) -> Answer:
        """The answer."""
        return self.next


class _NoSafety(Safety):
    """Nothing is sent to anybody, so nothing needs to be kept from it."""

    def forbids(self, *_: object) -> str | None:
        """Nothing."""
        return None
