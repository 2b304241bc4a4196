"""Parcels of a service whose document says nothing of what its answers hold, as those generated from code often do."""

from __future__ import annotations

from typing import Any

from tests.manners.serving import MOST, Answer, Asked, Checker, Service, in_path, number, says, takes

_PARCEL: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 80},
        "grams": {"type": "integer", "minimum": 1, "maximum": 31000},
    },
}
_DETAIL = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}


class Parcels(Service):
    """The service. A record is below ``data``; its number is ``id`` there, which no schema says."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"parcels": {"1": {"id": 1, "name": "a chair", "grams": 9000}}})
        self.checker = Checker(_PARCEL)
        self.last = 1

    def document(self) -> dict[str, Any]:
        """Successes may be anything."""
        anything, no = says({}), says(_DETAIL)
        key = in_path("parcel_id", {"type": "integer", "minimum": 1, "maximum": MOST})
        one = {"200": anything, "404": no, "422": no}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Parcels", "version": "1"},
            "paths": {
                "/parcels": {
                    "post": {"operationId": "make_parcel", "requestBody": takes(_PARCEL),
                             "responses": {"201": anything, "422": no}},
                    "get": {"operationId": "list_parcels", "responses": {"200": anything}},
                },
                "/parcels/{parcel_id}": {
                    "parameters": [key],
                    "get": {"operationId": "read_parcel", "responses": one},
                    "put": {"operationId": "set_parcel", "requestBody": takes(_PARCEL), "responses": one},
                    "delete": {"operationId": "drop_parcel", "responses": one},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The request before the record."""
        parts, rows = asked.parts, self.rows["parcels"]
        if parts[0] != "parcels" or len(parts) > 2:
            return 404, {"detail": "Not Found"}, {}
        names = ("GET", "POST") if len(parts) == 1 else ("GET", "PUT", "DELETE")
        if asked.method not in names:
            return 405, {"detail": "Method Not Allowed"}, {"Allow": ", ".join(names)}
        body: dict[str, Any] = {}
        if asked.method in ("POST", "PUT"):
            read, wrong = self.checker.read(asked.data if asked.json else b"")
            if read is None or wrong:
                return 422, {"detail": f"wrong: {', '.join(wrong)}"}, {}
            body = self.checker.kept(read)
        if len(parts) == 1 and asked.method == "GET":
            return 200, {"data": [*rows.values()]}, {}
        if len(parts) == 1:
            self.last += 1
            rows[str(self.last)] = {"id": self.last, **body}
            return 201, {"data": rows[str(self.last)]}, {}
        found = number(parts[1])
        if found is None or found > MOST:
            return 422, {"detail": "no number"}, {}
        if str(found) not in rows:
            return 404, {"detail": "no such parcel"}, {}
        if asked.method == "DELETE":
            return 200, {"data": rows.pop(str(found))}, {}
        if asked.method == "PUT":
            rows[str(found)] = {"id": found, **body}
        return 200, {"data": rows[str(found)]}, {}
