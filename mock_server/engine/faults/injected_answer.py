"""The answer that a rule of faults gives: the documented one of its status or example, else the errors' shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_server.engine import presentation
from mock_server.engine.error_roles import phrase, roles_filled
from mock_server.engine.preferred_answer import chosen_success
from mock_server.engine.undocumented_answer import undocumented
from mock_server.openapi.reading.json_text import dump_json
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.faults.injection import Injection
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Response

_FIRST_ERROR = 400


def injected_answer(plan: OperationPlan, injection: Injection, accept: bytes | None) -> Answer:
    """The answer of the injection's status, in the example that its rule names where that is one of it."""
    rule = injection.rule
    name = rule.example if rule is not None and injection.exceeded is None else None
    return _given(plan, injection, injection.status, name, accept)


def in_place_of(plan: OperationPlan, injection: Injection, usual: Answer, accept: bytes | None) -> Answer:
    """The rule's answer where the operation gave ``usual``, a success."""
    rule = injection.rule
    if rule is None or injection.wire:
        return usual
    if not rule.answers:
        answer = injected_answer(plan, injection, accept)
        return _of_same_record(plan, answer, usual) if rule.example is not None else answer
    index = injection.turn_at()
    turn = rule.answers[index % len(rule.answers) if rule.cycle else min(index, len(rule.answers) - 1)]
    if turn == usual.status:
        return usual
    status, name = (turn, None) if isinstance(turn, int) else (None, turn)
    return _of_same_record(plan, _given(plan, injection, status, name, accept), usual)


def _given(
    plan: OperationPlan, injection: Injection, status: int | None, name: str | None, accept: bytes | None
) -> Answer:
    response = _response(plan, status, name)
    if response is None:
        injection.undocumented = True
        return undocumented(plan, status if status is not None else 500)._replace(reason="")
    code = status
    if code is None:
        known = plan.successes[0]
        code = known.status if response is known.response else None
    success = chosen_success(plan, response, code, accept)
    body = success.frame
    if success.media is not None and name is not None:
        found = next((example for example in success.media.examples if example.name == name), None)
        body = found.value if found is not None and success.is_valid(found.value) else body
    if success.status >= _FIRST_ERROR and not response.status.isdigit() and isinstance(body, dict):
        filled = roles_filled(body, success.status, phrase(success.status), reason=True)
        body = filled if success.is_valid(filled) else body
    return presentation.present(success, body, accept=accept)


def _response(plan: OperationPlan, status: int | None, name: str | None) -> Response | None:
    """The documented answer of the status, or the first that has the example, successes before others."""
    if status is not None:
        return plan.operation.response(status)
    usual = plan.successes[0].response
    others = (response for response in plan.operation.responses if response is not usual)
    ranked = sorted(others, key=lambda response: response.is_refusal)
    for response in (usual, *ranked):
        if response is not None and any(
            example.name == name for media in response.content for example in media.examples
        ):
            return response
    return usual


def _of_same_record(plan: OperationPlan, answer: Answer, usual: Answer) -> Answer:
    """``answer`` with the key of the record that was asked for in place of the example's, where that conforms."""
    behaviour, success = plan.behaviour, plan.successes[0]
    name, place = behaviour.property, behaviour.record
    if answer.status >= _FIRST_ERROR or name is None or place is None or behaviour.action == "list":
        return answer
    body, own = _json(answer), _json(usual)
    record, given = at(body, place), at(own, place)
    if not isinstance(record, dict) or not isinstance(given, dict) or name not in record or name not in given:
        return answer
    record[name] = given[name]
    if not _conforms(plan, answer.status, success, body):
        return answer
    data = dump_json(body)
    headers = tuple(
        (field, b"%d" % len(data) if field == b"content-length" else value) for field, value in answer.headers
    )
    return answer._replace(body=data, headers=headers)


def _conforms(plan: OperationPlan, status: int, success: SuccessAnswer, body: JSON) -> bool:
    if status == success.status:
        return bool(success.is_valid(body))
    response = plan.operation.response(status)
    media = response.json if response is not None else None
    if media is None or media.schema is None:
        return True
    return bool(plan.api.validators.validator(media.schema, "response").is_valid(body))


def _json(answer: Answer) -> JSON:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return MISSING
