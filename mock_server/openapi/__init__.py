"""The description library: everything that a program needs to know of an OpenAPI document, its requests and values.

This face is all that others import; each name is loaded when it is first used.

- `load_document` gives a `Document` of `Operation`s with `Parameter`s, `Response`s and `MediaType`s; `overlays`
  change it; what can't be served raises `MockServerError`.
- `behaviours` tells what each operation does (`Behaviour`), and why.
- `RequestReader` routes a request and reads it (`ReadRequest`), `RequestWriter` is its inverse.
- `Schemas` tells what schemas say; a reader's ``validators`` judge values and name each `Violation`; `Generator` makes
  values.
- `pointers`, `percent`, `media_types`, `content_codings` and `json_values` are the small grammars, `list_names` is a
  vocabulary, `composition` the walk over what a schema is made of.
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
    from mock_server.openapi.codec.request_reader import ReadRequest, RequestReader
    from mock_server.openapi.codec.request_writer import RequestWriter
    from mock_server.openapi.generator import Generator
    from mock_server.openapi.reading import json_values, media_types, percent, pointers
    from mock_server.openapi.reading import overlay as overlays
    from mock_server.openapi.reading.document import Document, load_document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter, Response
    from mock_server.openapi.reading.pointers import MISSING
    from mock_server.openapi.schema import composition
    from mock_server.openapi.schema.schemas import Schemas
    from mock_server.openapi.schema.validation import Violation

__all__ = [
    "MISSING",
    "Behaviour",
    "Document",
    "Generator",
    "MediaType",
    "MockServerError",
    "Operation",
    "Parameter",
    "ReadRequest",
    "RequestReader",
    "RequestWriter",
    "Response",
    "Schemas",
    "Violation",
    "behaviours",
    "composition",
    "content_codings",
    "json_values",
    "list_names",
    "load_document",
    "media_types",
    "overlays",
    "percent",
    "pointers",
]

_PLACES = {
    "MISSING": "reading.pointers",
    "Behaviour": "behaviour.behaviour",
    "Document": "reading.document",
    "Generator": "generator",
    "MediaType": "reading.operation_parts",
    "Operation": "reading.operation",
    "Parameter": "reading.operation_parts",
    "ReadRequest": "codec.request_reader",
    "RequestReader": "codec.request_reader",
    "RequestWriter": "codec.request_writer",
    "Response": "reading.operation_parts",
    "Schemas": "schema.schemas",
    "Violation": "schema.validation",
    "behaviours": "behaviour.inference",
    "load_document": "reading.document",
}
_MODULES = {name: f"reading.{name}" for name in ("json_values", "media_types", "percent", "pointers")}
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
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
