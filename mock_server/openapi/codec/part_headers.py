"""What a document says of the headers of a form's part: its media type, and others (Encoding Object, OpenAPI 3.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading import json_values
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.media_types import is_json, match, parse
from mock_server.openapi.reading.percent import UnreadableError
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.multipart import BodyPart
    from mock_server.openapi.schema.schemas import Schemas

_SAYS_NOTHING = ("application/octet-stream",)
"""Media types that clients send of whatever they know no type for (RFC 2046 section 4.5.1)."""

_PLAIN = "text/plain"
_WRITTEN: dict[str, JSON] = {"integer": 1, "number": 1, "boolean": True}


def check_headers(part: BodyPart, rule: Mapping[str, JSON], schemas: Schemas) -> None:
    """Raise UnreadableError where the headers of a part are not those that ``rule`` wants."""
    _check_type(part, str(rule.get("contentType") or ""))
    for name, header, shape in _documented(rule, schemas):
        sent = part.headers.get(name.lower())
        if sent is None:
            if header.get("required") is True:
                raise UnreadableError(f"Has no header {name}, which is required")
            continue
        value = shape.value(sent)
        if shape.types and json_values.type_of(value) not in shape.types and "string" not in shape.types:
            raise UnreadableError(f"Has in its header {name} no {' or '.join(sorted(shape.types))}: {sent[:40]!r}")


def written_headers(rule: Mapping[str, JSON], schemas: Schemas) -> list[str]:
    """The lines of the headers that a part must have, each with a value that the document gives, or of its type."""
    lines = []
    for name, header, shape in _documented(rule, schemas):
        if header.get("required") is True:
            schema = as_dict(schemas.follow(header.get("schema", True)))
            keys = ("example", "default", "const")
            given = [holder[key] for holder in (header, schema) for key in keys if key in holder]
            given += schema.get("enum") or []
            value = next(iter(given), next((_WRITTEN[kind] for kind in sorted(shape.types) if kind in _WRITTEN), "x"))
            text = str(value).lower() if isinstance(value, bool) else str(value)
            lines.append(f"{name}: {text}".replace("\r", "").replace("\n", ""))
    return lines


def _check_type(part: BodyPart, wanted: str) -> None:
    sent = parse(part.content_type) if wanted and part.content_type else None
    if sent is None or sent.essence in _SAYS_NOTHING or is_json(sent.essence):
        return
    if sent.essence == _PLAIN and part.filename is None:
        return  # what clients say of each field that is no file
    if match(sent, [name.strip() for name in wanted.split(",")]) is None:
        raise UnreadableError(f"Is of the type {sent.essence}; documented: {wanted}")


def _documented(rule: Mapping[str, JSON], schemas: Schemas) -> Iterator[tuple[str, dict[str, JSON], Shape]]:
    for name, raw in as_dict(rule.get("headers")).items():
        header = as_dict(raw)
        if "$ref" in header:
            header = as_dict(schemas.resolve(str(header["$ref"])))
        if name.lower() != "content-type":
            yield name, header, Shape(schemas, header.get("schema", True))
