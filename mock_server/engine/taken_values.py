"""Values that a record may not have since another one has them, where the text of a 409 says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.store import asked

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Record, RecordList, Row

_FEW = 500
"""So many records that may have a value are looked at; of a store that looks nothing up, as many at either end."""


class TakenValues:
    """Those of one operation; where it gives several members, another record has to have all of them, or as its text
    says one.
    """

    def __init__(self, plan: OperationPlan) -> None:
        self._action = plan.action
        self._members = plan.behaviour.once
        self._together = plan.behaviour.once_each if self._members else ()
        self._in_any_case = bool(self._members) and plan.behaviour.once_in_any_case
        self._merges = plan.behaviour.action == "merge"

    def __bool__(self) -> bool:
        return bool(self._members)

    def refused(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome that is refused where another record has what the request gives."""
        told, sent = call.told, self._action.sent(call)
        if told is None or not isinstance(sent, dict):
            return outcome
        _, resource, key = told
        given = {name: sent[name] for name in self._members if name in sent}

        def keep() -> Answer | None:
            for members in self._together:
                other = self._other(resource, str(key), members, given, self._action.part(call))
                if other is not None:
                    call.told = ("another", resource, other)
                    reason = f"{resource}: {other} has the same {' and '.join(members)}"
                    return self._action.refusals.refuse(refusals.TAKEN, reason=reason)
            return outcome.effect()

        return outcome._replace(effect=keep)

    def _other(
        self, resource: str, key: str, members: tuple[str, ...], sent: dict[str, JSON], part: str | None
    ) -> str | None:
        """The key of another record that has what is sent of these members, below the ``part`` where one is named.

        What a record has already may be given again.
        """
        given = {name: value for name, value in sent.items() if name in members}
        own = self._action.store.read(resource, key) or {}
        if own and all(own.get(name) == value for name, value in given.items()):
            return None
        wanted = {name: own.get(name) for name in members} | given if self._merges else given
        texts = {name: self._turned(value) for name, value in wanted.items() if isinstance(value, str)}
        if len(texts) < len(members):
            return None
        is_made_up = self._action.missing.is_invented
        rows = (held for held, record in self._likely(resource, wanted) if held != key and self._has(record, texts))
        is_in_part = self._action.store.holds
        meant = (held for held in rows if part is None or is_in_part(part, held))
        return next((held for held in meant if not is_made_up(resource, held)), None)

    def _likely(self, resource: str, wanted: dict[str, JSON]) -> list[Row]:
        """Records that may have the values."""
        every = self._action.store.listing(resource)
        found: list[RecordList] = []
        for name, value in wanted.items():
            having = every.where(name, asked((value,)))
            if having is None:
                return [*every.part(0, _FEW), *every.part(max(_FEW, len(every) - _FEW), len(every))]
            found.append(having)
        return min(found, key=len).part(0, _FEW)

    def _has(self, record: Record, texts: dict[str, str]) -> bool:
        return all(
            isinstance(held := record.get(name), str) and self._turned(held) == text for name, text in texts.items()
        )

    def _turned(self, text: str) -> str:
        return text.casefold() if self._in_any_case else text
