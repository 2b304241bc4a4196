"""Patients as FHIR servers keep them: a POST assigns the id whatever is sent, a PUT makes one and says its id twice."""

from __future__ import annotations

import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query

_MEDIA = "application/fhir+json"
_ID = {"type": "string", "pattern": r"^[A-Za-z0-9.-]{1,64}$"}
_PATIENT: dict[str, Any] = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {
        "resourceType": {"type": "string", "enum": ["Patient"]},
        "id": _ID,
        "active": {"type": "boolean"},
        "name": {"type": "string", "minLength": 1, "maxLength": 80},
    },
}
_ISSUES = {"type": "object", "required": ["issue"], "properties": {
    "issue": {"type": "array", "items": {"type": "object", "properties": {"code": {"type": "string"}}}}}}  # fmt: skip
_LINK = {"type": "object", "properties": {"relation": {"type": "string"}, "url": {"type": "string"}}}
_BUNDLE = {"type": "object", "required": ["total"], "properties": {
    "total": {"type": "integer"},
    "link": {"type": "array", "items": _LINK},
    "entry": {"type": "array", "items": {"type": "object", "properties": {"resource": _PATIENT}}}}}  # fmt: skip


def _as(schema: Any) -> dict[str, Any]:
    return {"description": "done", "content": {_MEDIA: {"schema": schema}}}


class Patients(Service):
    """The service; what was deleted is 410, and a link stands in each list before what is listed."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"patients": {key: {"resourceType": "Patient", "id": key} for key in ("example", "1", "2")}})
        self.checker, self.serial, self.gone = Checker(_PATIENT), 40, set[str]()

    def document(self) -> dict[str, Any]:
        """The id is as writable as all else, and required nowhere."""
        no = _as(_ISSUES)
        wrong = dict.fromkeys(("400", "415", "422"), no)
        body = {"required": True, "content": {_MEDIA: {"schema": _PATIENT}}}
        count = in_query("_count", type="integer", minimum=0, maximum=100)
        return {
            "openapi": "3.0.2",
            "info": {"title": "Patients", "version": "4.0.1"},
            "paths": {
                "/Patient": {
                    "get": {"operationId": "search", "parameters": [count],
                            "responses": {"200": _as(_BUNDLE), "400": no}},
                    "post": {"operationId": "create", "requestBody": body,
                             "responses": {"201": _as(_PATIENT), **wrong}},
                },
                "/Patient/{id}": {
                    "parameters": [in_path("id", _ID)],
                    "get": {"operationId": "read",
                            "responses": {"200": _as(_PATIENT), "400": no, "404": no, "410": no}},
                    "put": {"operationId": "update", "requestBody": body, "responses": {
                        "200": _as(_PATIENT), "201": _as(_PATIENT), **wrong}},
                    "delete": {"operationId": "delete",
                               "responses": {"204": {"description": "gone"}, "400": no, "404": no}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, then the body, then the record."""
        status, body, fields = self._answer(asked)
        return status, body, fields | ({"Content-Type": _MEDIA} if body is not None else {})

    def _answer(self, asked: Asked) -> Answer:
        parts, rows = asked.parts, self.rows["patients"]
        if parts[0] != "Patient" or len(parts) > 2:
            return _refused(404)
        names = ("GET", "POST") if len(parts) == 1 else ("GET", "PUT", "DELETE")
        if asked.method not in names:
            return 405, None, {"Allow": ", ".join(names)}
        if len(parts) == 2 and re.fullmatch(_ID["pattern"], parts[1]) is None:
            return _refused(400)
        if asked.method in ("POST", "PUT"):
            return self._write(asked, parts[1] if len(parts) == 2 else None)
        if len(parts) == 1:
            return self._list(asked)
        key = parts[1]
        if key not in rows:
            return _refused(410 if key in self.gone else 404)
        if asked.method == "DELETE":
            del rows[key]
            self.gone.add(key)
            return 204, None, {}
        return 200, rows[key], {}

    def _list(self, asked: Asked) -> Answer:
        count = asked.query.get("_count", ["100"])[-1]
        if not re.fullmatch("[0-9]{1,3}", count) or int(count) > 100:
            return _refused(400)
        rows = [{"resource": row} for row in self.rows["patients"].values()]
        links = [{"relation": "self", "url": asked.path}]
        return 200, {"total": len(rows), "link": links, "entry": rows[: int(count)]}, {}

    def _write(self, asked: Asked, key: str | None) -> Answer:
        if asked.headers.get_content_type() not in (_MEDIA, "application/json"):
            return _refused(415)
        body, wrong = self.checker.read(asked.data)
        if body is None or wrong:
            return _refused(400 if body is None else 422)
        if key is not None and body.get("id") != key:
            return _refused(400)
        self.serial += key is None
        own = str(self.serial) if key is None else key
        known = own in self.rows["patients"]
        self.rows["patients"][own] = {**self.checker.kept(body), "id": own}
        self.gone.discard(own)
        return 200 if known else 201, self.rows["patients"][own], {}


def _refused(status: int) -> Answer:
    return status, {"issue": [{"code": f"refused as {status}"}]}, {}
