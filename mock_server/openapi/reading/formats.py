"""Checks for the `format`s of the OpenAPI registry that the JSON Schema library does not know: name → predicate.

A format outside the registries of JSON Schema and OpenAPI annotates and constrains nothing (JSON Schema 2020-12,
Validation, section 7.2.1): a document that means to refuse other values says so with a `pattern`.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import TYPE_CHECKING

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Callable


def is_base64(text: str) -> bool:
    """Whether ``text`` is base64 (RFC 4648 section 4), line breaks allowed."""
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "byte": is_base64,
}


def has_format(name: str, text: str) -> bool:
    """Whether ``text`` has the format; an unknown format asks for nothing."""
    known = FORMATS.get(name)
    return known(text) if known else _judge(name)(text)


@lru_cache(maxsize=1024)
def _judge(name: str) -> Callable[[str], bool]:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "format": name}
    return jsonschema_rs.validator_for(schema, validate_formats=True).is_valid


SAMPLES = {
    "date-time": "2024-12-25T10:00:00Z",
    "date": "2024-12-25",
    "time": "10:00:00Z",
    "duration": "P1DT2H",
    "uri": "https://example.com/a",
    "ipv4": "192.0.2.1",
}
"""A right text of a format, to show to who sent a wrong one."""
