"""Traffic that others made, recorded or passing: each exchange judged by the document alone, and what it adds up to.

Nothing is sent and nothing compared with a mock, so what counts is what one exchange shows by itself. Its size is
bounded, however much passes.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.cases.sending.current_document import CurrentDocument
from contracts.findings import Report, Standing
from contracts.judging.additions import added
from contracts.judging.collector import Observation
from contracts.judging.contrast import PROVOKED, Spared
from contracts.judging.coverage import covered
from contracts.judging.drifts import drifts
from contracts.judging.provocation import Provocations
from contracts.judging.sent import Sent, lighten
from contracts.laws.judging import Judge
from contracts.settings import Settings
from contracts.traffic.watched_credentials import WatchedCredentials
from mock_server.openapi import MISSING, content_codings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.judging.provocation import Provocation
    from mock_server.openapi import Document

_A_KIND, _PROVOKED = 4, 100
"""How many findings of a kind are kept; of those whose cause is found by contrast more."""
_MOST_KINDS = 2_000
"""Kinds of findings that are told apart: names in answers may make a new one of each exchange."""
_NO_TAG = "\0"
"""Nothing in traffic of others carries the tag of a run."""
_SAMPLES = 400
_SPEC = Path("recorded")
"""Nothing is sent, so no document is read again."""
_MASKED = "...[secret-"


class JudgedTraffic:
    """The exchanges of one document's API so far, and what they show.

    ``current`` is the document of today, at ``path``, where ``document`` is a released one. With ``whole`` requests are
    as they were sent, credentials included, which many recordings leave out: one without any must not be let in, and
    one with what is ``given`` for a scheme must.
    """

    def __init__(
        self,
        document: Document,
        current: Document | None = None,
        path: Path | None = None,
        *,
        whole: bool = False,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.document = document
        watched = whole and not _by_certificate(document)
        self._credentials = WatchedCredentials(document, given or {}) if watched else None
        self.judge = Judge(document, self._credentials)
        self.coverage: Counter[tuple[str, int]] = Counter()
        self.samples: list[Exchange] = []
        self._provocations = Provocations(self.judge.schemas, _NO_TAG)
        self._spared = Spared()
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._observations: list[Observation] = []
        self._additions: Counter[str] = Counter()
        self._beyond = 0
        self._current = str(path) if current is not None else None
        self._later = CurrentDocument(current, self.judge, Settings("http://recorded", _SPEC)) if current else None
        self._began, self._moment = time.monotonic(), datetime.now(UTC)

    def operation(self, exchange: Exchange) -> str:
        """The id of the operation that covers a request, empty where none does."""
        reading = self.judge.reader.read(exchange.request)
        return reading.operation.id if reading is not None else ""

    def add(
        self, exchange: Exchange, number: int, beside: Callable[[Exchange], Iterable[Finding]] = lambda _: ()
    ) -> tuple[tuple[Finding, bool], ...] | None:
        """Judge an exchange: each finding, and whether it is the first of its kind.

        ``beside`` gives what a mock beside the traffic has against it, which counts where nothing else is wrong there.
        None where no operation of the document covers its request.
        """
        judge, exchange = self.judge, travelled(exchange)
        reading = judge.reader.read(exchange.request)
        if reading is None:
            return None
        self.coverage[reading.operation.id, exchange.answer.status if exchange.answer else 0] += 1
        body = judge.body_of(exchange.answer, reading)
        findings = judge.findings(exchange, reading, body)
        places = {finding.place for finding in findings}
        findings += [finding for finding in beside(exchange) if finding.place not in places]
        sent = Sent(replace(exchange, label=""), reading, body, MISSING, findings)
        if judge.credentials is not None:
            sent.access = judge.credentials.verdict(exchange.request, reading.operation)
        if self._credentials is not None:
            self._credentials.learn(exchange.answer, body)
        provoked = self._provocations.of(sent, ())
        self._spared.add(sent, provoked, drawn=False)
        if self._later is not None:
            self._later.take(sent)
        lighten(sent)
        if len(self.samples) < _SAMPLES:
            self.samples.append(replace(sent.exchange, label=exchange.label))
        return tuple(
            (finding, self._observe(finding, number, tuple(provoked)))
            for finding in sent.findings
            if _MASKED not in finding.observed  # a recording of ours, with its secrets taken out
        )

    def _observe(self, item: Finding, number: int, provoked: tuple[Provocation, ...]) -> bool:
        standing, finding = self._later.standing(item) if self._later is not None else (Standing.BROKEN, item)
        if standing is Standing.ADDED:
            said = f"{finding.operation}: {finding.message}"
            if said in self._additions or len(self._additions) < _MOST_KINDS:
                self._additions[said] += 1
            return False
        kind = (finding.law, finding.culprit, finding.operation, finding.place, finding.cause)
        if kind not in self._counts and len(self._counts) >= _MOST_KINDS:
            self._beyond += 1
            return False
        self._counts[kind] += 1
        if self._counts[kind] <= (_PROVOKED if finding.law in PROVOKED else _A_KIND):
            changed = standing is Standing.CHANGED
            self._observations.append(Observation(finding, (), None, number, provoked, changed=changed))
        return self._counts[kind] == 1

    def report(
        self,
        spec: str,
        target: str,
        seed: int,
        notices: Iterable[str] = (),
        shortfalls: Iterable[str] = (),
        *,
        require_coverage: bool = False,
    ) -> Report:
        """What was seen so far; nothing changes."""
        order = {operation.id: index for index, operation in enumerate(self.document.operations)}
        found = [drift for drift, _ in drifts(self._observations, self._counts, order, self._spared)]
        return Report(
            document=spec,
            title=self.document.title,
            target=target,
            seed=seed,
            started=self._moment.isoformat(timespec="seconds"),
            seconds=time.monotonic() - self._began,
            exchanges=tuple(self.samples),
            exchange_count=sum(self.coverage.values()),
            drifts=tuple(found),
            coverage=covered(self.document, self.coverage),
            notices=(*added(self._additions), *self._untold(), *notices),
            shortfalls=tuple(shortfalls),
            require_coverage=require_coverage,
            current=self._current,
        )

    def _untold(self) -> Iterator[str]:
        if self._beyond:
            yield f"{_MOST_KINDS:,} kinds of findings are told apart; {self._beyond:,} findings are of none of them"


def _by_certificate(document: Document) -> bool:
    """Whether a client may be known by its certificate, which no exchange shows."""
    return any(scheme.get("type") == "mutualTLS" for scheme in document.security_schemes.values())


def travelled(exchange: Exchange) -> Exchange:
    """The exchange without the fields that say how its answer's body travelled, which is decoded by now."""
    answer = exchange.answer
    if answer is None:
        return exchange
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in content_codings.TRAVEL_FIELDS)
    return exchange if len(kept) == len(answer.headers) else replace(exchange, answer=replace(answer, headers=kept))
