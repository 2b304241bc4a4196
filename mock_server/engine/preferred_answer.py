"""Gives the answer that a client prefers: a documented status, a named example, a generated body (see `prefer`)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mock_server.engine import presentation
from mock_server.engine.answers import Answer, SuccessAnswer
from mock_server.engine.refusals import roles_filled
from mock_server.openapi.behaviour.behaviour import Behaviour
from mock_server.openapi.codec.prefer import NONE, Preference, applied, preference
from mock_server.openapi.reading.expressions import MISSING

if TYPE_CHECKING:
    from starlette.types import Scope

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Response

_FIRST_ERROR = 400


async def as_preferred(plan: OperationPlan, call: Call, accept: bytes | None, scope: Scope) -> Answer:
    """The answer that the client asks for by ``Prefer`` or its twin in the query, else the usual one."""
    headers = [value for name, value in scope["headers"] if name == b"prefer"]
    wish = preference(headers, scope["query_string"])
    answer, met = (None, NONE) if wish is NONE else preferred(plan, wish, accept)
    if answer is None:
        answer = plan.perform(call, accept) if plan.handler is None else await plan.handle(plan.handler, call, accept)
    if wish.delay:
        await asyncio.sleep(wish.delay / 1000)
        met = replace(met, delay=wish.delay)
    text = applied(met)
    if text is None:
        return answer
    header = (b"preference-applied", text.encode("latin-1", "replace"))
    return Answer(answer.status, (*answer.headers, header), answer.body, answer.reason)


def preferred(plan: OperationPlan, wish: Preference, accept: bytes | None) -> tuple[Answer | None, Preference]:
    """The answer that ``wish`` asks for and which part of it is met; no answer where the usual one is as good.

    Such an answer changes nothing in the store. A status or an example that the document does not have is no wish
    that can be met (RFC 7240 section 2: a preference is never an error).
    """
    usual = plan.successes[0]
    response = usual.response if wish.code is None else plan.operation.response(wish.code)
    if response is None:
        return None, NONE
    code = usual.status if wish.code is None else wish.code
    if wish.example is None and not wish.dynamic and code == usual.status:
        return None, Preference(code=wish.code)
    success = _chosen(plan, response, code, accept)
    body, met = _body(success, wish)
    if met.example is None and met.dynamic is None and wish.code is None:
        return None, NONE
    answer = presentation.present(success, None if body is MISSING else body)
    return Answer(answer.status, answer.headers, answer.body, "preferred by the client"), met


def _chosen(plan: OperationPlan, response: Response, code: int, accept: bytes | None) -> SuccessAnswer:
    stateless = Behaviour(plan.operation, "none")
    answers = [SuccessAnswer(stateless, response, media, plan.api.synthesis) for media in response.content or (None,)]
    chosen = presentation.choose(answers, accept) or answers[0]
    chosen.status = code
    return chosen


def _body(success: SuccessAnswer, wish: Preference) -> tuple[Any, Preference]:
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
    body = success.frame
    if success.status >= _FIRST_ERROR and isinstance(body, dict) and not media.examples:
        filled = roles_filled(body, success.status, None, reason=True)
        body = filled if success.is_valid(filled) else body
    return body, Preference(code=wish.code)
