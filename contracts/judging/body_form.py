"""What can be said of a request's body as a whole: none, no JSON, of another kind or media type, deep, large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from contracts.judging.value_traits import kind
from mock_server.openapi import media_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Request
    from mock_server.openapi import Operation

_DEPTHS = (256, 32, 8)
_SIZES = (65_536, 16_384)
_NOTHING = "nothing in the body (none, or null)"


def body_forms(request: Request, operation: Operation) -> Iterator[str]:
    """The forms of the body of ``request``, the most telling first."""
    documented = operation.request_body
    if documented is None:
        if request.body:
            yield "a body where none is documented"
        return
    media = request.header("Content-Type")
    names = [item.name.lower() for item in documented.content]
    plain = media_types.essence(media or "")
    if not request.body:
        yield "no body"
        yield _NOTHING
        return
    if names and plain not in names:
        yield f"the media type {plain[:60]}" if plain else "no media type"
        yield "a media type that is not documented"
    elif media is not None and media.strip().lower() not in names:
        yield f"the media type {media[:60]}"
    yield from _octets(request.body, json=not names or any(map(media_types.is_json, names)))


def _octets(body: bytes, *, json: bool) -> Iterator[str]:
    try:
        body.decode()
    except UnicodeDecodeError:
        yield "a body that is no UTF-8"
        return
    for size in _SIZES:
        if len(body) >= size:
            yield f"a body of {size:,} octets and more"
    if not json:
        return
    depth = _depth(body)
    for least in _DEPTHS:
        if depth >= least:
            yield f"a body nested {least} levels and more"
    try:
        value = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError):
        yield "a body that is no JSON"
        return
    if not isinstance(value, dict):
        yield f"a body that is {kind(value)}"
        yield "a body that is no object"
        yield _NOTHING if value is None else "a body that is neither an object nor null"


def _depth(body: bytes) -> int:
    """How many levels deep a body is, as far as that is told."""
    if body.count(b"[") + body.count(b"{") < _DEPTHS[-1]:
        return 0
    deepest = depth = 0
    for octet in body:
        if octet in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif octet in b"]}":
            depth -= 1
    return deepest
