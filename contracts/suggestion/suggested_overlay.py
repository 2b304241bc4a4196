"""Suggests an Overlay (1.0.0) that makes the document agree with what the target did.

It works on the cited exchange of each drift: what the changed document still says against it is loosened next, until
nothing is. What the vocabulary of OpenAPI can't say, or should not, is listed under `x-not-expressed`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.suggestion.loosening import inferred
from contracts.suggestion.schema_edits import NotExpressed, loosen, remove, update, value_at
from contracts.suggestion.schema_places import descend, json_media
from contracts.traffic.request_validity import Reader
from contracts.traffic.secrets.masked_secrets import is_mask
from mock_server.openapi import Document, MockServerError, media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer
    from contracts.findings import Drift, Finding, Report
    from mock_server.openapi import JSON, Operation, Response


_MOST_STEPS = 20


@dataclass(slots=True)
class _Draft:
    """A document as the actions so far have left it."""

    document: Document
    actions: list[dict[str, JSON]] = field(default_factory=list)

    def change(self, actions: list[dict[str, JSON]], why: str) -> None:
        described = [{"target": action.pop("target"), "description": why, **action} for action in actions]
        overlay = {"overlay": "1.0.0", "info": {"title": "draft", "version": "1"}, "actions": described}
        self.document = self.document.changed(overlay)
        targets = [action["target"] for action in described]
        if "remove" in described[0] and [action["target"] for action in self.actions[-2:]] == targets:
            del self.actions[-2:]  # the same place is written once more: only the last form counts
        self.actions += described


def suggest(report: Report, document: Document) -> dict[str, JSON]:
    """The overlay for the open drifts of ``report``; its actions are empty where there is nothing to change."""
    draft = _Draft(document)
    unsaid = []
    for drift in report.drifts:
        try:
            _adapt(draft, drift, document)
        except (NotExpressed, MockServerError) as reason:
            unsaid.append(f"{_cite(drift)}: {reason}")
    overlay: dict[str, JSON] = {
        "overlay": "1.0.0",
        "info": {"title": f"{report.title}, as {report.target} answers", "version": report.started},
        "actions": draft.actions,
    }
    return overlay | {"x-not-expressed": unsaid} if unsaid else overlay


def dump(overlay: dict[str, JSON]) -> str:
    """The overlay as YAML."""
    return Document.overlay_text(overlay)


def _cite(drift: Drift) -> str:
    return f"{drift.fingerprint} {drift.lead.operation}: {drift.lead.message}"


def _adapt(draft: _Draft, drift: Drift, original: Document) -> None:
    """Loosen the draft until it says nothing against the drift's exchange; raises NotExpressed."""
    lead = drift.lead
    if lead.culprit is Culprit.MOCK_AGAINST_DOCUMENT:
        raise NotExpressed("the mock is wrong, not the document")
    seen: list[JSON] = []
    for _ in range(_MOST_STEPS):
        actions = next(_changes(draft.document, lead), None)
        if actions is None or actions in seen:
            break
        seen.append(json.loads(json.dumps(actions)))
        draft.change(actions, _cite(drift))
    if not seen and next(_changes(original, lead), None) is None:  # else earlier actions cover it
        raise NotExpressed("the document has no word for it")


def _changes(document: Document, lead: Finding) -> Iterator[list[dict[str, JSON]]]:
    """What to change first; each step is a list of actions."""
    exchange = lead.exchange
    operation, answer = document.operation(lead.operation), exchange.answer
    if operation is None:
        raise NotExpressed("no documented operation covers the request")
    if answer is None:
        raise NotExpressed("no answer came")
    response = operation.response(answer.status)
    if answer.status >= 500 and (response is None or response.status == "default"):
        raise NotExpressed(f"{answer.status} is a failure of the server, no contract")
    if response is None:
        yield [_status(document, operation, answer)]
        return
    if lead.law == "access-required" and answer.status < 400:
        yield from _open(document, operation)
    if lead.law == "access-granted":
        yield from _close(document, operation, lead)
    yield from _answer(document, response, answer, lead)
    if 200 <= answer.status < 300 and lead.law == "invalid-refused":
        yield from _request(document, lead)
    if lead.law == "default":
        yield from _default(document, operation, lead)


def _status(document: Document, operation: Operation, answer: Answer) -> dict[str, JSON]:
    """A status that the document does not list."""
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else "Not registered"
    response: dict[str, JSON] = {"description": f"{phrase}, as the service answers."}
    if answer.body:
        kind, value = _body(answer)
        response["content"] = {kind: {"schema": inferred(value, document.is_30)}}
    pointer, _ = document.locate((*operation.pointer, "responses"))
    return update(document, pointer, {str(answer.status): response})


