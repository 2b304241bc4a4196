"""Which parameter of an operation takes a key by which a service knows a request again that was sent twice.

Its name says so (draft-ietf-httpapi-idempotency-key-header: ``Idempotency-Key``), else its description does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading.clauses import PAUSE, sentences
from mock_server.openapi.reading.name_words import words

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Parameter

_NAME = re.compile(r"(?:x-)?idempoten(?:cy|t)[-_]?(?:key|id|token)", re.IGNORECASE)
_DEPTH = 4
_KEYS = ("key", "id", "identifier", "token", "uuid", "guid", "nonce")
_KEY = re.compile(rf"\b(?:{'|'.join(_KEYS)})s?\b", re.IGNORECASE)
_CALLED = re.compile(rf"\bidempoten(?:cy|t)[- _]?(?:{'|'.join(_KEYS)})s?\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:for|mak(?:e|es|ing)|(?:ensur|guarantee|provid|enabl|allow|achiev|us)(?:e|es|s|ed|ing)?)\b"
                      r".*idempoten", re.IGNORECASE)  # fmt: skip
_OF_A_RECORD = re.compile(r"\b(?:is|are)\s+idempotent\s+(?:for|per|by|with)\b", re.IGNORECASE)
"""The call is so by itself, for each record that the parameter names."""

_NOT = re.compile(r"\b(?:not|no|never|neither|nor|unlike|without|instead|than)\b", re.IGNORECASE)
_STANDARD = re.compile(r"(?:if|accept|content|access|sec|proxy)-.*|range|prefer|etag|date|expect|te|cookie|host|from|"
                       r"user-agent|referer|origin|via|forwarded|cache-control|pragma|upgrade|connection|"
                       r"traceparent|tracestate|baggage", re.IGNORECASE)  # fmt: skip
"""Fields of RFC 9110, 9111, 7240, 7239, of the Fetch Standard and of W3C Trace Context: they mean what these say."""
_OF_A_MESSAGE = re.compile(
    r"(?:x[-_]?)?(?:(?:request|correlation|trace|span)[-_]?id|(?:\w+[-_])?api[-_]?version)", re.IGNORECASE
)


def key_parameter(operation: Operation) -> Parameter | None:
    """The parameter that takes such a key: by its name, else by its description; None where there is none."""
    places = [parameter for parameter in operation.parameters if parameter.location in ("header", "query")]
    named = next((parameter for parameter in places if is_named(parameter.name)), None)
    if named is not None or operation.is_safe:
        return named
    return next((parameter for parameter in places if _is_described(operation, parameter)), None)


def is_of_a_message(name: str, location: str) -> bool:
    """Whether a parameter or member is about the message alone: a standard field, its own key, id or version."""
    standard = location == "header" and _STANDARD.fullmatch(name) is not None
    return standard or _OF_A_MESSAGE.fullmatch(name) is not None or is_named(name)


def is_named(name: str) -> bool:
    """Whether a name says that it is of such a key."""
    return _NAME.fullmatch(name) is not None


def _is_described(operation: Operation, parameter: Parameter) -> bool:
    if "idempoten" not in parameter.description.lower():
        return False
    if parameter.location == "header" and _STANDARD.fullmatch(parameter.name):
        return False
    is_key = not set(_KEYS).isdisjoint(words(parameter.name))
    return _is_free_text(operation, parameter.schema) and any(
        _is_said(sentence, is_key=is_key) for sentence in sentences(parameter.description)
    )


def _is_said(sentence: str, *, is_key: bool) -> bool:
    """Whether a clause calls the parameter such a key, or says that a key is for that; it denies nothing."""
    is_key = is_key or _KEY.search(sentence) is not None
    told = (clause for clause in PAUSE.split(sentence) if "idempoten" in clause.lower() and not _NOT.search(clause))
    return any(
        _CALLED.search(clause) or (is_key and _PURPOSE.search(clause) and not _OF_A_RECORD.search(clause))
        for clause in told
    )


def _is_free_text(operation: Operation, schema: JSON, depth: int = 0) -> bool:
    """Whether clients choose the text: it is none of a few, and nothing takes its place where it is left out."""
    part = operation.follow(schema)
    if not isinstance(part, dict) or depth > _DEPTH:
        return part is True
    if not {"enum", "const", "default"}.isdisjoint(part):
        return False
    for name in ("anyOf", "oneOf", "allOf"):
        if isinstance(part.get(name), list):
            return all(_is_null(each) or _is_free_text(operation, each, depth + 1) for each in part[name])
    types = part.get("type", "string")
    return "string" in (types if isinstance(types, list) else [types])


def _is_null(schema: JSON) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "null"
