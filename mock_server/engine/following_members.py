"""Members of a record that follow from others: of its kind, of a state that it came into, of a key that was told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.clock import moment
from mock_server.engine.kept_inside import is_counted_time, now_like, time_role, unit_of
from mock_server.engine.shown_references import ShownReferences
from mock_server.openapi.behaviour.field_names import is_of_writing
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.generator.discriminator import pinned_options

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from mock_server.engine.record_form import Finish
    from mock_server.engine.records import Composer
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_TIME = re.compile(r"(\w+?)(?:at|on|date|time)")
_FLAG = re.compile(r"^(?:is|has)(?=\w)")


class StateTimes:
    """The times of the states of records with the members ``shown``, of which ``own`` are the server's."""

    def __init__(self, schemas: Schemas, shown: Mapping[str, Schema], own: Collection[str]) -> None:
        self._times: dict[str, str] = {}  # by the word for the state
        self._counted: list[str] = []
        self._states: dict[str, list[JSON]] = {}  # the order of the values of each state; none for a flag
        for name, item in shown.items():
            lean = schemas.said_of(item)
            told = _TIME.fullmatch(plain(name))
            is_counted = is_counted_time(schemas, name, item)
            is_time = lean.get("format") == "date-time" or (is_counted and not is_of_writing(name))
            is_free = name in own and "null" in schemas.types(item) and is_time
            if is_counted:
                self._counted.append(name)
            if told is not None and is_free and not time_role(schemas, name, item):
                self._times[told[1]] = name
            elif isinstance(lean.get("enum"), list):
                self._states[name] = list(lean["enum"])
            elif "boolean" in schemas.types(item):
                self._states[name] = []

    def moved(self, old: dict[str, JSON], new: dict[str, JSON], now: Callable[[], JSON]) -> dict[str, JSON]:
        """``new`` with the time of the state that it came into, and none of one that it went back from."""
        out = new
        for name, order in self._states.items() if self._times else ():
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            if isinstance(after, bool):
                out = self._told(old, out, _FLAG.sub("", plain(name)), now() if after else None)
            elif isinstance(after, str) and after in order:
                later = order[order.index(after) + 1 :] if before in order else []
                for one in later if before in later else ():
                    out = self._told(old, out, plain(str(one)), None)
                out = self._told(old, out, plain(after), now())
        return out

    def _told(self, old: dict[str, JSON], new: dict[str, JSON], word: str, time: JSON) -> dict[str, JSON]:
        name = self._times.get(word)
        if name is None or new.get(name) != old.get(name):
            return new
        counts = name in self._counted and isinstance(time, str)
        return {**new, name: now_like(unit_of(new, self._counted), "", moment(str(time))) if counts else time}


class Branch(NamedTuple):
    """One alternative: the values by which it is told, by the members that have them, and the names of its members."""

    told: Mapping[str, list[JSON]]
    names: frozenset[str]


class MeantBranches(tuple[Branch, ...]):
    """The alternatives of one schema that constants tell apart; none where it has no such."""

    __slots__ = ()

    def kept(self, record: dict[str, JSON], sent: Mapping[str, JSON]) -> dict[str, JSON]:
        """The record without what only other alternatives have, but for what was sent."""
        others = self.others(sent).difference(sent) if self else ()
        return {name: value for name, value in record.items() if name not in others} if others else record

    def others(self, sent: Mapping[str, JSON]) -> frozenset[str]:
        """The names of members that only other alternatives have than those which ``sent`` may be."""
        fitting = [one for one in self if all(sent[name] in one.told[name] for name in one.told if name in sent)]
        if not fitting or len(fitting) == len(self):
            return frozenset()
        return frozenset().union(*(one.names for one in self)).difference(*(one.names for one in fitting))


def of_new_records(synthesis: Synthesis, answer: Schema | None, taken: Mapping[str, Schema]) -> tuple[Finish, ...]:
    """What changes each new record at last."""
    schemas, kinds = synthesis.schemas, synthesis.kinds.told(answer)
    branches, references = kinds or _meant_branches(schemas, answer), ShownReferences(schemas, answer, taken)
    return (*((branches.kept,) if branches else ()), *((references.put,) if references else ()))


class FollowingMembers:
    """Those that a change of a record changes with what it names."""

    def __init__(self, composer: Composer) -> None:
        schemas = composer.schemas
        shown, taken = schemas.properties(composer.answer), schemas.properties(composer.request)
        self._times = StateTimes(schemas, shown, composer.own)
        self._references = ShownReferences(schemas, composer.answer, taken, composer.synthesis.fresh)
        self._kinds = composer.synthesis.kinds.told(composer.answer)

    def changed(
        self, old: dict[str, JSON], new: dict[str, JSON], sent: JSON, now: Callable[[], JSON]
    ) -> dict[str, JSON]:
        """``new``, which ``old`` became by what was sent; of another kind it has nothing that only the former had."""
        kind = new.get(self._kinds.name) if self._kinds else None
        if self._kinds and kind is not None and kind != old.get(self._kinds.name):
            new = self._kinds.kept(new, sent if isinstance(sent, dict) else {})
        return self._times.moved(old, self._references.put(new, sent), now)


def _meant_branches(schemas: Schemas, schema: Schema | None) -> MeantBranches:
    """The alternatives of a schema, at its top."""
    lean = schemas.follow(schema) if schema is not None else None
    if not isinstance(lean, dict):
        return MeantBranches()
    branches = [branch for _, _, branch in schemas.branches(lean, ("oneOf", "anyOf"))]
    discriminator = lean.get("discriminator")
    named = isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str)
    pins = (
        pinned_options(discriminator, branches) if named and isinstance(discriminator, dict) else [None] * len(branches)
    )
    return MeantBranches(
        Branch(_told(schemas, (branch, pin)), frozenset(schemas.properties(branch)))
        for branch, pin in zip(branches, pins, strict=True)
    )


def _told(schemas: Schemas, parts: Iterable[Schema | None]) -> dict[str, list[JSON]]:
    """The members of an alternative that have one of some values."""
    found: dict[str, list[JSON]] = {}
    for part in parts:
        for name, item in schemas.properties(part).items():
            lean = schemas.follow(item)
            if isinstance(lean, dict) and ("const" in lean or isinstance(lean.get("enum"), list)):
                found.setdefault(name, [lean["const"]] if "const" in lean else list(lean["enum"]))
    return found
