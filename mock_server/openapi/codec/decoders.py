"""From the bytes of a body to a value that its schema can judge, for every media type.

OpenAPI 3.2.0 sections 4.13 (Media Type Object) and 4.14 (Encoding Object). Whatever is malformed raises
`BodySyntaxError` and nothing else; the size of a body is the caller's to limit.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.codec.forms import read_form_fields, read_parts
from mock_server.openapi.codec.multipart import MultipartError, split
from mock_server.openapi.codec.sequences import SequenceError, read_sequence
from mock_server.openapi.codec.xml_reader import XMLTextError, read_xml
from mock_server.openapi.reading.json_text import JSONTextError, load_json
from mock_server.openapi.reading.media_types import is_json, is_sequence, is_xml, parse
from mock_server.openapi.reading.percent import UnreadableError, group
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.media_types import MediaName
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.schemas import Schemas

_TEXTUAL = ("application/javascript", "application/yaml", "application/x-yaml", "application/graphql",
            "application/sql", "application/jwt", "application/toml")  # fmt: skip
_CHARSETS = re.compile(r"utf-(8|16|32)|ascii|iso8859|cp\d|mac|koi8|euc_|shift_jis|gb|big5|hz|johab|tis")


class BodySyntaxError(Exception):
    """A body that isn't what its media type says; ``str()`` is a sentence."""


@dataclass(frozen=True, slots=True)
class Binary:
    """A body of octets. No schema says anything about it but that it is there."""

    data: bytes


def decode(media_type: MediaType, content_type: str, body: bytes, schemas: Schemas) -> JSON:
    """The value of ``body``; raises BodySyntaxError.

    ``content_type`` is the header as sent: it tells charset and boundary. JSON, XML, forms and sequences become
    values of the types that the schema names; text becomes a string; files within a form become strings of one
    character an octet, so that lengths count octets; any other body becomes `Binary`.
    """
    sent = parse(content_type) or parse(media_type.name)
    name = sent.essence if sent is not None else ""
    if "*" in name or not name:
        name = "application/octet-stream"
    try:
        return _decode(media_type, name, sent, body, schemas)
    except (JSONTextError, MultipartError, SequenceError, UnreadableError, XMLTextError) as error:
        message = str(error)
        raise BodySyntaxError(f"The body {message[:1].lower()}{message[1:]}") from None


def _decode(media_type: MediaType, name: str, sent: MediaName | None, body: bytes, schemas: Schemas) -> JSON:
    schema = media_type.schema if media_type.schema is not None else True
    if is_json(name):
        return load_json(body)
    if is_sequence(name):
        whole = Shape(schemas, schema)
        if whole.types and whole.is_text:
            return _text(body, sent)
        items = media_type.items.schema if media_type.items is not None else True
        return read_sequence(name, body, Shape(schemas, items))
    if name == "application/x-www-form-urlencoded":
        return read_form_fields(group(body.decode("latin-1")), Shape(schemas, schema), media_type.encoding)
    if name.startswith("multipart/"):
        parts = split(body, sent.parameters.get("boundary") if sent is not None else None)
        return read_parts(parts, Shape(schemas, schema), media_type.encoding)
    if is_xml(name):
        return read_xml(body, schemas, schema)
    if name.startswith("text/") or name in _TEXTUAL or (sent is not None and sent.charset):
        shape = Shape(schemas, schema)
        text = _text(body, sent)
        return text if shape.is_text else shape.value(text)
    return Binary(body)


def _text(body: bytes, sent: MediaName | None) -> str:
    charset = (sent.charset if sent is not None else None) or "utf-8"
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = ""
    if not _CHARSETS.match(name):
        raise UnreadableError(f"is in the charset {charset[:40]!r}, which is unknown; send UTF-8")
    try:
        text = body.decode(name)
    except (LookupError, ValueError):
        raise UnreadableError(f"is no valid {name.upper()}") from None
    return text.removeprefix("\ufeff")
