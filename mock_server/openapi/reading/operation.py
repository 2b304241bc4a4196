"""One operation of an OpenAPI document, with references resolved down to (not into) schemas.

Schemas stay raw dictionaries whose ``$ref`` strings ``Document.resolve`` understands; `schemas` makes them canonical.
Follows OpenAPI 3.0.4, 3.1.1 and 3.2.0, section Operation Object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.reading import media_types, methods, operation_names, operation_parts, path_templates
from mock_server.openapi.reading.examples import examples_of
from mock_server.openapi.reading.json_values import as_dict, as_list
from mock_server.openapi.reading.keyed_requests import key_parameter
from mock_server.openapi.reading.links import links_of
from mock_server.openapi.reading.missing_answers import says_missing
from mock_server.openapi.reading.operation_parts import MediaType, Parameter, RequestBody, Requirement, Response
from mock_server.openapi.reading.pointers import text as render_pointer
from mock_server.openapi.reading.stream_items import stream_items

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.links import Link
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer

_DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form", "querystring": "form"}


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a document. Its parts are read when they are first asked for."""

    document: Document
    method: str
    path: str
    raw: dict[str, JSON]
    path_item: dict[str, JSON]
    id: str
    pointer: Pointer
    base_paths: tuple[str, ...]
    _answers: dict[int, Response | None] = field(default_factory=dict, init=False, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_safe(self) -> bool:
        """Whether its method asks for no change."""
        return self.method in methods.SAFE

    @cached_property
    def wire_path(self) -> str:
        """What of the path template a request carries as its path, percent-encoded."""
        return path_templates.encoded(path_templates.on_the_wire(self.path))

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of its path; a key that stands in brackets (``Orders({id})``) is one by itself."""
        return tuple(path_templates.in_segments(self.path).split("/")[1:])

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """Names of the parameters in that path, in order."""
        return path_templates.names(self.wire_path)

    def read_path(self, path: str) -> dict[str, str] | None:
        """The path parameters, decoded, of a path that ends as the operation's does; None for another one."""
        return path_templates.read(self.wire_path, path)

    def is_called(self, name: str) -> bool:
        """Whether this is a name of the operation alone: ``METHOD path``, its path or its operationId."""
        return operation_names.is_called(self, name)

    def is_meant(self, name: str) -> bool:
        """Whether this name means the operation, perhaps among others: a tag or a pattern too."""
        return operation_names.is_meant(self, name)

    def says_missing(self, response: Response, *, of_any: bool = False) -> bool:
        """Whether this answer is the refusal of a record of the operation that is not there, or by a 400 of any."""
        return says_missing(self, response, of_any=of_any)

    @property
    def texts(self) -> tuple[str, str]:
        """What its summary and its description say."""
        return operation_parts.described(self.raw, "summary"), operation_parts.described(self.raw)

    @property
    def extension(self) -> dict[str, JSON]:
        """The operation's ``x-mock``."""
        return as_dict(self.raw.get("x-mock"))

    @property
    def assumed(self) -> str | None:
        """Why the operation's behaviour is assumed, where the document says so."""
        return assumption(self.raw)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The operation's parameters; its own replace those of the path with the same name and location.

        Headers that the document describes elsewhere are none (OpenAPI 3.1.1 section 4.8.12.2).
        """
        found: dict[tuple[str, str], Parameter] = {}
        for owner, base in ((self.path_item, self.pointer[:-1]), (self.raw, self.pointer)):
            for index, item in enumerate(as_list(owner.get("parameters"))):
                parameter = self._parameter(item, (*base, "parameters", str(index)))
                if parameter is None or (parameter.location == "header" and parameter.name.lower() in _NO_PARAMETERS):
                    continue
                found[parameter.location, parameter.name] = parameter
        return tuple(found.values())

    @cached_property
    def idempotency_key(self) -> Parameter | None:
        """The parameter that takes a key by which a request is known again, None where there is none."""
        return key_parameter(self)

    @cached_property
    def request_body(self) -> RequestBody | None:
        """The request body, if the operation documents one."""
        raw = self.follow(self.raw.get("requestBody"))
        if not isinstance(raw, dict):
            return None
        pointer = (*self.pointer, "requestBody")
        return RequestBody(bool(raw.get("required")), self._content(raw, pointer), pointer)

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """The documented answers in the document's order."""
        found = []
        for status, item in as_dict(self.raw.get("responses")).items():
            raw = self.follow(item)
            if not operation_parts.is_status(status) or not isinstance(raw, dict):
                continue
            pointer = (*self.pointer, "responses", status)
            headers = []
            for name, header in as_dict(raw.get("headers")).items():
                header = as_dict(self.follow(header))
                read = self._parameter({**header, "name": name, "in": "header"}, (*pointer, "headers", name))
                if read is not None and name.lower() != "content-type":
                    headers.append(read)
            found.append(
                Response(
                    status=status,
                    content=self._content(raw, pointer),
                    headers=tuple(headers),
                    links=as_dict(raw.get("links")),
                    assumed=assumption(raw),
                    extension=as_dict(raw.get("x-mock")),
                    raw=raw,
                    pointer=pointer,
                )
            )
        return tuple(found)

    @cached_property
    def security(self) -> tuple[tuple[Requirement, ...], ...]:
        """Alternatives, each a tuple of requirements that hold together; empty when anybody may call.

        An empty alternative, ``()``, makes credentials optional.
        """
        raw = self.raw.get("security", self.document.tree.get("security"))
        return tuple(
            tuple(Requirement(name, tuple(map(str, as_list(scopes)))) for name, scopes in item.items())
            for item in as_list(raw)
            if isinstance(item, dict)
        )

    def response(self, status: int) -> Response | None:
        """The documented answer for ``status``: the code itself, else its range, else ``default``."""
        if status not in self._answers:
            found = [response for response in self.responses if response.covers(status) or response.status == "default"]
            found.sort(key=lambda response: (response.status == "default", response.status != str(status)))
            self._answers[status] = next(iter(found), None)
        return self._answers[status]

    @property
    def request_media(self) -> MediaType | None:
        """The media type of the body to send: JSON, else a form, else what is named first."""
        return self.request_body.preferred if self.request_body is not None else None

    @cached_property
    def request_schema(self) -> Schema | None:
        """The schema of what a body says of a record: of the body to send, None where that is a JSON Patch."""
        media = self.request_media
        if media is None or media.essence == media_types.JSON_PATCH or self._lists_changes(media.schema):
            return None
        return media.schema

    def _lists_changes(self, schema: Schema | None) -> bool:
        """Whether a body of this schema is a JSON Patch, under whatever media type."""
        whole = as_dict(self.follow(schema))
        item = as_dict(self.follow(whole.get("items")))
        return {"op", "path"} <= as_dict(item.get("properties")).keys()

    def links(self, response: Response) -> tuple[Link, ...]:
        """The links of one of its answers that lead to operations of the document."""
        return tuple(links_of(self, response))

    def success(self, preferred: tuple[str, ...] = ()) -> Response | None:
        """The documented success: one of ``preferred`` if it is there, else lowest 2xx, ``2XX``, default, 3xx, 1xx."""
        return operation_parts.success_of(self.responses, preferred)

    def response_schema(self, preferred: tuple[str, ...] = ()) -> Schema | None:
        """The JSON schema of the documented `success`, or None."""
        return response.schema if (response := self.success(preferred)) is not None else None

    @property
    def first_refusal(self) -> Response | None:
        """The first refusal in the document's order."""
        return next((response for response in self.responses if response.is_refusal), None)

    def follow(self, value: JSON) -> JSON:
        """What ``value`` is or refers to; None, and a problem of the document, where that is nothing."""
        try:
            return self.document.follow(value)
        except DocumentError as error:
            self.document.problems.append(str(error))
            return None

    def _content(self, raw: dict[str, JSON], pointer: Pointer) -> tuple[MediaType, ...]:
        return tuple(
            self._media_type(name, as_dict(self.follow(item)), (*pointer, "content", name))
            for name, item in as_dict(raw.get("content")).items()
        )

    def _media_type(self, name: str, raw: dict[str, JSON], pointer: Pointer) -> MediaType:
        schema, item = as_schema(raw.get("schema")), as_schema(raw.get("itemSchema"))
        items = stream_items(name, schema, item, self.follow)
        if items is not None and not (item is not None and schema is not None):
            schema = items.whole  # a sequence is judged and made as the array of its items
        elif schema is None and item is not None:
            schema = {"type": "array", "items": item}
        return MediaType(
            name=name,
            schema=schema,
            examples=examples_of(raw, self.document, name),
            encoding=as_dict(raw.get("encoding")),
            item_schema=items.schema if items is not None and items.documented else item,
            pointer=pointer,
            items=items,
            item_encoding=(tuple(as_list(raw.get("prefixEncoding"))), as_dict(raw.get("itemEncoding"))),
        )

    def _parameter(self, item: JSON, pointer: Pointer) -> Parameter | None:
        raw = self.follow(item)
        known = isinstance(raw, dict) and isinstance(raw.get("in"), str) and raw["in"] in _DEFAULT_STYLES
        if not known or not isinstance(raw.get("name"), str):
            where = f"{self.document.path}: {render_pointer(pointer)}"
            self.document.problems.append(f"{where} is no Parameter Object and is ignored")
            return None
        location = raw["in"]
        style = raw.get("style", _DEFAULT_STYLES[location])
        media = next(iter(as_dict(raw.get("content")).items()), None)
        content = None
        if media is not None:
            content = self._media_type(media[0], as_dict(self.follow(media[1])), (*pointer, "content", media[0]))
        schema = as_schema(raw.get("schema"))
        return Parameter(
            name=raw["name"],
            location=location,
            required=location == "path" or raw.get("required") is True,
            schema=schema if schema is not None else (content.schema if content and content.schema else {}),
            style=style,
            explode=bool(raw.get("explode", style in ("form", "cookie"))),
            allow_reserved=bool(raw.get("allowReserved")),
            allow_empty=bool(raw.get("allowEmptyValue")),
            content=content,
            examples=examples_of(raw, self.document),
            assumed=assumption(raw),
            raw=raw,
            pointer=pointer,
        )


_NO_PARAMETERS = ("accept", "content-type", "authorization")


def assumption(raw: JSON) -> str | None:
    """The reason in ``x-assumed`` of an element of the document, None where it is documented."""
    found = raw.get("x-assumed") if isinstance(raw, dict) else None
    return None if found is None else str(found)


def as_schema(value: JSON) -> Schema | None:
    """``value`` where it can be a schema, else None."""
    return value if isinstance(value, dict | bool) else None
