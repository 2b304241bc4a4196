"""Everything that one operation needs to be served, compiled at its first request."""

from __future__ import annotations

import inspect
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine import handlers, refusals
from mock_server.engine.actions import action_of
from mock_server.engine.actions.replace import Replace
from mock_server.engine.answers import Answer, SuccessAnswer, json_answer
from mock_server.engine.deciding import decided
from mock_server.engine.kept_contents import KeptContents
from mock_server.engine.outcome import Outcome
from mock_server.engine.outcome_steps import outcome_steps
from mock_server.engine.preconditions import Preconditions
from mock_server.engine.refusals import Refusals
from mock_server.engine.repeated_requests import RepeatedRequests
from mock_server.engine.security import AccessRule, schemes_of
from mock_server.engine.streamed_success import success_answer
from mock_server.errors import MockServerError
from mock_server.openapi.behaviour.trial_parameters import is_on
from mock_server.openapi.codec.bodies import BodyReader
from mock_server.openapi.reading import path_templates
from mock_server.store import StoreChanged
from mock_server.store.scoped import meant

_MOST_OTHERS = 100
_TRIES = 50

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.actions.action import Action
    from mock_server.engine.api import Api
    from mock_server.engine.handlers import Handler
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.codec.bodies import Refused
    from mock_server.openapi.codec.parameters import ParameterReader, Parameters
    from mock_server.openapi.generator.deferral import Deferral
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.validation import Violation

    Run = Callable[[Call, SuccessAnswer], Outcome | Answer]
    ReadBody = Callable[[bytes | None, bytes], tuple[JSON, Refused | None]]
    Reading = tuple[Callable[..., tuple[Parameters, list[Violation]]], ReadBody | None, int, bool]


