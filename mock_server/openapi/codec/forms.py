"""The fields of a form, urlencoded or multipart, as an object of the types that the schema names.

OpenAPI 3.2.0 section 4.14 (Encoding Object). A field without a documented encoding is taken in any of the forms that
clients send: plain, repeated, as JSON, with brackets. One that is repeated where the schema wants a single value
becomes an array all the same, so that validation names it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mock_server.openapi.codec.deep_objects import read_deep_object, unbracketed
from mock_server.openapi.codec.part_headers import check_headers
from mock_server.openapi.codec.styles import read_form, read_properties, read_repeated
from mock_server.openapi.reading.json_text import JSONTextError, load_json
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.media_types import is_json, parse
from mock_server.openapi.reading.percent import UnreadableError, decode_form, plain, utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.multipart import BodyPart
    from mock_server.openapi.schema.shapes import Shape

    Decode = Callable[[str], str]
    Given = Mapping[str, list[str]]


_OF_OCTETS = ("string", "array")


def read_form_fields(given: Given, shape: Shape, encoding: Mapping[str, JSON]) -> dict[str, JSON]:
    """The object in these urlencoded fields, values still encoded; raises UnreadableError."""
    return _fields(given, shape, encoding, decode_form)


def read_parts(parts: Sequence[BodyPart], shape: Shape, encoding: Mapping[str, JSON]) -> JSON:
    """The object in these parts, or the list of their values where none has a name; raises UnreadableError."""
    if parts and all(part.name is None for part in parts):
        return [_part(part, shape.item(index), "") for index, part in enumerate(parts)]
    texts: dict[str, list[str]] = {}
    named: dict[str, list[BodyPart]] = {}
    for part in parts:
        if part.name is None:
            raise UnreadableError("Has a part without a name")
        name = _documented(part.name, shape)
        styled = "style" in as_dict(encoding.get(name)) and not _says_json(part)
        if styled or _is_bracketed(name, shape):
            texts.setdefault(name, []).append(_characters(part))
        else:
            named.setdefault(name, []).append(part)
    found = _fields(texts, shape, encoding, plain)
    for name, group in named.items():
        with _at(name):
            for part in group:
                check_headers(part, as_dict(encoding.get(name)), shape.schemas)
            found[name] = _parts(group, shape.property(name), as_dict(encoding.get(name)).get("contentType"))
    return found


def _says_json(part: BodyPart) -> bool:
    """Whether the part itself says that it is JSON, which a style of the document does not change."""
    sent = parse(part.content_type)
    return sent is not None and is_json(sent.essence)


def _parts(parts: Sequence[BodyPart], field: Shape, kind: JSON) -> JSON:
    whole = _part(parts[0], field, kind) if len(parts) == 1 else None
    if not (field.array and field.types):
        return whole if len(parts) == 1 else [_part(part, field, kind) for part in parts]
    if len(parts) == 1 and (isinstance(whole, list) or field.scalar):
        return whole
    return [_part(part, field.item(index), kind) for index, part in enumerate(parts)]


def _part(part: BodyPart, shape: Shape, kind: JSON) -> JSON:
    """The value of one part: JSON where it is said to be, a file's octets, else what the schema makes of the text."""
    if shape.is_text and shape.types:
        return _characters(part)
    sent = parse(part.content_type)
    if is_json(sent.essence if sent is not None else str(kind or "")):
        try:
            return load_json(part.data)
        except JSONTextError as error:
            raise UnreadableError(str(error)) from None
    if part.filename is not None or (sent is not None and not sent.essence.startswith("text/")):
        return _characters(part)
    try:
        return shape.value(utf8(part.data))
    except UnreadableError:
        octets = any("contentMediaType" in each for each in shape.parts) or not shape.types.isdisjoint(_OF_OCTETS)
        if not octets:
            raise
        return _characters(part)  # with or without a file's name


def _characters(part: BodyPart) -> str:
    """A file as one character an octet, so that lengths count octets; what is no file as text where it is UTF-8."""
    if part.filename is None:
        try:
            return part.data.decode()
        except UnicodeDecodeError:
            pass
    return part.data.decode("latin-1")


def _documented(name: str, shape: Shape) -> str:
    """``name`` as the schema spells it: many clients put ``[]`` behind the name of an array."""
    return name[:-2] if name.endswith("[]") and name not in shape.properties else name


def _is_bracketed(name: str, shape: Shape) -> bool:
    return "[" in name[1:] and name not in shape.properties


def _fields(given: Given, shape: Shape, encoding: Mapping[str, JSON], decode: Decode) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    plain_names: dict[str, list[str]] = {}
    bracketed: dict[str, dict[str, list[str]]] = {}
    for name, raws in given.items():
        name = _documented(name, shape)
        if _is_bracketed(name, shape):
            bracketed.setdefault(name.partition("[")[0], {})[name] = raws
        else:
            plain_names.setdefault(name, []).extend(raws)
    for name, rule in encoding.items():
        exploded = as_dict(rule).get("style") == "form" and _explodes(rule)
        if exploded and name in shape.properties and name not in plain_names:
            with _at(name):
                _take_exploded(name, plain_names, found, shape, decode)
    for name, raws in plain_names.items():
        with _at(name):
            found[name] = _field(name, raws, shape.property(name), as_dict(encoding.get(name)), decode)
    for name, inner in bracketed.items():
        if name not in found:
            with _at(name):
                found[name] = read_deep_object(name, inner, shape.property(name), decode)
    return found


def _take_exploded(
    name: str, given: dict[str, list[str]], found: dict[str, JSON], shape: Shape, decode: Decode
) -> None:
    """An object in style ``form``, exploded: its properties are fields of their own, but for those of the body's."""
    field = shape.property(name)
    if field.object:
        free = {key: raws for key, raws in given.items() if key not in shape.properties}
        inner = read_properties(free, field, decode, ())
        for key in inner:
            del given[key]
        if inner:
            found[name] = inner


def _field(name: str, raws: Sequence[str], field: Shape, rule: Mapping[str, JSON], decode: Decode) -> JSON:
    if "style" in rule:
        style = str(rule["style"])
        if style == "deepObject":
            return unbracketed(name, raws, field, decode)
        return read_form(raws, style=style, explode=_explodes(rule), shape=field, decode=decode)
    if is_json(str(rule.get("contentType") or "")) and not field.is_text:
        values = [_json(decode(raw)) for raw in raws]
        return values[0] if len(values) == 1 else values
    if len(raws) > 1 and not field.array:
        return [field.value(decode(raw)) for raw in raws]
    return read_repeated(raws, field, decode)


def _explodes(rule: Mapping[str, JSON]) -> bool:
    return bool(rule.get("explode", rule.get("style") == "form"))


def _json(text: str) -> JSON:
    try:
        return load_json(text.encode())
    except JSONTextError as error:
        raise UnreadableError(str(error)) from None


@contextmanager
def _at(name: str) -> Iterator[None]:
    """Say in errors which field they are about."""
    try:
        yield
    except UnreadableError as error:
        message = str(error)
        raise UnreadableError(f"Can't be read at {name[:100]}: {message[:1].lower()}{message[1:]}") from None
