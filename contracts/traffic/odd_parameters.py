"""Parameters and parts of forms that are given in a way of which correct servers make different things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.whole_numbers import WHOLE

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Parameter, Schemas

_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
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


def weigh_texts(schemas: Schemas, parameter: Parameter, reading: Reading) -> None:
    """Say in ``reading`` what of a parameter's text is read by some servers and not by others."""
    name, location = parameter.name, parameter.location
    types = schemas.types(parameter.schema)
    scalar = not types & {"array", "object"} and parameter.content is None
    texts = [value for key, value in reading.query if key == name] if location == "query" else []
    texts = [reading.path.get(name, "")] if location == "path" else texts
    if scalar and len(texts) > 1:
        reading.why = f"the parameter {name} is given twice"
    if "null" in types and "string" not in types and "null" in texts:
        reading.why = f"the parameter {name} is null, for which no style has a text"
    for text in texts if scalar else ():
        if types & {"integer", "number"} and re.fullmatch(r"-?\d{16,}", text, re.ASCII):
            reading.why = "a number beyond 2^53"
        elif types and ("string" not in types or "null" in types) and text == "":
            reading.why = f"the parameter {name} is empty"
        elif "number" in types and "string" not in types and _number(text) and not _PLAIN_NUMBER.fullmatch(text):
            reading.why = f"{text} is a number to some readers only"
        elif "integer" in types and "string" not in types and re.fullmatch(r"-?\d+\.0+", text, re.ASCII):
            reading.why = WHOLE
        if location == "path" and ("/" in text or text.strip(".") == "" or not text.isprintable()):
            reading.why, reading.routing = f"{text!r} in a path is also a matter of routing", True


def names_no_file(schemas: Schemas, schema: JSON, data: bytes) -> bool:
    """Whether a part that holds a file has no file name, by which servers tell files from texts (RFC 7578 4.2)."""
    for name, item in schemas.properties(schema).items():
        binary = schemas.keyword(item, "format") == "binary"
        binary = binary or str(schemas.keyword(item, "contentMediaType")).startswith("application/")
        if binary and re.search(rb'[; \t]name="%s"[ \t]*\r\n' % re.escape(name.encode()), data):
            return True
    return False


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
