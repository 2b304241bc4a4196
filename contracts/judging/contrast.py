"""Finds what provokes a failure by contrast: what stands on requests that fail and on none that do not.

The fewest provocations that explain all failures of a kind are their causes, each a drift: three crashes of one
operation that three fields provoke are three. What was sent systematically decides first, what was drawn at random
joins it, so that a seed does not change the causes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from contracts.judging.error_form import form, unified
from contracts.judging.kept_changes import TakenChanges
from contracts.judging.provocation import EVERY, TRIED, VALID, Provocation, refuted
from contracts.judging.provoked_group import ANYWHERE, ProvokedGroup, one_cause_each
from contracts.judging.returned_values import ReturnedValues

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.judging.collector import Observation
    from contracts.judging.provoked import Provoked
    from contracts.judging.sent import Sent

CRASHES = ("no-server-error", "answered")
PROVOKED = frozenset((*CRASHES, "valid-accepted", "access-required"))
"""The laws whose findings say nothing of their cause themselves."""
_ANY = ANYWHERE
_FORMS = 6
"""From how many different texts on an operation's errors are new each time, and tell nothing."""
_GATEWAY = (502, 503, 504)
_UNKNOWN = Provocation("now and then", 40, wide=True, vague=True)
_ALWAYS = Provocation(VALID, 31, "right", vague=True)

_WAITING = 4_000
"""The most exchanges whose provocations are not told yet, and the most octets of such a one's body."""
_MOST = 20_000
"""Texts that are kept of one operation: more than a run has of them."""
_REFUSALS = (400, 422)
"""The statuses that say that a value is wrong."""
_LOCKED = (401, 403)
"""Those that keep out who has no valid credentials; others say that something else is wrong."""
_FEW = 2
_SINGLES = 3
"""From how many causes that are no value at all, and show on few requests each, on they are none."""
_MANY = 8
"""From how many causes that only values or steps tell apart on, a failure comes and goes by itself."""
_PARTICULAR = 10
"""The rank from which on a cause is but a value or a step."""

_NO_VALUE = 26
"""The rank from which on it is none of a value but of who asks, and of the step."""

_SHARED = 24
"""By how much the cause of a member is believed later where it is one of several operations."""

_ALL_SHOWN = dict.fromkeys(TRIED, True)

Place = tuple[str, str, bool]
"""A law, an operation, and whether what stood there was drawn at random."""
Key = tuple[str, str]
"""An operation, or any, and what provokes the failure there."""


class Spared:
    """What stood on exchanges without a failure, by law, operation and whether they were drawn at random."""

    def __init__(self) -> None:
        self._texts: defaultdict[Place, set[str]] = defaultdict(set)
        self._untold: list[tuple[Provoked, list[tuple[Place, Mapping[str, bool]]]]] = []
        self.refusing: set[tuple[str, str]] = set()
        """The operations that refused a wrong value, each with the part of the request that held it."""
        self.right: set[str] = set()
        """The methods of operations that did not fail at a request that conforms."""
        self.changes = TakenChanges()
        self.returned = ReturnedValues()
        self.filters: set[tuple[str, str]] = set()
        """The operations whose list was filtered rightly, each with the member that was asked for."""

    def add(self, sent: Sent, provoked: Provoked, *, drawn: bool) -> None:
        """Take one exchange; its provocations are told when a failure asks for those of all."""
        if sent.exchange.answer is None or sent.reading is None:
            return
        self.changes.add(sent)
        self.returned.add(sent)
        failed = {finding.law for finding in sent.findings if finding.culprit.startswith("target")}
        operation, status = sent.reading.operation.id, sent.status
        if sent.access is not False and status in _REFUSALS:
            inside = isinstance(sent.reading.body, dict)
            wrong = [v.location for v in sent.reading.violations if v.location != "body" or v.pointer or inside]
            self.refusing.update((operation, location) for location in wrong)
        places: list[tuple[Place, Mapping[str, bool]]] = []
        if failed.isdisjoint(CRASHES) and status < 500:
            shown = {tried: refuted(tried, sent) for tried in TRIED}
            places.append(((CRASHES[0], operation, drawn), shown))
            if shown["right"] and not sent.reading.violations:
                self.right.add(sent.exchange.request.method)
        if sent.succeeded and not failed:
            places.append((("valid-accepted", operation, drawn), _ALL_SHOWN))
        if sent.access is False and "access-required" not in failed and status in _LOCKED:
            places.append((("access-required", operation, drawn), _ALL_SHOWN))
        if provoked.held > _WAITING:
            self._note(provoked, places)
        elif places:
            self._untold.append((provoked, places))
        if len(self._untold) > _WAITING:
            self._tell()

    def _tell(self) -> None:
        """Note the texts of all that are not told yet."""
        untold, self._untold = self._untold, []
        for provoked, places in untold:
            self._note(provoked, places)

    def _note(self, provoked: Provoked, places: list[tuple[Place, Mapping[str, bool]]]) -> None:
        """Note the texts of one, unless there are very many: what comes late of endless traffic tells little."""
        for place, shown in places:
            texts = self._texts[place]
            if len(texts) < _MOST:
                texts.update(item.text for item in provoked if shown[item.tried])

    def holds(self, law: str, operation: str, text: str, *, drawn: bool) -> bool:
        """Whether something refutes it; with ``drawn``, what was drawn at random counts as well."""
        self._tell()
        law = CRASHES[0] if law in CRASHES else law
        found = text in self._texts.get((law, operation, False), ())
        return found or (drawn and text in self._texts.get((law, operation, True), ()))


