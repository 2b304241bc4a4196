"""Writes the parts of a request by its document: the inverse of `request_reader`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.codec.encoders import write_body
from mock_server.openapi.codec.parameters_writer import SerializationError, serialize

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter
    from mock_server.openapi.schema.schemas import Schemas


class RequestWriter:
    """Writes parameters and bodies as one document says that they travel."""

    def __init__(self, schemas: Schemas, files: str = "") -> None:
        self.schemas = schemas
        self.files = files
        """What the names of uploaded files begin with."""

    def parameter(self, parameter: Parameter, value: JSON) -> str | None:
        """The text of a parameter, ready for its place (see `serialize`); None where ``value`` has no form there."""
        try:
            return serialize(parameter, value)
        except SerializationError:
            return None

    def body(self, media: MediaType, value: JSON) -> tuple[bytes, str]:
        """The body that ``value`` has in this media type, and its Content-Type."""
        return write_body(value, media, self.schemas, self.files)
