"""From a value to the bytes of a body, for every media type: the inverse of ``decoders``.

OpenAPI 3.2.0 sections 4.13 (Media Type Object) and 4.14 (Encoding Object). `encode` always gives a body: a value that
a media type has no form for is written as well as can be.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from mock_server.openapi.codec.decoders import Binary
from mock_server.openapi.codec.forms_writer import boundary_of, write_form, write_parts
from mock_server.openapi.codec.sequences import write_sequence
from mock_server.openapi.codec.xml_writer import write_xml
from mock_server.openapi.reading.examples import WrittenExample
from mock_server.openapi.reading.json_text import dump_json
from mock_server.openapi.reading.media_types import concrete, is_json, is_sequence, is_xml, parse
from mock_server.openapi.reading.sample_files import sample

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.schemas import Schemas


def encode(value: JSON, media_type: MediaType, schemas: Schemas, files: str = "") -> bytes:
    """The body that ``value`` has in this media type; the names of its ``files`` begin so."""
    name = essence(media_type)
    if isinstance(value, Binary | WrittenExample | bytes | bytearray):
        return value.data if isinstance(value, Binary | WrittenExample) else bytes(value)
    if is_json(name):
        return dump_json(value)
    if is_sequence(name):
        return write_sequence(name, value)
    found = sample(name)
    if found is not None and not (isinstance(value, str) and value.startswith("<") and is_xml(name)):
        return found
    if is_xml(name):
        schema = media_type.schema if media_type.schema is not None else True
        return (
            _text(value) if isinstance(value, str) and value.lstrip()[:1] == "<" else write_xml(value, schemas, schema)
        )
    if name == "application/x-www-form-urlencoded":
        return write_form(value, media_type.encoding) if isinstance(value, dict) else _text(value)
    if name.startswith("multipart/"):
        return write_parts(value, media_type, schemas, files)
    if name in ("text/csv", "text/tab-separated-values") and isinstance(value, dict | list):
        return _table(value, "," if name == "text/csv" else "\t")
    return _text(value)


def write_body(value: JSON, media_type: MediaType, schemas: Schemas, files: str = "") -> tuple[bytes, str]:
    """The body that ``value`` has in this media type, and its Content-Type; the names of its ``files`` begin so."""
    body = encode(value, media_type, schemas, files)
    return body, content_type(media_type, body)


def content_type(media_type: MediaType, body: bytes) -> str:
    """The Content-Type of a ``body`` made by `encode`: a range made definite, the boundary of a multipart body."""
    name = essence(media_type)
    if name.startswith("multipart/"):
        return f"{name}; boundary={boundary_of(body)}"
    return media_type.name if "*" not in media_type.name else name


def essence(media_type: MediaType) -> str:
    """Type and subtype in which a body is written, in lower case; a definite one for a range."""
    definite = concrete(media_type.name)
    found = parse(definite)
    return found.essence if found is not None else definite.strip().lower()


def _text(value: JSON) -> bytes:
    if value is None:
        return b""
    return value.encode("utf-8", "replace") if isinstance(value, str) else dump_json(value)


def _table(value: JSON, delimiter: str) -> bytes:
    """Rows of cells (RFC 4180); objects share a heading row of all their properties."""
    rows = value if isinstance(value, list) else [value]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    if rows and all(isinstance(row, dict) for row in rows):
        heading = list(dict.fromkeys(name for row in rows for name in row))
        writer.writerow(heading)
        rows = [[row.get(name) for name in heading] for row in rows]
    for row in rows:
        writer.writerow([_cell(item) for item in (row if isinstance(row, list) else [row])])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: JSON) -> str:
    return _text(value).decode()