def provoked_groups(observations: Iterable[Observation], spared: Spared) -> Iterator[ProvokedGroup]:
    """The drifts among findings of the laws that are `PROVOKED`."""
    alike: defaultdict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for item, text in _with_forms(list(observations)):
        alike[item.finding.law, item.finding.culprit, text].append(item)
    joined: dict[tuple[str, ...], ProvokedGroup] = {}
    for (law, culprit, text), items in alike.items():
        causes = _Causes(spared)
        for (operation, cause), members in causes.of(items).items():
            said = f"{cause} ({text})" if causes.known[cause].vague and text else cause
            known = joined.get((law, culprit, operation, said))
            everyone = (*known.observations, *members) if known is not None else tuple(members)
            particular = not causes.known[cause].vague
            joined[law, culprit, operation, said] = ProvokedGroup(everyone, said, particular)
    yield from one_cause_each(joined, spared)


def _with_forms(observations: list[Observation]) -> Iterator[tuple[Observation, str]]:
    """Each finding with the form of its error, where that tells anything."""
    forms: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    texts = [form(item.finding.exchange) if item.finding.law in CRASHES else "" for item in observations]
    for item, text in zip(observations, texts, strict=True):
        forms[item.finding.law, item.finding.operation].add(text)
    alike = {place: unified(known) for place, known in forms.items()}
    several = {place: len(set(known.values())) for place, known in alike.items()}
    for item, text in zip(observations, texts, strict=True):
        place = (item.finding.law, item.finding.operation)
        yield item, alike[place][text] if several[place] <= _FORMS else ""


