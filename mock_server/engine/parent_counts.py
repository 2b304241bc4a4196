"""Numbers of a record that count what is below it: `comments_count` is one more with each comment that is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.plurals import singular
from mock_server.store import change

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Record

_STEPS = {"create": ("created", 1), "delete": ("found", -1)}


class ParentCounts:
    """Those that one operation changes."""

    def __init__(self, plan: OperationPlan) -> None:
        self._action = plan.action
        self._parent, _, word = (plan.behaviour.resource or "").rpartition("/{}/")
        self._told, self._step = _STEPS.get(plan.behaviour.action, ("", 0))
        self._names: list[str] = []
        if self._parent and self._step and plan.behaviour.within is None:
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
        if call.told is None or call.told[0] != self._told or not isinstance(call.told[2], str) or not keys:
            return outcome

        def count() -> Answer | None:
            refused = outcome.effect()
            if refused is None:
                change(self._action.store, collection_name(self._parent, keys[:-1]), keys[-1], self._with_one_more)
            return refused

        return outcome._replace(effect=count)

    def _with_one_more(self, held: Record) -> Record:
        """The parent with its numbers after the effect."""
        numbers = {name: held[name] for name in self._names if type(held.get(name)) is int}
        return {**held, **{name: max(0, n + self._step) for name, n in numbers.items()}} if numbers else held
