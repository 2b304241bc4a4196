"""Answers that refuse a request, in the shape that the document gives its errors.

A refusal has a kind; the kind has the statuses that fit it, best first. The first one that the operation documents is
answered, with the documented example as its body; where the schema has a list of violations, the list is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import orjson

from mock_server.engine.answers import Answer, json_answer
from mock_server.engine.documented_refusal import DocumentedRefusal, summary
from mock_server.engine.error_roles import MESSAGE, phrase, roles_filled
from mock_server.engine.refusal_inside import RefusalInside
from mock_server.openapi.behaviour import refusals_inside
from mock_server.openapi.behaviour.verbs import spoken
from mock_server.openapi.reading.json_values import as_dict

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType, Response
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.validation import Violation


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal: what it is called, its statuses (RFC 9110 section 15.5), the sentence for people."""

    name: str
    statuses: tuple[int, ...]
    message: str


MALFORMED = Kind("malformed", (400, 422), "The body can't be read")
INVALID = Kind("invalid", (400, 422), "The request contains invalid values")
UNAUTHENTICATED = Kind("unauthenticated", (401, 403), "No valid credentials were given")
FORBIDDEN = Kind("forbidden", (403, 401), "The credentials don't permit this")
NOT_FOUND = Kind("not found", (404, 410), "There is no such thing")
CONFLICT = Kind("conflict", (409, 422, 400), "The key is taken")
TAKEN = Kind("taken", (409,), "Another record has this value")
REFUSED_NOW = Kind("refused in this state", (409,), "The record is in a state in which this is refused")
REPEATED = Kind("repeated", (422, 409, 400), "The key was sent with another request")
UNDER_WAY = Kind("under way", (409, 503), "The request with this key is not answered yet")
CHANGED = Kind("changed meanwhile", (412,), "It is not as it was when it was read")
OUTDATED = Kind("of another version", (409, 412), "It is not as it was when it was read")
UNCONDITIONAL = Kind("unconditional", (428,), "A change has to name, in If-Match, what it changes")
UNSUPPORTED = Kind("unsupported media type", (415, 400, 422), "The media type of the body is not taken")
TOO_LARGE = Kind("too large", (413, 400, 422), "The body is too large")
NOT_ACCEPTABLE = Kind("not acceptable", (406,), "No documented media type is accepted by the client")
UNAVAILABLE = Kind("unavailable", (503,), "The records can't be reached at the moment")
FAILED = Kind("failed", (500,), "The mock failed; its log has the reason")

_OF_CLIENTS = (MALFORMED, INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TAKEN, REFUSED_NOW)
"""What is wrong with a request for those who made it."""
_BY_STATUS = (MALFORMED, INVALID, UNAUTHENTICATED, FORBIDDEN)
"""Of these what services refuse by a status before their own rules are asked, unless their errors say otherwise."""

OF_BODIES = {"unsupported": UNSUPPORTED, "malformed": MALFORMED, "invalid": INVALID}
"""The kind of refusal for what `codec.bodies` says is wrong with a body."""

_LOOKED_AT = 200
"""Of so many operations the errors are looked at for one that others are modelled on."""


class Refusals:
    """The refusals of one operation; each documented one is compiled at its first use."""

    def __init__(self, operation: Operation, synthesis: Synthesis, fallback: Fallback, *, inside: bool = False) -> None:
        self.operation = operation
        self.synthesis = synthesis
        self.fallback = fallback
        self._inside = inside
        """Whether a success may refuse by what its body says."""
        self._compiled: dict[str, DocumentedRefusal | RefusalInside | None] = {}

    def refuse(
        self, kind: Kind, violations: list[Violation] | None = None, reason: str = "", headers: JSON = ()
    ) -> Answer:
        """The answer for a request that is refused; ``reason`` is for the log and for bodies without an example."""
        if kind.name not in self._compiled:
            self._compiled[kind.name] = self._documented(kind)
        documented = self._compiled[kind.name]
        if documented is None:
            reason = reason or (f"{kind.message}: {summary(violations)}" if violations else kind.message)
            return self.fallback.answer(
                kind.statuses[0], reason, tuple(headers), operation=self.operation, violations=violations or []
            )
        return documented.answer(violations or [], reason or kind.message, tuple(headers))

    def modelled(self, response: Response, kind: Kind, violations: list[Violation], reason: str) -> Answer:
        """The answer in the shape of another response, which has no example that tells of another status."""
        made = self._refusal(kind.statuses[0], response, kind, of_another=True)
        return made.answer(violations, reason, ())

    def documents(self, kind: Kind) -> bool:
        """Whether the operation documents an answer for this kind of refusal."""
        if kind is NOT_FOUND and self._missing is not None:
            return True
        return any(self.operation.response(status) is not None for status in kind.statuses)

    @cached_property
    def _missing(self) -> Response | None:
        """The documented refusal of what is not there, whatever its status is."""
        return next((one for one in self.operation.responses if self.operation.says_missing(one)), None)

    def _documented(self, kind: Kind) -> DocumentedRefusal | RefusalInside | None:
        by_status = {response.status.upper(): response for response in self.operation.responses}
        for status in kind.statuses:
            if str(status) in by_status:
                return self._refusal(status, by_status[str(status)], kind)
        if kind is NOT_FOUND and self._missing is not None:
            return self._refusal(int(self._missing.status), self._missing, kind)
        ranged = f"{kind.statuses[0] // 100}XX"
        for name in (ranged, "DEFAULT"):
            if name in by_status and (name == ranged or kind is not FAILED):
                return self._refusal(kind.statuses[0], by_status[name], kind)
        success, flags = self.operation.success(), refusals_inside.flags(self.synthesis.schemas, self.operation)
        if not self._inside or flags is None or success is None or success.json is None or kind not in _OF_CLIENTS:
            return None
        word = kind.name.replace(" ", "_")
        inside = RefusalInside(success, success.json, self.synthesis, flags, word, kind.statuses[0])
        is_told = spoken(self.operation.path) is not None if inside.is_told is None else inside.is_told
        return inside if (kind not in _BY_STATUS or is_told) and inside.conforms else None

    def _refusal(self, status: int, response: Response, kind: Kind, *, of_another: bool = False) -> DocumentedRefusal:
        taken = _taken(self.operation, self.synthesis)
        return DocumentedRefusal(status, response, self.synthesis, kind.message, taken=taken, of_another=of_another)


