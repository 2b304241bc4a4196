"""Documented fields whose form and meaning HTTP itself gives, where the document says no more than their names."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Behaviour, Response, Schemas

_LAW = "answer-header"
_ENTITY_TAG = re.compile(r'(?:W/)?"[^\x00-\x20"\x7f]*"')
"""RFC 9110 section 8.8.3."""
_DAY, _MONTH, _TIME = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    r"\d\d:\d\d:\d\d",
)
_HTTP_DATE = re.compile(
    rf"{_DAY}, \d\d {_MONTH} \d{{4}} {_TIME} GMT|{_DAY}[a-z]*, \d\d-{_MONTH}-\d\d {_TIME} GMT"
    rf"|{_DAY} {_MONTH} [\d ]\d {_TIME} \d{{4}}",
    re.ASCII,
)
"""RFC 9110 section 5.6.7: the form that is to be sent, and the two old ones that are still read."""
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/(?:[0-9]{1,18}|\*)", re.IGNORECASE)
_FORMS = ("pattern", "format")
_EXAMPLES = ("const", "default", "example")
_SEVERAL = ("enum", "examples")


def standard_fields(
    answer: Answer, response: Response, behaviour: Behaviour, exchange: Exchange, schemas: Schemas, make: Maker
) -> list[Finding]:
    """Whether ETag is an entity tag, Last-Modified a date, Location not the collection, a 206 the range it names."""
    found = []
    named = {header.name.lower() for header in response.headers}
    own = partial(_has_own_form, response, schemas)
    tag = answer.header("ETag") if "etag" in named else None
    if tag is not None and not _ENTITY_TAG.fullmatch(tag.strip()) and not own("etag", _ENTITY_TAG):
        message = "ETag is no entity tag, which is written in quotes (RFC 9110 section 8.8.3)"
        found.append(make(_LAW, "header ETag", '"…"', tag, message, cause="entity tag"))
    when = answer.header("Last-Modified") if "last-modified" in named else None
    if when is not None and not _HTTP_DATE.fullmatch(when.strip()) and not own("last-modified", _HTTP_DATE):
        message = "Last-Modified is no date of HTTP (RFC 9110 sections 5.6.7 and 8.8.2)"
        found.append(make(_LAW, "header Last-Modified", "Tue, 15 Nov 1994 12:45:26 GMT", when, message, cause="date"))
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
    span = range_of(answer)
    if span is None or span[1] - span[0] + 1 == len(answer.body):
        return None
    return told, f"Content-Range is not that of the {len(answer.body)} octets beside it (RFC 9110 section 14.4)"


def range_of(answer: Answer) -> tuple[int, int] | None:
    """The first and the last octet of a part, as its Content-Range names them."""
    span = _RANGE.fullmatch((answer.header("Content-Range") or "").strip())
    return (int(span[1]), int(span[2])) if span is not None else None


def _has_own_form(response: Response, schemas: Schemas, name: str, form: re.Pattern[str]) -> bool:
    """Whether the document itself writes the field in another form: then that form is what binds."""
    header = next((header for header in response.headers if header.name.lower() == name), None)
    if header is None:
        return False
    schema = header.schema
    if any(schemas.keyword(schema, name) is not None for name in _FORMS) or "string" not in schemas.types(schema):
        return True
    shown = [*(example.value for example in header.examples), *_values(schema, schemas)]
    return any(isinstance(value, str) and not form.fullmatch(value) for value in shown)


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
