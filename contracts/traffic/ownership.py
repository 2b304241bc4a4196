"""Decides which records of the target are the run's own: by evidence, since the target's word alone is no proof.

A record that was there before must never be changed or removed, whatever an answer says: services answer a create with
the record that is there already, with a stale one, or with another's key.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.traffic.evidence import altered, contradicts, dumped, echoes, is_anothers
from contracts.traffic.given_keys import GivenKeys

if TYPE_CHECKING:
    from contracts.traffic.evidence import Evidence, Where
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import JSON

_TELLING = re.compile(r"(?s)\d{12,}|(?!\d+\Z).{8,}")
"""A key that no other record has by chance."""
_LOOKS_APART = 3
"""How many records must be found by their own path before the answers of creates elsewhere are believed."""
_REACHES_FURTHER = ("/", "\\", "..", "*", ",", ";")
"""Parts of a key by which a server may understand more, or something else, than this key."""


class Ownership:
    """The records of one run. One is its own, open (``pending``: may be proved later), or nobody knows whose.

    A record is told by resource, key and the keys ``above`` it: children of two parents may have one key.
    """

    def __init__(self, names: RunNames) -> None:
        self.names = names
        self.exact: dict[str, bool] = {}
        """Whether a resource refuses to create what is there."""
        self._own: set[Where] = set()
        self._standing: set[Where] = set()
        self._seen: set[Where] = set()
        self._seen_below: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
        """Of what was seen the keys above, by resource and key."""
        self._answered: set[Where] = set()
        self._pending: dict[Where, Evidence] = {}
        self.promoted: list[Evidence] = []
        """Pending records that later creates proved; whoever keeps the books takes them out."""
        self.altered: defaultdict[str, set[str]] = defaultdict(set)
        """Members that a resource answers with values of its own: without them its records are told better."""
        self._given_by: defaultdict[str, set[str]] = defaultdict(set)
        """Members of which records that show the run's name have other values than those sent: they tell nothing."""
        self._fresh: set[str] = set()
        self._refusing: set[str] = set()
        """Resources that refused a second record with the values of one of the run's own: a success makes a new one."""
        self._confused: set[str] = set()
        self.readable: set[str] = set()
        """Resources whose records can be looked at."""
        self._verified: set[str] = set()
        self._looked: set[Where] = set()
        self._found_apart: Counter[str] = Counter()
        self.moment = 0
        """How many creates and removals were decided on so far."""
        self.given_keys = GivenKeys()
        self._shown: dict[Where, int] = {}
        """When a create was answered with a record that it does not say to have made."""
        self._bodies: dict[tuple[str, bytes], set[Where]] = defaultdict(set)
        self.missed: set[Where] = set()
        """Under numbers of the run that others may have as well: what a read missed, so that it may be made."""

    def owns(self, resource: str, key: str, above: tuple[str, ...] = ()) -> bool:
        """Whether the record is the run's: proved, or under a name of the run that reaches no other record."""
        return self.made(resource, key, above) or self.named(key)

    def named(self, key: str) -> bool:
        """Whether the key is a name of the run that no other has by chance, and means no other record as well."""
        telling = _TELLING.fullmatch(key) is not None and not any(part in key for part in _REACHES_FURTHER)
        return telling and self.names.owns(key)

    def made(self, resource: str, key: str, above: tuple[str, ...] = ()) -> bool:
        """Whether this run created the record, and has not removed it."""
        return (resource, above, key) in self._own

    def open(self, resource: str, key: str, above: tuple[str, ...] = ()) -> bool:
        """Whether a look at the record may still prove it to be the run's own."""
        return (resource, above, key) in self._pending

    def made_any(self, key: str, resource: str | None = None) -> bool:
        """Whether this run created a record of the resource under this key, whatever is above it; by None of any one,
        but only where the key is telling: number 7 is a record of every one.
        """
        telling = resource is not None or _TELLING.fullmatch(key) is not None
        return telling and any(own[2] == key and resource in (None, own[0]) for own in self._own)

    def made_some(self, resource: str) -> bool:
        """Whether a record of the resource, which this run created, is there."""
        return any(own[0] == resource for own in self._own)

    def saw(self, resource: str, key: str, record: JSON = None, above: tuple[str, ...] = ()) -> bool:
        """The target lists or shows this record; whether that proves a pending one to be the run's own."""
        where = (resource, above, key)
        evidence = self._pending.get(where)
        if evidence is not None and record is not None and self._marks(record) and resource not in self._confused:
            del self._pending[where]
            self._take(where)
            self._given_by[resource] |= altered(evidence, record, self._marks)
            self._verified.add(resource)
            self._found_apart[resource] += evidence.apart
            return True
        if evidence is not None and isinstance(record, dict):
            if contradicts(evidence, record, self._marks, self._given_by[resource]):
                self._confuse(resource)
            else:
                self._looked.add(where)
                self._promote(resource)
            return where in self._own
        if where not in self._own and where not in self._answered:
            self._seen.add(where)
            self._seen_below[resource, key].add(above)
        return False

    def shown(self, where: Where) -> bool:
        """Whether the target listed or showed this record as one that the run did not make."""
        return where in self._seen

    def met(self, key: str, resource: str | None = "") -> bool:
        """Whether the run made, or was shown, a record of this key: of a resource, any (``""``), or as `made_any`."""
        unsure = ("", None) if _TELLING.fullmatch(key) else ("",)
        return any(w[2] == key and resource in (*unsure, w[0]) for known in (self._own, self._seen) for w in known)

    def unread(self, resource: str, key: str, above: tuple[str, ...] = ()) -> bool:
        """A look at this record shows nothing; whether the answer to its create was evidence enough without it."""
        where = (resource, above, key)
        evidence = self._pending.get(where)
        if evidence is None or evidence.later or evidence.apart or resource in self._confused:
            return False
        if not self._marks(evidence.shown) or self._seen_elsewhere(where):
            return False
        del self._pending[where]
        self._take(where)
        return True

    def adopt(self, resource: str, key: str, above: tuple[str, ...] = ()) -> None:
        """A record of an earlier process of this run was looked at, and shows its tag."""
        self._take((resource, above, key))

    def nothing_new(self, evidence: Evidence) -> bool:
        """Whether a create surely made nothing: its answer shows a record that was known before it was sent."""
        where = evidence.where
        return (where in self._seen or where in self._answered) and (
            evidence.standing or not (evidence.created and evidence.resource in self._confused)
        )

    def created(self, evidence: Evidence) -> str | None:
        """Decide on a create that succeeded: None where the record is the run's own, else why nobody knows."""
        resource, key = evidence.resource, evidence.key
        if key is None:
            return "the answer does not show its key"
        if (chosen := evidence.kept_key) is not None:
            return self._chosen(evidence, chosen)
        if evidence.standing and self.nothing_new(evidence):
            evidence = replace(evidence, created=False)
        where, body = evidence.where, (resource, dumped(evidence.sent))
        self.moment += 1
        met = evidence.created and self._shown.pop(where, -1) > evidence.begun  # another was shown it first
        given = evidence.created and where in self._own and self.given_keys.give(where)
        if where in self._answered and not met and not given:
            if evidence.created:  # both can't be true
                self._confuse(resource)
                return "two creates were answered with this key"
            return None if where in self._own else "another create was answered with this key before"
        self._answered.add(where)
        if not evidence.created:
            self._shown[where] = self.moment
            return "the status does not say that it was created"
        if where in self._seen:
            return "it was there before"
        if evidence.old is not None:
            return f"its {evidence.old} is long before this run"
        if evidence.standing and altered(evidence, evidence.shown, self._marks):
            return "the answer shows other values than those sent"
        if is_anothers(evidence, self._marks):
            self._confuse(resource)
        if resource in self._confused:
            return "creates of this resource were answered with records of somebody else, or with one key twice"
        self._bodies[body].add(where)
        if len({known[2] for known in self._bodies[body]}) > 1 and not (resource in self._fresh or evidence.standing):
            self._fresh.add(resource)
            self._promote(resource)
        why = self._assigned(evidence, where)
        if met and why is None:
            self.promoted.append(evidence)
        return why

    def refused_as_taken(self, resource: str, key: str, above: tuple[str, ...] = ()) -> None:
        """A create of what is there was refused."""
        if (resource, above, key) in self._standing:
            self.exact.setdefault(resource, True)

    def refused_twin(self, resource: str, sent: JSON) -> None:
        """A create, whose key the server assigns, was refused as taken (409): what took its values made a record."""
        twins = self._bodies.get((resource, dumped(sent)), set())
        if twins & self._standing or any(echoes(self._pending[twin]) for twin in twins & self._pending.keys()):
            self._refusing.add(resource)
            self._promote(resource)

    def _promote(self, resource: str) -> None:
        """Take the pending records that what is known by now proves to be the run's own."""
        for where, evidence in [*self._pending.items()] if resource not in self._confused else ():
            proved = self._makes_new(evidence) or self._refuses_twins(evidence)
            if where[0] == resource and evidence.chosen is None and proved and not self._must_look(evidence):
                del self._pending[where]
                self._take(where)
                self.promoted.append(evidence)

    def assigns(self, resource: str) -> None:
        """The service assigns the keys of this resource, whatever key was sent."""
        for where, evidence in [*self._pending.items()]:
            if where[0] == resource:
                self._pending[where] = replace(evidence, chosen=None)
        self._promote(resource)

    def touched(self, resource: str, key: str, above: tuple[str, ...] = ()) -> None:
        """A delete of this record was answered, in whichever way."""
        if not self.given_keys.answered(where := (resource, above, key)):
            self._standing.discard(where)

    def removed(self, resource: str, key: str, above: tuple[str, ...] = ()) -> None:
        """The record is gone; its key may be given to another."""
        where = (resource, above, key)
        self.moment += 1
        for known in (self._own, self._standing, self._answered, self._seen, self._looked, self.missed):
            known.discard(where)
        self._pending.pop(where, None)
        self._shown.pop(where, None)

    def _chosen(self, evidence: Evidence, key: str) -> str | None:
        where = (evidence.resource, evidence.above, key)
        if where in self._standing:
            self.exact[evidence.resource] = False
        if not self.named(key) and where not in self.missed:
            if where not in self._own and where in self._seen:
                return "it may have been there before"
            if not self.exact.get(evidence.resource):
                return "its key does not name the run, and the service takes a create of what is there"
            if altered(evidence, evidence.shown, self._marks):
                return "the answer shows other values than those sent"
        self._take(where)
        return None

    def _assigned(self, evidence: Evidence, where: Where) -> str | None:
        fresh = self._makes_new(evidence)
        if wrong := altered(evidence, evidence.shown, self._marks):
            self.altered[evidence.resource] |= wrong
            return "the answer shows other values than those sent"
        if self._must_look(evidence):
            self._pending[where] = evidence
            return "it could not be looked at"
        shown = self._marks(evidence.shown) or self._refuses_twins(evidence)
        if (fresh and (shown or evidence.shown is None)) if evidence.chosen is not None else (fresh or shown):
            self._take(where)
            return None
        self._pending[where] = evidence
        return "nothing that this run sent is shown in it"

    def _makes_new(self, evidence: Evidence) -> bool:
        return evidence.resource in self._fresh and not evidence.standing

    def _refuses_twins(self, evidence: Evidence) -> bool:
        return evidence.resource in self._refusing and not evidence.standing and echoes(evidence)

    def _must_look(self, evidence: Evidence) -> bool:
        """Whether the record has to be read before it is believed: what can be read is, the first one at least."""
        resource = evidence.resource
        if evidence.apart and self._found_apart[resource] < _LOOKS_APART:
            return True
        if evidence.where in self._looked:
            return False
        if evidence.later or self._seen_elsewhere(evidence.where):
            return True
        readable = resource in self.readable and self._marks(evidence.sent)
        return readable and (evidence.shown is None or resource not in self._verified)

    def _seen_elsewhere(self, where: Where) -> bool:
        """Whether a record from before has this key below another parent, and a service may take one for the other."""
        return bool(self._seen_below.get((where[0], where[2]), set()) - {where[1]})

    def _confuse(self, resource: str) -> None:
        """Answers contradict each other: nothing that this resource answers is to be trusted."""
        self._confused.add(resource)
        self._own = {own for own in self._own if own[0] != resource}

    def _take(self, where: Where) -> None:
        self._own.add(where)
        self._standing.add(where)
        self._answered.add(where)

    def _marks(self, value: JSON) -> bool:
        """Whether the run's tag stands somewhere in this value."""
        return value is not None and self.names.marks(value)
