"""From findings to drifts: the fewest causes that explain everything that was found.

Each finding offers the causes it may have (this place, this operation, this kind of value, this state of a record …);
the cause that explains most is taken first, then the next, until all is explained. One fault gives one drift.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contracts.findings import Drift
from contracts.judging.answered_members import AnsweredMembers
from contracts.judging.collector import kind_of
from contracts.judging.contrast import PROVOKED, Spared, provoked_groups
from contracts.judging.front_failures import FRONT, LACKING, front_groups, is_front
from contracts.judging.kept_changes import NOTHING_CHANGES
from contracts.judging.list_causes import FilterCauses, is_of_filter
from contracts.judging.returned_values import place_of
from contracts.judging.unrefused import shows_unrefused, unrefused_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.findings import Finding
    from contracts.judging.collector import Observation
    from contracts.judging.provoked_group import ProvokedGroup

_ANY = "*"
_DIGIT = re.compile(r"[0-9]")
_MOST_ALIKE = 2
_BY_CAUSE = frozenset({
    "echo", "read-back", "list", "selection", "references", "conflicts", "valid-accepted", "invalid-refused",
    "no-server-error", "access-required", "state", "answered", "status-documented", "violations-named",
    "access-granted", "time-plausible", "value", "generated-unique",
})  # fmt: skip


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
        yield from _member_anywhere(finding, base)
        parent = finding.place.rpartition("/")[0]
        yield 2, (*base, finding.operation, f"{parent}/{_ANY}", finding.cause)
        if finding.cause == "format" and _DIGIT.search(finding.observed):
            yield 7, (*base, _ANY, _ANY, f"{finding.expected}: {_DIGIT.sub('0', finding.observed)}")
        answer = finding.exchange.answer
        if answer is not None and answer.status >= 400:
            yield 7, (*base, _ANY, _ANY, f"the body of {answer.status}")
    if finding.law == "echo":
        yield 2, (*base, finding.operation, finding.place, _ANY)
    if finding.law == "state":
        yield 5, (*base, finding.operation, "", f"{finding.observed} for {finding.expected}")
    if finding.law in _BY_CAUSE:
        for cause in observation.causes if not is_of_filter(finding) else ():
            yield 3, (*base, finding.operation, "", cause)
            yield 4, (*base, _ANY, "", cause)
        if not is_of_filter(finding):
            yield 5, (*base, finding.operation, _ANY, finding.cause)
            yield 6, (*base, _ANY, _ANY, finding.cause)


def _member_anywhere(finding: Finding, base: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """A member that answers show in a list and by itself: the record is the same."""
    member = finding.place.rpartition("/")[2]
    if member not in ("", _ANY):
        yield 2, (*base, _ANY, f"{_ANY}/{member}", finding.cause)


def group(observations: Iterable[Observation], spared: Spared | None = None) -> list[DriftGroup]:
    """The drifts' observations, the drift with most of them first."""
    left = list(observations)
    spared = spared or Spared()
    filters = FilterCauses(left, spared)
    wrong = {place_of(item.finding) for item in left if item.finding.law == "echo"}
    offers = {
        id(item): [*_unrefuted(item, wrong, spared), *(filters.of(item.finding) if is_of_filter(item.finding) else ())]
        for item in left
    }
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
    return _one_place(found)


