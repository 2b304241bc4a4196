"""Everything that one operation needs to be served, compiled at its first request."""

from __future__ import annotations

import inspect
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server import refusals, structure
from mock_server.answers import Answer, SuccessAnswer, json_answer
from mock_server.bodies import BodyReader
from mock_server.engine import Engine
from mock_server.expressions import MISSING
from mock_server.refusals import Refusals
from mock_server.security import Access

if TYPE_CHECKING:
    from mock_server.api import Api
    from mock_server.behaviour import Behaviour
    from mock_server.call import Call
    from mock_server.handlers import Handler
    from mock_server.operation import MediaType, Operation
    from mock_server.parameters import ParameterReader


class Plan:
    """One operation of an API, ready to be carried out."""

    def __init__(self, operation: Operation, api: Api) -> None:
        self.operation = operation
        self.api = api

    @cached_property
    def behaviour(self) -> Behaviour:
        """What the operation does."""
        return self.api.behaviours[self.operation.id]

    @cached_property
    def access(self) -> Access:
        """Who may call it."""
        return Access(self.operation, self.api.schemes)

    @cached_property
    def parameters(self) -> ParameterReader:
        """Reads its parameters."""
        from mock_server.parameters import ParameterReader

        return ParameterReader(self.operation, self.api.validators)

    @cached_property
    def bodies(self) -> BodyReader:
        """Reads its request bodies."""
        return BodyReader(self.operation, self.api.validators)

    @cached_property
    def refusals(self) -> Refusals:
        """Its error answers."""
        return Refusals(self.operation, self.api.synthesis, self.api.fallback)

    @cached_property
    def engine(self) -> Engine:
        """What it does to the store."""
        return Engine(self.behaviour, self.api.store, self.api.synthesis, self.refusals)

    @cached_property
    def _successes(self) -> tuple[SuccessAnswer, ...]:
        response = next((r for r in self.operation.responses if r.status == self.behaviour.status), None)
        response = response or structure.success(self.operation)
        media: tuple[MediaType | None, ...] = response.content if response else ()
        return tuple(SuccessAnswer(self.behaviour, response, item, self.api.synthesis) for item in media or (None,))

    @cached_property
    def _plain(self) -> SuccessAnswer | None:
        """The only documented success, where it needs no negotiation."""
        success = self._successes[0]
        return success if len(self._successes) == 1 and success.plain else None

    @cached_property
    def handler(self) -> Handler | None:
        """The user's own function for the operation."""
        return self.api.handlers.get(self.operation.id)

    async def handle(self, handler: Handler, call: Call, accept: bytes | None) -> Answer:
        """Let the user's function answer; the derived behaviour where it gives NotImplemented."""
        given = handler(call, self.api.store)
        if inspect.isawaitable(given):
            given = await given
        if given is NotImplemented:
            return self.carry_out(call, accept)
        status, body = given if isinstance(given, tuple) else (self._successes[0].status, given)
        return json_answer(status, body, self._successes[0].content_type)

    def carry_out(self, call: Call, accept: bytes | None) -> Answer:
        """Do what the operation does and give its answer."""
        success = self._plain
        if success is None or (accept is not None and accept != b"*/*" and not accept.startswith(b"application/json")):
            from mock_server import presentation

            chosen = presentation.choose(self._successes, accept)
            if chosen is None and self.operation.response(406) is not None:
                return self.refusals.refuse(refusals.NOT_ACCEPTABLE)
            success = chosen or self._successes[0]
        call.status = success.status
        body = self.engine.run(call, success)
        if isinstance(body, Answer):
            return body
        if success is self._plain:
            return json_answer(success.status, body, success.content_type)
        return self._present(success, body)

    def _present(self, success: SuccessAnswer, body: Any) -> Answer:
        from mock_server import presentation

        return presentation.present(success, None if body is MISSING else body)
