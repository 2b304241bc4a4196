"""Renders as FastAPI queues them: 202 and a job, lists that lag, packed answers, 422, and 429 now and then."""

from __future__ import annotations

import gzip
import json
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, number, says, takes

_RENDER: dict[str, Any] = {
    "type": "object",
    "required": ["scene"],
    "properties": {
        "scene": {"type": "string", "minLength": 1, "maxLength": 60},
        "frames": {"type": "integer", "minimum": 1, "maximum": 500, "default": 1},
        "quality": {"type": "string", "enum": ["draft", "good"], "default": "draft"},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["id", "scene", "state"],
    "properties": {
        "id": {"type": "integer"},
        "state": {"type": "string", "enum": ["queued", "running", "done"]},
        **_RENDER["properties"],
    },
}
_DETAIL = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["loc", "msg", "type"],
                "properties": {
                    "loc": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
                    "msg": {"type": "string"},
                    "type": {"type": "string"},
                },
            },
        }
    },
}
_SAID = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}
_EVERY = 40
"""Of so many requests one is too much."""


class Renders(Service):
    """The service: the list shows what there was two requests ago; a render goes on with each look at it."""

    def __init__(self) -> None:
        super().__init__()
        done = {"state": "done", "frames": 1, "quality": "draft"}
        self.begin({"renders": {str(n): {"id": n, "scene": f"scene {n}", **done} for n in (1, 2)}})
        self.last, self.count = 2, 0
        self.checker = Checker(_RENDER)
        self.lagging: list[list[Any]] = [[*self.rows["renders"].values()]] * 3

    def document(self) -> dict[str, Any]:
        """429 is documented; times of lists are not."""
        wrong, none = {"422": says(_DETAIL)}, {"404": says(_SAID)}
        busy = {"429": {"description": "later", "headers": {"Retry-After": {"schema": {"type": "integer"}}}}}
        accepted = {"description": "accepted", "headers": {"Location": {"schema": {"type": "string"}}}}
        pages = [in_query("offset", type="integer", minimum=0, default=0),
                 in_query("limit", type="integer", minimum=1, maximum=100, default=100),
                 in_query("quality", type="string", enum=["draft", "good"])]  # fmt: skip
        total = {"headers": {"X-Total-Count": {"schema": {"type": "integer"}}}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Renders", "version": "1"},
            "paths": {
                "/renders": {
                    "get": {"operationId": "list_renders", "description": "What is new may show later.",
                            "parameters": pages,
                            "responses": {"200": says({"type": "array", "items": _SHOWN}) | total, **wrong, **busy}},
                    "post": {"operationId": "start_render", "requestBody": takes(_RENDER),
                             "responses": {"202": {**says(_SHOWN), **accepted}, **wrong, **busy}},
                },
                "/renders/{render_id}": {
                    "parameters": [in_path("render_id", {"type": "integer", "minimum": 1})],
                    "get": {"operationId": "get_render", "responses": {"200": says(_SHOWN), **wrong, **none, **busy}},
                    "delete": {"operationId": "cancel_render",
                               "responses": {"204": {"description": "gone"}, **wrong, **none, **busy}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Slashes at the end lead elsewhere; the packing comes last."""
        self.count += 1
        self.lagging = [*self.lagging[1:], [dict(row) for row in self.rows["renders"].values()]]
        if self.count % _EVERY == 0:
            return 429, {"detail": "Too many requests"}, {"Retry-After": "0"}
        status, value, fields = self._found(asked)
        if value is None or "gzip" not in asked.headers.get("Accept-Encoding", ""):
            return status, value, fields
        packed = gzip.compress(json.dumps(value).encode())
        return status, packed, {"Content-Type": "application/json", "Content-Encoding": "gzip", **fields}

    def _found(self, asked: Asked) -> Answer:
        parts = asked.parts
        if len(parts) > 1 and parts[-1] == "":
            return 307, None, {"Location": asked.path.rstrip("/")}
        if parts[0] != "renders" or len(parts) > 2:
            return 404, {"detail": "Not Found"}, {}
        names = ("GET", "POST") if len(parts) == 1 else ("GET", "DELETE")
        if asked.method not in names:
            return 405, {"detail": "Method Not Allowed"}, {"Allow": ", ".join(names)}
        rows = self.rows["renders"]
        if len(parts) == 2:
            return self._one(asked.method, parts[1])
        if asked.method == "POST":
            body, wrong = self.checker.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return _wrong("body", *wrong)
            self.last += 1
            key = str(self.last)
            rows[key] = {"id": self.last, "state": "queued", "frames": 1, "quality": "draft", **self.checker.kept(body)}
            return 202, rows[key], {"Location": f"/renders/{key}"}
        offset, limit = (asked.query.get(name, [usual])[-1] for name, usual in (("offset", "0"), ("limit", "100")))
        if number(limit) is None or int(limit) > 100:
            return _wrong("query", "limit")
        if number(offset) is None and offset != "0":
            return _wrong("query", "offset")
        quality = asked.query.get("quality", [None])[-1]
        if quality not in (None, "draft", "good"):
            return _wrong("query", "quality")
        shown = [row for row in self.lagging[0] if quality in (None, row["quality"])]
        return 200, shown[int(offset) : int(offset) + int(limit)], {"X-Total-Count": str(len(shown))}

    def _one(self, method: str, key: str) -> Answer:
        rows = self.rows["renders"]
        if number(key) is None:
            return _wrong("path", "render_id")
        if key not in rows:
            return 404, {"detail": "Render not found"}, {}
        if method == "DELETE":
            del rows[key]
            return 204, None, {}
        row = dict(rows[key])
        rows[key]["state"] = {"queued": "running"}.get(row["state"], "done")
        return 200, row, {}


def _wrong(place: str, *names: str) -> Answer:
    told = [{"loc": [place, name], "msg": "is wrong", "type": "value_error"} for name in names or ("",)]
    return 422, {"detail": told}, {}