def _unrefuted(
    item: Observation, wrong: Iterable[tuple[str, str]], spared: Spared
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The causes that a finding may have: what others share with it has to be wrong wherever such a value was sent."""
    right = spared.returned.refuting(item.finding, wrong) if item.finding.law == "echo" else set()
    for rank, key in candidates(item):
        operation, place = key[2], key[3]
        if place not in (_ANY, "") or not (item.finding.operation in right if operation != _ANY else right):
            yield rank, key


def _one_place(groups: Iterable[DriftGroup]) -> list[DriftGroup]:
    """A member that the same operations, or some of them, answer otherwise in several ways is one: a set, say."""
    found: list[DriftGroup] = []
    for item in groups:
        before = next((n for n, other in enumerate(found) if _is_of_one_member(item, other)), None)
        if before is None:
            found.append(item)
        else:
            found[before] = DriftGroup((*found[before].observations, *item.observations), found[before].cause)
    return found


def _is_of_one_member(item: DriftGroup, other: DriftGroup) -> bool:
    """Whether both say that one member came back otherwise, the first in no operation that the other has not."""
    one, all_of = ([o.finding for o in group.observations] for group in (item, other))
    what = {(found.law, found.culprit, found.place) for found in (*one, *all_of)}
    operations = {found.operation for found in all_of}
    return one[0].law == "echo" and len(what) == 1 and operations.issuperset(found.operation for found in one)


def drifts(
    observations: Iterable[Observation],
    counts: Mapping[tuple[str, ...], int],
    order: Mapping[str, int],
    spared: Spared | None = None,
) -> list[tuple[Drift, Observation]]:
    """The drifts, each with the observation that leads it; ``order`` is the place of each operation in the document.

    ``spared`` is what stood on exchanges without a failure. What a newer document changed is told apart.
    """
    seen = list(observations)
    found = _one_standing([o for o in seen if not o.changed], counts, order, spared)
    for drift, lead in _one_standing([o for o in seen if o.changed], counts, order, spared):
        told = replace(drift.lead, message=f"{drift.lead.message}; changed by the document")
        found.append((replace(drift, lead=told, changed=True), lead))
    found.sort(key=lambda pair: (order.get(pair[0].lead.operation, 99), pair[0].lead.law, pair[0].lead.place))
    return found


def _one_standing(
    seen: list[Observation], counts: Mapping[tuple[str, ...], int], order: Mapping[str, int], spared: Spared | None
) -> list[tuple[Drift, Observation]]:
    """The drifts of observations that stand alike to the document of today."""
    spared = spared or Spared()
    known = [o for o in seen if not is_front(o.finding)]
    caused: list[DriftGroup | ProvokedGroup] = [
        DriftGroup(tuple(items), NOTHING_CHANGES) for items in spared.changes.unchanging(known)
    ]
    unchanging = {o.finding.operation for item in caused for o in item.observations}
    answered = AnsweredMembers([o.finding for o in known], unchanging, None)
    provoked = [o for o in known if o.provoked and o.finding.law in PROVOKED and not o.changed]
    unrefused = list(unrefused_groups([o for o in known if not o.changed], spared))
    caused += [*provoked_groups(provoked, spared), *unrefused]
    front = [o for o in seen if is_front(o.finding)]
    ids = {id(o) for item in caused for o in item.observations}
    left = [o for o in known if id(o) not in ids and not shows_unrefused(o.finding, unrefused)]
    apart = [o for o in left if answered.explain(o.finding)]
    ids |= {id(o) for o in apart}
    plain = [*group([o for o in left if id(o) not in ids], spared), *group(apart)]
    found = [_drift(item, counts, order, item.cause) for item in (*caused, *front_groups(front, spared))]
    return found + [_drift(item, counts, order) for item in plain]


def _drift(
    item: DriftGroup | ProvokedGroup, counts: Mapping[tuple[str, ...], int], order: Mapping[str, int], cause: str = ""
) -> tuple[Drift, Observation]:
    """The drift of a group; ``cause`` is what provoked it, where that was found by contrast."""
    of_all = cause == NOTHING_CHANGES
    lead = min(
        item.observations,
        key=lambda o: (
            order.get(o.finding.operation, 99),
            o.drawn,
            o.finding.place if of_all else "",
            _size(o),
            o.finding.place,
        ),
    )
    lead = replace(lead, alike=_alike(lead, item.observations))
    kinds: Counter[tuple[str, ...]] = Counter()
    for observation in item.observations:
        kind = kind_of(observation.finding, observation.causes)
        kinds[kind] = counts.get(kind, 1)
    places = sorted({o.finding.place for o in item.observations})
    operations = sorted({o.finding.operation for o in item.observations}, key=lambda name: (order.get(name, 99), name))
    others = tuple(name for name in operations if name != lead.finding.operation)
    message = lead.finding.message
    if cause == FRONT:
        statuses = sorted({o.finding.exchange.answer.status for o in item.observations if o.finding.exchange.answer})
        message = f"the service, or {FRONT} of it, failed ({', '.join(map(str, statuses))})"
    elif cause.startswith(LACKING):
        message = f"answers 501: {cause}"
    elif cause:
        message += f"; {cause}" if of_all else f"; provoked by: {cause}{_value_of(lead, cause)}"
    if len(places) > 1:
        message += f" (also {', '.join(place for place in places if place != lead.finding.place)})"[:300]
    if others:
        message += f" (also in {', '.join(others)})"
    finding = replace(lead.finding, message=message, cause=cause or lead.finding.cause or item.cause)
    total = len(item.observations) if cause and not of_all else sum(kinds.values())
    return Drift(finding, total, also=others, seen=tuple(o.finding for o in item.observations)), lead


def _value_of(lead: Observation, cause: str) -> str:
    """Which value it was, and where it stood, in the words of a sentence."""
    value = next((one.value for one in lead.provoked if one.text == cause), "")
    return f" ({value})" if value else ""


def _alike(lead: Observation, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """The first ones of other scenarios: what one of them saw may rest on what went on beside it."""
    found: dict[int, Observation] = {}
    for item in sorted(observations, key=lambda o: o.number):
        if item.scenario is not None and item.scenario is not lead.scenario and not item.drawn:
            found.setdefault(id(item.scenario), item)
    return tuple(found.values())[:_MOST_ALIKE]


def _size(observation: Observation) -> int:
    exchange = observation.finding.exchange
    return len(exchange.request.body or b"") + len(exchange.request.target) + 50 * len(observation.finding.before)
