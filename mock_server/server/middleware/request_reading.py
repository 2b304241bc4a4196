"""Reads parameters and body of a request; what it learns is in the ASGI scope under CALL."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.documented_refusal import summary
from mock_server.openapi.codec.content_codings import (
    BrokenCodingError,
    TooLargeError,
    UnknownCodingError,
    accepted,
    decoded,
)
from mock_server.openapi.reading.call import Call
from mock_server.openapi.schema.validation import whole_body
from mock_server.server.asgi import (
    BODY,
    CALL,
    FIELDS,
    FRAMING,
    GONE,
    LINE,
    PLAN,
    VALUES,
    entry,
    one_line,
    read_body,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.codec.bodies import Refused
    from mock_server.openapi.schema.validation import Violation
    from mock_server.server.known_lines import KnownLine

log = logging.getLogger("mock_server")


class RequestReading:
    """Reads parameters and body and refuses what breaks the document, all violations at once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = entry(app)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Attach the call to the scope; no coroutine of its own where the body has come."""
        plan: OperationPlan | None = scope.get(PLAN)
        if plan is None:
            return self.app(scope, receive, send)
        read_parameters, decode_body, most, is_of_line = plan.reading
        data: bytes | None = None
        if decode_body is not None:
            data = scope.get(BODY)
            if data is None or len(data) > most:
                return self._received(plan, scope, receive, send)
        headers, query = scope["headers"], scope["query_string"]
        line: KnownLine | None = scope.get(LINE) if is_of_line else None
        parameters: Sequence[dict[str, JSON]]
        violations: list[Violation]
        if line is not None and line.given is not None and line.plan is plan:
            path, asked = line.given
            parameters, violations = (path.copy(), asked.copy(), {}, {}), []
        else:
            parameters, violations = read_parameters(scope[VALUES], query, headers)
            if line is not None and line.plan is plan and not violations:
                line.gives(parameters[0], parameters[1])
        call = Call(scope["method"], scope["path"], headers, query, parameters)
        refused: Refused | None = None
        if data is not None and decode_body is not None:
            fields = scope[FIELDS]
            content_type = fields.get(b"content-type") or None
            if data and b"content-encoding" in fields:
                codings = [value for name, value in headers if name == b"content-encoding"]
                data, wrong = _undone(data, codings, most)
                scope[BODY] = data
                if wrong is not None:
                    return _undecodable(wrong, violations, scope, send, plan)
            if not data and fields.keys().isdisjoint(FRAMING):
                content_type = None  # no content at all: there is nothing that it could be the type of
            call.content = data
            call.body, refused = decode_body(content_type, data)
        if refused is not None or violations:
            answered = self._wrong(call, violations, refused, scope, send)
            if answered is not None:
                return answered
        scope[CALL] = call
        onward = self.app
        return onward(scope, receive, send)

    def _wrong(
        self, call: Call, violations: list[Violation], refused: Refused | None, scope: Scope, send: Send
    ) -> Awaitable[None] | None:
        """Refuse what breaks the document; None where it is served all the same, or meant otherwise."""
        plan: OperationPlan = scope[PLAN]
        kind = refusals.INVALID
        if refused is not None:
            kind = refusals.OF_BODIES[refused[0]]
            violations = [*violations, *refused[1]]
        if plan.others:
            other = plan.meant_otherwise(call, scope[VALUES], call.query_string, call.content or b"")
            if other is not None:
                scope[PLAN] = other
                return None
        if plan.api.settings.validation == "on" or kind is not refusals.INVALID:
            return refuse(scope, send, plan, kind, violations)
        if plan.api.settings.validation == "warn":
            log.warning("%s is served although %s", plan.operation, one_line(summary(violations)))
        return None

    async def _received(self, plan: OperationPlan, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the body."""
        limit = plan.api.settings.max_body
        data = await read_body(receive, limit)
        if data is GONE:
            return
        if data is None:
            reason = f"The body is larger than {limit} bytes"
            why, close = [whole_body(reason)], ((b"connection", b"close"),)
            await refuse(scope, send, plan, refusals.TOO_LARGE, why, reason, close)
            return
        scope[BODY] = data
        await self(scope, receive, send)


def _undecodable(
    wrong: tuple[refusals.Kind, str], violations: list[Violation], scope: Scope, send: Send, plan: OperationPlan
) -> Awaitable[None]:
    """Refuse a body whose content codings can't be undone."""
    taken = ", ".join(accepted()).encode()
    unknown = ((b"accept-encoding", taken),) if wrong[0] is refusals.UNSUPPORTED else ()
    return refuse(scope, send, plan, wrong[0], [*violations, whole_body(wrong[1])], wrong[1], unknown)


def _undone(data: bytes, values: list[bytes], limit: int) -> tuple[bytes, tuple[refusals.Kind, str] | None]:
    """A body without its content codings, or why it is refused."""
    try:
        return decoded(data, values, limit), None
    except UnknownCodingError as error:
        return data, (refusals.UNSUPPORTED, str(error))
    except TooLargeError as error:
        return data, (refusals.TOO_LARGE, str(error))
    except BrokenCodingError as error:
        return data, (refusals.MALFORMED, str(error))
