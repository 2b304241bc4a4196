"""From findings to drifts: the fewest causes that explain everything that was found.

Each finding offers the causes it may have (this place, this operation, this kind of value, this state of a record …);
the cause that explains most is taken first, then the next, until all is explained. One fault gives one drift.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contracts.findings import Drift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.judging.collector import Observation

_ANY = "*"
_BY_CAUSE = frozenset(
    {
        "echo",
        "read-back",
        "list",
        "valid-accepted",
        "invalid-refused",
        "no-server-error",
        "access-required",
        "state",
        "answered",
        "status-documented",
        "violations-named",
        "access-granted",
        "time-plausible",
        "value",
        "generated-unique",
    }
)


@dataclass(frozen=True, slots=True)
class DriftGroup:
    """The observations of one drift and the cause they share, in words."""

    observations: tuple[Observation, ...]
    cause: str


def candidates(observation: Observation) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The causes a finding may have, each with a rank: lower is more particular."""
    finding = observation.finding
    base = (finding.law, str(finding.culprit))
    yield 0, (*base, finding.operation, finding.place, finding.cause)
    yield 1, (*base, _ANY, finding.place, finding.cause)
    if finding.law == "answer-schema":
        parent = finding.place.rpartition("/")[0]
        yield 2, (*base, finding.operation, f"{parent}/{_ANY}", finding.cause)
        answer = finding.exchange.answer
        if answer is not None and answer.status >= 400:
            yield 7, (*base, _ANY, _ANY, f"the body of {answer.status}")
    if finding.law == "echo":
        yield 2, (*base, finding.operation, finding.place, _ANY)
    if finding.law == "state":
        yield 5, (*base, finding.operation, "", f"{finding.observed} for {finding.expected}")
    if finding.law in _BY_CAUSE:
        for cause in observation.causes:
            yield 3, (*base, finding.operation, "", cause)
            yield 4, (*base, _ANY, "", cause)
        yield 5, (*base, finding.operation, _ANY, finding.cause)
        yield 6, (*base, _ANY, _ANY, finding.cause)


def group(observations: Iterable[Observation]) -> list[DriftGroup]:
    """The drifts' observations, the drift with most of them first."""
    left = list(observations)
    offers = {id(item): list(candidates(item)) for item in left}
    found: list[DriftGroup] = []
    while left:
        cover: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
        ranks: dict[tuple[str, ...], int] = {}
        for item in left:
            for rank, key in offers[id(item)]:
                if not cover[key] or cover[key][-1] is not item:
                    cover[key].append(item)
                ranks[key] = rank
        best = max(cover, key=lambda key: (len(cover[key]), -ranks[key], key))
        chosen = cover[best]
        taken = {id(item) for item in chosen}
        left = [item for item in left if id(item) not in taken]
        found.append(DriftGroup(tuple(chosen), best[-1]))
    return found


def drifts(
    observations: Iterable[Observation], counts: Mapping[tuple[str, ...], int], order: Mapping[str, int]
) -> list[tuple[Drift, Observation]]:
    """The drifts, each with the observation that leads it; ``order`` is the place of each operation in the document."""
    found = []
    for item in group(observations):
        lead = min(item.observations, key=lambda o: (order.get(o.finding.operation, 99), _size(o), o.finding.place))
        kinds: Counter[tuple[str, ...]] = Counter()
        for observation in item.observations:
            finding = observation.finding
            kind = (
                finding.law,
                finding.culprit,
                finding.operation,
                finding.place,
                finding.cause,
                *observation.causes[:1],
            )
            kinds[kind] = counts.get(kind, 1)
        places = sorted({o.finding.place for o in item.observations})
        operations = sorted({o.finding.operation for o in item.observations}, key=lambda name: order.get(name, 99))
        message = lead.finding.message
        if len(places) > 1:
            message += f" (also {', '.join(place for place in places if place != lead.finding.place)})"[:300]
        if len(operations) > 1:
            message += f" (also in {', '.join(name for name in operations if name != lead.finding.operation)})"
        finding = replace(lead.finding, message=message, cause=lead.finding.cause or item.cause)
        found.append((Drift(finding, sum(kinds.values())), lead))
    found.sort(key=lambda pair: (order.get(pair[0].lead.operation, 99), pair[0].lead.law, pair[0].lead.place))
    return found


def _size(observation: Observation) -> int:
    exchange = observation.finding.exchange
    return len(exchange.request.body or b"") + len(exchange.request.target) + 50 * len(observation.finding.before)
