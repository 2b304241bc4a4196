"""Work that was accepted and not done yet (202, RFC 9110 15.3.3; AIP-151): asked after for a bounded time.

What a job says that it made is read. It is the run's own where it shows the run's name; then it is in the ledger and is
removed like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from time import time
from typing import TYPE_CHECKING

from contracts.cases.records.answer_addresses import led_to, located
from contracts.cases.records.job_schemas import long_running, tells_state
from contracts.cases.records.observing import observe
from contracts.laws.job_states import NOT_THERE, JobState, state_of
from contracts.laws.leeway import ACCEPTED
from contracts.laws.same_values import alike, text
from contracts.laws.told_failures import ABSENT
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.record_age import long_there
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.cases.records.answer_addresses import Led
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.judging.sent import Sent

LAW = "jobs"
_MOST_POLLS = 12
_MOST_SECONDS = 6.0
"""Seconds of waiting for one job."""
_IN_ALL = 20.0
"""Seconds of waiting in a run."""
_FIRST, _LONGEST = 0.05, 1.0
_MISSES = 7
"""How often a job is looked for that is not there: over more than two seconds."""
_ELSEWHERE = (301, 302, 303, 307, 308)
_MOST_SWEEPS, _SWEEPS = 40, 3
"""How many jobs are asked after at the end of a run, and how often each."""


@dataclass(frozen=True, slots=True)
class Job:
    """Where work that was accepted is asked after, and what was sent for it."""

    status: Led
    accepted: Sent


def job_of(steps: RecordSteps, sent: Sent | None) -> Job | None:
    """The job that an answer tells of, None where it was neither 202 nor one that runs long (AIP-151), or leads to
    nothing that can be asked.
    """
    if sent is None or sent.reading is None:
        return None
    behaviour = steps.judge.behaviours[sent.reading.operation.id]
    if sent.status != ACCEPTED:
        leads = led_to(steps, sent) if _runs_long(steps, sent) else []
        other = [led for led in leads if steps.judge.behaviours[led[0].id].resource != behaviour.resource]
        return Job(other[0], sent) if other else None
    found = led_to(steps, sent)
    cycle = steps.cycles.get(behaviour.resource or "")
    key = steps.answered(cycle, sent) if cycle is not None and behaviour.action == "create" else None
    read = cycle["read"] if cycle is not None else None
    if not found and key is not None and read is not None and read.key_parameter:
        found = [(read.operation, {**sent.reading.path, read.key_parameter: key})]
    return Job(found[0], sent) if found else None


def _runs_long(steps: RecordSteps, sent: Sent) -> bool:
    """Whether an answer is no record but work that is under way: documented as such, with the path of its own name."""
    if not sent.succeeded or sent.reading is None or not isinstance(sent.body, dict):
        return False
    name, done = sent.body.get("name"), sent.body.get("done")
    given = sent.reading.body.get("name") if isinstance(sent.reading.body, dict) else None
    named = isinstance(name, str) and "/" in name and name != given and isinstance(done, bool)
    return named and long_running(steps.schemas, sent.reading.operation)


class Jobs:
    """Asks after the jobs of one run; what it waits for them is bounded in all."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self.left = _IN_ALL
        self.unfinished: set[str] = set()
        self._sweeps = 0

    def remember(self, sent: Sent | None) -> None:
        """A create was accepted: what came of it elsewhere is looked for at the end of the run."""
        job = job_of(self.steps, sent)
        asked = self.steps.judge.behaviours[job.status[0].id] if job is not None else None
        made = self.steps.judge.behaviours[job.accepted.exchange.request.operation or ""] if job is not None else None
        if asked is None or made is None or (asked.action == "read" and asked.resource == made.resource):
            return  # where it is asked after it is itself, and looked at as such
        if job is not None and self._sweeps < _MOST_SWEEPS:
            self._sweeps += 1
            self.steps.sweeps[f"job {self._sweeps}"] = partial(self._sweep, job)

    def follow(self, job: Job) -> Sent | None:
        """Ask until it is done or the bounds are met; the last answer, None where there was none that helps."""
        collector = self.steps.sender.collector
        waited, seen, missed = 0.0, False, 0
        pause = _after(job.accepted) or 0.0
        sent: Sent | None = None
        for number in range(_MOST_POLLS):
            if pause > min(_MOST_SECONDS - waited, self.left) or (pause and not self.steps.sender.target.wait(pause)):
                break
            waited, self.left = waited + pause, self.left - pause
            with collector.unobserved():
                sent = self._ask(job.status, "ask after what was accepted")
            if sent is None or (sent.status in ABSENT and seen):
                return None
            missed += sent.status in ABSENT
            if missed == _MISSES and number + 1 == missed and tells_state(self.steps, job):
                observe(self.steps, sent, LAW, "status", "how it stands", str(sent.status), NOT_THERE)
                return None
            if sent.status not in ABSENT:
                for finding in sent.findings if not seen else ():
                    collector.observe(finding)
                seen = True
            if sent.status in _ELSEWHERE or (seen and _is_over(sent)):
                return sent
            pause = _after(sent) or min(_FIRST * 2**number, _LONGEST)
        self.unfinished.add(job.accepted.exchange.request.operation or "")
        return None

    def notices(self) -> list[str]:
        """The operations whose jobs were not waited for to their end."""
        names = ", ".join(sorted(self.unfinished))
        return [f"not waited for to its end: what {names} accepted"] if names else []

    def result(self, job: Job, ended: Sent) -> tuple[Led, Sent] | None:
        """What the job made, as it is read; None where its last answer leads to nothing, or it failed."""
        if state_of(ended.body) is JobState.FAILED:
            return None
        answer = ended.exchange.answer
        place = answer.header("Location") if answer is not None and ended.status in _ELSEWHERE else None
        asked = ended.reading.operation if ended.reading is not None else None
        for led in (
            [found] if place and (found := located(self.steps, place)) else led_to(self.steps, ended, job.accepted)
        ):
            if led == job.status or (led[0] is asked and led[0] is not job.status[0]):
                continue
            with self.steps.sender.collector.unobserved():
                sent = self._ask(led, "read what was made")
            if sent is not None:
                return led, sent
        return None

    def take(self, job: Job, led: Led, sent: Sent) -> LedgerEntry | None:
        """What was made is the run's own where it shows the run's name; None where nobody knows whose it is."""
        steps = self.steps
        behaviour = steps.judge.behaviours[led[0].id]
        key = led[1].get(behaviour.key_parameter) if behaviour.key_parameter else None
        record = steps.sender.addressing.record(behaviour, sent.body)
        body = job.accepted.reading.body if job.accepted.reading is not None else None
        if behaviour.action != "read" or key is None or not isinstance(record, dict) or behaviour.resource is None:
            return None
        if not steps.names.marks(record) or long_there(record, body) is not None:
            return None
        entry = LedgerEntry(behaviour.resource, key, steps.sender.path_keys.parents(behaviour, led[1]))
        records, above = steps.sender.records, steps.sender.path_keys.above(behaviour, led[1])
        if not steps.sender.ownership.made(behaviour.resource, key, above):
            steps.sender.ownership.adopt(behaviour.resource, key, above)
            known = self._name_of(job)
            records.proved(entry, known)
            if known is None:
                records.found(job.accepted.exchange.request.operation or "")
        return entry

    def differs(self, job: Job, led: Led, sent: Sent) -> None:
        """Tell where what was made shows another text than the one that was sent with the run's name in it."""
        behaviour = self.steps.judge.behaviours[led[0].id]
        record = self.steps.sender.addressing.record(behaviour, sent.body)
        body = job.accepted.reading.body if job.accepted.reading is not None else None
        for name, value in body.items() if isinstance(body, dict) and isinstance(record, dict) else ():
            shown = record.get(name)
            if (
                isinstance(value, str)
                and self.steps.names.marks(value)
                and shown is not None
                and not alike(value, shown)
            ):
                place = pointers.text((*(behaviour.record or ()), name))
                message = f"{place} is not what was sent for the job"
                observe(self.steps, sent, LAW, place, text(value), text(shown), message)
                return

    def _sweep(self, job: Job) -> None:
        """Look once, at the end of the run, for what came of it."""
        for _ in range(_SWEEPS):
            sent = self._ask(job.status, "ask what came of it")
            if sent is None or sent.status in ABSENT:
                return
            if sent.status in _ELSEWHERE or _is_over(sent):
                found = self.result(job, sent)
                if found is not None and found[1].succeeded:
                    self.take(job, *found)
                return

    def _ask(self, led: Led, label: str) -> Sent | None:
        operation, path = led
        return self.steps.send(self.steps.requests.build(operation, path=path), label)

    def _name_of(self, job: Job) -> str | None:
        """What the answer of 202 named, which is the job."""
        reading = job.accepted.reading
        behaviour = self.steps.judge.behaviours[reading.operation.id] if reading is not None else None
        cycle = self.steps.cycles.get(behaviour.resource or "") if behaviour is not None else None
        key = self.steps.answered(cycle, job.accepted) if cycle is not None else None
        if key is None or behaviour is None or cycle is None:
            return None
        return LedgerEntry(cycle.resource, key, self.steps.sender.addressing.parents(reading, behaviour)).name


def _is_over(sent: Sent) -> bool:
    """Whether an answer says that the job goes on no more: in words, or since a success is no 202 and says nothing."""
    state = state_of(sent.body)
    if state is JobState.UNKNOWN:
        return sent.succeeded and sent.status != ACCEPTED
    return state is not JobState.RUNNING


def _after(sent: Sent) -> float | None:
    """Seconds after which an answer asks to come again (RFC 9110 section 10.2.3), None where it does not."""
    answer = sent.exchange.answer
    said = (answer.header("Retry-After") or "").strip() if answer is not None else ""
    if said.isdecimal():
        return float(said[:9])
    try:
        return max(parsedate_to_datetime(said).timestamp() - time(), 0.0) if said else None
    except (ValueError, OverflowError):
        return None
