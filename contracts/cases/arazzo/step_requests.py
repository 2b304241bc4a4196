"""From a step to its request: parameters written by the codec, the body by its media type, the run's credentials."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson

from contracts.cases.arazzo.runtime_values import text_of
from contracts.traffic.credentials import NONE
from mock_server.openapi import MISSING, media_types, pointers

if TYPE_CHECKING:
    from contracts.cases.arazzo.own_words import OwnWords
    from contracts.cases.arazzo.runtime_values import RuntimeValues
    from contracts.cases.arazzo.workflow_parts import FlowParameter, FlowStep
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Request
    from mock_server.openapi import JSON, MediaType, Operation


class StepRequests:
    """Makes the requests of one workflow."""

    def __init__(self, steps: RecordSteps, words: OwnWords) -> None:
        self.steps = steps
        self.words = words

    def of(self, step: FlowStep, operation: Operation, values: RuntimeValues) -> Request:
        """The request of a step; ``values`` learn its path and its body. Raises LookupError for a value not there."""
        written: dict[tuple[str, str], str] = {}
        path: dict[str, str] = {}
        pairs: list[tuple[str, str]] = []
        fields: list[tuple[str, str]] = []
        behaviour = self.steps.judge.behaviours[operation.id]
        for parameter in step.parameters:
            value = values.filled(parameter.value, lambda name: f"{name} has no value")
            text = text_of(value)
            if parameter.location == "path":
                path[parameter.name] = self.words.key(behaviour, parameter.name, text)
            elif not self._written(operation, parameter, value, written):
                (pairs if parameter.location == "query" else fields).append(_field(parameter, text))
        access = self.steps.requests.credentials.default(operation)
        carried = {name.lower() for name, _ in access.headers}
        own = {(name.lower(), value) for name, value in fields if name.lower() in carried}
        self.steps.requests.credentials.issued |= own
        media, data, body = self._body(step, operation, values)
        values.path, values.sent = path, self.words.back(body)
        return self.steps.requests.build(
            operation,
            path=path,
            query=tuple(pairs),
            raw=data,
            media=media,
            headers=tuple(fields),
            access=NONE if own else None,
            on_wire=written,
        )

    def _written(
        self, operation: Operation, parameter: FlowParameter, value: JSON, written: dict[tuple[str, str], str]
    ) -> bool:
        """Whether the document says how the parameter is written; it is put to ``written`` then."""
        place = (parameter.location or "", parameter.name)
        found = next((p for p in operation.parameters if (p.location, p.name) == place), None)
        text = self.steps.requests.writer.parameter(found, value) if found is not None else None
        if text is not None:
            written[place] = text
        return text is not None

    def _body(
        self, step: FlowStep, operation: Operation, values: RuntimeValues
    ) -> tuple[str | None, bytes | None, JSON]:
        """Media type, octets and value of the body that a step sends."""
        if step.body is None or step.body.payload is MISSING:
            return None, None, MISSING
        kind = step.body.content_type or (operation.request_media.name if operation.request_media else None)
        kind = kind or "application/json"
        body = values.filled(step.body.payload, lambda name: f"{name} has no value")
        if isinstance(body, str) and media_types.is_json(kind):
            body = _parsed(body)
        for place, value in step.body.replacements:
            there = values.filled(value, lambda name: f"{name} has no value")
            body = pointers.replaced(body, place, there)
        body = self.words.body(self.steps.judge.behaviours[operation.id], body)
        if isinstance(body, str) and not media_types.is_json(kind):
            return kind, body.encode(), body
        data, written = self.steps.requests.encoded(_media(operation, kind), body)
        return written or kind, data, body


def _media(operation: Operation, kind: str) -> MediaType | None:
    content = operation.request_body.content if operation.request_body is not None else ()
    return next((media for media in content if media_types.covers(media.name, kind)), None)


def _parsed(text: str) -> JSON:
    """The value of a payload that is written as a JSON text; the text itself where it is none."""
    try:
        return orjson.loads(text) if text.lstrip()[:1] in ("{", "[") else text
    except json.JSONDecodeError:
        return text


def _field(parameter: FlowParameter, text: str) -> tuple[str, str]:
    return ("Cookie", f"{parameter.name}={text}") if parameter.location == "cookie" else (parameter.name, text)
