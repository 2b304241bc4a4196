"""One check, from its settings to its report: the phases in order, the time they share, and the way out.

On every way out (the end, Ctrl-C, SIGTERM, a lost connection, a fault of our own) the ledger is emptied.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from contracts.cases.base_path import looked
from contracts.cases.confirming.confirmation import confirm, untried
from contracts.cases.first_requests import FirstRequests, lets_nobody_in
from contracts.cases.generated.drawn_cases import DrawnCases
from contracts.cases.journeys.strangers import unproved
from contracts.cases.lists.free_numbers import look_first
from contracts.cases.open_phases import OpenPhases
from contracts.cases.phases import CLEANING, CONFIRMATION, DRAWN, MORE, phases
from contracts.cases.records.cleaning import Cleaner, cleaned
from contracts.cases.records.independence import Independence
from contracts.cases.records.learnt_keys import learn_keys
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.current_document import CurrentDocument
from contracts.cases.sending.sender import Sender
from contracts.errors import ContractsError, Interrupted, OutOfTimeError, TargetError, UsageError, own_fault
from contracts.judging.collector import Collector
from contracts.judging.consequences import without_consequences
from contracts.judging.shortfalls import throttles_all
from contracts.judging.unreached import Ended
from contracts.laws.judging import Judge
from contracts.run_report import InterimReports, RunReport
from contracts.settings import MORE_TIME
from contracts.settings import Settings as Settings
from contracts.traffic.creations import TO_SHOW_AGAIN, Creations
from contracts.traffic.journey_scheduler import JourneyScheduler
from contracts.traffic.ledger import Ledger
from contracts.traffic.ledger_proof import proofs
from contracts.traffic.mock import mock_beside
from contracts.traffic.operation_choice import OperationChoice
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.target import Target
from contracts.traffic.target_route import TargetRoute
from contracts.traffic.users import Users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.arazzo.workflow_runs import Workflows
    from contracts.cases.base_path import AnswerForm
    from contracts.findings import Drift, Leftover, Report
    from contracts.traffic.journey_plan import Planned
    from contracts.traffic.mock import Mock
    from mock_server.openapi import Document

_ATTEMPTS = 3
_RESERVE = 0.12
"""Share of the time that is kept for cleaning up."""
_CONFIRMING = 0.08
"""Share of the time that is kept for showing again what was found."""
_LEAST_CLEANING = 0.9
"""Seconds for cleaning up where the time is over already."""


class Check:
    """A check of one target by one document."""

    def __init__(
        self,
        settings: Settings,
        document: Document,
        progress: Callable[[str, Collector], None] | None = None,
        keep: Callable[[Report], None] | None = None,
    ) -> None:
        self.settings = settings
        self.document = document
        self.workflows: Workflows | None = None
        if settings.arazzo:
            from contracts.cases.arazzo import workflow_runs

            self.workflows = workflow_runs.Workflows(settings.arazzo, document)
        self.route = TargetRoute.of(settings)
        self.users = Users(document, settings.url, settings.user, settings.other, settings.values, self.route)
        self.credentials = self.users.first
        self.judge = Judge(document, self.credentials)
        self.target = Target(
            settings.url,
            timeout=settings.timeout,
            rate=settings.rate,
            headers=settings.headers,
            workers=settings.workers,
            route=self.route,
        )
        self.target.sessions = self.users.sessions
        self.mock: Mock | None = mock_beside(settings, self.credentials)
        self.phase = "start"
        self.collector = Collector(None if progress is None else lambda collector: progress(self.phase, collector))
        self.current = self.collector.current = CurrentDocument.beside(settings, self.judge)
        self.leftovers: list[Leftover] = []
        self.open = OpenPhases()
        self.notices = ["the target's certificate was not looked at (--insecure)"] if settings.insecure else []
        self.shortfalls: list[str] = []
        self.unknown: AnswerForm | None = None
        self.interrupted: str | None = None
        self.turns = JourneyScheduler(self.target, settings.workers, self.collector.swap, settings.max_time)
        self.book = RunReport(settings, document, self.judge, self.target, self.collector)
        self.interim = InterimReports(self.book, keep)
        self.choice = OperationChoice(document.operations, settings.include, settings.exclude, settings.used)
        self.choice.ask_for(self.workflows.operations if self.workflows is not None else ())
        self.choice.leave_elsewhere(document.operations, self.target.url)
        self.proofs = proofs(self.target.url, settings.proved)
        try:
            self.steps, self.sender = self._begin(0)
            self.sender.ledger.claim()
        except ContractsError:
            self.close()
            raise

    def run(self) -> Report:
        """Carry it out; raises ContractsError where it can't begin."""
        self.book.began()
        end = self.book.started + self.settings.max_time
        self.target.deadline = end - self.settings.max_time * _RESERVE
        found: list[Drift] = []
        try:
            found = self._sent()
        except (Interrupted, KeyboardInterrupt) as stop:
            self.interrupted = str(stop) or "stopped by Ctrl-C"
        except TargetError as lost:
            self.interrupted = f"the target stopped answering: {lost}" if self.target.met else str(lost)
        except OutOfTimeError as over:
            self.interrupted = f"{over} before it had begun"
            self.open.end(Ended.TIME, self.phase)
        except ContractsError as failed:
            if isinstance(failed, UsageError) or not self.sender.target.sent or self.phase == "start":
                raise
            self.interrupted = str(failed)
        except Exception as fault:  # the outermost place: a fault of ours must not keep the run from its report
            self.interrupted = own_fault(fault)
        finally:
            if self.interrupted is not None:
                self.open.end(Ended.STOPPED, self.phase)
            self.target.stop = self.collector.replaying = None
            self.target.deadline = max(end, time.monotonic() + _LEAST_CLEANING)
            self._clean()
        try:
            found = found or self._drifts(confirm_them=False)
        except Exception as fault:
            self.interrupted = self.interrupted or own_fault(fault)
        return self.book.report(
            self.sender.records,
            found,
            self.leftovers,
            self.notices,
            self.interrupted,
            shortfalls=self.shortfalls,
            looked=looked(self.steps, self.unknown),
            ended=self.open.ended,
        )

    def _sent(self) -> list[Drift]:
        """Send everything, and confirm what is found; a signal may end it anywhere."""
        self.target.interruptible = True
        try:
            first = FirstRequests(self.steps, read_only=self.settings.read_only)
            self.collector.replaying = []
            self.shortfalls += filter(None, [first.begin()])
            self.collector.replaying, self.unknown = None, first.unknown
            if self.shortfalls:
                return []
            first.show_to_others()
            self._claim()
            learn_keys(self.steps)
            self._phases()
            return self._drifts(confirm_them=True)
        finally:
            self.target.interruptible = False

    def close(self) -> None:
        """Let go of threads and connections."""
        self.turns.close()
        self.target.close()
        for beside in (self.mock, self.current):
            if beside is not None:
                beside.close()

    def _begin(self, attempt: int) -> tuple[RecordSteps, Sender]:
        settings = self.settings
        names = RunNames(settings.seed, attempt)
        head: dict[str, Any] = {"url": self.target.url, "spec": str(settings.spec.absolute()), "seed": settings.seed}
        head |= {"attempt": attempt, "proofs": self.proofs, "overlays": [str(p.absolute()) for p in settings.overlays]}
        ledger = Ledger(settings.ledger, head)
        safety = Safety(
            Ownership(names),
            Creations(TO_SHOW_AGAIN),
            read_only=settings.read_only,
            choice=self.choice,
            given=settings.values,
            allow_actions=settings.allow_actions,
        )
        sender = Sender(self.judge, self.target, self.mock, ledger, safety, self.collector, self.credentials)
        sender.other = self.users.other
        sender.asking.turns, safety.creations.under_way = self.turns, self.turns.writing
        steps = RecordSteps(sender, names, settings.values)
        look_first(steps)
        return steps, sender

    def _claim(self) -> None:
        """Create a first record that stays to the end: where its key is taken, another run has this seed's names."""
        for attempt in range(1, _ATTEMPTS + 1):
            cycle = next((c for c in self.steps.cycles.values() if c.chosen and c.removable), None)
            if cycle is None or self.settings.read_only:
                return
            self.collector.replaying = []
            sent = self.steps.create(
                cycle, self.steps.body(cycle, self.steps.fresh(cycle)), "claim the names of this run"
            )
            self.collector.replaying = None
            if sent is None or sent.status != 409:
                return
            self.sender.ledger.refused()
            self.steps, self.sender = self._begin(attempt)
        self.notices.append("the names of this seed are taken on the target; another --seed has others")

    def _phases(self) -> None:
        drawn = DrawnCases(self.steps, self.settings)
        try:
            self._in_order(drawn)
        finally:
            wanted, beyond = drawn.shortfalls()
            self.shortfalls += wanted
            self.notices += [*drawn.notices(), *beyond]
            self.shortfalls += filter(None, [unproved(self.steps)])
        self.collector.scenario = None

    def _in_order(self, drawn: DrawnCases) -> None:
        try:
            self.turns.run(self._planned(drawn))
        except OutOfTimeError:
            self._cut(self.open.end(Ended.TIME, self.phase))

    def _cut(self, phase: str) -> None:
        told = self.notices if phase == MORE else self.shortfalls
        told.append(f"time ran out during {phase}, the rest was not sent (--max-time)")

    def _planned(self, drawn: DrawnCases) -> Iterator[Planned]:
        """The journeys of all phases in order, as long as there is time and something to learn."""
        enough, beside = self.book.started + MORE_TIME * self.settings.max_time, Independence(self.steps)
        flows = self.workflows.journeys(self.shortfalls.append) if self.workflows is not None else ()
        for phase, scenario in phases(self.steps, flows, drawn):
            self.phase, self.collector.drawn = phase, phase in DRAWN
            if self._late(_CONFIRMING if self.collector.observations else 0.0):
                raise OutOfTimeError(sent=False)
            if phase == MORE and time.monotonic() > enough:
                return self._cut(phase)
            if self._in_vain():
                return
            self.interim.tell(self.sender.records, self.notices, phase)
            self.collector.scenario = scenario
            yield beside.planned(scenario, self.open.carried(phase, partial(scenario, self.steps)))

    def _in_vain(self) -> bool:
        """Whether nothing more can be learnt: the target lets nobody in, or throttles everything away."""
        self.shortfalls += filter(None, [why := lets_nobody_in(self.steps)])
        return why is not None or throttles_all(self.collector.last)

    def _late(self, kept: float = 0.0) -> bool:
        """Whether what is left of the time, less a share that is ``kept`` for more, is needed for cleaning up."""
        deadline = self.target.deadline
        pace = (time.monotonic() - self.book.started) / max(self.target.sent, 1)
        need = len(self.sender.ledger.open) * pace * 1.3
        return deadline is not None and time.monotonic() + need + kept * self.settings.max_time > deadline

    def _drifts(self, *, confirm_them: bool) -> list[Drift]:
        for finding in self.sender.generated.finish():
            self.collector.observe(finding)
        self.phase = CONFIRMATION
        self.sender.safety.creations.show_again()
        found: list[Drift] = []
        for drift, observation in chain.from_iterable(ask() for ask in (self.book.found, self.book.met)):
            lead = untried(drift.lead)
            if confirm_them and not self._late():
                with suppress(OutOfTimeError):
                    lead = confirm(self.steps, drift.lead, observation)
            found.append(replace(drift, lead=lead))
        return without_consequences(found, self.sender.judge.behaviours)

    def _clean(self) -> None:
        self.phase = CLEANING
        records = self.sender.records
        removed, left, notices = cleaned(Cleaner(self.steps, self.target, self.sender.ledger))
        records.removed += removed
        self.leftovers += [*left, *records.leftovers()]
        self.notices += notices
