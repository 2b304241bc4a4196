"""Documented fields whose form and meaning HTTP itself gives, where the document says no more than their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Behaviour, Response, Schemas

_LAW = "answer-header"
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\U0010ffff]*"')
"""RFC 9110 section 8.8.3."""
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/(?:[0-9]{1,18}|\*)", re.IGNORECASE)
_FORMS = ("pattern", "format")
_EXAMPLES = ("const", "default", "example")
_SEVERAL = ("enum", "examples")


def standard_fields(
    answer: Answer, response: Response, behaviour: Behaviour, exchange: Exchange, schemas: Schemas, make: Maker
) -> list[Finding]:
    """Whether an ETag is an entity tag, the Location of a create not the collection, a 206 the range that it names."""
    found = []
    named = {header.name.lower() for header in response.headers}
    tag = answer.header("ETag") if "etag" in named else None
    if tag is not None and not _ENTITY_TAG.fullmatch(tag.strip()) and not _has_own_form(response, schemas):
        message = "ETag is no entity tag, which is written in quotes (RFC 9110 section 8.8.3)"
        found.append(make(_LAW, "header ETag", '"…"', tag, message, cause="entity tag"))
    place = answer.header("Location") if "location" in named else None
    if place is not None and answer.status == 201 and _is_collection(place, behaviour, exchange):
        message = "Location is the collection, and not what was created in it (RFC 9110 section 15.3.2)"
        found.append(make(_LAW, "header Location", behaviour.location or "", place, message, cause="collection"))
    part = _part(answer, exchange, required="content-range" in {h.name.lower() for h in response.headers if h.required})
    if part is not None:
        seen, message = part
        found.append(make(_LAW, "header Content-Range", "that of the octets", seen, message, cause="content range"))
    return found


def _part(answer: Answer, exchange: Exchange, *, required: bool) -> tuple[str, str] | None:
    """What is wrong with the range that a 206 says it is, None for nothing: several ranges and codings are open.

    A request without Range may be told of another kind of part (*one of the sources failed*), which has none; that
    one is missing which the document requires is told by the document.
    """
    kind = (answer.header("Content-Type") or "").lower()
    coded = answer.header("Content-Encoding") is not None
    if answer.status != 206 or exchange.request.method != "GET" or answer.cut or coded or kind.startswith("multipart/"):
        return None
    told = answer.header("Content-Range")
    if told is None and (required or exchange.request.header("Range") is None):
        return None
    if told is None:
        return "none", "206 comes without Content-Range (RFC 9110 section 15.3.7.1)"
    span = _RANGE.fullmatch(told.strip())
    if span is None or int(span[2]) - int(span[1]) + 1 == len(answer.body):
        return None
    return told, f"Content-Range is not that of the {len(answer.body)} octets beside it (RFC 9110 section 14.4)"


def _has_own_form(response: Response, schemas: Schemas) -> bool:
    """Whether the document itself writes the tag in another form: then that form is what binds."""
    header = next((header for header in response.headers if header.name.lower() == "etag"), None)
    if header is None:
        return False
    schema = header.schema
    if any(schemas.keyword(schema, name) is not None for name in _FORMS) or "string" not in schemas.types(schema):
        return True
    shown = [*(example.value for example in header.examples), *_values(schema, schemas)]
    return any(isinstance(value, str) and not _ENTITY_TAG.fullmatch(value) for value in shown)


def _values(schema: JSON, schemas: Schemas) -> Iterator[JSON]:
    yield from (schemas.keyword(schema, name) for name in _EXAMPLES)
    for name in _SEVERAL:
        values = schemas.keyword(schema, name)
        yield from values if isinstance(values, list) else ()


def _is_collection(place: str, behaviour: Behaviour, exchange: Exchange) -> bool:
    """Whether a Location leads to where a record was posted, while the record has a path of its own."""
    request, operation = exchange.request, behaviour.operation
    if request.method != "POST" or behaviour.action != "create" or behaviour.location in (None, operation.path):
        return False
    posted = request.target.partition("?")[0].rstrip("/")
    try:
        led = urlsplit(urljoin(f"http://target{request.target}", place)).path.rstrip("/")
    except ValueError:
        return False
    return bool(posted) and (led == posted or led.endswith(posted))
