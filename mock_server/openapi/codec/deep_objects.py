"""The style ``deepObject``: ``filter[name]=x&filter[address][city]=y&filter[tags][]=z``, read and written.

OpenAPI 3.2.0 section 4.12 defines one level of primitives; nested objects and arrays follow what servers commonly
take: further brackets, repeated names, ``[]`` and ``[0]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.codec.styles import read_repeated
from mock_server.openapi.reading.percent import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.styles import Decode
    from mock_server.openapi.schema.shapes import Shape

MAX_DEPTH = 16


class _DeepPlace:
    """A place in the object: the texts given for it, and the places below it."""

    __slots__ = ("below", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.below: dict[str, _DeepPlace] = {}


def read_deep_object(name: str, given: Mapping[str, Sequence[str]], shape: Shape, decode: Decode) -> JSON:
    """The object under ``name[…]``, None where no name begins so; raises UnreadableError."""
    root, prefix = _DeepPlace(), name + "["
    for key, raws in given.items():
        if not key.startswith(prefix):
            continue
        if not key.endswith("]"):
            raise UnreadableError(f"The brackets of {key[:100]} are not balanced")
        tokens = key[len(prefix) : -1].split("][")
        if len(tokens) > MAX_DEPTH:
            raise UnreadableError(f"Is nested deeper than {MAX_DEPTH} levels")
        node = root
        for token in tokens:
            node = node.below.setdefault(token, _DeepPlace())
        node.texts.extend(raws)
    return _value(root, shape, decode, name) if root.below else None


def unbracketed(name: str, raws: Sequence[str], shape: Shape, decode: Decode) -> JSON:
    """What stands under ``name`` itself: anything but an object; raises UnreadableError."""
    value = {} if shape.types == {"object"} else read_repeated(raws, shape, decode)
    if isinstance(value, dict):
        raise UnreadableError(f"An object is given as {name[:100]}[property]=value")
    return value


def _value(node: _DeepPlace, shape: Shape, decode: Decode, place: str) -> JSON:
    if node.texts and node.below:
        raise UnreadableError(f"{place[:100]} is given both as a value and with brackets")
    if not node.below:
        try:
            return read_repeated(node.texts, shape, decode)
        except UnreadableError as error:
            raise UnreadableError(f"{error} ({place[:100]})") from None
    indexed = all(key == "" or (key.isascii() and key.isdigit() and len(key) < 10) for key in node.below)
    if indexed and shape.array and (shape.types or "" in node.below):
        return _array(node, shape, decode, place)
    return {key: _value(below, shape.property(key), decode, f"{place}[{key}]") for key, below in node.below.items()}


def _array(node: _DeepPlace, shape: Shape, decode: Decode, place: str) -> list[JSON]:
    found: list[JSON] = []
    for key in sorted((key for key in node.below if key), key=int):
        found.append(_value(node.below[key], shape.item(len(found)), decode, f"{place}[{key}]"))
    last = node.below.get("")
    if last is not None and last.below:
        found.append(_value(last, shape.item(len(found)), decode, f"{place}[]"))
    elif last is not None:
        found += [shape.item(len(found) + index).value(decode(raw)) for index, raw in enumerate(last.texts)]
    return found


def write_deep_object(name: str, value: Mapping[str, JSON]) -> list[tuple[str, JSON]]:
    """The pairs of an object, leaves as they are; an array of plain values repeats its name.

    An empty object or array has no pair. Raises ValueError for a key that holds a bracket.
    """
    found: list[tuple[str, JSON]] = []
    for key, item in value.items():
        if "[" in key or "]" in key:
            raise ValueError(f"the property {key!r} holds a bracket")
        found += _pairs(f"{name}[{key}]", item)
    return found


def _pairs(name: str, value: JSON) -> list[tuple[str, JSON]]:
    if isinstance(value, dict):
        return write_deep_object(name, value)
    if not isinstance(value, list):
        return [(name, value)]
    if any(isinstance(item, dict | list) for item in value):
        return [pair for index, item in enumerate(value) for pair in _pairs(f"{name}[{index}]", item)]
    return [(name, item) for item in value]
