"""How a client writes parameters and forms, in every style of OpenAPI 3 (Parameter Object; RFC 6570)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from client_view import View

BOUNDARY = "benchmark-boundary"
SAFE = "-._~"
_MARKS = {"spaceDelimited": "%20", "pipeDelimited": "|"}


def unambiguous(value: Any) -> Any:
    """An array's or object's texts as single words: in some styles a comma or a dot separates items."""
    if isinstance(value, dict):
        return {name: _word(item) for name, item in value.items()}
    return [_word(item) for item in value] if isinstance(value, list) else value


def _word(item: Any) -> Any:
    return item.split()[0].strip(".,;|=") if isinstance(item, str) and any(sign in item for sign in ",.;|= ") else item


def as_text(value: Any) -> str:
    """A primitive as text, anything else as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _pairs(value: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, as_text(item)) for name, item in value.items()]


def simple(value: Any, explode: bool) -> str:
    """Style `simple`, not yet percent-encoded."""
    if isinstance(value, dict):
        return ",".join(f"{k}={v}" if explode else f"{k},{v}" for k, v in _pairs(value))
    return ",".join(map(as_text, value)) if isinstance(value, list) else as_text(value)


def in_path(parameter: dict[str, Any], value: Any) -> str:
    """A path parameter: `simple`, `label` or `matrix`."""
    style, explode, name = parameter.get("style", "simple"), bool(parameter.get("explode")), str(parameter["name"])
    if style == "simple":
        return quote(simple(value, explode), safe=",=" + SAFE)
    dot = style == "label"
    if isinstance(value, list):
        items = [quote(as_text(item), safe=SAFE) for item in value]
        if dot:
            return "." + ("." if explode else ",").join(items)
        return "".join(f";{name}={item}" for item in items) if explode else f";{name}={','.join(items)}"
    if isinstance(value, dict):
        if explode:
            mark = "." if dot else ";"
            return mark + mark.join(f"{k}={quote(v, safe=SAFE)}" for k, v in _pairs(value))
        return ("." if dot else f";{name}=") + quote(simple(value, False), safe="," + SAFE)
    return ("." if dot else f";{name}=") + quote(as_text(value), safe=SAFE)


def in_query(parameter: dict[str, Any], value: Any) -> list[str]:
    """The pairs of a query parameter: `form`, delimited, or `deepObject`."""
    name, style = quote(str(parameter["name"]), safe="[]" + SAFE), parameter.get("style", "form")
    explode = parameter.get("explode", style == "form")
    if isinstance(value, dict):
        if style == "deepObject":
            return list(_deep(name, value))
        if explode:
            return [f"{quote(k)}={quote(v, safe=SAFE)}" for k, v in _pairs(value)]
        mark = _MARKS.get(style, ",")
        return [f"{name}={mark.join(quote(word, safe=SAFE) for pair in _pairs(value) for word in pair)}"]
    if isinstance(value, list):
        items = [quote(as_text(item), safe=SAFE) for item in value]
        if explode:
            return [f"{name}={item}" for item in items]
        return [name + "=" + _MARKS.get(style, ",").join(items)]
    return [f"{name}={quote(as_text(value), safe=SAFE)}"]


def _deep(name: str, value: Any) -> Iterator[str]:
    """The pairs of `deepObject`, levels below the first as services commonly write them: `a[b][c]=1`, `a[b][0]=1`."""
    if not isinstance(value, dict | list):
        yield f"{name}={quote(as_text(value), safe=SAFE)}"
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _deep(f"{name}[{quote(str(key))}]", item)


def multipart(view: View, value: Any, schema: Any) -> bytes:
    """A form of parts, as `multipart/form-data` (RFC 7578)."""
    lines = []
    known = (view.follow(schema) or {}).get("properties", {}) if isinstance(view.follow(schema), dict) else {}
    for name, item in (value if isinstance(value, dict) else {}).items():
        field_schema = view.follow(known.get(name)) or {}
        file = isinstance(field_schema, dict) and field_schema.get("format") in ("binary", "base64")
        for part in item if isinstance(item, list) else [item]:
            extra = '; filename="file.bin"' if file else ""
            kind = "\r\nContent-Type: application/json" if isinstance(part, dict) else ""
            lines.append(
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{extra}{kind}\r\n\r\n{as_text(part)}\r\n'
            )
    return "".join([*lines, f"--{BOUNDARY}--\r\n"]).encode()
