"""What a record shows of what is below it: `comments_count` is one more with each comment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.plurals import singular
from mock_server.store import change

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Record

_CHANGING = ("create", "replace", "merge", "delete")


class ParentCounts:
    """Those that one operation changes."""

    def __init__(self, plan: OperationPlan) -> None:
        self._action = plan.action
        self._parent, _, word = (plan.behaviour.resource or "").rpartition("/{}/")
        names_one = plan.behaviour.action == "create" or path_templates.names_one(plan.operation.path.rstrip("/"))
        self._names_one = names_one and not plan.behaviour.renames
        self._renames = plan.behaviour.renames
        self._names: list[str] = []
        if self._parent and plan.behaviour.action in _CHANGING and plan.behaviour.within is None:
            one, many = plain(singular(word)), plain(word)
            counts = {many, f"{many}count", f"{one}count", f"num{many}", f"numberof{many}", f"total{many}"}
            maker = plan.api.plan_of(self._parent, "create")
            own = maker.action.composer.own if maker is not None else ()
            self._names = [name for name in own if plain(name) in counts]

    def __bool__(self) -> bool:
        return bool(self._names)

    def counted(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome that counts what it makes or removes with the rest."""
        keys = self._action.parent_keys(call)
        if call.told is None or not keys or (self._renames and call.told[0] == "found"):
            return outcome  # one that was there is there afterwards, if under another key
        _, resource, key = call.told

        def count() -> Answer | None:
            before = self._there(resource, key)
            try:
                return outcome.effect()
            finally:  # of several some may be done where one is not
                more = self._there(resource, key) - before
                if more:
                    owners = collection_name(self._parent, keys[:-1])
                    change(self._action.store, owners, keys[-1], partial(self._with_more, more))

        return outcome._replace(effect=count)

    def _there(self, resource: str, key: JSON) -> int:
        """How many there are: of the one record that is meant, where one is, so that no other process changes that."""
        store = self._action.store
        return store.holds(resource, key) if self._names_one and isinstance(key, str) else store.count(resource)

    def _with_more(self, more: int, held: Record) -> Record:
        """The parent with its numbers after the effect."""
        numbers = {name: held[name] for name in self._names if type(held.get(name)) is int}
        told: Record = {name: max(0, n + more) for name, n in numbers.items()}
        return {**held, **told} if told else held
