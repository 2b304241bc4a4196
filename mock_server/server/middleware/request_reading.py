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
from mock_server.server.asgi import BODY, CALL, FIELDS, FRAMING, GONE, PLAN, VALUES, entry, one_line, read_body, refuse

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from mock_server.engine.operation_plan import OperationPlan


log = logging.getLogger("mock_server")

"""The fields by which a request says that it has content (RFC 9110 section 6.4, RFC 9112 section 6.3)."""


class RequestReading:
    """Reads parameters and body and refuses what breaks the document, all violations at once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = entry(app)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Attach the call to the scope; no coroutine of its own where the body has come."""
        plan: OperationPlan | None = scope.get(PLAN)
        if plan is None:
            return self.app(scope, receive, send)
        if not (plan.bodies.expected or plan.others):
            return self._read(plan, None, scope, receive, send)
        data: bytes | None = scope.get(BODY)
        if data is None or len(data) > plan.api.settings.max_body:
            return self._received(plan, scope, receive, send)
        return self._read(plan, data, scope, receive, send)

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
        await self._read(plan, data, scope, receive, send)

    def _read(
        self, plan: OperationPlan, data: bytes | None, scope: Scope, receive: Receive, send: Send
    ) -> Awaitable[None]:
        """Read the request, of which ``data`` is the body where the operation may have one; None where it has none."""
        headers, query = scope["headers"], scope["query_string"]
        parameters, violations = plan.parameters.read(scope[VALUES], query, headers)
        call = Call(scope["method"], scope["path"], headers, query, parameters)
        kind = refusals.INVALID
        if data is not None:
            fields = scope[FIELDS]
            content_type = fields.get(b"content-type") or None
            if data and b"content-encoding" in fields:
                codings = [value for name, value in headers if name == b"content-encoding"]
                data, wrong = _undone(data, codings, plan.api.settings.max_body)
                scope[BODY] = data
                if wrong is not None:
                    taken = ", ".join(accepted()).encode()
                    unknown = ((b"accept-encoding", taken),) if wrong[0] is refusals.UNSUPPORTED else ()
                    why = [*violations, whole_body(wrong[1])]
                    return refuse(scope, send, plan, wrong[0], why, wrong[1], unknown)
            if not data and fields.keys().isdisjoint(FRAMING):
                content_type = None  # no content at all: there is nothing that it could be the type of
            call.content = data
            call.body, refused = plan.bodies.read(content_type, data)
            if refused is not None:
                kind = refusals.OF_BODIES[refused[0]]
                violations = [*violations, *refused[1]]
        if violations:
            other = plan.meant_otherwise(call, scope[VALUES], query, data or b"") if plan.others else None
            if other is not None:
                scope[PLAN] = other
            elif plan.api.settings.validation == "on" or kind is not refusals.INVALID:
                return refuse(scope, send, plan, kind, violations)
            elif plan.api.settings.validation == "warn":
                log.warning("%s is served although %s", plan.operation, one_line(summary(violations)))
        scope[CALL] = call
        return self.app(scope, receive, send)


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
