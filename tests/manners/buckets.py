"""Buckets and their objects as object stores keep them: no word in a path, PUTs alone make, XML says what is wrong."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from tests.manners.serving import Answer, Asked, Service, in_path

_NAME = {"type": "string", "pattern": "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"}
_BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_FAULT = {"description": "refused", "content": {"application/xml": {"schema": {
    "type": "object", "xml": {"name": "Error"}, "properties": {"Code": {"type": "string"}}}}}}  # fmt: skip
_LISTED = {"type": "object", "xml": {"name": "ListBucketResult"}, "properties": {
    "Name": {"type": "string"},
    "Contents": {"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}}}}}}  # fmt: skip
_ETAG = {"ETag": {"schema": {"type": "string"}}}


class Buckets(Service):
    """The service; a bucket is refused as taken by 400, and a full one by 409 where it is to be removed."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"buckets": {"photos": 1, "test": 1}, "objects": {"photos/a.jpg": b"xyz"}})

    def document(self) -> dict[str, Any]:
        """A path of a parameter alone, and below it another one."""
        gone = {"description": "gone"}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Objects", "version": "2006-03-01"},
            "paths": {
                "/{Bucket}": {
                    "parameters": [in_path("Bucket", _NAME)],
                    "get": {"operationId": "ListObjects", "responses": {
                        "200": {"description": "ok", "content": {"application/xml": {"schema": _LISTED}}},
                        "400": _FAULT, "404": _FAULT}},
                    "put": {"operationId": "CreateBucket",
                            "responses": {"200": {"description": "made"}, "400": _FAULT}},
                    "delete": {"operationId": "DeleteBucket",
                               "responses": {"204": gone, "400": _FAULT, "404": _FAULT, "409": _FAULT}},
                },
                "/{Bucket}/{Key}": {
                    "parameters": [in_path("Bucket", {"type": "string"}),
                                   in_path("Key", {"type": "string", "minLength": 1, "maxLength": 1024})],
                    "get": {"operationId": "GetObject", "responses": {
                        "200": {"description": "ok", "headers": _ETAG, **_BYTES}, "404": _FAULT}},
                    "put": {"operationId": "PutObject", "requestBody": _BYTES, "responses": {
                        "200": {"description": "stored", "headers": _ETAG}, "404": _FAULT}},
                    "delete": {"operationId": "DeleteObject", "responses": {"204": gone, "404": _FAULT}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, then the bucket, then the object."""
        parts, buckets = asked.parts, self.rows["buckets"]
        if not all(parts) or len(parts) > 2 or len(parts[-1]) > 1024:
            return _fault(404)
        method = "GET" if asked.method == "HEAD" else asked.method
        if method not in ("GET", "PUT", "DELETE"):
            return 405, None, {"Allow": "GET, HEAD, PUT, DELETE"}
        if len(parts) == 2:
            return self._object(asked, method, "/".join(parts)) if parts[0] in buckets else _fault(404)
        (name,) = parts
        if re.fullmatch(_NAME["pattern"], name) is None:
            return _fault(400)
        if method == "PUT":
            if name in buckets:
                return _fault(400)
            buckets[name] = 1
            return 200, None, {}
        if name not in buckets:
            return _fault(404)
        inside = [key for key in self.rows["objects"] if key.startswith(f"{name}/")]
        if method == "GET":
            keys = "".join(f"<Contents><Key>{number}</Key></Contents>" for number, _ in enumerate(inside))
            return _xml(200, f"<ListBucketResult><Name>{name}</Name>{keys}</ListBucketResult>")
        if inside:
            return _fault(409)
        del buckets[name]
        return 204, None, {}

    def _object(self, asked: Asked, method: str, key: str) -> Answer:
        objects = self.rows["objects"]
        if method == "PUT":
            objects[key] = asked.data
            return 200, None, _etag(asked.data)
        if method == "DELETE":
            objects.pop(key, None)
            return 204, None, {}
        if key not in objects:
            return _fault(404)
        return 200, objects[key], {"Content-Type": "application/octet-stream", **_etag(objects[key])}


def _etag(octets: bytes) -> dict[str, str]:
    return {"ETag": f'"{hashlib.sha256(octets).hexdigest()[:32]}"'}


def _fault(status: int) -> Answer:
    return _xml(status, f"<Error><Code>E{status}</Code></Error>")


def _xml(status: int, text: str) -> Answer:
    return status, f'<?xml version="1.0"?>\n{text}'.encode(), {"Content-Type": "application/xml"}
