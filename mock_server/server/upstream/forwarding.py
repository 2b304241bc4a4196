"""Hands requests to the real service, and to the mock those that the service can't answer yet."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer
from mock_server.engine.observed_exchanges import ObservedExchanges
from mock_server.openapi.codec.prefer import preference
from mock_server.server.asgi import FAULT, GONE, JOURNAL, PLAN, VALUES, one_line, respond
from mock_server.server.first_step import in_a_task
from mock_server.server.journal.forwarded_step import MOCK, SOURCE, UPSTREAM
from mock_server.server.marked_request import MARK
from mock_server.server.pages import ASTERISK
from mock_server.server.upstream.fallbacks import is_documented
from mock_server.server.upstream.relayed_answer import RelayedAnswer, decoded_body
from mock_server.server.upstream.request_octets import ClientLeft, RequestOctets
from mock_server.server.upstream.service import ANSWER_SECONDS, ServiceSlow, ServiceUnreachable, hop_by_hop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.upstream.fallbacks import Fallbacks
    from mock_server.server.upstream.service import RawHeaders, Service, ServiceAnswer

log = logging.getLogger("mock_server")

_FIRST_REFUSAL = 400
_PEEKED = 64 * 1024
"""How much of a 404 is looked at."""
_OURS = frozenset((b"host", b"x-mock-sandbox", MARK.lower().encode()))
_BAD_GATEWAY, _GATEWAY_TIMEOUT = 502, 504


class Forwarding:
    """Asks ``service`` first, but for operations that are ``mocked``, named by their ids.

    ``fallbacks`` say after which of its answers the mock gives its own. What the service's answers show of records is
    taken over into the stores of ``apis``. ``own`` tells of a path whether it is a page of the server's own.
    """

    def __init__(
        self,
        app: ASGIApp,
        service: Service,
        apis: Sequence[Api],
        mocked: frozenset[OperationPlan],
        fallbacks: Fallbacks,
        own: Callable[[str], bool],
    ) -> None:
        self.app = app
        self._service = service
        self._apis = apis
        self._mocked = mocked
        self._fallbacks = fallbacks
        self._own = own
        self._observed = ObservedExchanges(apis)
        self._kept = apis[0].settings.max_body
        self._succeeded: set[OperationPlan] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the service or from the mock, and say which."""
        if PLAN not in scope and self._own(scope["path"]):
            await self.app(scope, receive, send)
            return
        plan: OperationPlan | None = scope.get(PLAN)
        why = self._asks_the_mock(plan, scope)
        if why:
            await self._mock(why, scope, receive, send)
            return
        await in_a_task()
        request = RequestOctets(receive, self._apis[0].settings.max_body)
        body = await request.read()
        if body is GONE:
            return
        async with AsyncExitStack() as stack:
            try:
                asked = self._service.ask(scope["method"], self._target(scope), _passed_on(scope["headers"]), body)
                answer = await stack.enter_async_context(asked)
                begun = await _begun(answer) if self._may_fall_back(plan, answer.status) else b""
            except ClientLeft:
                return
            except (ServiceUnreachable, ServiceSlow) as error:
                why = self._without_answer(plan, error, request)
                if not why:
                    await self._gateway(error, scope, send)
                    return
            else:
                why = self._falls_back(plan, answer, begun, request)
                if not why:
                    await self._relay(plan, scope, request, RelayedAnswer(answer, begun, self._kept), send)
                    return
        await self._mock(why, scope, request.again, send)

    def _asks_the_mock(self, plan: OperationPlan | None, scope: Scope) -> str:
        """Why the request is for the mock from the start; empty where it is for the service."""
        if plan in self._mocked:
            return "the operation is named by --mock"
        if scope["path"] == ASTERISK or plan is None:
            return "the server itself is asked" if scope["path"] == ASTERISK else ""
        injection = scope.get(FAULT)
        if injection is not None and injection.rule is not None:
            return "a rule of faults says the answer"
        wish = preference([value for name, value in scope["headers"] if name == b"prefer"], scope["query_string"])
        if (wish.code, wish.example, wish.dynamic, wish.fault) != (None, None, None, None):
            return "the client asks the mock"
        return ""

    def _without_answer(self, plan: OperationPlan | None, error: Exception, request: RequestOctets) -> str:
        if plan is None or request.whole is None or not self._fallbacks.unreachable:
            return ""
        return "the service is unreachable" if isinstance(error, ServiceUnreachable) else ""

    def _may_fall_back(self, plan: OperationPlan | None, status: int) -> bool:
        return plan is not None and plan not in self._succeeded and self._fallbacks.may(status)

    def _falls_back(
        self, plan: OperationPlan | None, answer: ServiceAnswer, begun: bytes, request: RequestOctets
    ) -> str:
        """Why the mock answers in place of the service; empty where it does not."""
        if plan is None or request.whole is None:
            return ""
        if answer.status in self._fallbacks.statuses:
            return f"the service answered {answer.status}"
        if self._may_fall_back(plan, answer.status) and not is_documented(plan, answer.status, answer.headers, begun):
            return "the service has no such route"
        return ""

    async def _relay(
        self, plan: OperationPlan | None, scope: Scope, request: RequestOctets, relayed: RelayedAnswer, send: Send
    ) -> None:
        """Send the service's answer, and keep what it shows."""
        status = relayed.answer.status
        if plan is not None and status < _FIRST_REFUSAL:
            self._succeeded.add(plan)
        said = "the operation is not mocked" if plan is not None else "no operation of the document is meant"
        await relayed.send(scope, request, send, [source(UPSTREAM, said)])
        journal = scope.get(JOURNAL)
        body = decoded_body(relayed)
        if journal is not None:
            shown = (*relayed.headers, source(UPSTREAM, said))
            journal.answered(scope, Answer(status, shown, body if body is not None else bytes(relayed.body)))
        if plan is not None and body is not None and request.whole is not None:
            path, query = scope["path"], scope["query_string"].decode("latin-1")
            asked = (path, query, scope["headers"], request.whole)
            try:
                self._observed.observe(plan, scope[VALUES], asked, (status, relayed.headers, body))
            except Exception:
                log.exception("%s: what the service's answer shows can't be taken over", plan.operation)

    async def _gateway(self, error: Exception, scope: Scope, send: Send) -> None:
        """502 or 504 in the API's error shape: neither the service nor the mock answers."""
        status = _GATEWAY_TIMEOUT if isinstance(error, ServiceSlow) else _BAD_GATEWAY
        message = f"The service at {self._service.url} can't be reached: {error}"
        answer = self._apis[0].fallback.answer(status, message, (source(MOCK, "the service gives no answer"),))
        log.warning("%s %s: %s", scope["method"], one_line(scope["path"]), message)
        await respond(scope, send, answer)

    async def _mock(self, why: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the mock answer, and say so."""
        told = source(MOCK, why)
        if JOURNAL in scope:
            scope[JOURNAL] = _JournalOfSources(scope[JOURNAL], told)

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], told]}
            await send(message)

        await self.app(scope, receive, telling)

    def _target(self, scope: Scope) -> bytes:
        """The request target at the service: its path in the place of the document's base path."""
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path, query = raw.decode("latin-1"), scope["query_string"]
        if self._service.path:
            bases = [base for api in self._apis for base in api.base_paths if (path + "/").startswith(f"{base}/")]
            path = self._service.path + path[len(max(bases, key=len, default="")) :]
        return (path or "/").encode("latin-1") + (b"?" + query if query else b"")


class _JournalOfSources:
    """Tells the journal of an answer with the field that says where it comes from."""

    def __init__(self, journal: RequestJournal, told: tuple[bytes, bytes]) -> None:
        self._journal = journal
        self._told = told

    def answered(self, scope: Scope, answer: Answer) -> None:
        """Note a request with its answer."""
        self._journal.answered(scope, answer._replace(headers=(*answer.headers, self._told)))


def source(name: str, why: str) -> tuple[bytes, bytes]:
    """The header field that says who answers, and why (RFC 8941)."""
    return SOURCE, f'{name}; reason="{why}"'.encode()


def _passed_on(headers: RawHeaders) -> RawHeaders:
    """The fields of a request without those of this connection, and those that are for the mock."""
    own = hop_by_hop(headers) | _OURS
    return [(name, value) for name, value in headers if name not in own]


async def _begun(answer: ServiceAnswer) -> bytes:
    """The beginning of a body, looked at before it is known who answers; raises ServiceUnreachable and ServiceSlow."""
    found = bytearray()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            async for part in answer.chunks:
                found += part
                if len(found) > _PEEKED:
                    break
    except TimeoutError:
        raise ServiceSlow(f"its answer {answer.status} did not go on within {ANSWER_SECONDS:g} s") from None
    except ConnectionError as error:
        raise ServiceUnreachable(str(error)) from None
    return bytes(found)
