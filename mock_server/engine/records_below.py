"""Lists of a record that have the name of what is below it (`lines` of a cart): what is there as it is shown."""

from __future__ import annotations

from functools import cached_property
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

_SHOWING = ("read", "list", "replace", "merge")
_PAGE = 100
_MOST = 1_000
"""So many records a list shows of what is below, and an answer in all."""


class _Below(NamedTuple):
    """One list: its name, the members of its items, which of them must be there, and what it shows: the resource, its
    action and its own lists.
    """

    name: str
    members: frozenset[str]
    must: tuple[str, ...]
    resource: str
    action: Action
    inner: RecordsBelow | None


class RecordsBelow:
    """Those of the records of one operation; an empty list of the server's is filled, nothing else is touched."""

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
            one = (api.plan_of(child, "list") or api.plan_of(child, "create")) if name in own else None
            if one is None:
                continue
            items = schemas.items(shown[name])
            members = schemas.properties(items).keys()
            known = schemas.properties(one.action.record_schema).keys()
            if members and known >= set(schemas.required(items)):
                reads = api.plan_of(child, "read")
                inner = RecordsBelow(reads) if reads is not None else None
                yield _Below(name, frozenset(members), tuple(schemas.required(items)), child, one.action, inner)

    def shown(self, call: Call, outcome: Outcome) -> Outcome:
        """``outcome`` with what is below its records."""
        place = self._place
        if not isinstance(outcome.body, dict | list) or place is None or outcome.success.streams:
            return outcome
        above, told = self._plan.action.parent_keys(call), call.told
        key = told[2] if told is not None and self._behaviour.action != "list" else None
        left = iter(range(_MOST))
        body = through(outcome.body, place, lambda one: self._filled(one, above, key, left))
        return outcome._replace(body=body) if body is not outcome.body and outcome.success.is_valid(body) else outcome

    @cached_property
    def _place(self) -> tuple[str, ...] | None:
        return place_of(self._behaviour)

    def _filled(self, record: JSON, above: tuple[str, ...], key: JSON, left: Iterator[int]) -> JSON:
        """A record that is shown, with its lists of at most so many as are ``left``."""
        if not isinstance(record, dict):
            return record
        key = record.get(self._behaviour.property or "") if key is None else key
        for name, members, must, resource, action, inner in self._lists if key is not None else ():
            if record.get(name) != []:
                continue
            owners = (*above, str(key))
            held = action.store.listing(collection_name(resource, owners))
            rows = []
            for (own, one), _ in zip(held.part(0, _PAGE), left, strict=False):
                shown: JSON = action.composer.shown(action.meant(own, one))
                shown = {member: value for member, value in shown.items() if member in members}
                if all(member in shown for member in must):  # one that is gone elsewhere is none of a list any more
                    rows.append(inner._filled(shown, owners, own, left) if inner else shown)
            record = {**record, name: rows} if rows else record
        return record
