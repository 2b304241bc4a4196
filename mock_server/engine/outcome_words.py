"""Members of an answer that say whether a request succeeded, by their usual names and words: `ok`, `status: failed`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.error_roles import PLACE
from mock_server.openapi.behaviour import places
from mock_server.openapi.behaviour.field_names import REMOVED
from mock_server.openapi.behaviour.refusals_inside import FAULT, WELL
from mock_server.openapi.reading.json_values import as_list

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_FAILED = re.compile(r"^(?:is_?|has_?)?(?:errors?|failed|failure)$", re.I)
_CODE = re.compile(r"^(?:error_?|reason_?)?code$|^error_?type$", re.I)
_PLAIN = frozenset(("type", "description", "title", "maxLength", "nullable"))
"""Of a schema of a text: what leaves it open which text."""

_WORDS: dict[int, tuple[str, ...]] = {
    400: ("invalid", "badrequest", "validation", "malformed", "argument", "param"),
    401: ("unauthenticated", "unauthorized", "notauthed", "auth", "credential", "token"),
    403: ("forbidden", "permission", "denied", "notallowed", "access"),
    404: ("notfound", "nosuch", "missing", "unknown", "notexist"),
    406: ("notacceptable",),
    409: ("conflict", "taken", "exists", "duplicate"),
    413: ("toolarge", "toobig", "size"),
    415: ("unsupported", "mediatype"),
    422: ("invalid", "validation", "unprocessable", "param"),
    429: ("ratelimit", "toomany", "throttl", "limit"),
    503: ("unavailable", "server", "internal"),
}
_ANY_FAILURE = ("fail", "error", "rejected", "invalid", "nok")
_OF_ANYTHING = frozenset(("malformed", "validation", "missing", "unknown", *_ANY_FAILURE))
"""What may be said of a body, of a record and of a credential."""
_OF_CREDENTIALS = re.compile("auth(?!or(?!i[sz]))|token|grant|credential|login|password|session|apikey")


def failed(schemas: Schemas, schema: Schema | None, body: JSON, status: int, phrase: str) -> JSON:
    """A made error body of this schema whose flags, enumerations and codes say that the request failed, and how."""
    if not isinstance(body, dict):
        return body
    known, must, out = schemas.properties(schema), schemas.required(schema), dict(body)
    for name, value in body.items():
        item = schemas.follow(known.get(name, True))
        told = isinstance(value, str) and (PLACE.match(name) or name.lower() in ("path", "instance"))
        if told and name not in must:
            del out[name]  # which part of the request is wrong is not known yet
        elif told and "null" in schemas.types(item):
            out[name] = None
        elif isinstance(value, bool):
            out[name] = False if WELL.match(name) else True if _FAILED.match(name) else value
        elif isinstance(value, str) and isinstance(item, dict):
            choice = fitting(item.get("enum"), status)
            if choice is not None:
                out[name] = choice
            elif name.lower() == "status" and _PLAIN.issuperset(item):
                out[name] = str(status) if not _numbered(body) else re.sub(r"\W+", "_", phrase.upper())
            elif _CODE.match(name) and _is_plain(schemas.said_of(item)):
                out[name] = re.sub(r"\W+", "_", phrase.lower())
        elif (
            isinstance(value, dict) and name.lower() in ("data", "result") and "null" in schemas.types(known.get(name))
        ):
            out[name] = None
        elif isinstance(value, dict):
            out[name] = failed(schemas, item, value, status, phrase)
        elif isinstance(value, list):
            inner = schemas.items(item)
            out[name] = [failed(schemas, inner, one, status, phrase) for one in value]
    return out


def _is_plain(said: dict[str, JSON]) -> bool:
    """Whether a text may be any, null beside it aside."""
    return _PLAIN.issuperset(said.keys() - {"anyOf", "oneOf"} if "type" in said else said)


def _numbered(body: dict[str, JSON]) -> bool:
    """Whether an error has its status as a number already, so that a text beside it is a word."""
    return any(isinstance(body.get(name), int) and not isinstance(body[name], bool) for name in ("code", "statusCode"))


def succeeded(schemas: Schemas, schema: Schema | None, body: JSON, *, removed: bool = False) -> JSON:
    """A made body of a success whose flags say so, without members that tell of errors where none have to be there.

    ``removed`` says that it is the answer of a removal.
    """
    if not isinstance(body, dict):
        return body
    known, must, out = schemas.properties(schema), schemas.required(schema), dict(body)
    for name, value in body.items():
        if isinstance(value, bool) and (WELL.match(name) or _FAILED.match(name)):
            out[name] = WELL.match(name) is not None
        elif removed and isinstance(value, bool) and REMOVED.match(name):
            out[name] = True
        elif FAULT.match(name) and "null" in schemas.types(known.get(name, True)):
            out[name] = None
        elif FAULT.match(name) and name not in must:
            del out[name]
        elif FAULT.match(name) and isinstance(value, list):
            out[name] = []
    return out


def fitting(enumeration: JSON, status: int, *, exactly: bool = False) -> str | None:
    """Of the words of an enumeration the one that says what the status does, or at least that something failed, unless
    it has to be said ``exactly``. What is wrong with credentials says nothing of anything else.
    """
    options = [one for one in as_list(enumeration) if isinstance(one, str)]
    others = [one for one in options if not _OF_CREDENTIALS.search(places.plain(one))]
    for word in (*_WORDS.get(status, ()), *(() if exactly else _ANY_FAILURE)):
        fit = options if status in (401, 403) else others if word in _OF_ANYTHING else (*others, *options)
        found = next((option for option in fit if word in places.plain(option)), None)
        if found is not None:
            return found
    return None