class _Causes:
    """The fewest causes of findings that look alike; ``known`` holds each provocation by its text."""

    def __init__(self, spared: Spared) -> None:
        self.spared = spared
        self.known: dict[str, Provocation] = {_UNKNOWN.text: _UNKNOWN}

    def of(self, items: list[Observation]) -> dict[Key, list[Observation]]:
        """Each cause with its findings: those of the systematic ones first, which the others join."""
        found: dict[Key, list[Observation]] = {}
        self._cover([item for item in items if not item.drawn], found, drawn=False)
        left = []
        for item in (item for item in items if item.drawn):
            key = next((key for key in found if _shows(item, key)), None)
            found[key].append(item) if key is not None else left.append(item)
        self._cover(left, found, drawn=True)
        return self._plain(self._always(found))

    def _cover(self, left: list[Observation], found: dict[Key, list[Observation]], *, drawn: bool) -> None:
        offers = {id(item): list(self._offers(item, drawn=drawn)) for item in left}
        while left:
            cover: defaultdict[Key, list[Observation]] = defaultdict(list)
            for item in left:
                for key in offers[id(item)]:
                    cover[key].append(item)
            best = max(cover, key=lambda key: (len(cover[key]), -self._rank(key), key[0] != _ANY, key))
            found.setdefault(best, []).extend(cover[best])
            taken = {id(item) for item in cover[best]}
            left = [item for item in left if id(item) not in taken]

    def _rank(self, key: Key) -> float:
        """How late a cause is believed: a member in several operations after what holds for all members."""
        operation, cause = key
        known = self.known[cause]
        return known.rank + (_SHARED if operation == _ANY and known.member and not known.wide else 0)

    def _offers(self, item: Observation, *, drawn: bool) -> Iterator[Key]:
        """What may have provoked this finding: all that nothing refutes."""
        finding, nothing = item.finding, True
        answer = finding.exchange.answer
        everywhere = finding.law == "access-required" or (answer is not None and answer.status in _GATEWAY)
        for provocation in item.provoked:
            if not self.spared.holds(finding.law, finding.operation, provocation.text, drawn=drawn):
                nothing = False
                self.known[provocation.text] = provocation
                yield finding.operation, provocation.text
                if provocation.wide or (everywhere and provocation.vague) or provocation.member:
                    yield _ANY, provocation.text
        if nothing:
            yield finding.operation, _UNKNOWN.text
            yield _ANY, _UNKNOWN.text

    def _always(self, found: dict[Key, list[Observation]]) -> dict[Key, list[Observation]]:
        """``found``, where an operation that failed at each request that conforms has that one cause alone."""
        told: defaultdict[str, set[Key]] = defaultdict(set)
        always: dict[str, str] = {}
        for key, members in found.items():
            for item in members:
                operation, law = item.finding.operation, item.finding.law
                told[operation].add(key)
                conforms = law in CRASHES and any(p.text == VALID for p in item.provoked)
                if conforms and not self.spared.holds(law, operation, VALID, drawn=True):
                    always[operation] = item.finding.exchange.request.method
        joined = {name for name in always if len(told[name]) > 1 or self._only_by_value(told[name])}
        methods = Counter(always[name] for name in joined)
        kept: dict[Key, list[Observation]] = {}
        for (operation, cause), members in found.items():
            for item in members:
                own = item.finding.operation
                shared = own in joined and methods[always[own]] > 1 and always[own] not in self.spared.right
                key = (_ANY if shared else own, VALID) if own in joined else (operation, cause)
                kept.setdefault(key, []).append(item)
        self.known.setdefault(VALID, _ALWAYS)
        return kept

    def _only_by_value(self, keys: Iterable[Key]) -> bool:
        """Whether values alone tell what provokes a failure: where an operation always fails they say little."""
        return all(self.known[cause].rank >= _PARTICULAR and cause != EVERY for _, cause in keys)

    def _plain(self, found: dict[Key, list[Observation]]) -> dict[Key, list[Observation]]:
        """``found``, or one cause for all that no field, state or form of body explains, where they are too many."""
        loose = {key: members for key, members in found.items() if self.known[key[1]].rank >= _PARTICULAR}
        unknown = [key for key in loose if key[1] == _UNKNOWN.text]
        few = [key for key in loose if len(loose[key]) <= _FEW and key not in unknown]
        failing = {item.finding.operation for key in unknown for item in loose[key]}
        crashed = {key for key in few if all(item.finding.law in CRASHES for item in loose[key])}
        singles = [key for key in few if key in crashed and self.known[key[1]].rank >= _NO_VALUE]
        if len(loose) > _MANY:
            merged = list(loose)
        elif not unknown and len(singles) >= _SINGLES and len({key[0] for key in singles}) == 1:
            merged = singles
        elif few := [key for key in few if failing.issuperset(item.finding.operation for item in loose[key])]:
            merged = [*unknown, *few]
        else:
            return found
        kept = {key: members for key, members in found.items() if key not in merged}
        members = [item for key in merged for item in loose[key]]
        operations = {item.finding.operation for item in members}
        return kept | {(operations.pop() if len(operations) == 1 else _ANY, _UNKNOWN.text): members}


def _shows(item: Observation, key: Key) -> bool:
    """Whether a finding shows this cause, whatever speaks against it elsewhere."""
    operation, cause = key
    return operation in (_ANY, item.finding.operation) and any(p.text == cause for p in item.provoked)
