"""Parameters and fields of forms that are given in a way of which correct servers make different things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Parameter, Schemas

_NO_TEXT = ("\0", "\ufffd")
"""NUL, and what stands for octets that are no UTF-8."""


def oddly_given(parameter: Parameter, reading: Reading) -> str:
    """What is odd about a parameter that could not be read, the empty text where it is plainly wrong."""
    if parameter.location == "path":
        texts = [reading.path.get(parameter.name, "\ufffd")]
    else:
        texts = [value for name, value in reading.query if name == parameter.name]
    if any(mark in text for mark in _NO_TEXT for text in texts):
        return "no text to some servers (a NUL, or no UTF-8)"
    return "empty" if "" in texts else "given twice" if len(texts) > 1 else ""


def without_brackets(name: str, reading: Reading) -> bool:
    """Whether the query has the name of a deepObject in another form than ``name[member]``."""
    keys = [key for key, _ in reading.query if key.partition("[")[0] == name]
    return any(key.count("[") != 1 or not key.endswith("]") for key in keys)


def wrong(reading: Reading, location: str, name: str) -> bool:
    """Whether a parameter breaks its schema."""
    return any(violation.location == location and violation.pointer[:1] == (name,) for violation in reading.violations)


def oddly_filled(form: dict[str, JSON], listed: dict[str, JSON], schemas: Schemas) -> str:
    """What is odd about a form's fields: one that is given several times and is no array, of which servers take one."""
    for name, value in form.items():
        types = schemas.types(listed.get(name))
        if isinstance(value, list) and types and "array" not in types:
            return f"the field {name} is given several times"
    return ""
