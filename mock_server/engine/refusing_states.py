"""States in which a verb is refused to a record, where the text of its 409 names them: it is published already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call


class RefusingStates:
    """Those of one verb behind the key of a record.

    Where new records of the mock are in such a state, and nothing brings them out of those, it refuses none: the verb
    could never be carried out.
    """

    def __init__(self, plan: OperationPlan) -> None:
        self._action = plan.action
        self._member, self._states = "", frozenset[str]()
        behaviour = plan.behaviour
        is_verb = (
            behaviour.action == "merge"
            and behaviour.key_parameter
            and not path_templates.names_one(plan.operation.path)
        )
        if is_verb and not behaviour.restores and behaviour.told_conflict:
            makes, reads = (plan.api.plan_of(behaviour.resource or "", name) for name in ("create", "read"))
            found = behaviour.refusing(_options(reads)) if reads is not None else None
            if (
                found is not None
                and makes is not None
                and (makes.action.composer.new({}).get(found[0]) not in found[1] or _is_left(plan, *found))
            ):
                self._member, self._states = found

    def __bool__(self) -> bool:
        return bool(self._states)

    def refused(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome that is refused where the record is in such a state."""
        told = call.told
        if told is None or told[0] != "found":
            return outcome
        _, resource, key = told

        def carry_out() -> Answer | None:
            state = (self._action.store.read(resource, str(key)) or {}).get(self._member)
            if not isinstance(state, str) or state not in self._states:
                return outcome.effect()
            reason = f"{resource}: the {self._member} of {key} is {state}"
            return self._action.refusals.refuse(refusals.REFUSED_NOW, reason=reason)

        return outcome._replace(effect=carry_out)


def _is_left(plan: OperationPlan, member: str, states: frozenset[str]) -> bool:
    """Whether another operation brings a record out of these states: a verb sets another, or a change takes one."""
    above, resource = plan.operation.path.rpartition("/")[0], plan.behaviour.resource
    beside = (other for other in plan.api.plans if other is not plan and other.operation.path.startswith(above))
    for other in (one for one in beside if one.behaviour.resource == resource):
        changes = other.operation.path == above and other.behaviour.action in ("merge", "replace")
        takes = changes and member in other.action.composer.given
        if takes or other.behaviour.sets.get(member, next(iter(states))) not in states:
            return True
    return False


def _options(reads: OperationPlan) -> dict[str, list[str]]:
    """The words that the members of a record may be, as reading shows it."""
    schemas, shown = reads.api.synthesis.schemas, reads.action.record_schema
    options = {name: schemas.keyword(item, "enum") or () for name, item in schemas.properties(shown).items()}
    texts = {name: [text for text in some if isinstance(text, str)] for name, some in options.items()}
    return {name: some for name, some in texts.items() if some}
