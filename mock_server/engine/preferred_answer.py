"""Gives the answer that a client prefers: a documented status, a named example, a generated body (see `prefer`)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_server.engine import presentation
from mock_server.engine.deciding import decided
from mock_server.engine.refusals import Kind
from mock_server.engine.streamed_success import success_answer
from mock_server.engine.undocumented_answer import undocumented
from mock_server.openapi.behaviour.behaviour import Behaviour
from mock_server.openapi.codec.prefer import NONE, Preference, applied, preference
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from starlette.types import Scope

    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Response

_FIRST_ERROR = 400


async def as_preferred(plan: OperationPlan, call: Call, accept: bytes | None, scope: Scope) -> Answer:
    """The answer that the client asks for by ``Prefer`` or its twin in the query, else the usual one."""
    headers = [value for name, value in scope["headers"] if name == b"prefer"]
    wish = preference(headers, scope["query_string"])
    synthesis, wished, met = plan.api.synthesis, None, NONE
    if wish is not NONE:
        wished, met = await decided(synthesis, partial(preferred, plan, wish, accept))
    if wished is not None:
        return await _told(wished, wish, met)
    if plan.handler is None:
        answer = await decided(synthesis, partial(plan.perform, call, accept))
    else:
        answer = await plan.handle(plan.handler, call, accept)
    if answer.status >= _FIRST_ERROR:
        answer, met = await decided(synthesis, partial(as_preferred_refusal, plan, answer, wish))
    return await _told(answer, wish, met)


async def refusal_as_preferred(plan: OperationPlan, kind: Kind, scope: Scope, **why: Any) -> Answer:
    """As `Refusals.refuse`: of the statuses that fit the kind the one, and in the example, that the client prefers."""
    headers = [value for name, value in scope["headers"] if name == b"prefer"]
    wish = preference(headers, scope["query_string"])
    if wish.code in kind.statuses and any(r.status == str(wish.code) for r in plan.operation.responses):
        kind = Kind(f"{kind.name} as {wish.code}", (wish.code,), kind.message)
    refused = await decided(plan.api.synthesis, partial(plan.refusals.refuse, kind, **why))
    answer, met = await decided(plan.api.synthesis, partial(as_preferred_refusal, plan, refused, wish))
    return await _told(answer, wish, met)


async def _told(answer: Answer, wish: Preference, met: Preference) -> Answer:
    """``answer``, after the delay that is wished for, with the header that says what was met."""
    if wish.delay:
        await asyncio.sleep(wish.delay / 1000)
        met = replace(met, delay=wish.delay)
    text = applied(met)
    if text is None:
        return answer
    header = (b"preference-applied", text.encode("latin-1", "replace"))
    return answer._replace(headers=(*answer.headers, header))


def preferred(plan: OperationPlan, wish: Preference, accept: bytes | None) -> tuple[Answer | None, Preference]:
    """The answer that ``wish`` asks for and which part of it is met; no answer where the usual one is as good.

    Such an answer changes nothing in the store. A status that the document does not have is given all the same, in the
    shape of its errors; an example that it does not have is no wish that can be met (RFC 7240 section 2: a preference
    is never an error).
    """
    usual = plan.successes[0]
    response = usual.response if wish.code is None else plan.operation.response(wish.code)
    if response is None:
        met = Preference(code=wish.code)
        return (None if wish.code is None else undocumented(plan, wish.code)), met
    code = usual.status if wish.code is None else wish.code
    if wish.example is None and not wish.dynamic and code == usual.status:
        return None, Preference(code=wish.code)
    success = chosen_success(plan, response, code, accept)
    body, met = _body(success, wish)
    if met.example is None and met.dynamic is None and wish.code is None:
        return None, NONE
    answer = presentation.present(success, body, accept=accept)
    return answer._replace(reason="preferred by the client"), met


def chosen_success(plan: OperationPlan, response: Response, code: int | None, accept: bytes | None) -> SuccessAnswer:
    """This documented answer of the operation, whatever happened; ``code`` is its status where that is a range."""
    stateless = Behaviour(plan.operation, "none", stream=plan.behaviour.stream)
    answers = [success_answer(stateless, response, media, plan.api.synthesis) for media in response.content or (None,)]
    chosen = presentation.choose(answers, accept) or answers[0]
    if code is not None:
        chosen.status = code
    return chosen


def _body(success: SuccessAnswer, wish: Preference) -> tuple[JSON, Preference]:
    """The body, and the wishes met."""
    media, synthesis = success.media, success.synthesis
    if media is None:
        return MISSING, Preference(code=wish.code)
    if wish.example is not None:
        found = next((example for example in media.examples if example.name == wish.example), None)
        if found is not None and success.is_valid(found.value):
            return found.value, Preference(code=wish.code, example=wish.example)
    if wish.dynamic:
        schema = media.schema if media.schema is not None else {}
        return synthesis.generate(schema, examples=False), Preference(code=wish.code, dynamic=True)
    return success.frame, Preference(code=wish.code)


def as_preferred_refusal(plan: OperationPlan, answer: Answer, wish: Preference) -> tuple[Answer, Preference]:
    """A refusal of this status in the example that ``wish`` names, and which part of the wish is met."""
    code = answer.status if wish.code == answer.status else None
    response = plan.operation.response(answer.status)
    if wish.example is None or response is None or (wish.code is not None and code is None):
        return answer, Preference(code=code)
    success = chosen_success(plan, response, answer.status, None)
    body, met = _body(success, Preference(code=code, example=wish.example))
    if met.example is None:
        return answer, Preference(code=code)
    shown = presentation.present(success, body)
    own = {name for name, _ in shown.headers}
    headers = (*shown.headers, *(header for header in answer.headers if header[0] not in own))
    return shown._replace(status=answer.status, headers=headers, reason=answer.reason), met
