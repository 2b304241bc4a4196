"""Objects of a record that show another one: `owner` beside `owner_id`, `author_detail` beside `author`.

Where that record is there it is shown as it is by now; where it is made up, by the key that is told beside at least.
"""

from __future__ import annotations

import copy
import re
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.outcome import Outcome
from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema

_BESIDE = re.compile(r"[_-]?(?:details?|data|info|object|obj|record|expanded)$", re.I)
_MOST = 1_000
"""So many records of one answer are looked at."""

_LOOKED_AT = 200
"""So many operations are looked at for one that shows the same."""


class _Embedded(NamedTuple):
    """One member: its name and schema, those beside it that may tell the key, its own key, what reads such a record.

    Of each of those ``beside`` it says whether it is the key for sure; else it is where there is such a record.
    """

    name: str
    schema: Schema
    beside: tuple[tuple[str, bool], ...]
    key: str
    reader: OperationPlan


class EmbeddedRecords:
    """Those of the answers of one operation; ``plans`` are all of its document."""

    def __init__(self, plan: OperationPlan, plans: Sequence[OperationPlan]) -> None:
        self._behaviour = plan.behaviour
        self._schemas = plan.api.schemas
        self._validators = plan.api.synthesis.validators
        self._plans = plans
        is_shown = plan.behaviour.record is not None and plan.api.settings.related
        self._found = tuple(self._embedded(plan)) if is_shown and plan.behaviour.action != "delete" else ()

    def __bool__(self) -> bool:
        return bool(self._found)

    def _embedded(self, plan: OperationPlan) -> Iterator[_Embedded]:
        action = plan.action
        members = self._schemas.properties(action.record_schema)
        for name, item in members.items():
            if name in action.composer.given or "array" in self._schemas.types(item):
                continue
            inner = self._schemas.properties(item)
            reader = self._reader_of(places.plain(_BESIDE.sub("", name)), item) if len(inner) > 1 else None
            key = reader.behaviour.property if reader is not None else None
            if (
                reader is None
                or key is None
                or key not in inner
                or reader.behaviour.resource == plan.behaviour.resource
            ):
                continue
            scalars = (one for one, own in members.items() if not self._schemas.types(own) & {"object", "array"})
            named = [(one, sure) for one in scalars if (sure := _tells(one, name, key)) is not None]
            told = ((one, sure or self._is_such_a_key(members[one], inner[key])) for one, sure in named)
            beside = tuple(sorted(told, key=lambda one: not one[1]))
            yield _Embedded(name, item, beside, key, reader)

    def _is_such_a_key(self, own: Schema, key: Schema) -> bool:
        """Whether a member is of the key's form, which is no text that might be somebody's name."""
        types, form = self._schemas.types(own) - {"null"}, self._schemas.keyword(own, "format")
        is_named = "string" in types and form is None
        of_key = self._schemas.types(key) - {"null"}, self._schemas.keyword(key, "format")
        return bool(types) and not is_named and (types, form) == of_key

    def _reader_of(self, word: str, schema: Schema) -> OperationPlan | None:
        """What reads records that have all members of this schema and are called so, or have the same, as no others."""
        names = set(self._schemas.properties(schema))
        called = [plan for plan in self._by_key if places.alike(word, _word(plan))]
        same = [plan for plan in self._by_key[:_LOOKED_AT] if self._answers(plan, names)] if not called else []
        alone = same if len(same) == 1 else []  # of several no behaviour is worked out
        found = [plan for plan in (called or alone) if plan.behaviour.action == "read" and plan.behaviour.key_parameter]
        known = [plan for plan in found if names <= self._schemas.properties(plan.action.record_schema).keys()]
        return known[0] if len(known) == 1 or (known and called) else None

    def _answers(self, plan: OperationPlan, names: set[str]) -> bool:
        """Whether it answers an object of these members, by itself or in an envelope."""
        shown = self._schemas.properties(plan.operation.response_schema())
        return shown.keys() == names or any(self._schemas.properties(item).keys() == names for item in shown.values())

    @cached_property
    def _by_key(self) -> tuple[OperationPlan, ...]:
        """What may read a record by its key alone."""
        paths = ((plan, plan.operation.path.rstrip("/")) for plan in self._plans if plan.operation.method == "GET")
        return tuple(plan for plan, path in paths if path.endswith("}") and path.count("{") == 1 and "/{" in path)

    def shown(self, call: Call, outcome: Outcome) -> Outcome:
        """``outcome`` with the records that its own tell of."""
        place = place_of(self._behaviour)
        if not isinstance(outcome.body, dict | list) or place is None or outcome.success.streams:
            return outcome
        read: dict[tuple[str, str], JSON] = {}
        looked_at = count()
        body = through(outcome.body, place, lambda one: self._told(call, one, read) if next(looked_at) < _MOST else one)
        if body is outcome.body:
            return outcome
        return outcome._replace(body=body) if outcome.success.is_valid(body) else outcome

    def _told(self, call: Call, record: JSON, read: dict[tuple[str, str], JSON]) -> JSON:
        for name, schema, beside, key, reader in self._found if isinstance(record, dict) else ():
            inner = record.get(name)
            if not isinstance(inner, dict):
                continue
            known = self._schemas.types(self._schemas.properties(schema)[key])
            keys = [(as_type(record.get(one), known), sure) for one, sure in beside] + [(inner.get(key), False)]
            for wanted, sure in keys:
                place = name, str(wanted)
                if wanted is not None and place not in read:
                    read[place] = _read(call, reader, str(wanted))
                other = read.get(place, MISSING)
                if isinstance(other, dict) or (sure and wanted is not None):
                    shown = self._of(schema, inner, other) if isinstance(other, dict) else {**inner, key: wanted}
                    record = {**record, name: shown} if shown != inner and self._may_be(schema, shown) else record
                    break
        return record

    def _may_be(self, schema: Schema, shown: JSON) -> bool:
        valid: bool = self._validators.validator(schema, "response").is_valid(shown)
        return valid

    def _of(self, schema: Schema, made: dict[str, JSON], other: dict[str, JSON]) -> dict[str, JSON]:
        """The object as it shows a record that is there: what that has of its members, and what has to be there."""
        members, must = self._schemas.properties(schema), self._schemas.required(schema)
        told = {name: other.get(name, made.get(name)) for name in members if name in other or name in made}
        return {name: value for name, value in told.items() if name in other or name in must}


