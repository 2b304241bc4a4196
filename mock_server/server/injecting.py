"""Lets the rules of faults have their way with a request: chooses, and sends what was chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.engine.answers import Answer
from mock_server.engine.deciding import decided
from mock_server.engine.faults.asked_request import AskedRequest
from mock_server.engine.faults.injected_answer import in_place_of, injected_answer
from mock_server.engine.faults.injection import Injection
from mock_server.engine.faults.wished_fault import wished_fault
from mock_server.engine.preferred_answer import as_preferred
from mock_server.openapi.codec.prefer import NONE, Preference, preference
from mock_server.server.asgi import AT_ONCE, FAULT, JOURNAL, PLAN, SANDBOX, VALUES, respond
from mock_server.server.journal.entry import NO_ANSWER
from mock_server.server.wire_faults import ShapedAnswer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.faults.fault_table import FaultTable
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.call import Call

_FIRST_ERROR = 400
_NOTHING_DONE = 0


async def inject(
    app: ASGIApp,
    table: FaultTable,
    layers: Sequence[Sequence[FaultRule]],
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Pass the request to ``app``, with what the rules do to its answer."""
    plan: OperationPlan = scope[PLAN]
    if SANDBOX not in scope and _is_for_another(plan, scope):
        await app(scope, receive, send)
        return
    body = b""
    if any(rule.is_counted or rule.key is not None for layer in layers for rule in layer):
        taken = await _taken(receive, plan.api.settings.max_body)
        if taken is None:
            return
        body, receive = taken
    client = scope.get("client")
    path = unquote(scope["raw_path"].decode("latin-1")) if scope.get("raw_path") else scope["path"]
    request = AskedRequest(plan, scope["method"], path, scope["query_string"], scope["headers"],
                           scope[VALUES], body, client[0] if client else "")  # fmt: skip
    wish = _wish(scope)
    told = wish.code is not None or wish.example is not None or wish.dynamic is not None
    wished = wished_fault(wish)
    injection = table.choose(
        request,
        layers,
        delayed=wish.delay is not None or (wished is not None and wished.delay is not None),
        told=told or (wished is not None and wished.answers_itself),
    )
    if injection is None:
        await app(scope, receive, send)
        return
    if injection.shows:
        scope[FAULT] = injection
    await _deliver(app, injection, scope, receive, send)


async def perform_otherwise(
    plan: OperationPlan, call: Call, accept: bytes | None, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a request that has wishes for its answer, or to whose answer a rule does something."""
    wish = _wish(scope)
    wished = wished_fault(wish)
    usual = partial(_performed, plan, call, accept)
    if wished is None:
        await usual(scope, receive, send)
        return
    injection = Injection(wished, 0.0, wished.bandwidth, wished.retry_after, wished=wish.fault or "")
    if wished.delay is not None:
        injection.delay = wished.delay.seconds(0.5)
    if wished.fault == "garbage":
        injection.noise = bytes(range(64))
    if not wished.answers_itself:
        injection.rule = None
    elif wished.fault == "none":
        injection = Injection()
    if injection.shows:
        scope[FAULT] = injection
    await _deliver(usual, injection, scope, receive, send)


async def _performed(
    plan: OperationPlan, call: Call, accept: bytes | None, scope: Scope, receive: Receive, send: Send
) -> None:
    injection: Injection | None = scope.get(FAULT)
    rule = injection.rule if injection is not None and not injection.replaces else None
    answer: Answer
    if injection is None or rule is None or (injection.wire and injection.after):
        answer = await as_preferred(plan, call, accept, scope)
    else:
        carried_out = injection.after or bool(rule.answers)
        if plan.handler is None:
            answer = await decided(plan.api.synthesis, partial(plan.perform, call, accept, effect=carried_out))
        elif carried_out or injection.wire:
            answer = await plan.handle(plan.handler, call, accept)
        else:
            answer = Answer(_NOTHING_DONE, (), b"")
        if answer.status < _FIRST_ERROR:
            answer = await decided(plan.api.synthesis, partial(in_place_of, plan, injection, answer, accept))
    if answer.stream is None or scope["method"] == "HEAD":
        await respond(scope, send, answer)
    else:
        from mock_server.server.streaming import pour

        await pour(scope, receive, send, answer)


def _is_for_another(plan: OperationPlan, scope: Scope) -> bool:
    """Whether a credential names the sandbox, whose rules come when it is let in."""
    given = (scope["headers"], scope["query_string"])
    return (plan.access.is_open or plan.access.check(*given) is not None) and bool(plan.access.check_apart(*given)[1])


def _wish(scope: Scope) -> Preference:
    headers = [value for name, value in scope["headers"] if name == b"prefer"]
    return preference(headers, scope["query_string"]) if headers or b"__" in scope["query_string"] else NONE


async def _taken(receive: Receive, limit: int) -> tuple[bytes, Receive] | None:
    """The body, or the beginning of a large one, and a way to receive it again; None where the client left."""
    messages: list[Message] = []
    size = 0
    while size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        messages.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    body = b"".join(message.get("body", b"") for message in messages)
    again = iter(messages)

    async def received() -> Message:
        message = next(again, None)
        return await receive() if message is None else message

    return body[:limit], received


async def _deliver(
    app: Callable[[Scope, Receive, Send], Awaitable[None]],
    injection: Injection,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Let ``app`` answer, and do to its answer what was chosen."""
    plan: OperationPlan = scope[PLAN]
    shaped = ShapedAnswer(injection, scope, send)
    if not injection.replaces:
        await app(scope, receive, shaped)
        return
    if injection.after:
        lost = _Lost()
        at_once, journal = AT_ONCE in scope, scope.pop(JOURNAL, None)
        scope[AT_ONCE] = True
        await app(scope, receive, lost)
        if not at_once:
            del scope[AT_ONCE]
        if journal is not None:
            scope[JOURNAL] = journal
    if injection.wire:
        if JOURNAL in scope:
            scope[JOURNAL].answered(scope, NO_ANSWER)
        await shaped.break_off()
        return
    accept = next((value for name, value in scope["headers"] if name == b"accept"), None)
    answer = await decided(plan.api.synthesis, partial(injected_answer, plan, injection, accept))
    await respond(scope, shaped, answer)


class _Lost:
    """Takes an answer that nobody gets."""

    async def __call__(self, message: Message) -> None:
        """Take a part of it."""