def _answer(document: Document, response: Response, answer: Answer, lead: Finding) -> Iterator[list[dict[str, JSON]]]:
    pointer, _ = document.locate(response.pointer)
    for header in response.headers:
        if header.required and answer.header(header.name) is None:
            where, _ = document.locate(header.pointer)
            yield [update(document, where, {"required": False})]
    if not answer.body:
        return
    kind, value = _body(answer)
    media = next((media for media in response.content if media.essence == kind), None)
    if media is None:
        if lead.law in ("media-type", "answer-schema", "json", "status-documented"):
            entry = {kind: {"schema": inferred(value, document.is_30)}}
            yield [update(document, pointer, {"content": entry})]
        return
    if media.schema is None or "json" not in kind:
        return
    validator = Reader(document).validators.validator(media.schema, "response")
    start = (*document.locate(media.pointer)[0], "schema")
    for violation in validator.violations(value):
        path = tuple(map(str, violation.pointer))
        if violation.keyword != "required" and is_mask(value_at(value, path)):
            if lead.place != pointers.text(path):
                continue  # the mask breaks the schema, not the secret behind it
            if violation.keyword not in ("pattern", "format"):
                raise NotExpressed("the value is a secret, which the report does not hold")
        yield loosen(document, start, path, violation.keyword, value)


def _request(document: Document, lead: Finding) -> Iterator[list[dict[str, JSON]]]:
    """A request that the document forbids and the target took."""
    reading = Reader(document).read(lead.exchange.request)
    for violation in reading.violations if reading else ():
        path = tuple(map(str, violation.pointer))
        if violation.location == "body":
            body = reading.operation.request_body if reading else None
            media = json_media(body.content) if body else None
            if body is None or media is None or violation.keyword in ("syntax", "media-type"):
                raise NotExpressed("a body that the document's media types don't know was taken")
            start = (*document.locate(media.pointer)[0], "schema")
            if path == () and violation.keyword == "required":
                yield [update(document, document.locate(body.pointer)[0], {"required": False})]
            else:
                value = json.loads(lead.exchange.request.body or b"null")
                yield loosen(document, start, path, violation.keyword, value)
        else:
            parameters = reading.operation.parameters if reading else ()
            found = next((p for p in parameters if (p.location, p.name) == (violation.location, path[0])), None)
            if found is None:
                raise NotExpressed("no documented parameter is concerned")
            where, _ = document.locate(found.pointer)
            if violation.keyword == "required":
                yield [update(document, where, {"required": False})]
            value = next((v for k, v in (reading.query if reading else []) if k == found.name), None)
            value = reading.path.get(found.name, value) if reading else value
            yield loosen(document, (*where, "schema"), (), violation.keyword, value)


def _default(document: Document, operation: Operation, lead: Finding) -> Iterator[list[dict[str, JSON]]]:
    """A default that is another one."""
    body = operation.request_body
    media = json_media(body.content) if body else None
    try:
        observed = json.loads(lead.observed)
    except ValueError:
        return
    if media is None or observed is None:
        return
    start = (*document.locate(media.pointer)[0], "schema")
    pointer, rest = descend(document, start, pointers.tokens(lead.place)[-1:])
    pointer, schema = document.locate(pointer)
    if not rest and isinstance(schema, dict) and schema.get("default") != observed:
        yield [update(document, pointer, {"default": observed})]


def _open(document: Document, operation: Operation) -> Iterator[list[dict[str, JSON]]]:
    """Whoever is let in without credentials may do without them."""
    if all(operation.security):
        own, _ = document.locate(operation.pointer)
        if "security" in operation.raw:
            yield [update(document, (*own, "security"), {})]
        else:
            everyone = [*(document.tree.get("security") or []), {}]
            yield [update(document, own, {"security": everyone})]


def _close(document: Document, operation: Operation, lead: Finding) -> Iterator[list[dict[str, JSON]]]:
    """A way in that the target does not know is taken off the list."""
    raw = operation.raw.get("security", document.tree.get("security")) or []
    used = [item for item in raw if item and all(_carries(document, name, lead) for name in item)]
    left = [item for item in raw if item not in used]
    if len(used) == 1 and left:
        own, _ = document.locate(operation.pointer)
        actions = [remove(document, (*own, "security"))] if "security" in operation.raw else []
        yield [*actions, update(document, own, {"security": left})]


def _carries(document: Document, scheme: str, lead: Finding) -> bool:
    raw, request = document.security_schemes.get(scheme, {}), lead.exchange.request
    name = str(raw.get("name", ""))
    if raw.get("type") != "apiKey":
        return request.header("authorization") is not None
    if raw.get("in") == "query":
        return any(given == name for given, _ in request.query)
    if raw.get("in") == "cookie":
        return name in request.cookies
    return request.header(name) is not None


def _body(answer: Answer) -> tuple[str, JSON]:
    """Media type and value of a body; text where it is no JSON."""
    kind = media_types.essence(answer.header("content-type") or "application/octet-stream")
    if media_types.is_json(kind):
        try:
            return kind, json.loads(answer.body)
        except (ValueError, RecursionError):
            raise NotExpressed("the body is no JSON") from None
    return kind, answer.body.decode("utf-8", "replace")
