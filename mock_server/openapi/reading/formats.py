"""Checks for the `format`s of the OpenAPI registry that the JSON Schema library does not know: name → predicate.

A format outside the registries of JSON Schema and OpenAPI annotates and constrains nothing (JSON Schema 2020-12,
Validation, section 7.2.1): a document that means to refuse other values says so with a `pattern`.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

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
