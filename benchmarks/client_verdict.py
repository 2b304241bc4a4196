"""Judges an answer by the document: a documented success, in a documented media type, with a conforming body."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from client_view import Asked, View


def verdict(view: View, operation: Asked, status: int, headers: Mapping[str, str], body: bytes) -> str:
    """What is wrong with this answer to a valid request; empty where nothing is."""
    documented = {str(code).upper(): raw for code, raw in (operation.raw.get("responses") or {}).items()}
    raw = documented.get(str(status)) or documented.get(f"{status // 100}XX") or documented.get("DEFAULT")
    successes = [code for code in documented if code[0] in "123D"]
    if status >= 400 and (successes or raw is None):  # an operation that documents refusals alone gives one of them
        return f"{status}: {body[:200].decode('utf-8', 'replace')}"
    if raw is None:
        return f"{status} is not documented ({', '.join(documented)})" if successes else ""
    response = view.follow(raw) or {}
    for name, header in (response.get("headers") or {}).items():
        if (view.follow(header) or {}).get("required") and name.lower() not in headers:
            return f"the header {name} is missing"
    content = response.get("content") or {}
    if not content:
        return "a body where none is documented" if body and operation.method != "HEAD" else ""
    if operation.method == "HEAD" or status in (204, 304):
        return ""
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    media = _documented(content, given)
    if media is None:
        return f"the media type {given!r} is not documented ({', '.join(content)})"
    return _body(view, view.follow(media) or {}, given, body)


def _documented(content: dict[str, Any], given: str) -> Any:
    names = {name.partition(";")[0].strip().lower(): media for name, media in content.items()}
    found = (names[name] for name in (given, given.partition("/")[0] + "/*", "*/*") if name in names)
    return next((media or {} for media in found), None)


def _body(view: View, media: dict[str, Any], given: str, body: bytes) -> str:
    schema = media.get("schema")
    if given == "application/json" or given.endswith("+json"):
        try:
            value = json.loads(body)
        except ValueError as error:
            return f"the body is no JSON: {error}"
    elif given.startswith("text/") and given not in ("text/event-stream", "text/xml", "text/csv"):
        value = body.decode("utf-8", "replace")
        resolved = view.follow(schema)
        if isinstance(resolved, dict) and resolved.get("type") not in ("string", None):
            return ""
    else:
        return ""
    return "" if schema is None else view.conforms(schema, value, "response")
