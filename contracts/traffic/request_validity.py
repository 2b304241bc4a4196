"""Reads a request by its document: which operation, which values, valid or not, and where nobody can say.

Routing and values are those of `mock_server.openapi`, as the mock itself reads them; what is added here is the grey
zone: requests of which correct servers make different things. The one place that decides whether a request is valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from contracts.traffic import format_clarity as formats
from contracts.traffic.content_types import documented_media, may_be_empty, plainly
from contracts.traffic.marked_members import marked
from contracts.traffic.odd_parameters import (
    names_no_file,
    oddly_filled,
    oddly_given,
    weigh_texts,
    without_brackets,
    wrong,
)
from contracts.traffic.partial_changes import lacks_what_stays
from contracts.traffic.request_json import clearly_broken, duplicates, extreme, nested
from contracts.traffic.text_formats import TextFormats
from contracts.traffic.whole_numbers import WHOLE, has_fraction
from mock_server.openapi import MISSING, RequestReader, Schemas, Violation, pointers

if TYPE_CHECKING:
    from contracts.exchange import Request
    from contracts.traffic.key_members import KeyMember
    from mock_server.openapi import JSON, Document, Operation, Parameter

LONG_TARGET = 2048
LARGE_BODY = 65536
_KNOWN_MEDIA = re.compile(
    r"(?:text/plain|text/html|application/xml|application/x-www-form-urlencoded|application/octet-stream)"
)
OF_PARAMETERS = ("path", "query", "header", "cookie")
_EMPTY: tuple[JSON, ...] = ([], [""])
"""What readers make of an array's name without a value."""


class Verdict(StrEnum):
    """What the document says of a request."""

    VALID = "valid"
    INVALID = "invalid"
    GREY = "grey"


