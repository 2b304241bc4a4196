"""Reads bodies: JSON, a merge patch, a form and a multipart form become members."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from werkzeug.formparser import MultiPartParser

from tests.strict_json import depth_of, strict_json
from tests.target_crud.fields import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON, MERGE = "application/json", "application/merge-patch+json"
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_DEEPEST = 100


def media_type(headers: Mapping[str, str]) -> str:
    """The media type of the body without parameters, in lower case; empty when there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def from_json(raw: bytes) -> Any:
    """JSON of RFC 8259 in UTF-8, finite and not too deep. Raises ValueError."""
    text = raw.decode("utf-8")
    try:
        value = strict_json(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if depth_of(value) > _DEEPEST:
        raise ValueError("nested too deeply")
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def from_form(raw: bytes, *, plus: bool = True) -> dict[str, Any]:
    """The members of a form (URL Standard section 5.1), of the kinds that the document gives them."""
    found: dict[str, list[str]] = {}
    for pair in filter(None, raw.split(b"&")):
        name, _, value = (_decoded(part, plus) for part in pair.partition(b"="))
        found.setdefault(name, []).append(value)
    return typed(found)


def from_multipart(raw: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The members of a multipart form (RFC 7578); a part named ``file`` is octets. Raises ValueError."""
    boundary = _boundary(headers.get("content-type", ""))
    parser = MultiPartParser(stream_factory=_in_memory)
    form, files = parser.parse(io.BytesIO(raw), boundary, len(raw))
    found: dict[str, Any] = dict(typed({name: form.getlist(name) for name in form}))
    if isinstance(found.get("file"), str):
        found["file"] = found["file"].encode()
    for name, part in files.items():
        found[name] = part.read() if name == "file" else part.read().decode("utf-8")
        if name == "file" and part.filename:
            found["fileName"] = part.filename
    return found


def typed(found: Mapping[str, list[str]]) -> dict[str, Any]:
    """Texts as values of their kinds; what can't be one stays a text, and what is there twice a list."""
    members: dict[str, Any] = {}
    for name, values in found.items():
        kind = KINDS.get(name)
        if kind == "array" or len(values) > 1:
            members[name] = values
        else:
            members[name] = _value(values[0], kind)
    return members


def _value(text: str, kind: str | None) -> Any:
    if kind == "integer" and text.removeprefix("-").isdecimal() and text.isascii():
        return int(text[:30])
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _decoded(part: bytes, plus: bool) -> str:
    return unquote_to_bytes(part.replace(b"+", b" ") if plus else part).decode("utf-8")


def _in_memory(*_: Any, **__: Any) -> io.BytesIO:
    return io.BytesIO()


def _boundary(field: str) -> bytes:
    for part in field.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "boundary":
            return value.strip('"').encode("latin-1")
    raise ValueError("no boundary")
