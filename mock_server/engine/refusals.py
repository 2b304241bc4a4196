"""Answers that refuse a request, in the shape that the document gives its errors.

A refusal has a kind; the kind has the statuses that fit it, best first. The first one that the operation documents is
answered, with the documented example as its body; where the schema has a list of violations, the list is filled in.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer, json_answer
from mock_server.engine.error_roles import MESSAGE, phrase, roles_filled
from mock_server.openapi.reading.operation import as_dict
from mock_server.openapi.reading.pointers import replaced, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType, Response, Schema
    from mock_server.openapi.schema.validation import Violation

log = logging.getLogger("mock_server")


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
UNSUPPORTED = Kind("unsupported media type", (415, 400, 422), "The media type of the body is not taken")
TOO_LARGE = Kind("too large", (413, 400, 422), "The body is too large")
NOT_ACCEPTABLE = Kind("not acceptable", (406,), "No documented media type is accepted by the client")
UNAVAILABLE = Kind("unavailable", (503,), "The records can't be reached at the moment")
FAILED = Kind("failed", (500,), "The mock failed; its log has the reason")

OF_BODIES = {"unsupported": UNSUPPORTED, "malformed": MALFORMED, "invalid": INVALID}
"""The kind of refusal for what `codec.bodies` says is wrong with a body."""

_PLACE = re.compile(
    r"^(?:field|path|property|param(?:eter)?|name|loc(?:ation)?|pointer|source|attribute|key|target)$", re.I
)
_TEXT = re.compile(r"^(?:message|msg|detail|description|reason|error|title|issue|text)$", re.I)
_LISTS = re.compile(
    r"^(?:details?|errors?|violations?|issues?|problems?|causes?|invalid.?params|messages?|fields)$", re.I
)

_LOOKED_AT = 200
"""Of so many operations the errors are looked at for one that others are modelled on."""


def summary(violations: list[Violation]) -> str:
    """The violations as one sentence, the first twenty of them."""
    return "; ".join(f"{violation.field}: {violation.message}" for violation in violations[:20])


class Refusals:
    """The refusals of one operation; each documented one is compiled at its first use."""

    def __init__(self, operation: Operation, synthesis: Synthesis, fallback: Fallback) -> None:
        self.operation = operation
        self.synthesis = synthesis
        self.fallback = fallback
        self._compiled: dict[str, _Documented | None] = {}

    def refuse(
        self, kind: Kind, violations: list[Violation] | None = None, reason: str = "", headers: JSON = ()
    ) -> Answer:
        """The answer for a request that is refused; ``reason`` is for the log and for bodies without an example."""
        if kind.name not in self._compiled:
            self._compiled[kind.name] = self._documented(kind)
        documented = self._compiled[kind.name]
        if documented is None:
            reason = reason or (f"{kind.message}: {summary(violations)}" if violations else kind.message)
            answer = self.fallback.answer(kind.statuses[0], reason, tuple(headers))
            return answer._replace(reason=tuple(violations)) if violations else answer
        return documented.answer(violations or [], reason or kind.message, tuple(headers))

    def modelled(self, response: Response, kind: Kind, violations: list[Violation], reason: str) -> Answer:
        """The answer in the shape of another response, which has no example that tells of another status."""
        return _Documented(kind.statuses[0], response, self.synthesis, kind.message).answer(violations, reason, ())

    def documents(self, kind: Kind) -> bool:
        """Whether the operation documents an answer for this kind of refusal."""
        return any(self.operation.response(status) is not None for status in kind.statuses)

    def _documented(self, kind: Kind) -> _Documented | None:
        by_status = {response.status.upper(): response for response in self.operation.responses}
        for status in kind.statuses:
            if str(status) in by_status:
                return _Documented(status, by_status[str(status)], self.synthesis, kind.message)
        ranged = f"{kind.statuses[0] // 100}XX"
        for name in (ranged, "DEFAULT"):
            if name in by_status and (name == ranged or kind is not FAILED):
                return _Documented(kind.statuses[0], by_status[name], self.synthesis, kind.message)
        return None


class _Documented:
    """One documented error answer."""

    def __init__(self, status: int, response: Response, synthesis: Synthesis, message: str) -> None:
        self.status = status
        self.response = response
        self.synthesis = synthesis
        self.message = message
        self.media: MediaType | None = response.json
        self.schema: Schema = self.media.schema if self.media and self.media.schema is not None else True

    @cached_property
    def _base(self) -> JSON:
        if self.media is None:
            return None
        with self.synthesis.values.shared(str(self.media.pointer)):
            body = self.synthesis.example(self.media)
        if isinstance(body, dict) and not (self.media.examples and self.response.status.isdigit()):
            own = None if self.media.examples else self.message
            fillings = (
                roles_filled(body, self.status, own, reason=own is not None),
                roles_filled(body, self.status, own),
                roles_filled(body, self.status, None),
            )
            body = next((filled for filled in fillings if self._is_valid(filled)), body)
        return body

    @cached_property
    def _list_path(self) -> tuple[str, ...] | None:
        declared = self.response.extension.get("violations")
        if isinstance(declared, str):
            return tokens(declared)
        schemas = self.synthesis.schemas
        shape = schemas.properties(self.schema)
        for name, item in shape.items():
            if _LISTS.match(name) and "array" in schemas.types(item):
                return (name,)
        for name, item in shape.items():
            for inner, value in schemas.properties(item).items():
                if _LISTS.match(inner) and "array" in schemas.types(value):
                    return (name, inner)
        return None

    @cached_property
    def _item(self) -> Schema | None:
        schema: Schema | None = self.schema
        for token in self._list_path or ():
            schema = self.synthesis.schemas.properties(schema).get(token)
        return self.synthesis.schemas.items(schema)

    @cached_property
    def _static(self) -> Answer:
        return json_answer(self.status, self._without_list(self._base), self._content_type)

    def _without_list(self, body: JSON) -> JSON:
        """``body`` without the violations of the example, which nobody committed."""
        place = self._list_path
        if place is None or not isinstance(body, dict) or place[0] not in body:
            return body
        shorter = {name: value for name, value in body.items() if name != place[0]}
        for candidate in (shorter, replaced(body, place, [])):
            if self._is_valid(candidate):
                return candidate
        return body

    @property
    def _content_type(self) -> bytes:
        name = self.media.name if self.media else "application/json"
        return (name if "*" not in name else "application/json").encode()

    def answer(self, violations: list[Violation], reason: str, headers: JSON) -> Answer:
        why = tuple(violations) or reason
        if self.media is None:
            if not self.response.content:
                return Answer(self.status, ((b"content-length", b"0"), *headers), b"", why)
            text = reason.encode()
            media = (b"content-type", self.response.content[0].name.encode())
            return Answer(self.status, (media, (b"content-length", b"%d" % len(text)), *headers), text, why)
        if not violations:
            static = self._static
            return Answer(static.status, (*static.headers, *headers), static.body, reason)
        return json_answer(self.status, self._with(violations), self._content_type, headers, tuple(violations))

    def _with(self, violations: list[Violation]) -> JSON:
        body, place = self._base, self._list_path
        if place is not None:
            entries = [self._entry(violation) for violation in violations]
            filled = {**body, place[0]: entries} if len(place) == 1 else replaced(body, place, entries)
        elif isinstance(body, dict):
            filled = roles_filled(body, self.status, summary(violations))
        else:
            return body
        return filled if self._is_valid(filled) else body

    @cached_property
    def _entry_plan(self) -> tuple[tuple[str, str, Schema], ...]:
        """What each property of an entry of the list says: the field, the path to it, the message, or anything."""
        schemas, item = self.synthesis.schemas, self._item
        must = schemas.required(item)
        plan = []
        for name, schema in schemas.properties(item).items():
            if _PLACE.match(name):
                plan.append((name, "path" if "array" in schemas.types(schema) else "field", schema))
            elif _TEXT.match(name):
                plan.append((name, "message", schema))
            elif name in must:
                plan.append((name, "", schema))
        return tuple(plan)

    def _entry(self, violation: Violation) -> JSON:
        if not self._entry_plan:
            return f"{violation.field}: {violation.message}"
        entry: dict[str, JSON] = {}
        for name, role, schema in self._entry_plan:
            if role == "field":
                entry[name] = violation.field
            elif role == "message":
                entry[name] = violation.message
            elif role == "path":
                entry[name] = [violation.location, *violation.pointer]
            else:
                entry[name] = self.synthesis.generate(schema, name)
        return entry

    @cached_property
    def _is_valid(self) -> Callable[[JSON], bool]:
        check: Callable[[JSON], bool] = self.synthesis.validators.validator(self.schema, "response").is_valid
        return check


class Fallback:
    """The body of refusals that no operation documents, modelled on the errors that the document does describe."""

    def __init__(self, document: Document, synthesis: Synthesis) -> None:
        self.document = document
        self.synthesis = synthesis

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

    def answer(self, status: int, message: str, headers: JSON = ()) -> Answer:
        """An error answer with this status."""
        if self._model is not None:
            body = roles_filled(self._model, status, message, reason=True)
            answer = json_answer(status, body, b"application/json", headers)
        else:
            body = {"type": "about:blank", "title": phrase(status), "status": status, "detail": message}
            answer = json_answer(status, body, b"application/problem+json", headers)
        return Answer(answer.status, answer.headers, answer.body, message)
