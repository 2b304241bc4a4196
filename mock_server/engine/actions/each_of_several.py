"""One action carried out for each record of an array that a request has."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer
from mock_server.engine.outcome import Outcome
from mock_server.engine.several_answers import told_of_each, told_of_one
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading.pointers import at, replaced
from mock_server.store import StoreChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.engine.actions.action import Action
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

    One = Callable[[Call, SuccessAnswer], Outcome | Answer]

_TIMES = 8
"""So often one of several is decided again."""


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
    again: list[Callable[[], Outcome | Answer]] = []
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
        again.append(partial(one, single, success))
        keys.append(action.key_of(single, None))
        if not isinstance(outcome.body, Answer) and success.is_alone:
            shown.append(at(outcome.body, action.behaviour.record or ()))

    if success.is_alone:
        body = success.value(call, shown if (told := success.results) is None else told.numbered(shown), several=True)
    else:
        body = decided[-1].body if decided else success.without_record(call)
    body = told_of_each(action.synthesis.schemas, call, success, body, keys)
    return Outcome(success, success.mended(body) if success.is_alone else body, partial(_carry_out, decided, again))


def _carry_out(decided: Sequence[Outcome], again: Sequence[Callable[[], Outcome | Answer]]) -> Answer | None:
    """Carry out what was decided, one after the other; the refusal of the first that is refused after all.

    Behind the first one that alone is decided ``again`` which another process has changed meanwhile: what was done
    before would be done twice.
    """
    for place, (outcome, decide) in enumerate(zip(decided, again, strict=True)):
        refused = outcome.effect() if place == 0 else _surely_done(outcome, decide)
        if refused is not None:
            return refused
    return None


def _surely_done(outcome: Outcome, decide: Callable[[], Outcome | Answer]) -> Answer | None:
    for _ in range(_TIMES):
        try:
            return outcome.effect()
        except StoreChanged:
            found = decide()
            if isinstance(found, Answer):
                return found
            outcome = found
    return outcome.effect()
