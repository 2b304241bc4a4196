"""Widgets of a cluster: keys stand inside an object, a number tells the version, and there are two prefixes."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

_NAME = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63}
_META: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": _NAME,
        "namespace": {"type": "string", "readOnly": True},
        "resourceVersion": {"type": "string"},
        "uid": {"type": "string", "readOnly": True},
    },
}
_SPACE: dict[str, Any] = {
    "type": "object",
    "required": ["metadata"],
    "properties": {"kind": {"type": "string", "enum": ["Namespace"]}, "metadata": _META},
}
_WIDGET: dict[str, Any] = {
    "type": "object",
    "required": ["metadata", "spec"],
    "properties": {
        "kind": {"type": "string", "enum": ["Widget"]},
        "metadata": _META,
        "spec": {
            "type": "object",
            "required": ["replicas"],
            "properties": {"replicas": {"type": "integer", "minimum": 0, "maximum": 99}},
        },
    },
}
_STATUS = {"type": "object", "required": ["kind"], "properties": {
    "kind": {"type": "string"}, "message": {"type": "string"}}}  # fmt: skip


class Clusters(Service):
    """The service; who names a version that is no more is refused by 409, and each answer fills in its kind."""

    def __init__(self) -> None:
        super().__init__()
        self.version, self.space, self.widget = 100, Checker(_SPACE), Checker(_WIDGET)
        spaces = {name: self._row({"metadata": {"name": name}}, "Namespace") for name in ("default", "test")}
        self.begin({"spaces": spaces, "widgets": {}})

    @property
    def text(self) -> str:
        """The document as it is served."""
        return json.dumps(self.document())

    def document(self) -> dict[str, Any]:
        """Two prefixes, as API groups have them."""
        no = says(_STATUS)
        wrong = dict.fromkeys(("400", "409", "415", "422"), no)
        name, space = in_path("name", {"type": "string"}), in_path("namespace", {"type": "string"})
        one = {"200": says(_WIDGET), "404": no}
        listed = {"type": "object", "properties": {"items": {"type": "array", "items": _WIDGET}}}
        return {
            "openapi": "3.0.0",
            "info": {"title": "Cluster", "version": "v1"},
            "paths": {
                "/api/v1/namespaces": {
                    "post": {"operationId": "createNamespace", "requestBody": takes(_SPACE),
                             "responses": {"201": says(_SPACE), **wrong}},
                },
                "/api/v1/namespaces/{name}": {
                    "parameters": [name],
                    "get": {"operationId": "readNamespace", "responses": {"200": says(_SPACE), "404": no}},
                    "delete": {"operationId": "deleteNamespace", "responses": {"200": says(_STATUS), "404": no}},
                },
                "/apis/x/v1/namespaces/{namespace}/widgets": {
                    "parameters": [space],
                    "get": {"operationId": "listWidgets", "responses": {"200": says(listed), "404": no}},
                    "post": {"operationId": "createWidget", "requestBody": takes(_WIDGET),
                             "responses": {"201": says(_WIDGET), "404": no, **wrong}},
                },
                "/apis/x/v1/namespaces/{namespace}/widgets/{name}": {
                    "parameters": [space, name],
                    "get": {"operationId": "readWidget", "responses": one},
                    "put": {"operationId": "replaceWidget", "requestBody": takes(_WIDGET), "responses": one | wrong},
                    "delete": {"operationId": "deleteWidget", "responses": {"200": says(_STATUS), "404": no}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, then the record, then the body."""
        path, spaces = asked.path, self.rows["spaces"]
        if found := re.fullmatch("/api/v1/namespaces(?:/([^/]+))?", path):
            return self._one(asked, "spaces", "", found[1])
        if found := re.fullmatch("/apis/x/v1/namespaces/([^/]+)/widgets(?:/([^/]+))?", path):
            space = asked.parts[4]
            return self._one(asked, "widgets", f"{space}/", found[2]) if space in spaces else _status(404)
        return _status(404)

    def _one(self, asked: Asked, table: str, start: str, name: str | None) -> Answer:
        rows, widgets = self.rows[table], table == "widgets"
        names = ["GET", "POST"] if widgets else ["POST"]
        names = names if name is None else ["GET", "PUT", "DELETE"] if widgets else ["GET", "DELETE"]
        if asked.method not in names:
            return 405, {"kind": "Status"}, {"Allow": ", ".join(names)}
        key = f"{start}{asked.parts[-1]}"
        if name is not None and key not in rows:
            return _status(404)
        if asked.method in ("POST", "PUT"):
            return self._write(asked, rows, start, key if name is not None else None)
        if name is None:
            return 200, {"items": [row for known, row in rows.items() if known.startswith(start)]}, {}
        if asked.method == "DELETE":
            del rows[key]
            if not widgets:
                self.rows["widgets"] = {k: v for k, v in self.rows["widgets"].items() if not k.startswith(f"{key}/")}
            return 200, {"kind": "Status"}, {}
        return 200, rows[key], {}

    def _write(self, asked: Asked, rows: dict[str, Any], start: str, key: str | None) -> Answer:
        if not asked.json:
            return _status(415)
        body, wrong = (self.widget if start else self.space).read(asked.data)
        if body is None or wrong:
            return _status(400 if body is None else 422)
        meta, old = body["metadata"], rows.get(key or "")
        own = f"{start}{meta['name']}"
        if key is not None and own != key:
            return _status(400)
        stale = old is not None and meta.get("resourceVersion", old["metadata"]["resourceVersion"])
        if (key is None and own in rows) or (old is not None and stale != old["metadata"]["resourceVersion"]):
            return _status(409)
        rows[own] = self._row(body, "Widget" if start else "Namespace", start[:-1])
        return 201 if key is None else 200, rows[own], {}

    def _row(self, body: dict[str, Any], kind: str, space: str = "") -> dict[str, Any]:
        self.version += 1
        own = {"namespace": space} if space else {}
        meta = {
            "name": body["metadata"]["name"],
            **own,
            "resourceVersion": str(self.version),
            "uid": f"u{self.version}",
        }
        spec = {"spec": {"replicas": body["spec"]["replicas"]}} if "spec" in body else {}
        return {"kind": kind, "metadata": meta, **spec}


def _status(status: int) -> Answer:
    return status, {"kind": "Status", "message": f"refused as {status}"}, {}
