"""From what a run knows to its report: at the end, and on the way for whoever may have to kill it."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from contracts.cases.confirming.confirmation import untried
from contracts.cases.phases import AFTER_ALL
from contracts.findings import Leftover, Report
from contracts.judging.additions import added
from contracts.judging.assumptions import weigh
from contracts.judging.coverage import covered
from contracts.judging.drifts import drifts
from contracts.judging.shortfalls import throttled, unremoved
from contracts.judging.unreached import Ended, unreached
from contracts.traffic.login_operation import login_operations
from contracts.traffic.users import ways_in

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from contracts.cases.sending.created_records import CreatedRecords
    from contracts.exchange import Exchange
    from contracts.findings import Drift
    from contracts.judging.collector import Collector, Observation
    from contracts.laws.judging import Judge
    from contracts.settings import Settings
    from contracts.traffic.target import Target
    from contracts.traffic.users import Way
    from mock_server.openapi import Document

_MOST = 8
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_TOLD_EVERY = 5.0
"""Seconds between two reports on the way."""
_SHARE = 20
"""They take at most this part of the time: one that shows much is written less often."""
_OPEN = "the run had not removed it yet; `contracts clean` does, with its ledger"


class RunReport:
    """Makes the reports of one run, which began when this was made or when `began` was called."""

    def __init__(
        self, settings: Settings, document: Document, judge: Judge, target: Target, collector: Collector
    ) -> None:
        self.settings = settings
        self.document = document
        self.judge = judge
        self.target = target
        self.collector = collector
        self.began()

    def began(self) -> None:
        """The run begins now."""
        self.started, self._moment = time.monotonic(), datetime.now(UTC)

    def found(self) -> list[tuple[Drift, Observation]]:
        """What was found so far as drifts, each with the observation that leads it."""
        return self._drifts(self.collector.decided())

    def met(self) -> list[tuple[Drift, Observation]]:
        """What was met only while something else was shown again, in the same form."""
        return self._drifts(self.collector.take_met())

    def _drifts(self, seen: Iterable[Observation]) -> list[tuple[Drift, Observation]]:
        order = {operation.id: index for index, operation in enumerate(self.document.operations)}
        return drifts(seen, self.collector.counts, order, self.collector.spared)

    def report(
        self,
        records: CreatedRecords,
        found: Iterable[Drift],
        left: Iterable[Leftover],
        notices: Iterable[str],
        interrupted: str | None,
        *,
        shortfalls: Iterable[str] = (),
        looked: Container[str] = (),
        ended: Ended | None = None,
    ) -> Report:
        """The report with these drifts; ``ended`` as `unreached` takes it. Nothing of the run changes."""
        drifts = tuple(found)
        credentials = self.judge.credentials.values if self.judge.credentials is not None else {}
        coverage = covered(self.document, self._counts(), looked, self.collector.parts)
        leftovers = tuple(left)
        lost = (throttled(self.collector.coverage, self.collector.put_off), unremoved(leftovers))
        return Report(
            document=str(self.settings.spec),
            title=self.document.title,
            target=self.target.url,
            seed=self.settings.seed,
            started=self._moment.isoformat(timespec="seconds"),
            seconds=time.monotonic() - self.started,
            exchanges=self._shown(drifts),
            exchange_count=self.collector.exchanges,
            drifts=drifts,
            assumptions=weigh(self.judge, self.collector, [drift.lead for drift in drifts]),
            coverage=tuple(
                replace(item, seconds=round(self.collector.seconds[item.operation], 3)) for item in coverage
            ),
            created=records.created,
            removed=records.removed_for_good(),
            leftovers=leftovers,
            notices=(*notices, *self._told()),
            interrupted=interrupted,
            require_coverage=self.settings.require_coverage,
            unreached=unreached(
                self.document,
                coverage,
                self.collector.skips,
                credentials,
                self._logins(),
                log_in=self._log_in(),
                ended=ended,
            ),
            current=str(self.settings.current) if self.settings.current is not None else None,
            shortfalls=(*shortfalls, *filter(None, lost)),
        )

    def _shown(self, drifts: Iterable[Drift]) -> tuple[Exchange, ...]:
        """A sample of the exchanges, and those that show the drifts."""
        shown = {id(e): e for e in self.collector.samples}
        for drift in drifts:
            shown.update((id(e), e) for e in (*drift.lead.before, drift.lead.exchange, *drift.lead.after))
        return tuple(shown.values())

    def _told(self) -> Iterator[str]:
        """What is to be known of what was not sent, not judged or not documented."""
        yield from unsent(self.collector.skips)
        for (name, why), count in self.collector.cuts.most_common(8):
            yield f"{name}: {count} answers are judged without their whole body: {why}"
        yield from added(self.collector.additions)
        yield from self.collector.told()
        if self.target.throttled:
            yield f"the target throttled {self.target.throttled} requests; they were sent again later"

    def _counts(self) -> Counter[tuple[str, int]]:
        """The exchanges by operation and status, those by which users logged in among them."""
        found = Counter(self.collector.coverage)
        for session in self.target.sessions:
            for (method, target, status), count in session.entries.items():
                routed = self.judge.reader.requests.route(method, target, None)
                if routed is not None:
                    found[routed[0].id, status] += count
        return found

    def _log_in(self) -> set[str]:
        """The operations that take a user's name and password and hand out what lets in."""
        found = login_operations(self.document, self.judge.schemas, self.settings.values)
        return {login.operation.id for login in found}

    def _logins(self) -> dict[str, Way]:
        """How users log in, by scheme."""
        return ways_in(self.document, self.judge.schemas, self.target.url, self.settings.values)


