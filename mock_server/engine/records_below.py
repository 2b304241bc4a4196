"""Lists of a record that have the name of what is below it (`lines` of a cart): what is there as it is shown."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import chain, takewhile
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.collection_names import collection_name
from mock_server.engine.embedded_records import place_of, through
from mock_server.openapi.behaviour.places import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.engine.actions.action import Action
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema

_SHOWING = ("read", "list", "replace", "merge")
_PAGE = 100
_MOST = 1_000
"""So many records a list shows of what is below, and an answer on each level, but one of each list at least."""


class _Below(NamedTuple):
    """One list: its name and schema, the members of its items, which of them must be there, how many it shows at most,
    and what: the resource, its action and its own lists.
    """

    name: str
    schema: Schema
    members: frozenset[str]
    must: tuple[str, ...]
    most: int
    resource: str
    action: Action
    inner: RecordsBelow | None


class RecordsBelow:
    """Those of the records of one operation; an empty list of the server's is filled, nothing else is touched.

    What callers give by a change is theirs, and what is shown is what lists or reads show, where there are such.
    """

    def __init__(self, plan: OperationPlan) -> None:
        behaviour = plan.behaviour
        self._plan, self._behaviour, self._lists = plan, behaviour, list[_Below]()
        is_own = behaviour.within is None and not behaviour.across and behaviour.record is not None
        if behaviour.action in _SHOWING and is_own and behaviour.resource and plan.api.settings.related:
            self._lists = list(self._found(plan, behaviour.resource))

    def __bool__(self) -> bool:
        return bool(self._lists)

    def _found(self, plan: OperationPlan, resource: str) -> Iterator[_Below]:
        api, schemas = plan.api, plan.api.schemas
        below = api.behaviours.words_below.get(resource, ())
        shown = schemas.properties(plan.action.record_schema) if below else {}
        arrays = {plain(name): name for name, schema in shown.items() if "array" in schemas.types(schema)}
        words = sorted(word for word in below if plain(word) in arrays)
        maker = api.plan_of(resource, "create") if words else None
        own = maker.action.composer.own if maker is not None else ()
        for word in words:
            name, child = arrays[plain(word)], f"{resource}/{{}}/{word}"
            if name not in own or self._is_given(resource, name):
                continue
            reads = api.plan_of(child, "read")
            one = api.plan_of(child, "list") or reads or api.plan_of(child, "create")
            most = schemas.keyword(shown[name], "maxItems")
            most = min(_PAGE, int(most)) if isinstance(most, int | float) else _PAGE
            if one is None or not most:
                continue
            items = schemas.items(shown[name])
            members = schemas.properties(items).keys()
            known = schemas.properties(one.action.record_schema).keys()
            if members and known >= set(schemas.required(items)):
                inner = RecordsBelow(reads) if reads is not None else None
                must = tuple(schemas.required(items))
                yield _Below(name, shown[name], frozenset(members), must, most, child, one.action, inner)

    def _is_given(self, resource: str, name: str) -> bool:
        """Whether a change of the record takes this member."""
        changes = (self._plan.api.plan_of(resource, "merge"), self._plan.api.plan_of(resource, "replace"))
        return any(change is not None and name in change.action.composer.given for change in changes)

    def shown(self, call: Call, outcome: Outcome) -> Outcome:
        """``outcome`` with what is below its records."""
        place = self._place
        if not isinstance(outcome.body, dict | list) or place is None or outcome.success.streams:
            return outcome
        above, told = self._plan.action.parent_keys(call), call.told
        key = told[2] if told is not None and self._behaviour.action != "list" else None
        records: list[JSON] = []

        def counted(one: JSON) -> JSON:
            records.append(one)
            return one

        through(outcome.body, place, counted)
        most = _MOST // max(1, len(records))
        for is_safe in (False, True):
            filled = partial(self._filled, above=above, key=key, most=most, is_safe=is_safe)
            body = through(outcome.body, place, filled)
            if body is outcome.body or outcome.success.is_valid(body):
                return outcome._replace(body=body)
        return outcome

    @cached_property
    def _place(self) -> tuple[str, ...] | None:
        return place_of(self._behaviour)

    def _filled(self, record: JSON, above: tuple[str, ...], key: JSON, most: int, is_safe: bool = False) -> JSON:
        """A record that is shown, with so many of what is below it, and with one at least of each list; of those only
        that may be shown so, where it ``is_safe``.
        """
        if not isinstance(record, dict):
            return record
        key = record.get(self._behaviour.property or "") if key is None else key
        for below in self._lists if key is not None else ():
            if record.get(below.name) != []:
                continue
            share = max(1, most // len(self._lists))
            rows = self._rows(below, (*above, str(key)), share)
            if rows and (not is_safe or self._may_be(rows, below.schema)):
                record = {**record, below.name: rows}
        return record

    def _may_be(self, rows: list[JSON], schema: Schema) -> bool:
        followed = self._plan.api.schemas.follow(schema)
        return bool(self._plan.api.synthesis.validators.validator(followed, "response").is_valid(rows))

    def _rows(self, below: _Below, owners: tuple[str, ...], most: int) -> list[JSON]:
        """What a list shows; one that is gone elsewhere is none of it any more."""
        action = below.action
        rows: list[JSON] = []
        held = action.store.listing(collection_name(below.resource, owners))
        end = min(below.most, most)
        parts = takewhile(bool, (held.part(at, at + end) for at in range(0, _PAGE, end)))
        each = most // max(1, min(end, len(held)))
        for own, one in chain.from_iterable(parts):
            shown: JSON = action.composer.shown(action.meant(owners, own, one))
            shown = {member: value for member, value in shown.items() if member in below.members}
            if all(member in shown for member in below.must):
                rows.append(below.inner._filled(shown, owners, own, each) if below.inner else shown)
            if len(rows) == end:
                break
        return rows
