"""Rules of a service's own, told by contrast: which texts it reads by a grammar, and which records it knows.

A member takes any text once a request succeeded with words of the run in it, and any name once several names were
taken. Until then, and where its name says that it is written in some language, the text may be what a documented
refusal is about; so may a reference to a record, until a request with it succeeds. The document leaves that open.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from contracts.judging.asked_tenses import AskedTenses
from contracts.judging.fixed_members import FixedMembers
from contracts.judging.unkept_bodies import UnkeptBodies
from contracts.judging.unshown_members import UnshownMembers
from contracts.laws.said_changes import says_inside, says_left_out, says_so, trimmed
from contracts.run_tag import ANY_TAG
from contracts.traffic.free_texts import free_texts, is_notation, is_prose, names_a_language, told, values
from contracts.traffic.named_records import IDENTIFIERS
from contracts.traffic.told_once import has_twins, told_once
from contracts.traffic.told_requirements import tells_of_another, tells_of_states
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.laws.judging import Judge
    from contracts.traffic.free_texts import Place
    from contracts.traffic.record_references import RecordReferences
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Operation

_ANY_WORDS = re.compile(r"\w +\w")
_VALUES = frozenset({"echo", "read-back", "list"})
"""The laws that compare a value with the one that was sent."""
_SEVERAL = 3
"""How many short texts a member has to take that no grammar is behind; names alone may be all that it takes, but for
what people write in words."""
_NAME = re.compile(r"[\w.:-]+")
_OF_CALLERS = re.compile(r"(?i)\b(?:callers?|clients?|external|foreign|your)\b")
"""Whose a number of a record is that the service has but keeps for others."""
_KEPT = 300
_TAKEN = (400, 409, 422)
"""What says that a text is there already."""


class OwnRules:
    """What a run learns of the bodies of its document; ``given`` are the texts that the caller gave."""

    def __init__(self, judge: Judge, given: Collection[str], references: RecordReferences) -> None:
        self.judge = judge
        self.reader = judge.reader
        self.references = references
        self._given = frozenset(given)
        self._places: dict[str, list[tuple[Place, bool, frozenset[str]]]] = {}
        self.once: set[str] = set()
        """Resources that take a text but once, as a create with other texts showed."""
        self._fixed = FixedMembers()
        self._tenses = AskedTenses(judge.reader.schemas)
        self.unkept = UnkeptBodies(judge)
        self._unshown = UnshownMembers()
        self._free: set[tuple[str, Place]] = set()
        self._prose: set[tuple[str, Place]] = set()
        """Members that are called as what people write."""
        self._named: defaultdict[tuple[str, Place], set[str]] = defaultdict(set)
        """The marks of what members took that took names alone: whether they take others is open."""
        self._taken: defaultdict[tuple[str, Place], set[str]] = defaultdict(set)
        self._refusals: defaultdict[str, set[int]] = defaultdict(set)
        self._done: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        """Actions by what their paths named when they succeeded."""

    @cached_property
    def _of_resource(self) -> dict[str | None, list[Behaviour]]:
        """The behaviours on each resource; all are worked out once somebody asks."""
        found: dict[str | None, list[Behaviour]] = {}
        for behaviour in self.judge.behaviours.values():
            found.setdefault(behaviour.resource, []).append(behaviour)
        return found

    def take(self, reading: Reading, answered: JSON = None) -> None:
        """Learn from a request that succeeded, and was ``answered`` with this body."""
        self._fixed.take(self.judge.behaviours[reading.operation.id], reading, answered)
        self._tenses.take(reading)
        self._unshown.take(self.judge.behaviours[reading.operation.id], reading, answered)
        if (did := self._action(reading)) is not None:
            self._done.add(did)
        for where, key in self._referred(reading):
            if len(self._taken[where]) < _KEPT:
                self._taken[where].add(key)
        for place, _, known, text in self._texts(reading):
            where = (reading.operation.id, place)
            if len(self._taken[where]) < _KEPT:
                self._taken[where].add(text)
            if text in known or where in self._free:
                continue
            made_up = {text for text in self._taken[where] - known if not is_notation(text)}
            if _ANY_WORDS.search(text) or len(made_up) >= _SEVERAL:
                if where in self._prose or _ANY_WORDS.search(text) or not all(map(_NAME.fullmatch, made_up)):
                    self._free.add(where)
                else:
                    self._named[where] |= _marks("".join(made_up))

    def _takes(self, where: tuple[str, Place], text: str) -> bool:
        """Whether no grammar is behind a member, or none that such a text breaks."""
        return where in self._free or (text != "" and _marks(text) <= self._named.get(where, set()))

    def refused(self, reading: Reading, status: int) -> None:
        """Learn from a request that was refused: with which status a service answers what breaks a schema."""
        if any(found.location == "body" and found.keyword != "syntax" for found in reading.violations):
            self._refusals[reading.operation.id].add(status)

    def _action(self, reading: Reading) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """What an action of which nobody knows what it changes is done to: what was done may be done but once."""
        behaviour = self.judge.behaviours[reading.operation.id]
        if behaviour.action != "none" or not reading.path or reading.operation.is_safe:
            return None
        return reading.operation.id, tuple(sorted(reading.path.items()))

    def _beyond_schemas(self, reading: Reading, status: int) -> bool:
        """Whether what breaks a schema is answered 400, and 422 is documented beside it: for what no schema says."""
        documented = {response.status for response in reading.operation.responses}
        known = self._refusals[reading.operation.id]
        return status == 422 and {"400", "422"} <= documented and 400 in known and 422 not in known

    def _depends_on_a_state(self, reading: Reading, status: int) -> bool:
        """Whether what became of a record before may be refused: the one of an action's path, or one in the body."""
        referred = [*self._referred(reading)]
        acts = self._action(reading) is not None or bool(referred)
        return acts and (
            tells_of_states(reading.operation, status)
            or (self._creates_for_a_known(reading, referred) and tells_of_another(reading.operation, status))
        )

    def _creates_for_a_known(self, reading: Reading, referred: Iterable[tuple[tuple[str, Place], str]]) -> bool:
        """Whether a create repeats a reference that one took before: of what there is one per record, it is another."""
        creates = self.judge.behaviours[reading.operation.id].action == "create"
        return creates and any(key in self._taken.get(where, ()) for where, key in referred)

    def _referred(self, reading: Reading) -> Iterator[tuple[tuple[str, Place], str]]:
        """Each reference of a body: where it stands, and to what."""
        behaviour = self.judge.behaviours[reading.operation.id]
        for place in self.references.of(behaviour) if reading.body is not MISSING else ():
            for value in values(reading.body, place):
                yield (reading.operation.id, place), str(value)

    def explain(self, exchange: Exchange) -> bool:
        """Whether this request, which was refused, holds a text, a reference or a change that may not be taken."""
        reading = self.reader.read(exchange.request)
        if reading is None:
            return False
        status = exchange.answer.status if exchange.answer is not None else 0
        if self._beyond_schemas(reading, status) or self._depends_on_a_state(reading, status):
            return True
        if self._action(reading) in self._done or self._tenses.explain(reading):
            return True
        for place, language, known, text in self._texts(reading):
            where = (reading.operation.id, place)
            if (language or not self._takes(where, text)) and text not in known | self._taken.get(where, set()):
                return True
        if any(key not in self._taken.get(where, ()) for where, key in self._referred(reading)):
            return True
        if self._fixed.explain(self.judge.behaviours[reading.operation.id], reading) or self._wrong_as_kept(reading):
            return True
        if self._may_be_another_s(reading, status) or has_twins(
            self.reader.schemas, reading.operation.request_schema, reading.body
        ):
            return True
        return self.judge.behaviours[reading.operation.id].resource in self.once and self._repeats(reading)

    def _may_be_another_s(self, reading: Reading, status: int) -> bool:
        """Whether a text that is there but once, by its description, was taken before or is none that the run made up;
        what refers to a record has that record's key, which is there but once among those.
        """
        behaviour, schemas = self.judge.behaviours[reading.operation.id], self.reader.schemas
        body = pointers.at(reading.body, behaviour.envelope, None)
        record = schemas.below(reading.operation.request_schema, behaviour.envelope)
        references = self.references.of(behaviour)
        once = [name for name in told_once(schemas, record) if (*behaviour.envelope, name) not in references]
        sent = [body.get(name) for name in once] if isinstance(body, dict) else []
        repeats = status in _TAKEN and self._fixed.repeats(behaviour, reading, schemas, once)
        return repeats or any(
            isinstance(text, str) and not ANY_TAG.search(text.lower().encode("utf-8", "replace")) for text in sent
        )

    def _wrong_as_kept(self, reading: Reading) -> bool:
        """Whether a text breaks its schema once it is trimmed as its description says, such as one of spaces alone."""
        behaviour, schemas = self.judge.behaviours[reading.operation.id], self.reader.schemas
        body = pointers.at(reading.body, behaviour.envelope, None)
        if not isinstance(body, dict):
            return False
        members = schemas.properties(schemas.below(reading.operation.request_schema, behaviour.envelope))
        return any(
            isinstance(value, str)
            and name in members
            and (kept := trimmed(self._said(reading.operation.id, name), value)) != value
            and not self.reader.validators.validator(members[name], "request").is_valid(kept)
            for name, value in body.items()
        )

    def announces(self, finding: Finding) -> bool:
        """Whether a description of the member says that its value is changed so."""
        if finding.law not in _VALUES or not finding.place.startswith("/"):
            return False
        name, seen = pointers.tokens(finding.place)[-1], (finding.expected, finding.observed)
        known = self.judge.behaviours.get(finding.operation)
        if known is not None and self._unshown.explain(known, finding):
            return True
        if known is not None and field_names.plain(name) in IDENTIFIERS and self._has_another_key(known, name):
            return True
        if says_left_out(self._descriptions(self._records(finding.operation)), *seen):
            return True
        if says_so(self._said(finding.operation, name), *seen):
            return True
        described = [self.reader.schemas.properties(record).get(name) for record in self._records(finding.operation)]
        try:
            return says_inside(self.reader.schemas, described, *map(json.loads, seen))
        except ValueError:  # a report cuts long ones
            return False

    def _has_another_key(self, behaviour: Behaviour, name: str) -> bool:
        """Whether callers choose the keys elsewhere than under this name: the service may number its records too."""
        creates, schemas = self._of_resource.get(behaviour.resource, ()), self.reader.schemas
        creates = [b for b in creates if b.action == "create"]
        bodies = (schemas.below(b.operation.request_schema, b.envelope) for b in creates)
        said = self._said(behaviour.operation.id, name)
        if any(name in schemas.required(body) for body in bodies) or any(map(_OF_CALLERS.search, said)):
            return False  # the caller gives it
        places = [b.key_place for b in creates]
        return any(p is not None and p.location == "body" and p.names[-1] != name for p in places)

    def _said(self, operation: str, name: str) -> Iterator[str]:
        """The descriptions of a member in what the operations of one resource take and show."""
        schemas = self.reader.schemas
        parts = (part for record in self._records(operation) for part in schemas.parts(record))
        return self._descriptions((part.get("properties") or {}).get(name) for part in parts)

    def _descriptions(self, found: Iterable[JSON]) -> Iterator[str]:
        return filter(None, map(self.reader.schemas.description, found))

    def _records(self, operation: str) -> Iterator[JSON]:
        """The schemas of a record in what the operations of one resource take and show."""
        known, schemas = self.judge.behaviours.get(operation), self.reader.schemas
        if known is None or known.resource is None:
            return
        for other in self._of_resource[known.resource]:
            shown = other.operation.success()
            root = schemas.below(shown.schema, other.record) if shown is not None and other.record else None
            yield schemas.below(other.operation.request_schema, other.envelope)
            yield root if root is not None else shown.schema if shown is not None else None

    def _repeats(self, reading: Reading) -> bool:
        """Whether a text of this request was taken before: by any operation on the resource, at its place."""
        behaviour = self.judge.behaviours[reading.operation.id]
        if self._fixed.repeats(behaviour, reading, self.reader.schemas):
            return True
        own = {(*behaviour.envelope, name) for name in self._fixed.own(behaviour, reading)}
        return any(
            text in self._taken.get((same.operation.id, place), ())
            for place, _, _, text in self._texts(reading)
            if place not in own
            for same in self._of_resource[behaviour.resource]
        )

    def _texts(self, reading: Reading) -> Iterator[tuple[Place, bool, frozenset[str], str]]:
        """The free texts of a body: place, whether a language is named for it, what the document tells, the text."""
        if reading.body is MISSING:
            return
        for place, language, known in self._of(reading.operation):
            for text in values(reading.body, place):
                if isinstance(text, str):
                    yield place, language, known, text

    def _of(self, operation: Operation) -> list[tuple[Place, bool, frozenset[str]]]:
        if operation.id not in self._places:
            schemas = self.reader.schemas
            found = [*free_texts(schemas, operation.request_schema)]
            self._prose |= {(operation.id, place) for place, schema in found if is_prose(schemas, place, schema)}
            self._places[operation.id] = [
                (
                    place,
                    names_a_language(schemas, place, schema),
                    self._given.union(told(schemas, operation, place, schema)),
                )
                for place, schema in found
            ]
        return self._places[operation.id]


def _marks(text: str) -> set[str]:
    """The kinds of characters in a text: letters, digits, and each other one."""
    return {"a" if mark.isalpha() else "0" if mark.isdigit() else mark for mark in text}
