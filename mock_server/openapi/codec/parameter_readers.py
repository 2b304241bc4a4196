"""Compiles one Parameter Object into a function from its part of the request to its value.

That part is, by location: the raw texts by name (path), the raw values by name (query), the raw query string
(querystring), the raw values by lower-case name (header), `Cookies`. OpenAPI 3.2.0 section 4.12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mock_server.openapi.codec.decoders import Binary, BodySyntaxError
from mock_server.openapi.codec.decoders import decode as decode_body
from mock_server.openapi.codec.deep_objects import read_deep_object, unbracketed
from mock_server.openapi.codec.styles import (
    read_form,
    read_label,
    read_matrix,
    read_properties,
    read_repeated,
    read_simple,
)
from mock_server.openapi.reading.media_types import parse
from mock_server.openapi.reading.percent import UnreadableError, decode, decode_form, utf8
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.cookies import Cookies
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter
    from mock_server.openapi.schema.schemas import Schemas

ABSENT: Final = object()


def reader(parameter: Parameter, shape: Shape, schemas: Schemas, reserved: Collection[str]) -> Callable[[JSON], JSON]:
    """The function that finds the value or ABSENT; it raises UnreadableError for what can't be read.

    ``reserved`` are the query names that an exploded object must leave to others, but for its own.
    """
    match parameter.location:
        case "path":
            return _path(parameter, shape, schemas)
        case "query":
            return _query(parameter, shape, schemas, reserved)
        case "querystring":
            return _whole_query(parameter, schemas)
        case "header":
            return _header(parameter, shape, schemas)
        case _:
            return _cookie(parameter, shape, schemas)


def _path(parameter: Parameter, shape: Shape, schemas: Schemas) -> Callable[[Mapping[str, str]], JSON]:
    name, style, explode, content = parameter.name, parameter.style, parameter.explode, parameter.content

    def text(path: Mapping[str, str]) -> JSON:
        return decode(path[name]) if name in path else ABSENT

    def styled(path: Mapping[str, str]) -> JSON:
        if name not in path:
            return ABSENT
        raw = path[name]
        if content is not None:
            return _content(content, decode(raw).encode(), schemas)
        if style == "label":
            return read_label(raw, explode=explode, shape=shape, decode=decode)
        if style == "matrix":
            return read_matrix(raw, name=name, explode=explode, shape=shape, decode=decode)
        return read_simple(raw, explode=explode, shape=shape, decode=decode)

    return text if content is None and style not in ("label", "matrix") and shape.is_text else styled


def _query(
    parameter: Parameter, shape: Shape, schemas: Schemas, reserved: Collection[str]
) -> Callable[[Mapping[str, list[str]]], JSON]:
    name, style, explode, content = parameter.name, parameter.style, parameter.explode, parameter.content

    def one(given: Mapping[str, list[str]]) -> JSON:
        raws = given.get(name)
        return (
            ABSENT if raws is None else read_form(raws, style=style, explode=explode, shape=shape, decode=decode_form)
        )

    def exploded(given: Mapping[str, list[str]]) -> JSON:
        return _exploded(name, given, shape, reserved)

    def deep(given: Mapping[str, list[str]]) -> JSON:
        found = read_deep_object(name, given, shape, decode_form)
        if found is None and name in given:
            return unbracketed(name, given[name], shape, decode_form)
        return ABSENT if found is None else found

    def encoded(given: Mapping[str, list[str]]) -> JSON:
        raws = given.get(name)
        return (
            ABSENT if raws is None else _content(content, _only([decode_form(raw) for raw in raws]).encode(), schemas)
        )

    if content is not None:
        return encoded
    if style == "deepObject":
        return deep
    return exploded if explode and shape.object else one


def _exploded(name: str, given: Mapping[str, list[str]], shape: Shape, reserved: Collection[str]) -> JSON:
    """An object whose properties are parameters of their own; one given under its own name counts as JSON."""
    if name in given and name not in shape.properties:
        value = read_repeated(given[name], shape, decode_form)
        if isinstance(value, dict) or shape.array or shape.scalar:
            return value
    found = read_properties(given, shape, decode_form, reserved, name)
    if found:
        return found
    return read_repeated(given[name], shape, decode_form) if name in given else ABSENT


def _whole_query(parameter: Parameter, schemas: Schemas) -> Callable[[str], JSON]:
    content = parameter.content
    media = parse(content.name) if content is not None else None
    form = media is None or media.essence == "application/x-www-form-urlencoded"

    def read(query: str) -> JSON:
        if not query:
            return ABSENT
        return _content(content, query.encode("latin-1") if form else decode(query).encode(), schemas)

    return read


def _header(parameter: Parameter, shape: Shape, schemas: Schemas) -> Callable[[Mapping[bytes, list[bytes]]], JSON]:
    name = parameter.name.lower().encode("utf-8", "replace")
    explode, content = parameter.explode, parameter.content

    def read(given: Mapping[bytes, list[bytes]]) -> JSON:
        found = given.get(name)
        if found is None:
            return ABSENT
        texts = [utf8(value.strip(b" \t")) for value in found]
        if content is not None:
            return _content(content, _only(texts).encode(), schemas)
        if not (shape.object or (shape.array and shape.types)):
            return shape.value(_only(texts))
        return read_simple(",".join(texts), explode=explode, shape=shape, decode=_trimmed)

    return read


def _cookie(parameter: Parameter, shape: Shape, schemas: Schemas) -> Callable[[Cookies], JSON]:
    name, explode, content = parameter.name, parameter.explode, parameter.content
    form = parameter.style != "cookie"
    decoded = decode if form else _octets

    def read(cookies: Cookies) -> JSON:
        given = cookies.pairs
        if content is not None:
            return _content(content, decoded(given[name][0]).encode(), schemas) if name in given else ABSENT
        if explode and shape.object:
            found = read_properties(cookies.ampersand_pairs if form else given, shape, decoded, ())
            if found or name not in given:
                return found or ABSENT
        if explode and form and shape.array and shape.types:
            given = cookies.ampersand_pairs
        if name not in given:
            return ABSENT
        raws = given[name] if shape.array and shape.types else given[name][:1]
        return read_form(raws, style="form", explode=explode, shape=shape, decode=decoded)

    return read


def _content(content: MediaType | None, data: bytes, schemas: Schemas) -> JSON:
    if content is None:
        return utf8(data)
    try:
        value = decode_body(content, content.name, data, schemas)
    except BodySyntaxError as error:
        raise UnreadableError(str(error).replace("The body", "The value", 1)) from None
    if isinstance(value, Binary):  # a range, or a type without a text of its own: what the schema makes of the text
        return Shape(schemas, content.schema if content.schema is not None else True).value(utf8(data))
    return value


def _only(texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise UnreadableError("Given twice, but takes one value")
    return texts[0]


def _trimmed(text: str) -> str:
    return text.strip(" \t")


def _octets(raw: str) -> str:
    return utf8(raw.encode("latin-1"))
