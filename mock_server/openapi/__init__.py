"""The description library: everything that a program needs to know of an OpenAPI document, its requests and values.

This face is all that others import; each name is loaded when it is first used.

- `load_document` gives a `Document` of `Operation`s with `Parameter`s, `Response`s and `MediaType`s; `references`,
  `overlays` and `source` reach the files behind it; what can't be served raises `MockServerError`.
- `behaviours` tells what each operation does (`Behaviour`), and why.
- `RequestReader` routes a request and reads it (`ReadRequest`); `write_parameter` and `write_body` are its inverse, and
  raise `SerializationError` for what has no form. `read_body` reads a body alone, `is_sequence` tells streams.
- `Schemas`, `Validators` and `Violation` judge values, `Generator` makes them.
- `pointers`, `path_templates` and `json_values` are the small grammars: RFC 6901, path templates, JSON equality;
  `composition` is the walk over what a schema is made of.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.errors import MockServerError
    from mock_server.openapi.behaviour import list_names
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.behaviour.inference import behaviours
    from mock_server.openapi.codec import content_codings
    from mock_server.openapi.codec.decoders import BodySyntaxError
    from mock_server.openapi.codec.decoders import decode as read_body
    from mock_server.openapi.codec.encoders import write_body
    from mock_server.openapi.codec.parameters_writer import SerializationError
    from mock_server.openapi.codec.parameters_writer import serialize as write_parameter
    from mock_server.openapi.codec.request_reader import ReadRequest, RequestReader
    from mock_server.openapi.codec.sequences import is_sequence
    from mock_server.openapi.generator import Generator
    from mock_server.openapi.reading import json_values, path_templates, pointers, references, source
    from mock_server.openapi.reading import overlay as overlays
    from mock_server.openapi.reading.document import Document, load_document
    from mock_server.openapi.reading.expressions import MISSING
    from mock_server.openapi.reading.media_types import is_json
    from mock_server.openapi.reading.operation import Operation, assumption
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter, Requirement, Response, Schema
    from mock_server.openapi.schema import composition
    from mock_server.openapi.schema.schemas import Schemas
    from mock_server.openapi.schema.validation import Validators, Violation

__all__ = [
    "MISSING",
    "Behaviour",
    "BodySyntaxError",
    "Document",
    "Generator",
    "MediaType",
    "MockServerError",
    "Operation",
    "Parameter",
    "ReadRequest",
    "RequestReader",
    "Requirement",
    "Response",
    "Schema",
    "Schemas",
    "SerializationError",
    "Validators",
    "Violation",
    "assumption",
    "behaviours",
    "composition",
    "content_codings",
    "is_json",
    "is_sequence",
    "json_values",
    "list_names",
    "load_document",
    "overlays",
    "path_templates",
    "pointers",
    "read_body",
    "references",
    "source",
    "write_body",
    "write_parameter",
]

_PLACES = {
    "MISSING": "reading.expressions",
    "Behaviour": "behaviour.behaviour",
    "BodySyntaxError": "codec.decoders",
    "Document": "reading.document",
    "Generator": "generator",
    "MediaType": "reading.operation_parts",
    "Operation": "reading.operation",
    "Parameter": "reading.operation_parts",
    "ReadRequest": "codec.request_reader",
    "RequestReader": "codec.request_reader",
    "Requirement": "reading.operation_parts",
    "Response": "reading.operation_parts",
    "Schema": "reading.operation_parts",
    "Schemas": "schema.schemas",
    "SerializationError": "codec.parameters_writer",
    "Validators": "schema.validation",
    "Violation": "schema.validation",
    "assumption": "reading.operation",
    "behaviours": "behaviour.inference",
    "is_json": "reading.media_types",
    "is_sequence": "codec.sequences",
    "load_document": "reading.document",
    "read_body": "codec.decoders:decode",
    "write_body": "codec.encoders",
    "write_parameter": "codec.parameters_writer:serialize",
}
_MODULES = {name: f"reading.{name}" for name in ("json_values", "path_templates", "pointers", "references", "source")}
_MODULES |= {
    "composition": "schema.composition",
    "content_codings": "codec.content_codings",
    "list_names": "behaviour.list_names",
    "overlays": "reading.overlay",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{_MODULES[name]}")
    if name == "MockServerError":
        return getattr(import_module("mock_server.errors"), name)
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, other = _PLACES[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), other or name)
