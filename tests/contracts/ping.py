"""The smallest API there is, for tests that check a whole target in no time."""

from __future__ import annotations

from typing import Any


def document(kind: str = "boolean") -> dict[str, Any]:
    """A document with one operation that answers a boolean, or whatever ``kind`` is."""
    schema = {"type": "object", "required": ["ok"], "properties": {"ok": {"type": kind}}}
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    ping = {"operationId": "ping", "responses": {"200": answer}}
    return {"openapi": "3.0.3", "info": {"title": "Ping", "version": "1"}, "paths": {"/ping": {"get": ping}}}