class Fallback:
    """The body of refusals that no operation documents, modelled on the errors that the document does describe."""

    def __init__(self, document: Document, synthesis: Synthesis) -> None:
        self.document = document
        self.synthesis = synthesis
        self._made: dict[tuple[int, Pointer, frozenset[str]], DocumentedRefusal] = {}

    @cached_property
    def _model(self) -> dict[str, JSON] | None:
        best: dict[str, JSON] | None = None
        for operation in self.document.operations[:_LOOKED_AT]:
            for response in operation.responses:
                media = response.json
                if response.status[0] not in "45" or media is None or not media.examples:
                    continue
                body = as_dict(media.examples[0].value)
                if any(MESSAGE.match(name) for name in body) and (best is None or len(body) < len(best)):
                    best = body
        return best

    @cached_property
    def described(self) -> MediaType | None:
        """The first error that the document describes in JSON."""
        return self.response.json if self.response is not None else None

    @cached_property
    def response(self) -> Response | None:
        """The response that describes it."""
        refusals = (operation.first_refusal for operation in self.document.operations[:_LOOKED_AT])
        return next((refusal for refusal in refusals if refusal is not None and refusal.json is not None), None)

    def answer(
        self,
        status: int,
        message: str,
        headers: JSON = (),
        *,
        operation: Operation | None = None,
        violations: list[Violation] | None = None,
    ) -> Answer:
        """An error answer with this status: as an example of the document, else as its schema, else problem details.

        ``violations`` are listed where that schema, the one of the operation before those of others, has a list.
        """
        why = tuple(violations or ()) or message
        if self._model is not None:
            body = roles_filled(self._model, status, message, reason=True)
            return json_answer(status, body, b"application/json", headers, why)
        for model in self._described_by(operation, status):
            answer = self._like(model, status, operation).answer(violations or [], message, headers, told=True)
            if violations or orjson.dumps(message)[1:-1] in answer.body:
                return answer  # else that shape has no place for what is wrong
        body = {"type": "about:blank", "title": phrase(status), "status": status, "detail": message}
        return json_answer(status, body, b"application/problem+json", headers, why)

    def _described_by(self, operation: Operation | None, status: int) -> list[Response]:
        """The operation's own error, else the document's; before one by members that of others for this status."""
        own = operation.first_refusal if operation is not None else None
        form = own if own is not None and own.json is not None else self.response
        if form is None:
            return []
        alike = self._by_status.get(status) if status not in INVALID.statuses else None
        return [alike, form] if alike is not None and self._like(form, status, operation).is_by_member else [form]

    @cached_property
    def _by_status(self) -> dict[int, Response]:
        """The first answer in JSON that the document describes for each status, for whatever operation."""
        found: dict[int, Response] = {}
        for operation in self.document.operations[:_LOOKED_AT]:
            for response in operation.responses:
                if response.status.isdigit() and response.json is not None:
                    found.setdefault(int(response.status), response)
        return found

    def _like(self, model: Response, status: int, operation: Operation | None) -> DocumentedRefusal:
        """The refusal of a request with this status in the shape of another response, made once."""
        taken = _taken(operation, self.synthesis) if operation is not None else frozenset[str]()
        known = (status, model.pointer, taken)
        if known not in self._made:
            self._made[known] = DocumentedRefusal(
                status, model, self.synthesis, phrase(status), taken=taken, of_another=True
            )
        return self._made[known]


def _taken(operation: Operation, synthesis: Synthesis) -> frozenset[str]:
    """The members that a request of the operation may have, its parameters among them; where one object wraps all of
    the body, those in it as `wrapper.member` too.
    """
    schemas, members = synthesis.schemas, synthesis.schemas.properties(operation.request_schema)
    inner = [f"{name}.{inside}" for name, item in members.items() for inside in schemas.properties(item)]
    inner = inner if len(members) == 1 else []
    named = (parameter.name for parameter in operation.parameters if "." not in parameter.name)
    return frozenset((*members, *inner, *named))
