"""Reads the serialisation styles of OpenAPI: from the still encoded texts of a parameter to its value.

OpenAPI 3.2.0 section 4.12 (Parameter Object, style values and examples) and RFC 6570. A delimiter counts as such only
where it stands unencoded. Because many clients encode it with the rest, a text with encoded delimiters is split when
the schema refuses it unsplit. ``spaceDelimited`` and ``pipeDelimited`` have no unencoded form: both count there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading.percent import UnreadableError, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.schema.shapes import Shape

    Decode = Callable[[str], str]

_SPACE = re.compile(r"%20|\+| ")
_PIPE = re.compile(r"%7C|\|", re.IGNORECASE)
_COMMA = re.compile(",")
_DELIMITERS = {"spaceDelimited": _SPACE, "pipeDelimited": _PIPE}
_ENCODED_COMMA = re.compile("%2C", re.IGNORECASE)
_DOT = re.compile(r"\.")


def read_simple(raw: str, *, explode: bool, shape: Shape, decode: Decode) -> JSON:
    """``simple``: ``blue,black``; ``R,100,G,200``; exploded ``R=100,G=200``."""
    return _whole(raw, _COMMA, explode, shape, decode)


def read_label(raw: str, *, explode: bool, shape: Shape, decode: Decode) -> JSON:
    """``label``: ``.blue,black``; ``.R,100,G,200``; exploded ``.blue.black`` and ``.R=100.G=200``."""
    if not raw.startswith("."):
        raise UnreadableError("Must begin with a dot (style label)")
    delimiter = _DOT if explode else _COMMA
    return _whole(raw[1:], delimiter, explode, shape, decode, spare=None if explode else _DOT)


def read_matrix(raw: str, *, name: str, explode: bool, shape: Shape, decode: Decode) -> JSON:
    """``matrix``: ``;color=blue,black``; exploded ``;color=blue;color=black`` and ``;R=100;G=200``."""
    if not raw.startswith(";"):
        raise UnreadableError(f"Must have the form ;{name}=… (style matrix)")
    given: dict[str, list[str]] = {}
    for pair in pairs(raw[1:], ";"):
        given.setdefault(decode(pair.raw_name), []).append(pair.raw_value)
    if explode and shape.object and name not in given:
        return read_properties(given, shape, decode, ())
    if name not in given or len(given) > 1:
        raise UnreadableError(f"Must have the form ;{name}=… (style matrix)")
    if explode:
        return read_repeated(given[name], shape, decode)
    return _whole(_single(given[name]), _COMMA, False, shape, decode)


def read_form(raws: Sequence[str], *, style: str, explode: bool, shape: Shape, decode: Decode) -> JSON:
    """``form``, ``spaceDelimited`` and ``pipeDelimited`` for the values given under the parameter's own name."""
    if explode or not (shape.array or shape.object):
        return read_repeated(raws, shape, decode)
    delimiter = _DELIMITERS.get(style, _COMMA)
    spare = None if style in _DELIMITERS else _ENCODED_COMMA
    return _whole(_single(raws), delimiter, False, shape, decode, spare)


def read_repeated(raws: Sequence[str], shape: Shape, decode: Decode) -> JSON:
    """One value, or the array of all where the schema is one's; raises UnreadableError for a second single one."""
    texts = [decode(raw) for raw in raws]
    if len(texts) == 1 and shape.is_text:
        return texts[0]
    readings = []
    if len(texts) == 1 and (shape.scalar or shape.object):
        readings.append(shape.value(texts[0]))
    if shape.array and (shape.types or len(texts) > 1):
        readings.append([shape.item(index).value(text) for index, text in enumerate(texts)])
        if texts == [""]:
            readings.append([])
    if not readings and len(texts) > 1:
        raise UnreadableError(_twice(len(texts)))
    return shape.best(readings, texts[0])


def read_properties(
    given: Mapping[str, Sequence[str]], shape: Shape, decode: Decode, reserved: Collection[str], own: str = ""
) -> dict[str, JSON]:
    """An exploded object: its properties are pairs of their own.

    ``reserved`` names belong to somebody else, but for the object's ``own``.
    """
    names = [name for name in shape.properties if name in given]
    if shape.open:
        names += [name for name in given if name not in shape.properties and (name == own or name not in reserved)]
    found = {}
    for name in names:
        try:
            found[name] = read_repeated(given[name], shape.property(name), decode)
        except UnreadableError as error:
            raise UnreadableError(f"{error} ({name})") from None
    return found


def _whole(
    raw: str,
    delimiter: re.Pattern[str],
    explode: bool,
    shape: Shape,
    decode: Decode,
    spare: re.Pattern[str] | None = _ENCODED_COMMA,
) -> JSON:
    """A value whose parts stand in one text; ``spare`` is the delimiter of the clients that write it otherwise."""
    if shape.is_text or not (shape.array or shape.object):
        return shape.value(decode(raw))
    divided = delimiter.split(raw)
    readings: list[JSON] = []
    if shape.array and shape.types:
        readings.append(_items(divided, shape, decode))
        if raw == "":
            readings.append([])
    if shape.object:
        readings += _object(divided, explode, shape, decode)
    if shape.scalar:
        readings.insert(0 if len(divided) == 1 else len(readings), shape.value(decode(raw)))
    if spare is not None and len(divided) == 1 and spare.search(raw):
        divided = spare.split(raw)
        if shape.array:
            readings.append(_items(divided, shape, decode))
        if shape.object:
            readings += _object(divided, explode, shape, decode)
    text = decode(raw)
    if text[:1] in ("{", "[") and not isinstance(found := shape.value(text), str):
        readings.insert(0 if isinstance(found, dict) else len(readings), found)
    return shape.best(readings, text)


def _items(raws: Sequence[str], shape: Shape, decode: Decode) -> list[JSON]:
    return [shape.item(index).value(decode(raw)) for index, raw in enumerate(raws)]


def _object(raws: Sequence[str], explode: bool, shape: Shape, decode: Decode) -> list[dict[str, JSON]]:
    """The object in these parts as a list of one; empty where they do not make pairs."""
    if list(raws) == [""]:
        return [{}]
    if explode:
        divided = [raw.partition("=") for raw in raws]
        if not all(equals for _, equals, _ in divided):
            return []
        pairs = [(decode(key), decode(value)) for key, _, value in divided]
    elif len(raws) % 2:
        return []
    else:
        pairs = [(decode(key), decode(value)) for key, value in zip(raws[::2], raws[1::2], strict=True)]
    found = {key: shape.property(key).value(value) for key, value in pairs}
    return [found] if len(found) == len(pairs) else []


def _single(raws: Sequence[str]) -> str:
    if len(raws) > 1:
        raise UnreadableError(_twice(len(raws)))
    return raws[0]


def _twice(times: int) -> str:
    return f"Given {'twice' if times == 2 else f'{times} times'}, but takes one value"
