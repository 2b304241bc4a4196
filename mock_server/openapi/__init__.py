"""The description library: everything that a program needs to know of an OpenAPI document, its requests and values.

This face is all that others import; each name is loaded when it is first used.

- `load_document` gives a `Document` of `Operation`s with `Parameter`s, `Response`s and `MediaType`s; what can't be
  served raises `MockServerError`.
- `behaviours` tells what each operation does (`Behaviour`), and why.
- `RequestReader` routes a request and reads it, `RequestWriter` is its inverse.
- `Schemas` tells what schemas say and are made of; a reader's ``validators`` judge values and name each `Violation`;
  `Generator` makes values.
- `pointers`, `percent`, `media_types`, `content_codings` and `json_values` are the small grammars, `field_names` is a
  vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.lazy_names import lazily

if TYPE_CHECKING:
    from mock_server.errors import MockServerError
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour import field_names
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.behaviour.operation_behaviours import behaviours
    from mock_server.openapi.codec import content_codings
    from mock_server.openapi.codec.request_reader import RequestReader
    from mock_server.openapi.codec.request_writer import RequestWriter
    from mock_server.openapi.generator import Generator
    from mock_server.openapi.reading import json_values, media_types, percent, pointers
    from mock_server.openapi.reading.document import Document, load_document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter, Response
    from mock_server.openapi.reading.pointers import MISSING
    from mock_server.openapi.schema.schemas import Schemas
    from mock_server.openapi.schema.validation import Violation

__all__ = [
    "JSON",
    "MISSING",
    "Behaviour",
    "Document",
    "Generator",
    "MediaType",
    "MockServerError",
    "Operation",
    "Parameter",
    "RequestReader",
    "RequestWriter",
    "Response",
    "Schemas",
    "Violation",
    "behaviours",
    "content_codings",
    "field_names",
    "json_values",
    "load_document",
    "media_types",
    "percent",
    "pointers",
]

__getattr__ = lazily(
    __name__,
    {
        "JSON": "json_types",
        "MockServerError": "errors",
        "MISSING": "openapi.reading.pointers",
        "Behaviour": "openapi.behaviour.behaviour",
        "Document": "openapi.reading.document",
        "Generator": "openapi.generator",
        "MediaType": "openapi.reading.operation_parts",
        "Operation": "openapi.reading.operation",
        "Parameter": "openapi.reading.operation_parts",
        "RequestReader": "openapi.codec.request_reader",
        "RequestWriter": "openapi.codec.request_writer",
        "Response": "openapi.reading.operation_parts",
        "Schemas": "openapi.schema.schemas",
        "Violation": "openapi.schema.validation",
        "behaviours": "openapi.behaviour.operation_behaviours",
        "content_codings": "openapi.codec.content_codings",
        "field_names": "openapi.behaviour.field_names",
        "json_values": "openapi.reading.json_values",
        "load_document": "openapi.reading.document",
        "media_types": "openapi.reading.media_types",
        "percent": "openapi.reading.percent",
        "pointers": "openapi.reading.pointers",
    },
)