@dataclass(slots=True)
class Reading:
    """A request as its operation understands it; ``why`` says what makes it grey.

    ``path`` holds the path parameters as texts, ``query`` the pairs, ``values`` the typed values by location and name.
    ``unbinding`` are violations of formats that bind nobody; with ``routing`` another resource may have answered.
    ``unlisted`` names a parameter or property that the document neither lists nor forbids.
    """

    operation: Operation
    path: dict[str, str] = field(default_factory=dict)
    query: list[tuple[str, str]] = field(default_factory=list)
    body: JSON = MISSING
    violations: list[Violation] = field(default_factory=list)
    unbinding: list[Violation] = field(default_factory=list)
    why: str = ""
    routing: bool = False
    unlisted: str | None = None
    values: dict[str, dict[str, JSON]] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Valid, invalid or grey; grey wins."""
        if self.why or self.unbinding:
            return Verdict.GREY
        return Verdict.INVALID if self.violations else Verdict.VALID


class Reader:
    """Reads the requests of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.requests = RequestReader(document)
        self.schemas = self.requests.schemas
        self.validators = self.requests.validators
        self._credential_names = {str(scheme.get("name")) for scheme in document.security_schemes.values()}
        self.key_members: dict[str, KeyMember] = {}
        self.formats = TextFormats(self.schemas)

    def read(self, request: Request) -> Reading | None:
        """The reading of ``request``; None where no operation covers it."""
        if (found := self.requests.route(request.method.upper(), request.target, request.operation)) is None:
            return None
        operation, raw = found
        headers = [(name.lower().encode("latin-1", "replace"), _octets(value)) for name, value in request.headers]
        query = request.target.partition("?")[2].encode("latin-1", "replace")
        read = self.requests.read(operation, raw, query, headers, request.body or b"")
        reading = Reading(operation, query=request.query)
        reading.values = {location: getattr(read.parameters, location) for location in read.parameters._fields}
        reading.path = read.path_texts()
        told = [v for v in read.violations if v.location == "body"]
        self._parameters([v for v in read.violations if v.location in OF_PARAMETERS], reading)
        self._body(request, MISSING if read.is_binary else read.body, read.fault, told, reading)
        if operation.id in self.key_members:
            self.key_members[operation.id].weigh(reading)
        if lacks_what_stays(reading):
            reading.why = "a change of some members alone, as its text says"
        if len(request.target) > LONG_TARGET or len(request.body or b"") > LARGE_BODY:
            reading.why = reading.why or "larger than many servers take"
        return reading

    def _parameters(self, told: list[Violation], reading: Reading) -> None:
        listed = {p.name for p in reading.operation.parameters if p.location == "query"} | self._credential_names
        if not any(self._takes_any_name(p) for p in reading.operation.parameters):
            reading.unlisted = next(
                (name for name, _ in reading.query if name not in listed and name.partition("[")[0] not in listed), None
            )
        known: set[tuple[str, str]] = set()
        for parameter in reading.operation.parameters:
            location = "query" if parameter.location == "querystring" else parameter.location
            known.add((location, parameter.name))
            name = parameter.name
            unread = [v for v in told if (v.location, v.pointer[:1]) == (location, (name,))]
            if parameter.style == "deepObject" and without_brackets(name, reading):
                reading.why = reading.why or f"{name} without brackets or with several, which no style gives a meaning"
            if name not in reading.values[location]:
                reading.violations += unread
                if unread and (odd := oddly_given(parameter, reading)):
                    reading.why = reading.why or f"the parameter {name} is {odd}"
                continue
            weigh_texts(self.schemas, parameter, reading)
            if reading.values[location][name] in _EMPTY:
                reading.why = reading.why or f"the parameter {name} is an empty array, for which styles have no sign"
            self._judge(parameter.schema, reading.values[location][name], reading, location, (name,))
            if location != "path" and reading.values[location][name] == "" and wrong(reading, location, name):
                reading.why = reading.why or f"the parameter {name} is empty, which servers may take for none"
        reading.violations += [v for v in told if (v.location, *map(str, v.pointer[:1])) not in known]

    def _takes_any_name(self, parameter: Parameter) -> bool:
        """Whether the query's names are not told by the parameter's own: an exploded object, or the whole query."""
        if parameter.location == "querystring":
            return True
        objects = "object" in self.schemas.types(parameter.schema)
        return parameter.location == "query" and parameter.style == "form" and parameter.explode and objects

    def _body(self, request: Request, body: JSON, fault: str | None, told: list[Violation], reading: Reading) -> None:
        documented = reading.operation.request_body
        if documented is None:
            if request.body or request.header("Content-Type") is not None:
                reading.why = "a body, or the header of one, where none is documented"
            return
        kind = request.header("Content-Type")
        if fault == "unsupported":
            if kind is None or _KNOWN_MEDIA.fullmatch(kind.strip()) is None:
                reading.why = "an unusual or missing Content-Type"
            reading.violations.append(Violation("header", (), "Content-Type", "Not documented", "media-type"))
            return
        if not request.body:
            if documented.required:
                reading.violations += told
                if any(may_be_empty(self.schemas, media) for media in documented.content):
                    reading.why = reading.why or "no octets, which an empty file has as well"
            return
        media = documented_media(documented.content, kind)
        if media is None or (kind is not None and not plainly(kind, media.name)):
            reading.why = "an unusual spelling of the Content-Type"
        is_json_text = media is not None and media.is_json
        if fault == "malformed":
            if not is_json_text:
                reading.why = reading.why or "a body that parsers may disagree about"
            elif not clearly_broken(request.body):
                reading.why = "JSON that parsers disagree about"
            reading.violations += told
            return
        if body is MISSING or media is None:
            return
        reading.body = body
        self._grey_body(request.body, reading, json=is_json_text)
        if media.is_form and isinstance(body, dict):
            self._grey_form(media.schema, body, reading)
        if media.schema is not None and not nested(body):
            if has_fraction(self.schemas, media.schema, body):
                reading.why = reading.why or WHOLE
            self._judge(media.schema, body, reading, "body", ())
            self._listed(media.schema, body, reading)
            if media.name.startswith("multipart/") and names_no_file(self.schemas, media.schema, request.body):
                reading.why = reading.why or "a part for a file without a file name"

    def _grey_form(self, schema: JSON, body: dict[str, JSON], reading: Reading) -> None:
        """What forms have no sign for, or several."""
        if any(value in _EMPTY for value in body.values()):
            reading.why = reading.why or "an empty array in a form, for which forms have no sign"
        if schema is not None:
            reading.why = reading.why or oddly_filled(body, self.schemas.properties(schema), self.schemas)

    def _listed(self, schema: JSON, body: JSON, reading: Reading) -> None:
        """What a body holds beside the members that its schema lists, or of those that are not its sender's."""
        if any(marked(self.schemas, schema, body, "readOnly")):
            reading.why = reading.why or "a readOnly member, which servers ignore or refuse"
        listed = self.schemas.properties(schema)
        if not listed:
            return
        if not isinstance(body, dict):
            if self.schemas.keyword(schema, "type") is None:
                reading.why = reading.why or "no object, where a schema lists members and gives no type"
            return
        if reading.unlisted is None:
            reading.unlisted = next((name for name in body if name not in listed), None)

    def _grey_body(self, data: bytes, reading: Reading, *, json: bool) -> None:
        if json and duplicates(data, reading.body):
            reading.why = "JSON with a member twice"
        why = extreme(reading.body)
        if why:
            reading.why = reading.why or why

    def _told(self, schema: JSON, path: tuple[str, ...], text: JSON) -> bool:
        """Whether the document gives this text itself as an example of what stands there."""
        item = self.schemas.below(schema, path)
        keyword = self.schemas.keyword
        return bool(text == keyword(item, "example") or text in (keyword(item, "examples") or ()))

    def _judge(self, schema: JSON, value: JSON, reading: Reading, location: str, base: tuple[str, ...]) -> None:
        validator = self.validators.validator(schema, "request")
        if not validator.is_valid(value):
            for violation in validator.violations(value, location, base):
                name = self.formats.at(schema, violation.pointer[len(base) :])
                text = pointers.at(value, violation.pointer[len(base) :])
                if violation.keyword in ("format", "pattern") and name is not None and not formats.binding(name):
                    reading.unbinding.append(violation)
                    continue
                if isinstance(text, str) and _may_be(name or "", text, violation.keyword):
                    reading.why = reading.why or f"{violation.field} may or may not be a {name}"
                if violation.keyword == "pattern" and isinstance(text, str) and text.endswith("\n"):
                    reading.why = reading.why or "a line end after the text, which some patterns take"
                if violation.is_undecided:
                    reading.why = reading.why or "a text of which nobody can tell in time whether it matches"
                if violation.keyword == "type" and isinstance(text, float) and text.is_integer():
                    reading.why = reading.why or WHOLE
                reading.violations.append(violation)
        for path, name in self.formats.of(schema).items():
            text = pointers.at(value, path)
            if name == formats.NUMERAL and location != "body":
                continue  # all parameters are texts, and a key may be either
            clear = formats.clarity(name, text) if isinstance(text, str) else True
            if (clear is None and not self._told(schema, path, text)) or (clear is False and not formats.binding(name)):
                bad = any(item.pointer == (*base, *path) for item in (*reading.unbinding, *reading.violations))
                if not bad:
                    reading.why = reading.why or f"{'.'.join(path)} may or may not be a {name}"


def _may_be(name: str, text: str, keyword: str) -> bool:
    """Whether nobody can say that a text of this format is wrong, where one validator says so."""
    clear = formats.clarity(name, text)
    return clear is not False if keyword == "format" else keyword in Schemas.ALTERNATIVES and clear is None


def _octets(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
