"""One action carried out for each record of an array that a request has."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer
from mock_server.engine.outcome import Outcome
from mock_server.engine.several_answers import told_of_each, told_of_one
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading.pointers import at, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.actions.action import Action
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

    One = Callable[[Call, SuccessAnswer], Outcome | Answer]


def each_of_several(action: Action, call: Call, success: SuccessAnswer, one: One) -> Outcome | Answer:
    """Decide by ``one`` for each record of the body; the answer shows all of them where it shows an array.

    A refusal of one is that of all, and nothing is changed.
    """
    place, schema = action.behaviour.envelope, action.told.request(action.operation)
    sent = at(call.body, place[:-1]) if places.is_alone(action.synthesis.schemas, schema, place) else None
    if not isinstance(sent, list) or len(sent) == 1:
        outcome = one(call, success)
        if not isinstance(sent, list):
            return outcome
        return told_of_one(action.synthesis.schemas, call, outcome, action.key_of(call, None))
    decided: list[Outcome] = []
    shown: list[JSON] = []
    keys: list[JSON] = []
    for item in sent:
        single = copy.copy(call)
        single.body = replaced(call.body, place[:-1], [item])
        outcome = one(single, success)
        call.told = single.told
        if isinstance(outcome, Answer):
            return outcome
        decided.append(outcome)
        keys.append(action.key_of(single, None))
        if not isinstance(outcome.body, Answer) and success.is_alone:
            shown.append(at(outcome.body, action.behaviour.record or ()))

    def carry_out() -> Answer | None:
        return next((refused for outcome in decided if (refused := outcome.effect()) is not None), None)

    if success.is_alone:
        body = success.value(call, shown if (told := success.results) is None else told.numbered(shown), several=True)
    else:
        body = decided[-1].body if decided else success.without_record(call)
    body = told_of_each(action.synthesis.schemas, call, success, body, keys)
    return Outcome(success, success.mended(body) if success.is_alone else body, carry_out)
