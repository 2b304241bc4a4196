"""Strict JSON (RFC 8259; I-JSON, RFC 7493): one value, UTF-8, no member twice, no NaN."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from mock_server.openapi import JSON

_HOLDERS = (dict, list)


class JSONError(ValueError):
    """Bytes that are no JSON text; ``str()`` says why."""


class UnclearJSONError(ValueError):
    """A JSON text of which programs make different things (RFC 8259 sections 6, 8.2 and 9): half a surrogate pair, a
    number of thousands of digits or beyond all doubles, more levels than a parser has."""


def read(data: bytes) -> JSON:
    """The value of a JSON text; raises JSONError, and UnclearJSONError."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise JSONError("begins with a byte order mark")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        try:
            data.decode()
        except UnicodeDecodeError:
            raise JSONError("is not UTF-8") from None
        try:
            value = json.loads(data, parse_constant=_refuse)  # numbers and surrogates that orjson does not take
        except RecursionError:
            raise UnclearJSONError from None
        except ValueError as other:
            if "Exceeds the limit" in str(other):  # sys.set_int_max_str_digits
                raise UnclearJSONError from None
            raise JSONError(f"is not JSON: {str(error).partition(':')[0]}") from None
        try:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise UnclearJSONError from None
        return value
    if isinstance(value, _HOLDERS) and _members(value) != data.count(b'":') + data.count(b'" :'):
        with contextlib.suppress(RecursionError):  # orjson takes more levels than the standard library
            json.loads(data, object_pairs_hook=_once)
    return value


def loosely(data: bytes) -> JSON:
    """The value of a text that some programs take for JSON, None where there is none: to look into, not to judge."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _members(value: JSON) -> int:
    count, stack = 0, [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            count += len(item)
            item = item.values()
        stack += [each for each in item if isinstance(each, _HOLDERS)]
    return count


def _refuse(name: str) -> JSON:
    raise JSONError(f"holds {name}, which is no JSON number")


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JSONError(f"has the member {twice!r} twice")
    return found