def place_of(behaviour: Behaviour) -> tuple[str, ...] | None:
    """The place of a record, of each of several: in all items of an array where it is the only one of that."""
    place = behaviour.record
    if place is None or behaviour.action != "list":
        return behaviour.shown_at
    within = () if behaviour.each_in is None else (behaviour.each_in,)
    return (*place, places.ONLY, *within)


def through(value: JSON, place: tuple[str, ...], told: Callable[[JSON], JSON]) -> JSON:
    """``value`` with what is told of each record at this place; itself where that changes none."""
    if not place:
        return told(value)
    head, rest = place[0], place[1:]
    if isinstance(value, list) and head == places.ONLY:
        items = [through(item, rest, told) for item in value]
        return value if all(one is other for one, other in zip(items, value, strict=True)) else items
    if not isinstance(value, dict) or head not in value:
        return through(value, rest, told) if head == places.ONLY else value
    inner = through(value[head], rest, told)
    return value if inner is value[head] else {**value, head: inner}


def _read(call: Call, reader: OperationPlan, key: str) -> JSON:
    """The record of this key as reading shows it, MISSING where none is there."""
    asked = copy.copy(call)
    asked.path, asked.query, asked.query_string, asked.told = {reader.behaviour.key_parameter: key}, {}, b"", None
    outcome = reader.action.run(asked, reader.successes[0])
    if not isinstance(outcome, Outcome) or asked.told is None or asked.told[0] != "found":
        return MISSING
    return at(outcome.body, reader.behaviour.record or ())


def _word(plan: OperationPlan) -> str:
    """The last word of the path before the key."""
    return plan.operation.path.split("/{")[0].rpartition("/")[2]


def _tells(beside: str, name: str, key: str) -> bool | None:
    """Whether a member is the key of the object beside it for sure: `owner_id` of `owner`; None where it is not.

    It may be where the object is called after it: `author` beside `author_detail` is a key, or what somebody is called.
    """
    said, word, own = places.plain(beside), places.plain(_BESIDE.sub("", name)), places.plain(key)
    if said in (word + own, places.plain(name) + own) or (said == own and own.startswith(word)):
        return True
    return False if said == word and beside != name else None
