"""Objects as forms, urlencoded or multipart: the inverse of ``forms`` (OpenAPI 3.2.0 section 4.14, RFC 7578)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.codec.part_headers import written_headers
from mock_server.openapi.codec.style_writer import form_pairs
from mock_server.openapi.reading.json_text import dump_json, text_of
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.media_types import concrete, is_json
from mock_server.openapi.reading.percent import encode
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.style_writer import Encode
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.schemas import Schemas

_BOUNDARY = "part-boundary"
_OCTETS = "application/octet-stream"


def write_form(value: Mapping[str, JSON], encoding: Mapping[str, JSON]) -> bytes:
    """``value`` as application/x-www-form-urlencoded; what has no documented style is repeated, or JSON."""
    pairs = []
    for name, item in value.items():
        rule = as_dict(encoding.get(name))
        if "style" in rule:
            pairs += _styled(name, item, rule)
        else:
            plainly = isinstance(item, list) and not _is_json(rule)
            pairs += [(encode(name), encode(text_of(one))) for one in (item if plainly else [item])]
    return "&".join(f"{name}={text}" for name, text in pairs).encode()


def write_parts(value: JSON, media_type: MediaType, schemas: Schemas, files: str = "") -> bytes:
    """``value`` as a multipart body; each item of an array is a part of its own, without a name.

    The names of files begin with ``files``: a service may keep them by these.
    """
    shape = Shape(schemas, media_type.schema if media_type.schema is not None else True)
    if isinstance(value, dict):
        shapes = {name: shape.property(name) for name in value}
        parts = [part for name, item in value.items() for part in _parts(name, item, shapes[name], media_type, files)]
    else:
        items = value if isinstance(value, list) else [value]
        parts = [write_part(item, index, shape, media_type) for index, item in enumerate(items)]
    boundary = _BOUNDARY
    while any(boundary.encode() in part for part in parts):
        boundary += "x"
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def write_part(value: JSON, index: int, whole: Shape, media_type: MediaType) -> bytes:
    """The part at a position of a multipart body whose parts have no names; ``whole`` is the shape of their array."""
    return _part("", value, whole.item(index), media_type.encoding_of(index))


def boundary_of(body: bytes) -> str:
    """The boundary of a body made by `write_parts`."""
    return body.split(b"\r\n", 1)[0].removeprefix(b"--").removesuffix(b"--").decode("latin-1")


def _styled(name: str, value: JSON, rule: Mapping[str, JSON], encoded: Encode = encode) -> list[tuple[str, str]]:
    style = str(rule["style"])
    try:
        return form_pairs(name, value, style=style, explode=bool(rule.get("explode", style == "form")), encoded=encoded)
    except ValueError:
        return [(encoded(name), encoded(text_of(value)))]


def _parts(name: str, value: JSON, shape: Shape, media_type: MediaType, files: str) -> Iterator[bytes]:
    rule = as_dict(media_type.encoding.get(name))
    if "style" in rule:
        for key, text in _styled(name, value, rule, str):
            yield _part(key, text, shape, {})
    elif isinstance(value, list) and not _is_json(rule):
        for index, item in enumerate(value):
            yield _part(name, item, shape.item(index), rule, files)
    else:
        yield _part(name, value, shape, rule, files)


def _part(name: str, value: JSON, shape: Shape, rule: Mapping[str, JSON], files: str = "") -> bytes:
    headers = [f'Content-Disposition: form-data; name="{_quoted(name)}"'] if name else []
    headers += written_headers(rule, shape.schemas)
    kind = str(rule.get("contentType") or "").partition(",")[0].strip()
    if isinstance(value, bytes):
        headers.append(f"Content-Type: {_clean(concrete(kind) if kind else _OCTETS)}")
        data = value
    elif isinstance(value, str) and _is_file(shape):
        if headers:
            headers[0] += f'; filename="{_quoted(files + name)}"'
        headers.append(f"Content-Type: {_clean(concrete(kind) if kind else _OCTETS)}")
        data = value.encode("latin-1") if all(char <= "\xff" for char in value) else value.encode("utf-8", "replace")
    elif isinstance(value, str) and not _is_json(rule):
        data = value.encode("utf-8", "replace")
        headers += [f"Content-Type: {_clean(concrete(kind))}"] if kind else []
    else:
        data = dump_json(value)
        headers += ["Content-Type: application/json"] if isinstance(value, dict | list) or _is_json(rule) else []
    return "\r\n".join((*headers, "", "")).encode("utf-8", "replace") + data


def _is_file(shape: Shape) -> bool:
    return any(part.get("format") == "binary" or "contentMediaType" in part for part in shape.parts)


def _is_json(rule: Mapping[str, JSON]) -> bool:
    return any(is_json(name) for name in str(rule.get("contentType") or "").split(","))


def _quoted(name: str) -> str:
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _clean(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")
