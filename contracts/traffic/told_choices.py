"""Numbers that a description gives as the only ones: *0 for no content, 1 for content*, where no enum says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Parameter, Schemas

_CHOICE = re.compile(r"(?<![\w.,-])(-?\d{1,4})\s*(?:for\b|=|:|means\b|meaning\b)\s*(?=[^\s\d])")
"""A number with what it stands for."""


def choices(text: JSON) -> frozenset[int]:
    """The numbers that a description explains one by one; none where it explains fewer than two."""
    found = frozenset(map(int, _CHOICE.findall(text))) if isinstance(text, str) else frozenset()
    return found if len(found) > 1 else frozenset()


def is_no_choice(schemas: Schemas, parameter: Parameter, value: JSON) -> bool:
    """Whether a whole number is none of those that the parameter's description explains."""
    if type(value) is not int:
        return False
    said = (parameter.raw.get("description"), schemas.keyword(parameter.schema, "description"))
    return any((known := choices(text)) and value not in known for text in said)