class InterimReports:
    """Has what is known written down now and then (``keep``), for the case that the run is killed."""

    def __init__(self, book: RunReport, keep: Callable[[Report], None] | None) -> None:
        self._book, self._keep = book, keep
        self._next, self._soon, self._told = 0.0, 0.0, False

    def tell(self, records: CreatedRecords, notices: Iterable[str], phase: str) -> None:
        """Write a report where it is time for one, or where a first drift was found."""
        began = time.monotonic()
        news = not self._told and self._book.collector.observations  # which are not all drifts
        if self._keep is None or began < (self._soon if news else self._next):
            return
        found = [replace(drift, lead=untried(drift.lead)) for drift, _ in self._book.found()]
        left = [Leftover(entry.resource, entry.name, _OPEN) for entry in records.ledger.open]
        why = f"it was killed, or is still running ({phase})"
        how = None if phase in AFTER_ALL else Ended.STOPPED
        self._keep(self._book.report(records, found, left, notices, why, ended=how))
        self._told = bool(found)
        ended = time.monotonic()
        pause = _SHARE * (ended - began)
        self._soon = ended + pause if news else 0.0  # the first news is told at once
        self._next = ended + max(pause, _TOLD_EVERY)


def unsent(skips: Mapping[str, int], most: int = _MOST) -> list[str]:
    """A sentence for each reason, the commonest first; ``skips`` counts by "operation: reason", with values in quotes.

    Reasons that differ in their values alone are one, told with the value that came most often.
    """
    counts: dict[str, int] = {}
    reasons: dict[str, list[str]] = {}
    for reason, count in sorted(skips.items(), key=lambda item: -item[1]):
        kind = _QUOTED.sub("…", reason)
        counts[kind] = counts.get(kind, 0) + count
        reasons.setdefault(kind, []).append(reason)
    told = []
    for kind in sorted(counts, key=lambda kind: -counts[kind])[:most]:
        same = len(reasons[kind])
        others = f", with {same} such values" if same > 1 else ""
        told.append(f"not sent: {reasons[kind][0]} ({counts[kind]} times{others})")
    return told
