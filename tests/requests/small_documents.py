"""Documents of one operation, made in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.openapi.codec.decoders import decode
from mock_server.openapi.codec.parameters import ParameterReader, Parameters
from mock_server.openapi.reading.document import Document
from mock_server.openapi.reading.references import References
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.validation import Violation


def document(tree: dict[str, Any], version: str = "3.1.0") -> Document:
    """The document with this tree."""
    tree = {"openapi": version, "info": {"title": "Small", "version": "1"}, **tree}
    path = Path("small.yaml")
    return Document(path, version, References(tree, path, external=False))


def operation(
    *parameters: dict[str, Any], path: str = "/things", version: str = "3.1.0", components: Any = None
) -> Operation:
    """An operation with these parameters."""
    get = {"parameters": list(parameters), "responses": {"200": {"description": "Done"}}}
    return document({"paths": {path: {"get": get}}, "components": components or {}}, version).operations[0]


class Reading:
    """Reads requests to one operation; says what is wrong as ``field: message``."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.reader = ParameterReader(operation, Validators(Schemas(operation.document)))

    def read(
        self, query: str | bytes = b"", headers: list[tuple[bytes, bytes]] | None = None, **path: str
    ) -> tuple[Parameters, list[Violation]]:
        """What the reader makes of it."""
        return self.reader.read(path, query if isinstance(query, bytes) else query.encode(), headers or [])


def reading(*parameters: dict[str, Any], **options: Any) -> Reading:
    """A `Reading` of an operation with these parameters."""
    return Reading(operation(*parameters, **options))


def query(schema: Any, name: str = "q", **more: Any) -> dict[str, Any]:
    """A query Parameter Object."""
    return {"name": name, "in": "query", "schema": schema, **more}


def media_type(
    name: str, schema: Any = None, *, version: str = "3.1.0", components: Any = None, **more: Any
) -> tuple[MediaType, Schemas]:
    """A Media Type Object of a request body and its document's schemas."""
    media = {**({} if schema is None else {"schema": schema}), **more}
    post = {"requestBody": {"content": {name: media}}, "responses": {"200": {"description": "Done"}}}
    whole = document({"paths": {"/things": {"post": post}}, "components": components or {}}, version)
    body = whole.operations[0].request_body
    assert body is not None
    return body.content[0], Schemas(whole)


def decoded(name: str, body: Any, schema: Any = None, content_type: Any = None, **more: Any) -> Any:
    """The value of a body in a media type of this name, schema and encoding."""
    media, schemas = media_type(name, schema, **more)
    return decode(media, content_type or name, body if isinstance(body, bytes) else body.encode(), schemas)