class OperationPlan:
    """One operation of an API, ready to be carried out."""

    def __init__(self, operation: Operation, api: Api) -> None:
        self.operation = operation
        self.api = api
        self.others: tuple[OperationPlan, ...] = ()  # where several, all that the same method and path may mean

    @cached_property
    def behaviour(self) -> Behaviour:
        """What the operation does."""
        return self.api.behaviours[self.operation.id]

    @cached_property
    def access(self) -> AccessRule:
        """Who may call it."""
        return AccessRule(self.operation, self.api.schemes)

    @cached_property
    def parameters(self) -> ParameterReader:
        """Reads its parameters."""
        from mock_server.openapi.codec.parameters import ParameterReader

        return ParameterReader(self.operation, self.api.validators)

    @cached_property
    def bodies(self) -> BodyReader:
        """Reads its request bodies."""
        return BodyReader(self.operation, self.api.validators)

    @cached_property
    def reading(self) -> Reading:
        """What the reading of each request looks at, at hand together; last whether its line tells all parameters."""
        read_body = self.bodies.read if self.bodies.expected or self.others else None
        return self.parameters.read, read_body, self.api.settings.max_body, self.parameters.are_of_line

    @cached_property
    def refusals(self) -> Refusals:
        """Its error answers."""
        return Refusals(self.operation, self.api.synthesis, self.api.fallback, inside=self.api.settings.related)

    @cached_property
    def action(self) -> Action:
        """What it does to the store."""
        api, kind = self.api, action_of(self.behaviour)
        action = kind(self.behaviour, api.living, api.synthesis, self.refusals, api.shown, api.made_up)
        action.given_at_first = self._given_at_first
        created = next((r for r in self.operation.responses if r.status == "201"), None)
        if isinstance(action, Replace) and created is not None and self.behaviour.status != "201":
            media = created.json or next(iter(created.content), None)
            action.created = SuccessAnswer(self.behaviour, created, media, self.api.synthesis, self.api.envelopes)
        return action

    def _given_at_first(self) -> frozenset[str]:
        """The members that callers give when they make a record."""
        name = self.api.behaviours.operation_of(self.behaviour.resource or "", "create")
        makers = (plan for plan in self.api.plans if plan.operation.id == name)
        return next((plan.action.composer.given for plan in makers), frozenset())

    @cached_property
    def contents(self) -> KeptContents | None:
        """What it does to uploaded contents, None where nothing."""
        if not self.api.settings.related:
            return None
        return KeptContents(self.operation, self.api.contents, self.api.living, self.refusals) or None

    @cached_property
    def conditions(self) -> Preconditions | None:
        """What it makes of `If-Match` and `If-None-Match`, None where nothing."""
        reading = next((plan for plan in self.api.plans if self._is_read_by(plan.operation)), None)
        read = None if reading is None else partial(reading.perform, accept=None, effect=False)
        found = Preconditions(self.operation, self.refusals, read) if self.api.settings.related else None
        if found and found.marks and reading is not None:
            _ = reading.successes[0].frame  # what is heavy is made before the first change, not after its effect
        return found or None

    @cached_property
    def repeated(self) -> RepeatedRequests | None:
        """What knows requests again by the key that its document has for that, None where it has none."""
        api = self.api
        if self.operation.idempotency_key is None:
            return None
        access = AccessRule(self.operation, api.schemes or schemes_of(api.document, ()))
        now = api.synthesis.values.milliseconds
        return RepeatedRequests(self.behaviour, access, api.store, self.refusals, now) or None

    def _is_read_by(self, other: Operation) -> bool:
        return other.method == "GET" and other.path == self.operation.path

    @cached_property
    def successes(self) -> tuple[SuccessAnswer, ...]:
        """Its documented success, in each of its media types; of an operation that only refuses, its first refusal."""
        response = next((r for r in self.operation.responses if r.status == self.behaviour.status), None)
        response = response or self.operation.success() or self.operation.first_refusal
        media: tuple[MediaType | None, ...] = response.content if response else ()
        synthesis, around = self.api.synthesis, self.api.envelopes
        return tuple(success_answer(self.behaviour, response, item, synthesis, around) for item in media or (None,))

    def meant_otherwise(self, call: Call, values: dict[str, str], query: bytes, data: bytes) -> OperationPlan | None:
        """Another operation of the same method and path that takes the request as it is; the call becomes one of it.

        Two templates may differ in a parameter's name alone, in a query or in a fragment, which no request carries.
        """
        content_type = next((value for name, value in call.headers if name == b"content-type"), None)
        for other in islice((plan for plan in self.others if plan is not self), _MOST_OTHERS):
            renamed = dict(zip(path_templates.names(other.operation.path), values.values(), strict=False))
            parameters, violations = other.parameters.read(renamed, query, call.headers)
            body, refused = other.bodies.read(content_type, data)
            if violations or refused or other.access.check(call.headers, query):
                continue
            call.path, call.query, call.header, call.cookie = parameters
            call.body = body
            return other
        return None

    @cached_property
    def _negotiates(self) -> bool:
        """Whether a client that takes none of the documented media types is refused (RFC 9110 section 12.4.1).

        Not where the operation documents its refusals one by one, 406 not among them, and has one media type to give.
        """
        refuses = any(response.status[:1] == "4" for response in self.operation.responses)
        return self.operation.response(406) is not None or len(self.successes) > 1 or not refuses

    @cached_property
    def _plain(self) -> SuccessAnswer | None:
        """The only documented success, where it needs no negotiation."""
        success = self.successes[0]
        return success if len(self.successes) == 1 and success.plain else None

    @cached_property
    def _usual(self) -> _Usual:
        """What every request looks at, at hand together: a look at one that is compiled at its first use costs more."""
        return _Usual(self._plain, self.conditions, self.action.run, self.contents, outcome_steps(self), self.repeated)

    @cached_property
    def handler(self) -> Handler | None:
        """The user's own function for the operation."""
        return self.api.handlers.get(self.operation.id)

    @cached_property
    def carrying_out(self) -> tuple[Handler | None, Deferral]:
        """What is looked at before each request is carried out, at hand together."""
        return self.handler, self.api.synthesis.deferral

    async def handle(self, handler: Handler, call: Call, accept: bytes | None) -> Answer:
        """Let the user's function answer; the derived behaviour where it gives NotImplemented."""
        try:
            given = handler(call, meant(self.api.store))
            if inspect.isawaitable(given):
                given = await given
        except (SystemExit, KeyboardInterrupt) as stop:  # a handler ends its request, never the server
            raise MockServerError(f"the handler {self.operation.id} raised {type(stop).__name__}") from stop
        if given is NotImplemented:
            return await decided(self.api.synthesis, partial(self.perform, call, accept))
        return handlers.answer_of(given, self.operation, self.successes[0], self.api.synthesis)

    def perform(self, call: Call, accept: bytes | None, *, effect: bool = True, tries: int = _TRIES) -> Answer:
        """Do what the operation does and give its answer; without ``effect`` the store stays as it is.

        Where another process has changed what was decided by, it is decided again, ``tries`` times at most.
        """
        plain, conditions, run, contents, steps, repeated = self._usual
        success = plain
        if plain is None or (accept is not None and accept != b"*/*" and not accept.startswith(b"application/json")):
            success = self._negotiated(call, accept)
        if success is None:
            return self.refusals.refuse(refusals.NOT_ACCEPTABLE)
        asked = repeated.asked(call) if repeated is not None and effect else None
        known = repeated.answered(call, asked) if repeated is not None and asked is not None else None
        if known is not None:
            return known
        unmet = conditions.refused(call) if conditions is not None else None
        outcome = unmet or run(call, success)
        if isinstance(outcome, Answer):
            return outcome
        for step in steps:
            outcome = step(call, outcome)
        answered, body, act, _ = outcome
        if isinstance(body, Answer):
            answer = body
        elif answered is plain:
            answer = json_answer(answered.status, body, answered.content_type)
        else:
            answer = self._presented(outcome, accept, call)
        if contents is not None:
            answer = contents.answer(call, answer)
        if conditions is not None:
            answer = conditions.answer(call, answer)
        if not effect or self._is_a_trial(call):
            return answer
        self.api.synthesis.deferral.hurried = True
        if repeated is not None and asked is not None and not repeated.begin(call, asked, answer):
            if tries <= 1:
                raise StoreChanged(f"{call.url}: its key is of a request that another process answers")
            return self.perform(call, accept, tries=tries - 1)
        try:
            refused = act()
            if refused is None and contents is not None:
                contents.keep(call)
            final = refused or (answer if conditions is None else conditions.marked(call, answer))
        except BaseException as failure:
            if repeated is not None and asked is not None:
                repeated.failed(asked)
            if tries <= 1 or not isinstance(failure, StoreChanged):
                raise
            return self.perform(call, accept, tries=tries - 1)
        if repeated is not None and asked is not None:
            repeated.done(call, asked, final)
        return final

    def _is_a_trial(self, call: Call) -> bool:
        return any(is_on(call.query.get(name)) for name in self.behaviour.trials)

    def _negotiated(self, call: Call, accept: bytes | None) -> SuccessAnswer | None:
        """The success in the media type that the client prefers, None where it is to be refused."""
        from mock_server.engine import presentation

        chosen = presentation.choose(self.successes, accept, streamed=presentation.asks_for_a_stream(call))
        return chosen or (None if self._negotiates else self.successes[0])

    def _presented(self, outcome: Outcome, accept: bytes | None, call: Call) -> Answer:
        from mock_server.engine import presentation

        success = outcome.success
        again = partial(self._again, call, success) if success.streams else None
        return presentation.present(success, outcome.body, outcome.headers, accept, call.headers, again)

    def _again(self, call: Call, success: SuccessAnswer) -> list[JSON]:
        """What the operation lists by now."""
        outcome = self.action.run(call, success)
        return outcome.body if isinstance(outcome, Outcome) and isinstance(outcome.body, list) else []


class _Usual(NamedTuple):
    """What a request goes through: see the properties of these names; ``steps`` is done with what was decided."""

    plain: SuccessAnswer | None
    conditions: Preconditions | None
    run: Run
    contents: KeptContents | None
    steps: tuple[Callable[[Call, Outcome], Outcome], ...]
    repeated: RepeatedRequests | None
