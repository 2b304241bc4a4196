"""From a parameter's value to its text in a request: the inverse of ``parameters``.

OpenAPI 3.2.0 section 4.12 (style values), RFC 6570. Some values have no form in some styles (an empty array, an item
that holds a delimiter that can't be encoded): they raise `SerializationError` instead of becoming something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.codec.forms_writer import write_form
from mock_server.openapi.codec.style_writer import delimited, form_pairs
from mock_server.openapi.reading.json_text import dump_json, text_of
from mock_server.openapi.reading.media_types import is_json
from mock_server.openapi.reading.percent import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.parameters import Parameters
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Parameter

    Encode = Callable[[str], str]

_RESERVED = "!$'()*,/:;?@[]"
_NOT_IN_HEADERS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$")
_COOKIE_NAME = "!#$&'*+^`|"
_NOT_IN_COOKIES = re.compile(r"[\x00-\x1f\x7f;]|^ | $")


class SerializationError(Exception):
    """A value that can't be written as a parameter documents it; ``str()`` is a sentence."""


class Written(NamedTuple):
    """The parameters of a request: path with its template filled in, query string without ``?``, header pairs."""

    path: str
    query: str
    headers: list[tuple[str, str]]


def write(operation: Operation, parameters: Parameters) -> Written:
    """What a client sends for these values; an empty array or object outside the path is left out.

    Undocumented names are written plainly. Raises SerializationError.
    """
    known = {(parameter.location, parameter.name): parameter for parameter in operation.parameters}
    path = operation.wire_path
    for name, value in parameters.path.items():
        found = known.get(("path", name))
        path = path.replace("{" + name + "}", serialize(found, value) if found else encode(text_of(value)))
    query, cookies, headers = [], [], []
    for name, value in parameters.query.items():
        found = known.get(("query", name)) or known.get(("querystring", name))
        if found is None or value not in ([], {}):
            query.append(serialize(found, value) if found else f"{encode(name)}={encode(text_of(value))}")
    for name, value in parameters.header.items():
        found = known.get(("header", name))
        if value not in ([], {}):
            headers.append((name, serialize(found, value) if found else text_of(value)))
    for name, value in parameters.cookie.items():
        found = known.get(("cookie", name))
        if value not in ([], {}):
            cookies.append(serialize(found, value) if found else f"{name}={encode(text_of(value))}")
    if cookies:
        headers.append(("cookie", "; ".join(cookies)))
    return Written(path, "&".join(query), headers)


def serialize(parameter: Parameter, value: JSON) -> str:
    """The text of one parameter, ready for its place; raises SerializationError.

    Path: what replaces ``{name}``. Query: pairs joined by ``&``. Header: the value. Cookie: pairs joined by ``; ``.
    """
    if value in ([], {}) and parameter.content is None:
        kind = "array" if isinstance(value, list) else "object"
        raise SerializationError(f"an empty {kind} has no form in style {parameter.style}; leave it out")
    try:
        match parameter.location:
            case "path":
                return _path(parameter, value)
            case "header":
                return _header(parameter, value)
            case "cookie":
                return _cookie(parameter, value)
            case "querystring":
                return _whole_query(parameter, value)
            case _:
                return _query(parameter, value)
    except ValueError as error:
        raise SerializationError(f"the {parameter.location} parameter {parameter.name}: {error}") from None


def _path(parameter: Parameter, value: JSON) -> str:
    name, explode = parameter.name, parameter.explode
    if parameter.content is not None:
        return encode(_content(parameter, value))
    if parameter.style == "label":
        return "." + delimited(value, "." if explode else ",", explode, lambda text: encode(text).replace(".", "%2E"))
    if parameter.style != "matrix":
        return delimited(value, ",", explode, encode)
    if explode and isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else [(name, item) for item in value]
        return "".join(f";{encode(key)}={encode(text_of(item))}" for key, item in pairs)
    text = delimited(value, ",", False, encode)
    return f";{encode(name)}={text}" if text else f";{encode(name)}"


def _query(parameter: Parameter, value: JSON) -> str:
    if parameter.content is not None:
        return f"{encode(parameter.name)}={encode(_content(parameter, value))}"
    safe = "".join(char for char in _RESERVED if char != ",") if parameter.allow_reserved else ""
    pairs = form_pairs(
        parameter.name,
        value,
        style=parameter.style,
        explode=parameter.explode,
        encoded=lambda text: encode(text, safe),
    )
    return "&".join(f"{name}={text}" for name, text in pairs)


def _whole_query(parameter: Parameter, value: JSON) -> str:
    text = _content(parameter, value)
    content = parameter.content
    form = content is not None and content.name.lower().startswith("application/x-www-form-urlencoded")
    return text if form else encode(text)


def _header(parameter: Parameter, value: JSON) -> str:
    if parameter.content is not None:
        return _fit(_content(parameter, value), _NOT_IN_HEADERS)
    listed = isinstance(value, dict | list)
    forbidden = ",=" if parameter.explode and isinstance(value, dict) else ","
    return delimited(
        value, ",", parameter.explode, lambda text: _fit(text, _NOT_IN_HEADERS, forbidden if listed else "")
    )


def _cookie(parameter: Parameter, value: JSON) -> str:
    name = encode(parameter.name, _COOKIE_NAME)
    form = parameter.style != "cookie"
    encoded: Encode = encode if form else lambda text: _fit(text, _NOT_IN_COOKIES)
    if parameter.content is not None:
        return f"{name}={encoded(_content(parameter, value))}"
    if parameter.explode and isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else [(parameter.name, item) for item in value]
        safe = "" if form else _COOKIE_NAME
        return ("&" if form else "; ").join(f"{encode(key, safe)}={encoded(text_of(item))}" for key, item in pairs)
    forbidden = "," if isinstance(value, dict | list) and not form else ""
    return f"{name}={delimited(value, ',', False, lambda text: _fit(encoded(text), _NOT_IN_COOKIES, forbidden))}"


def _content(parameter: Parameter, value: JSON) -> str:
    content = parameter.content
    if content is None:
        return text_of(value)
    if is_json(content.name):
        return dump_json(value).decode()
    if content.name.lower().startswith("application/x-www-form-urlencoded") and isinstance(value, dict):
        return write_form(value, content.encoding).decode()
    return text_of(value)


def _fit(text: str, forbidden: re.Pattern[str], characters: str = "") -> str:
    if forbidden.search(text) or any(char in text for char in characters):
        raise ValueError(f"{text[:40]!r} holds a character that can't stand there")
    return text
