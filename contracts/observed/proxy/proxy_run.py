"""One proxy from its first exchange to its report: what passed is judged in order, told as it comes, written down."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.errors import own_fault
from contracts.findings import Drift
from contracts.judging.contrast import PROVOKED
from contracts.observed.proxy.copied_exchange import ExchangeCopies
from contracts.observed.recordings.compared_traffic import ComparedTraffic
from contracts.observed.recordings.judged_traffic import JudgedTraffic
from contracts.reports.har import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.exchange import Exchange
    from contracts.findings import Finding, Report
    from contracts.judging.baseline import Baseline
    from contracts.observed.proxy.ending import Ending
    from contracts.observed.proxy.forwarder import Forwarder
    from contracts.observed.proxy.har_file import HarFile
    from contracts.observed.proxy.passed_exchange import PassedExchange
    from contracts.observed.proxy.wrapped_command import WrappedCommand
    from contracts.traffic.secrets.redaction import Redactor
    from contracts.traffic.usage.consumer_usage import ConsumerUsage
    from mock_server.openapi import Document

_NAP = 0.1
_KEEPS = 10.0
"""Seconds between two reports that are written on the way."""


class ProxyRun:
    """The judge's side; ``say`` takes a line for people, ``given`` are the credentials that let in, by scheme."""

    def __init__(
        self,
        forwarder: Forwarder,
        document: Document,
        redactor: Redactor,
        say: Callable[[str], None],
        known: Baseline | None = None,
        har: HarFile | None = None,
        *,
        require_coverage: bool = False,
        usage: ConsumerUsage | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.traffic = JudgedTraffic(document, whole=True, given=given)
        self._usage = usage
        self._forwarder = forwarder
        self._redactor, self._say, self._known, self._har = redactor, say, known, har
        self._require_coverage = require_coverage
        self._url = forwarder.rules.url
        self._copies = ExchangeCopies(urlsplit(self._url).path, forwarder.rules.most)
        self._left: Counter[str] = Counter()
        self._compared = ComparedTraffic(self.traffic, forwarder.spec, forwarder.overlays)
        self._faults: Counter[str] = Counter()
        forwarder.noted = say

    def run(
        self, ending: Ending, command: WrappedCommand | None, keep: Callable[[Report], None] = lambda _: None
    ) -> None:
        """Judge what passes until a signal, the time, or the command's end; then what has passed and still waits."""
        kept, judged = monotonic(), 0
        while not (ending.is_due or self._forwarder.ended or (command is not None and command.code is not None)):
            passed = self._forwarder.next(_NAP)
            if passed is not None:
                self._take(passed)
                judged += 1
            elif judged and monotonic() - kept > _KEEPS:
                keep(self.report("it still runs"))
                kept, judged = monotonic(), 0
        if command is not None and ending.why is not None:
            command.end()
        elif command is not None:
            command.end(0)
        self._forwarder.stop()
        while not self._forwarder.ended:
            passed = self._forwarder.next(_NAP)
            if passed is not None:
                self._take(passed)

    def _take(self, passed: PassedExchange) -> None:
        """Judge one exchange; a fault of ours ends neither the traffic nor the report."""
        try:
            self.take(passed)
        except Exception as fault:  # the outermost place for one exchange
            self._faults[own_fault(fault)] += 1

    def take(self, passed: PassedExchange) -> None:
        """Judge one exchange, tell what is new, and write it down."""
        copy = self._copies.of(passed)
        if copy is None:
            self._left[f"requests outside of {self._url}"] += 1
            return
        exchange, unread = copy
        if self._usage is not None:
            self._usage.add(exchange)
        findings: tuple[tuple[Finding, bool], ...] = ()
        if not passed.gapless:
            self._compared.stop()
        if unread:
            self._compared.missed(exchange)
            self._left[f"requests: {_why(unread)}"] += 1
        else:
            if exchange.answer is not None and exchange.answer.cut is not None:
                self._left[f"bodies of answers: {_why(exchange.answer.cut)}"] += 1
            ended = passed.started + passed.elapsed
            judged = self._compared.add(exchange, passed.number, alone=passed.alone, moment=ended)
            if judged is None:
                self._left["requests that no operation covers"] += 1
            findings = judged or ()
        self._tell(passed.number, exchange, findings)
        if self._har is not None:
            self._write(self._har, passed, exchange, [finding for finding, _ in findings])

    def close(self) -> None:
        """Let go of the learning mock."""
        self._compared.stop()

    def report(self, shortfall: str = "") -> Report:
        """What was seen so far."""
        counts = self._forwarder.counts
        shortfalls = [*([shortfall] if shortfall else []), *self._faults]
        if counts.get("unreachable"):
            shortfalls.append(f"the target could not be reached for {counts['unreachable']} requests")
        return self.traffic.report(
            str(self._forwarder.spec),
            self._url,
            0,
            self._notices(),
            shortfalls,
            require_coverage=self._require_coverage,
        )

    def _notices(self) -> Iterator[str]:
        counts = self._forwarder.counts
        for reason, count in self._left.most_common():
            yield f"not judged: {reason} ({count:,})"
        yield from self._compared.notices()
        for fault, count in self._faults.items():
            yield f"not judged: {fault} ({count:,})"
        if counts.get("dropped"):
            yield f"not judged: more came than could be judged in time ({counts['dropped']:,} exchanges)"
        if counts.get("blocked"):
            yield f"blocked, since they break the document: {counts['blocked']:,} requests and answers"
        if counts.get("refused"):
            yield f"the proxy answered for itself {counts['refused']:,} times: see their Proxy-Status"
        if counts.get("clients that hung up"):
            yield f"clients hung up before their answer was whole ({counts['clients that hung up']:,} times)"

    def _tell(self, number: int, exchange: Exchange, findings: tuple[tuple[Finding, bool], ...]) -> None:
        """A line for each kind of finding that was not there before, unless the baseline knows it."""
        first = [finding for finding, is_new in findings if is_new and not self._knows(finding)]
        if not first:
            return
        self._redactor.exchange(exchange)  # what it shows to be a secret is none of the lines'
        status = exchange.answer.status if exchange.answer is not None else "no answer"
        for finding in first:
            told = "cause in the report" if finding.law in PROVOKED else finding.fingerprint
            self._say(
                f"drift  #{number} {exchange.request.method} {exchange.request.target} {status}: {finding.message}"
                f" · {finding.law} at {finding.place} · {told}"
            )

    def _knows(self, finding: Finding) -> bool:
        known = self._known.entries if self._known is not None else ()
        drift = Drift(finding, 1)
        return any(item.accepts(drift) for item in known)

    def _write(self, har: HarFile, passed: PassedExchange, exchange: Exchange, findings: list[Finding]) -> None:
        found = entry(self._redactor.exchange(exchange), self._url, datetime.fromtimestamp(passed.started, UTC))
        if passed.body_size > len(passed.body):
            found["request"]["bodySize"] = passed.body_size
        found["_contract"] = {
            "number": passed.number,
            "alone": passed.alone and passed.gapless,
            "findings": [
                {"law": item.law, "fingerprint": item.fingerprint, "message": self._redactor.text(item.message)}
                for item in findings
            ],
        }
        har.add(found)


def _why(cut: str) -> str:
    """A reason that is the same for many exchanges."""
    return "larger than --max-body" if cut.startswith("it has") else cut
