"""The laws of an answer's body and headers, by the documented response alone."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from contracts.laws import write_only
from contracts.laws.leeway import picks_members
from contracts.laws.preferences import asks_for_less
from contracts.laws.strict_json import JSONError
from contracts.traffic import format_clarity as formats
from contracts.traffic.content_types import documented_media, may_be_empty
from mock_server.openapi import MISSING, media_types, pointers

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from contracts.traffic.request_validity import Reader, Reading
    from mock_server.openapi import JSON, Parameter, Response, Violation

_PHRASES = {status.phrase.lower(): int(status) for status in HTTPStatus if status >= 400}
_FINER = frozenset({411, 413, 414, 415, 422, 431})
"""Statuses for kinds of bad requests: a 400 may say in words which kind it is."""
_MAX = 20
"""Places of one answer that are told: what is wrong in each answer must not hide what else is."""
_OF_A_NAME = frozenset({"required", "additionalProperties", "unevaluatedProperties", "dependentRequired"})
"""Keywords of which the last part of the place is what is wrong."""
_LOOKED_AT = 1_000
"""Items of a body, and violations, that are looked at: of a million the first say as much."""
WRAPPED = "the record is wrapped"
HTML_PAGE = "HTML error page"
"""The cause of an error that is a page instead of the documented body: frameworks, proxies and gateways have them."""


class AnswerLaws:
    """Judges bodies and headers for one document."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.schemas = reader.schemas

    def media(self, answer: Answer, response: Response, body: JSON, exchange: Exchange, make: Maker) -> list[Finding]:
        """Whether the body is there, in a documented media type, and JSON where it says so."""
        if exchange.request.method == "HEAD" or not response.content:
            return []
        kind = answer.header("Content-Type")
        wanted = ", ".join(media.name for media in response.content)
        if not answer.body and answer.status in media_types.CONTENTLESS:
            return []
        if not answer.body and answer.cut is None and any(may_be_empty(self.schemas, m) for m in response.content):
            return []
        if not answer.body and answer.status < 300 and asks_for_less(exchange.request):
            return []
        if not answer.body and answer.cut is None:
            return [
                make(
                    "media-type",
                    "body",
                    wanted,
                    "no body",
                    "answers without the documented body",
                    cause="no body",
                    assumed=None,
                )
            ]
        if kind is None or not any(media_types.covers(media.name, kind) for media in response.content):
            page = answer.status >= 400 and media_types.essence(kind or "") == "text/html"
            message = "answers with an HTML page" if page else "the media type is not documented"
            cause = HTML_PAGE if page else "media type"
            return [make("media-type", "header Content-Type", wanted, kind or "none", message, cause=cause)]
        if isinstance(body, JSONError):
            return [
                make("json", "body", "a JSON text", answer.body[:80].decode("utf-8", "replace"), f"the body {body}")
            ]
        if media_types.is_json(kind):
            return self._charset(kind, make)
        return []

    def _charset(self, kind: str, make: Maker) -> list[Finding]:
        charset = re.search(r"charset\s*=\s*\"?([^\s\";]+)", kind, re.IGNORECASE)
        if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
            return [
                make(
                    "media-type",
                    "header Content-Type",
                    "UTF-8",
                    charset[1],
                    "JSON is UTF-8 (RFC 8259 section 8.1)",
                    cause="charset",
                )
            ]
        return []

    def body(self, response: Response, body: JSON, reading: Reading, make: Maker) -> list[Finding]:
        """Whether the body conforms to the schema of the answer."""
        answer = make.exchange.answer
        told = documented_media(response.content, answer.header("Content-Type")) if answer is not None else None
        media = told if told is not None and told.is_json else response.json
        if media is None or media.schema is None or body is MISSING or isinstance(body, JSONError):
            return []
        found = self._broken(media.schema, body, "", make)
        holder = self._wrapped_in(media.schema, body) if any(one.cause == "required" for one in found) else None
        if holder is not None:
            place, message = pointers.text((holder,)), "stands there, and the document has it at the top"
            return [
                make(
                    "answer-schema",
                    place,
                    "the record at the top",
                    "inside",
                    f"{place}: the record {message}",
                    cause=WRAPPED,
                )
            ]
        if found and picks_members(reading, make.exchange):
            found = [finding for finding in found if finding.cause != "required"]
        if body == {} and len(found) > 1:
            message = "the body is an empty object, which lacks all that its schema requires"
            return [make("answer-schema", "body", "an object with members", "{}", message, cause="required")]
        sent = reading.operation.request_schema if answer is not None and answer.status < 300 else None
        return found or write_only.shown(self.schemas, media.schema, sent, body, make)

    def _wrapped_in(self, schema: JSON, body: JSON) -> str | None:
        """The member, which the schema does not list, that is all that it describes; None where there is none."""
        if not isinstance(body, dict):
            return None
        known = self.schemas.properties(schema)
        required = self.schemas.required(schema)
        if not required or any(name in body for name in required):
            return None
        inside = [name for name, value in body.items() if name not in known and isinstance(value, dict)]
        validator = self.reader.validators.validator(schema, "response")
        return next((name for name in inside if validator.is_valid(body[name])), None)

    def items(self, answer: Answer, response: Response, make: Maker) -> list[Finding]:
        """Whether each item of a stream (events, JSON Lines, JSON text sequences, parts) is as documented."""
        kind = answer.header("Content-Type") or ""
        media = next((media for media in response.content if media_types.covers(media.name, kind)), None)
        if media is None or not (media_types.is_sequence(kind) or media.items is not None):
            return []
        parts = media_types.essence(kind).startswith("multipart/")
        body = answer.body if answer.cut is None else _whole_items(answer.body, parts=parts)
        items, wrong = self.reader.requests.body(media, kind, body)
        if wrong is not None:
            observed = answer.body[:80].decode("utf-8", "replace")
            return [make("json", "body", "a sequence of items", observed, _clause(wrong), cause="stream")]
        schema = media.item_schema
        if schema is None or not isinstance(items, list):
            return []
        for item in items:
            if found := self._broken(schema, item, "/*", make):
                return found
        return []

    def _broken(self, schema: JSON, body: JSON, above: str, make: Maker) -> list[Finding]:
        """The violations of ``schema``; ``above`` is the pointer of the value that it describes."""
        found: dict[tuple[str, str], Finding] = {}
        told = self._violations(schema, body)
        typed = {violation.pointer for violation in told if violation.keyword == "type"}
        for violation in told:
            if violation.is_undecided or (violation.keyword != "type" and violation.pointer in typed):
                continue  # a value of another type breaks whatever else is said of it
            if violation.keyword == "format" and self._grey_format(schema, violation):
                continue
            general = above + pointers.text(self._general(schema, violation))
            if (general, violation.keyword) in found:
                continue  # another item of the same list
            owner = violation.pointer[:-1] if violation.keyword == "required" else violation.pointer
            assumed = self.schemas.assumed(self.schemas.below(schema, owner)) if owner else None
            observed = _short(body, violation.pointer)
            found[general, violation.keyword] = make(
                "answer-schema",
                general or "body",
                violation.message,
                observed,
                f"{general or 'the body'} {_clause(violation.message)}",
                cause=violation.keyword,
                assumed=assumed,
            )
            if len(found) == _MAX:
                break
        return [*found.values()]

    def _general(self, schema: JSON, violation: Violation) -> list[str]:
        """Where a violation stands, with `*` for each index and each name of a map."""
        last = len(violation.pointer) - 1 if violation.keyword in _OF_A_NAME else None
        found = []
        for number, token in enumerate(violation.pointer):
            values = self._values(schema, str(token)) if number != last else None
            found.append("*" if str(token).isdecimal() or values is not None else str(token))
            schema = self.schemas.below(schema, (token,)) if values is None else values
        return found

    def _values(self, schema: JSON, name: str) -> JSON:
        """The schema of what stands under a name of a map; None where the name is that of a member."""
        values = self.schemas.keyword(schema, "additionalProperties")
        return values if isinstance(values, dict) and name not in self.schemas.properties(schema) else None

    def _violations(self, schema: JSON, body: JSON) -> list[Violation]:
        """Where there are very many items those within the first ones, since the library finds all of them at once."""
        validator = self.reader.validators.validator(schema, "response")
        if validator.is_valid(body):
            return []
        if isinstance(body, list) and len(body) > _LOOKED_AT:
            within = [violation for violation in validator.violations(body[:_LOOKED_AT]) if violation.pointer]
            if within:
                return within
        return validator.violations(body, most=_LOOKED_AT)

    def _grey_format(self, schema: JSON, violation: Violation) -> bool:
        name = self.schemas.keyword(self.schemas.below(schema, violation.pointer), "format")
        return isinstance(name, str) and not formats.binding(name)

    def headers(self, answer: Answer, response: Response, make: Maker) -> list[Finding]:
        """Whether the headers that the document requires are there, and those that are there conform."""
        found = []
        for header in response.headers:
            fields = [value for name, value in answer.headers if name.lower() == header.name.lower()]
            place, assumed = f"header {header.name}", header.assumed
            if not fields and header.required:
                message = f"{header.name} is missing"
                found.append(make("answer-header", place, "the header", "none", message, assumed=assumed))
            elif fields and (wrong := self._wrong_field(header, fields)) is not None:
                expected, cause = wrong
                message = f"{header.name} {_clause(expected)}"
                assumed = assumed or self.schemas.assumed(header.schema)
                found.append(
                    make("answer-header", place, expected, ", ".join(fields), message, cause=cause, assumed=assumed)
                )
        return found

    def _wrong_field(self, header: Parameter, fields: list[str]) -> tuple[str, str] | None:
        """What is plainly wrong with the value of a header field, and the keyword that says so.

        Several fields of a header that is no list are left alone (`Set-Cookie`, challenges), so are unclear formats.
        """
        schema = header.schema
        if len(fields) > 1 and self.schemas.types(schema).isdisjoint(("array", "object")):
            return None
        value, why = self.reader.requests.header(header, fields)
        if why is not None:
            return why, "syntax"
        validator = self.reader.validators.validator(schema, "response")
        for violation in () if validator.is_valid(value) else validator.violations(value):
            name = self.schemas.keyword(self.schemas.below(schema, violation.pointer), "format")
            text = pointers.at(value, violation.pointer)
            if violation.keyword != "format" or formats.clarity(str(name), str(text)) is False:
                return violation.message, violation.keyword
        return None

    def error(self, answer: Answer, body: dict[str, JSON], response: Response, make: Maker) -> list[Finding]:
        """Whether an error body agrees with its status and says something."""
        examples = [e.value for m in response.content for e in m.examples if isinstance(e.value, dict)]
        for name, value in body.items():
            if not isinstance(value, str):
                continue
            other = _PHRASES.get(value.strip().lower(), answer.status)
            if other != answer.status and not (answer.status == 400 and other in _FINER):
                wanted = HTTPStatus(answer.status).phrase
                return [make("error-consistent", pointers.text((name,)), wanted, value, f"speaks of {other}")]
            if not value.strip() and any(isinstance(e.get(name), str) and e[name].strip() for e in examples):
                place = pointers.text((name,))
                return [make("error-speaks", place, "a text", repr(value), f"{place} is empty")]
        return []


def _whole_items(body: bytes, *, parts: bool) -> bytes:
    """What came whole of a sequence that was cut: lines, or parts, with a boundary that closes them."""
    if not parts:
        return body[: body.rfind(b"\n") + 1]
    boundary = body.lstrip().partition(b"\r\n")[0]
    last = body.rfind(b"\r\n" + boundary)
    return boundary + b"--\r\n" if last < 0 else body[:last] + b"\r\n" + boundary + b"--\r\n"


def _clause(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _short(body: JSON, pointer: tuple[str | int, ...]) -> str:
    found = pointers.at(body, pointer)
    return "absent" if found is MISSING else json.dumps(found, ensure_ascii=False)[:200]
