"""The laws of generated values: keys and secrets are new each time, times are plausible and in order.

State lives here, bounded: digests of what was seen, a few samples a place.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING

from contracts.laws.leeway import asks_for_standing, is_created
from contracts.laws.roles import Role, roles
from contracts.traffic.format_clarity import moment
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from datetime import datetime

    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Behaviour, Operation, Response, Schemas

SKEW = 30.0
"""Seconds a generated time may be away from the server's own clock, the Date header."""
OUR_SKEW = 300.0
"""The same where the answer has no Date and our clock is all there is."""
_SAMPLES = 48
_SECRET_LENGTH = 16


@dataclass(slots=True)
class _Series:
    samples: list[str] = field(default_factory=list)
    first: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    moved: bool = False
    repeats: bool = False
    lead: JSON = None
    prefix: str = ""


class Generated:
    """Watches the generated values of a run."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self._roles: dict[tuple[str, str], tuple[Role, ...]] = {}
        self._seen: set[int] = set()
        self._tells_new: set[str] = set()
        """Operations that answered 201: what else they answer with is nothing new (RFC 9110 section 15.3.2)."""
        self._series: dict[tuple[str, pointers.Pointer], _Series] = {}

    def roles(self, behaviour: Behaviour, response: Response) -> tuple[Role, ...]:
        """The generated values of this answer, worked out once."""
        name = (behaviour.operation.id, response.status)
        if name not in self._roles:
            self._roles[name] = roles(self.schemas, behaviour, response) if behaviour.action == "create" else ()
        return self._roles[name]

    def observe(
        self,
        exchange: Exchange,
        behaviour: Behaviour,
        response: Response,
        body: JSON,
        make: Maker,
        above: tuple[str, ...] = (),
    ) -> list[Finding]:
        """The findings that this answer of a create adds; ``above`` are the keys of the records above the new one."""
        if exchange.answer is not None:
            self.learn(exchange.answer.status, behaviour.operation)
        if exchange.answer is not None and not self._is_new(exchange.answer.status, behaviour.operation):
            return []
        if exchange.answer is not None and exchange.answer.status != 201 and asks_for_standing(exchange.request):
            return []
        found: list[Finding] = []
        times: list[tuple[Role, datetime]] = []
        here: dict[str, Role] = {}
        for role in self.roles(behaviour, response):
            value = pointers.at(body, role.pointer, None)
            if role.kind == "unique" and value is not None:
                found += self._unique(value, role, (behaviour.operation.id, above), here, make)
            elif role.kind == "time" and (instant := moment(value)) is not None:
                times.append((role, instant))
        if exchange.answer is not None:
            found += self._times(times, exchange.answer, behaviour.operation.id, make)
        return found

    def learn(self, status: int, operation: Operation) -> None:
        """Learn from an answer of a create, documented or not, whether it has a status for what is new."""
        if status == 201:
            self._tells_new.add(operation.id)

    def _is_new(self, status: int, operation: Operation) -> bool:
        """Whether an answer is about something new: one beside 201 is about what was there."""
        return is_created(status, operation) and (status == 201 or operation.id not in self._tells_new)

    def released(self, key: str, above: tuple[str, ...] = ()) -> None:
        """A record is gone: its key may be given again, nothing says that a key is never used twice."""
        for (operation, pointer), series in self._series.items():
            core = key.removeprefix(series.prefix) or key
            self._seen -= {hash(core), hash(((operation, above), pointer, core))}

    def _unique(
        self, value: JSON, role: Role, where: tuple[str, tuple[str, ...]], here: dict[str, Role], make: Maker
    ) -> list[Finding]:
        text, secret = str(value), isinstance(value, str) and role.secret
        core = text.removeprefix(role.prefix) or text
        place, tell = pointers.text(role.pointer), partial(make, assumed=role.assumed)
        series = self._series.setdefault((where[0], role.pointer), _Series())
        if secret and len(series.samples) < _SAMPLES:
            series.samples.append(core)
        series.lead = make
        series.prefix = role.prefix
        twin = here.get(core)
        here[core] = role
        if twin is not None and twin.secret and secret and len(core) >= 8:
            other = pointers.text(twin.pointer)
            same, message = f"the same as {other}", f"{place} repeats {other}"
            return [tell("generated-unguessable", place, "a value of its own", same, message, cause="repeats another")]
        alone = secret and len(core) >= _SECRET_LENGTH
        digest = hash(core) if alone else hash((where, role.pointer, core))
        if not core:
            return [tell("generated-unique", place, "a value", "an empty text", f"{place} is empty", cause="empty")]
        if digest in self._seen:
            series.repeats = True
            before, message = "one that was answered before", f"{place} was answered before in this run"
            return [tell("generated-unique", place, "a new value", before, message)]
        if len(self._seen) < 500_000:
            self._seen.add(digest)
        return []

    def _times(self, times: list[tuple[Role, datetime]], answer: Answer, operation: str, make: Maker) -> list[Finding]:
        found = []
        now, skew = _clock(answer)
        for role, instant in times:
            place = pointers.text(role.pointer)
            off = instant.timestamp() - now
            if not -(skew + answer.elapsed) <= off <= skew:
                how = f"{abs(off):.0f} s {'after' if off > 0 else 'before'} the answer"
                found.append(
                    make(
                        "time-plausible",
                        place,
                        "the time of the request",
                        how,
                        f"{place} is not the time of the request",
                        cause="after" if off > 0 else "before",
                        assumed=role.assumed,
                    )
                )
                continue
            found += self._series_of(role, instant, operation, answer, make)
        if found:
            return found
        early = [(r, t) for r, t in times if field_names.CREATED.search(r.pointer[-1])]
        late = [(r, t) for r, t in times if field_names.CHANGED.search(r.pointer[-1])]
        for one, first in early:
            for other, second in late:
                gap = (second - first).total_seconds()
                if (gap < -0.0011 and not (second.microsecond == 0 and gap > -1)) or gap > 2 + answer.elapsed:
                    place = pointers.text(other.pointer)
                    found.append(
                        make(
                            "time-ordered",
                            place,
                            f"not before {pointers.text(one.pointer)}, and close to it",
                            f"{gap:+.3f} s",
                            f"{place} does not fit {pointers.text(one.pointer)}",
                            cause="in the record",
                        )
                    )
        return found[:2]

    def _series_of(self, role: Role, instant: datetime, operation: str, answer: Answer, make: Maker) -> list[Finding]:
        """A time that is before that of an answer which had come when this request was sent.

        Answers of journeys side by side are judged in another order than they came in, and later; those of a recording
        in the order in which they ended.
        """
        series = self._series.setdefault((operation, role.pointer), _Series())
        here, value = answer.came or time.monotonic(), instant.timestamp()
        series.lead = make
        if series.first is None:
            series.first = (here, value)
        elif value != series.first[1]:
            series.moved = True
        before = series.last
        series.last = max(before or (here, value), (here, value))
        slack = 1.0 if answer.came else 1.0 + answer.elapsed
        later = before is not None and (not answer.came or before[0] <= here - answer.elapsed)
        if before is not None and later and value < before[1] - slack:
            place = pointers.text(role.pointer)
            return [
                make(
                    "time-ordered",
                    place,
                    "not before that of an earlier request",
                    f"{value - before[1]:+.3f} s",
                    f"{place} runs backwards",
                    cause="between records",
                    assumed=role.assumed,
                )
            ]
        return []

    def finish(self) -> list[Finding]:
        """What only the whole run shows: clocks that stand still, secrets that count."""
        found = []
        for (_, pointer), series in self._series.items():
            place = pointers.text(pointer)
            if series.first and series.last and not series.moved and series.last[0] - series.first[0] >= 2.5:
                found.append(
                    series.lead(
                        "time-ordered",
                        place,
                        "a later time for a later request",
                        "the same time for seconds",
                        f"{place} stands still",
                        cause="stands still",
                    )
                )
            cores = [core for core in series.samples if len(core) >= _SECRET_LENGTH]
            if not series.repeats and len(cores) >= 6 and len({len(core) for core in cores}) == 1:
                varying = sum(len(set(column)) > 1 for column in zip(*cores, strict=True))
                if varying < 8:
                    found.append(
                        series.lead(
                            "generated-unguessable",
                            place,
                            "a random value",
                            f"only {varying} characters vary",
                            f"{place} can be guessed from another",
                            cause="counts",
                        )
                    )
        return found


def _clock(answer: Answer) -> tuple[float, float]:
    date = answer.header("Date")
    if date is not None:
        try:
            return parsedate_to_datetime(date).timestamp(), SKEW
        except ValueError:
            pass
    return time.time(), OUR_SKEW
