"""Bookings as Django REST makes them: slashes at the end, 404 behind the last page, 400 for what is taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, number, says, takes

_BOOKING: dict[str, Any] = {
    "type": "object",
    "required": ["guest", "starts"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "created": {"type": "string", "format": "date-time", "readOnly": True},
        "guest": {"type": "string", "minLength": 1, "maxLength": 80},
        "note": {"type": "string", "maxLength": 200},
        "starts": {"type": "string", "format": "date-time"},
        "people": {"type": "integer", "minimum": 1, "maximum": 20, "default": 2},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 30}, "maxItems": 5},
    },
}
_PATCH = {"type": "object", "properties": _BOOKING["properties"]}
_WRONG = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
_DETAIL = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}


class Bookings(Service):
    """The service; a guest books once."""

    key = "31c0ffee"

    def __init__(self) -> None:
        super().__init__()
        self.last = 3
        old = {"starts": "2026-01-02T10:00:00Z"}
        self.begin({"bookings": {str(n): self._row(n, {"guest": f"guest {n}", **old}) for n in (1, 2, 3)}})
        self.full, self.part = Checker(_BOOKING), Checker(_PATCH)

    def document(self) -> dict[str, Any]:
        """Paths that end with a slash; no 409."""
        shown = {**_BOOKING, "required": ["id", "created", "guest", "starts", "people"]}
        page = {
            "type": "object",
            "required": ["count", "results"],
            "properties": {
                "count": {"type": "integer"},
                "next": {"type": "string", "nullable": True},
                "previous": {"type": "string", "nullable": True},
                "results": {"type": "array", "items": shown},
            },
        }
        refused = {"400": says(_WRONG), "401": says(_DETAIL)}
        one = {**refused, "404": says(_DETAIL)}
        numbers = [in_query("page", type="integer", minimum=1), in_query("page_size", type="integer")]
        return {
            "openapi": "3.0.3",
            "info": {"title": "Bookings", "version": "1"},
            "security": [{"token": []}],
            "components": {"securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}}},
            "paths": {
                "/api/bookings/": {
                    "get": {"operationId": "bookings_list", "parameters": numbers,
                            "responses": {"200": says(page), **one}},
                    "post": {"operationId": "bookings_create", "requestBody": takes(_BOOKING),
                             "responses": {"201": says(shown), **refused}},
                },
                "/api/bookings/{id}/": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "bookings_retrieve", "responses": {"200": says(shown), **one}},
                    "put": {"operationId": "bookings_update", "requestBody": takes(_BOOKING),
                            "responses": {"200": says(shown), **one}},
                    "patch": {"operationId": "bookings_partial_update", "requestBody": takes(_PATCH),
                              "responses": {"200": says(shown), **one}},
                    "delete": {"operationId": "bookings_destroy", "responses": {"204": {"description": "gone"}, **one}},
                },
            },
        }  # fmt: skip

    def _row(self, key: int, body: dict[str, Any]) -> dict[str, Any]:
        return {"id": key, "created": _now(), "people": 2, "note": "", "tags": [], **body}

    def answer(self, asked: Asked) -> Answer:
        """Credentials first, then the record, then what is wrong."""
        parts = asked.parts
        if parts[:2] != ["api", "bookings"] or len(parts) > 4:
            return 404, b"<h1>Not Found</h1>", {"Content-Type": "text/html"}
        if parts[-1] != "":
            return 301, b"", {"Location": f"{asked.path}/"}
        if asked.headers.get("Authorization", "").strip() != self.key:
            return 401, {"detail": "Authentication credentials were not provided."}, {"WWW-Authenticate": "Token"}
        names = ("GET", "POST") if len(parts) == 3 else ("GET", "PUT", "PATCH", "DELETE")
        if asked.method in ("OPTIONS", "HEAD"):
            return 200, {"name": "Booking", "renders": ["application/json"]}, {"Allow": ", ".join(names)}
        if asked.method not in names:
            return 405, {"detail": f'Method "{asked.method}" not allowed.'}, {"Allow": ", ".join(names)}
        return self._many(asked) if len(parts) == 3 else self._one(asked, parts[2])

    def _many(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            return self._write(asked, None, self.full)
        rows = [*self.rows["bookings"].values()]
        page, size = (asked.query.get(name, [usual])[-1] for name, usual in (("page", "1"), ("page_size", "10")))
        if not size.removeprefix("-").isdecimal():
            return 400, {"page_size": ["A valid integer is required."]}, {}
        at, most = number(page), min(number(size) or 10, 50)
        pages = max(1, -(-len(rows) // most))
        if at is None or at > pages:
            return 404, {"detail": "Invalid page."}, {}
        host = f"http://{asked.headers.get('Host')}/api/bookings/?page_size={most}"
        following = f"{host}&page={at + 1}" if at < pages else None
        before = f"{host}&page={at - 1}" if at > 1 else None
        shown = rows[(at - 1) * most : at * most]
        return 200, {"count": len(rows), "next": following, "previous": before, "results": shown}, {}

    def _one(self, asked: Asked, key: str) -> Answer:
        row = self.rows["bookings"].get(str(number(key)))
        if row is None:
            return 404, {"detail": "No Booking matches the given query."}, {}
        if asked.method == "GET":
            return 200, row, {}
        if asked.method == "DELETE":
            del self.rows["bookings"][str(row["id"])]
            return 204, None, {}
        return self._write(asked, row, self.part if asked.method == "PATCH" else self.full)

    def _write(self, asked: Asked, row: dict[str, Any] | None, checker: Checker) -> Answer:
        if not asked.json:
            return 400, {"non_field_errors": ["Unsupported media type."]}, {}
        body, wrong = checker.read(asked.data)
        if body is None or wrong:
            return 400, {name or "non_field_errors": ["Not a valid value."] for name in wrong}, {}
        body = checker.kept(body)
        rows = self.rows["bookings"].values()
        if any(other is not row and other["guest"] == body.get("guest") for other in rows):
            return 400, {"guest": ["booking with this guest already exists."]}, {}
        if "starts" in body:
            body["starts"] = _utc(body["starts"])
        if row is None:
            self.last += 1
            row = self.rows["bookings"][str(self.last)] = self._row(self.last, body)
            return 201, row, {"Location": f"/api/bookings/{self.last}/"}
        if asked.method == "PUT":
            row.update({**self._row(row["id"], {}), "created": row["created"]})
        row.update(body)
        return 200, row, {}


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _utc(text: str) -> str:
    try:
        found = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:  # a leap second, which a database has not
        return text
    return found.astimezone(UTC).isoformat().replace("+00:00", "Z")
