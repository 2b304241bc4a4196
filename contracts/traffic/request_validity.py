"""Reads a request by its document: which operation, which values, valid or not, and where nobody can say.

The one place that decides whether a request is valid; every source of exchanges is judged by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import orjson

from contracts.traffic import format_clarity as formats
from contracts.traffic import schema as shape
from contracts.traffic.credentials import query_of
from contracts.traffic.request_json import clearly_broken, duplicates, extreme
from mock_server.openapi.reading.expressions import MISSING
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators, Violation

if TYPE_CHECKING:
    from contracts.exchange import Request
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import MediaType, Operation, Parameter, Schema

LONG_TARGET = 2048
LARGE_BODY = 65536


class Verdict(StrEnum):
    """What the document says of a request."""

    VALID = "valid"
    INVALID = "invalid"
    GREY = "grey"


@dataclass(slots=True)
class Reading:
    """A request as its operation understands it; ``why`` says what makes it grey.

    ``unbinding`` are violations of formats that bind nobody; with ``routing`` another resource may have answered.
    ``unlisted`` names a parameter or property that the document neither lists nor forbids.
    """

    operation: Operation
    path: dict[str, str] = field(default_factory=dict)
    query: list[tuple[str, str]] = field(default_factory=list)
    body: Any = MISSING
    violations: list[Violation] = field(default_factory=list)
    unbinding: list[Violation] = field(default_factory=list)
    why: str = ""
    routing: bool = False
    unlisted: str = ""

    @property
    def verdict(self) -> Verdict:
        """Valid, invalid or grey; grey wins."""
        if self.why or self.unbinding:
            return Verdict.GREY
        return Verdict.INVALID if self.violations else Verdict.VALID


class Reader:
    """Reads the requests of one document."""

    def __init__(self, document: Document, schemas: Schemas | None = None) -> None:
        self.document = document
        self.schemas = schemas or Schemas(document)
        self.validators = Validators(self.schemas)
        self._routes = [(operation, route(operation.path)) for operation in document.operations]
        self._routes.sort(key=lambda item: (item[0].path.count("{"), -len(item[0].path)))
        self._by_id = {operation.id: (operation, pattern) for operation, pattern in self._routes}
        self._credential_names = {str(scheme.get("name")) for scheme in document.security_schemes.values()}
        self._formats: dict[int, dict[tuple[str, ...], str]] = {}

    def find(self, request: Request) -> tuple[Operation, dict[str, str]] | None:
        """The operation that ``request`` calls and its path parameters, decoded."""
        path = request.target.partition("?")[0]
        if request.operation in self._by_id:
            operation, pattern = self._by_id[request.operation]
            match = pattern.fullmatch(path)
            if match:
                return operation, _names(operation, match)
        for operation, pattern in self._routes:
            if operation.method != request.method.upper():
                continue
            for base in ("", *operation.base_paths):
                if path.startswith(base) and (match := pattern.fullmatch(path[len(base) :])):
                    return operation, _names(operation, match)
        return None

    def read(self, request: Request) -> Reading | None:
        """The reading of ``request``; None where no operation covers it."""
        found = self.find(request)
        if found is None:
            return None
        operation, path = found
        reading = Reading(operation, path, query_of(request.target))
        self._parameters(request, reading)
        self._body(request, reading)
        if len(request.target) > LONG_TARGET or len(request.body or b"") > LARGE_BODY:
            reading.why = reading.why or "larger than many servers take"
        return reading

    def _parameters(self, request: Request, reading: Reading) -> None:
        given = {"path": [], "query": reading.query, "header": [], "cookie": []}  # type: dict[str, list[tuple[str, str]]]
        given["path"] = list(reading.path.items())
        listed = {p.name for p in reading.operation.parameters if p.location == "query"} | self._credential_names
        reading.unlisted = next((name for name, _ in reading.query if name not in listed), "")
        for parameter in reading.operation.parameters:
            if parameter.location == "header":
                values = [value for name, value in request.headers if name.lower() == parameter.name.lower()]
            elif parameter.location == "cookie":
                crumbs = [item.strip().partition("=") for item in (request.header("Cookie") or "").split(";")]
                values = [value for name, _, value in crumbs if name == parameter.name]
            else:
                values = [value for name, value in given.get(parameter.location, ()) if name == parameter.name]
            self._parameter(parameter, values, reading)

    def _parameter(self, parameter: Parameter, values: list[str], reading: Reading) -> None:
        location, name = parameter.location, parameter.name
        types = shape.types(self.schemas, parameter.schema)
        if location == "querystring" or parameter.content is not None or "object" in types:
            if values:
                reading.why = f"the parameter {name} has a form that is not judged"
            return
        if not values:
            if parameter.required:
                reading.violations.append(Violation(location, (name,), name, "Required, but missing", "required"))
            return
        if "array" in types:
            if parameter.style not in ("form", "simple") or any(mark in value for value in values for mark in "|, "):
                reading.why = f"the parameter {name} has a form that is not judged"
            value: Any = values
            items = shape.items(self.schemas, parameter.schema)
            value = [_typed(text, shape.types(self.schemas, items)) for text in values]
        else:
            if len(values) > 1:
                reading.why = f"the parameter {name} is given twice"
                return
            value = _typed(values[0], types)
            if isinstance(value, str) and re.fullmatch(r"-?\d{16,}", value) and types & {"integer", "number"}:
                reading.why = "a number beyond 2^53"
            if values[0] == "" and not isinstance(value, str):
                reading.why = f"the parameter {name} is empty"
            if location == "path" and ("/" in values[0] or values[0].strip(".") == "" or not values[0].isprintable()):
                reading.why, reading.routing = f"{values[0]!r} in a path is also a matter of routing", True
        self._judge(parameter.schema, value, reading, location, (name,))

    def _body(self, request: Request, reading: Reading) -> None:
        documented = reading.operation.request_body
        if documented is None:
            if request.body:
                reading.why = "a body where none is documented"
            return
        if not request.body:
            if documented.required:
                reading.violations.append(Violation("body", (), "body", "Required, but missing", "required"))
            return
        kind = request.header("Content-Type")
        media = _media(documented.content, kind)
        if media is None:
            known = kind is not None and _KNOWN_MEDIA.fullmatch(kind.strip()) is not None
            if not known:
                reading.why = "an unusual or missing Content-Type"
            reading.violations.append(Violation("header", (), "Content-Type", "Not documented", "media-type"))
            return
        if kind is not None and kind.strip() not in (media.name, f"{media.name}; charset=utf-8"):
            reading.why = "an unusual spelling of the Content-Type"
        if not shape.is_json(media.name):
            reading.why = reading.why or f"{media.name} is not judged"
            return
        try:
            reading.body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            if not clearly_broken(request.body):
                reading.why = "JSON that parsers disagree about"
            reading.violations.append(Violation("body", (), "body", "Not JSON", "syntax"))
            return
        if duplicates(request.body, reading.body):
            reading.why = "JSON with a member twice"
        why = extreme(reading.body, 0)
        if why:
            reading.why = reading.why or why
        if media.schema is not None:
            self._judge(media.schema, reading.body, reading, "body", ())
            listed = shape.properties(self.schemas, media.schema)
            if listed and isinstance(reading.body, dict):
                reading.unlisted = reading.unlisted or next((name for name in reading.body if name not in listed), "")

    def _judge(self, schema: Schema, value: Any, reading: Reading, location: str, base: tuple[str, ...]) -> None:
        validator = self.validators.validator(schema, "request")
        if not validator.is_valid(value):
            for violation in validator.violations(value, location, base):
                name = self._format_at(schema, violation.pointer[len(base) :])
                text = _at(value, violation.pointer[len(base) :])
                if violation.keyword in ("format", "pattern") and name is not None and not formats.binding(name):
                    reading.unbinding.append(violation)
                    continue
                if (
                    violation.keyword == "format"
                    and isinstance(text, str)
                    and formats.clarity(name or "", text) is not False
                ):
                    reading.why = reading.why or f"{violation.field} may or may not be a {name}"
                if violation.keyword == "pattern" and isinstance(text, str) and text.endswith("\n"):
                    reading.why = reading.why or "a line end after the text, which some patterns take"
                if violation.keyword == "type" and isinstance(text, float) and text.is_integer():
                    reading.why = reading.why or "a whole number written with a fraction"
                reading.violations.append(violation)
        for path, name in self.formats_of(schema).items():
            text = _at(value, path)
            clear = formats.clarity(name, text) if isinstance(text, str) else True
            if clear is None or (clear is False and not formats.binding(name)):
                bad = any(item.pointer == (*base, *path) for item in (*reading.unbinding, *reading.violations))
                if not bad:
                    reading.why = reading.why or f"{'.'.join(path)} may or may not be a {name}"

    def formats_of(self, schema: Schema) -> dict[tuple[str, ...], str]:
        """Path → `format` of the texts in ``schema``, two levels deep."""
        known = self._formats.get(id(schema))
        if known is None:
            known = {}
            stack: list[tuple[tuple[str, ...], Any]] = [((), schema)]
            while stack:
                path, item = stack.pop()
                item = self.schemas.follow(item)
                if (
                    isinstance(item, dict)
                    and isinstance(item.get("format"), str)
                    and "string" in shape.types(self.schemas, item)
                ):
                    known[path] = item["format"]
                if len(path) < 3:
                    stack.extend(((*path, name), sub) for name, sub in shape.properties(self.schemas, item).items())
            self._formats[id(schema)] = known
        return known

    def _format_at(self, schema: Schema, pointer: tuple[str | int, ...]) -> str | None:
        return self.formats_of(schema).get(tuple(map(str, pointer)))


_KNOWN_MEDIA = re.compile(
    r"(?:text/plain|text/html|application/xml|application/x-www-form-urlencoded|application/octet-stream)"
)


def route(path: str) -> re.Pattern[str]:
    """The pattern of a path template; parameters are one segment."""
    parts = re.split(r"\{([^{}]+)\}", path.partition("?")[0].partition("#")[0])
    text = "".join(re.escape(part) if index % 2 == 0 else "([^/]*)" for index, part in enumerate(parts))
    return re.compile(text)


def _names(operation: Operation, match: re.Match[str]) -> dict[str, str]:
    names = re.findall(r"\{([^{}]+)\}", operation.path.partition("?")[0])
    return {name: unquote(value) for name, value in zip(names, match.groups(), strict=False)}


def _media(content: tuple[MediaType, ...], kind: str | None) -> MediaType | None:
    if kind is None:
        return None
    essence = kind.partition(";")[0].strip().lower()
    return next((media for media in content if media.name.partition(";")[0].strip().lower() == essence), None)


def _typed(text: str, types: frozenset[str]) -> Any:
    if "string" in types or not types:
        return text
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "integer" in types and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if "number" in types and re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text):
        return float(text)
    return text


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for token in path:
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and str(token).isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return MISSING
    return value
