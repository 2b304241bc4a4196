"""A service of kites, its document, and faults that only some of its consumers meet."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

TEXT = {"type": "string"}
_PLACE: dict[str, Any] = {
    "type": "object",
    "required": ["town"],
    "properties": {"town": TEXT, "street": TEXT, "floor": {"type": "integer"}},
}
_KITE: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {**TEXT, "readOnly": True},
        "name": TEXT,
        "span": {"type": "integer", "minimum": 1, "maximum": 900},
        "fragile": {"type": "boolean"},
        "place": {"$ref": "#/components/schemas/Place"},
        "tails": {"type": "array", "items": {"type": "object", "properties": {"colour": TEXT, "length": TEXT}}},
    },
}


def json_of(schema: Any) -> dict[str, Any]:
    """Content in JSON."""
    return {"content": {"application/json": {"schema": schema}}}


def document() -> dict[str, Any]:
    """Lists with parameters of every place, a nested record, a change, a removal."""
    kite = {"$ref": "#/components/schemas/Kite"}
    shown = {"description": "d", **json_of(kite)}
    refused = {"400": {"description": "wrong"}, "404": {"description": "none"}}
    parameters = [
        {"name": "sort", "in": "query", "schema": {"enum": ["name", "span"]}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
        {
            "name": "near",
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "properties": {"x": TEXT}},
        },
        {"name": "X-Trace", "in": "header", "schema": TEXT},
        {"name": "seen", "in": "cookie", "schema": TEXT},
    ]
    body = {"required": True, "content": {"application/json": {"schema": kite}, "application/xml": {"schema": kite}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kites", "version": "1"},
        "components": {"schemas": {"Kite": _KITE, "Place": _PLACE}},
        "paths": {
            "/kites": {
                "get": {
                    "parameters": parameters,
                    "responses": {"200": {"description": "d", **json_of({"type": "array", "items": kite})}, **refused},
                },
                "post": {"requestBody": body, "responses": {"201": shown, **refused}},
            },
            "/kites/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                "get": {"responses": {"200": shown, **refused}},
                "patch": {"requestBody": json_of({**_KITE, "required": []}), "responses": {"200": shown, **refused}},
                "delete": {"responses": {"204": {"description": "gone"}, **refused}},
            },
        },
    }


class Kites:
    """A service that does what the document says, but for ``faults``."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        self.kites: dict[str, dict[str, Any]] = {}
        self._made = 0
        self._lock = threading.Lock()

    def answer(self, method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        """Answer; whatever is no JSON is refused, a change of a place puts another in its place."""
        if body and headers.get_content_type() != "application/json":
            return 400, None, {}
        with self._lock:
            return (*self._answer(method, *target.partition("?")[::2], body), {})

    def _answer(self, method: str, path: str, query: str, body: bytes) -> tuple[int, Any]:
        key = path.removeprefix("/kites").strip("/")
        try:
            sent = json.loads(body, parse_constant=_no_json) if body else None
        except (ValueError, RecursionError):
            return 400, None
        if sent is None and method in ("POST", "PATCH"):
            return 400, None
        if not key:
            return self._create(sent) if method == "POST" else self._list(query)
        if key not in self.kites:
            return 404, None
        if method == "DELETE":
            del self.kites[key]
            return 204, None
        if method == "PATCH":
            if "patch" in self.faults:
                return 500, None
            if not isinstance(sent, dict) or not self._is_valid({"name": "n", **sent}):
                return 400, None
            self.kites[key].update({name: value for name, value in (sent or {}).items() if name != "id"})
        return 200, self.kites[key]

    def _create(self, sent: Any) -> tuple[int, Any]:
        if not self._is_valid(sent):
            return 400, None
        if "fragile" in self.faults and "fragile" in sent:
            return 500, None
        if "span" in self.faults and "span" in sent:
            return 500, None
        self._made += 1
        key = f"k{self._made}"
        self.kites[key] = {**sent, "id": key}
        return 201, self.kites[key]

    def _list(self, query: str) -> tuple[int, Any]:
        pairs = dict(item.partition("=")[::2] for item in query.split("&") if item)
        if "sort" in pairs and ("sort" in self.faults or pairs["sort"] not in ("name", "span")):
            return (500 if "sort" in self.faults else 400), None
        limit = pairs.get("limit", "100")
        if not (limit.isdigit() and 1 <= int(limit) <= 100):
            return 400, None
        found = [*self.kites.values()]
        if "sort" in pairs:
            found.sort(key=lambda kite: (kite.get(pairs["sort"]) is None, kite.get(pairs["sort"], "")))
        return 200, found[: int(limit)]

    @staticmethod
    def _is_valid(sent: Any) -> bool:
        if not isinstance(sent, dict) or not isinstance(sent.get("name"), str):
            return False
        span = sent.get("span", 1)
        place = sent.get("place", {"town": "t"})
        tails = sent.get("tails", [])
        return (
            type(span) is int
            and 1 <= span <= 900
            and isinstance(sent.get("fragile", True), bool)
            and isinstance(place, dict)
            and isinstance(place.get("town"), str)
            and isinstance(place.get("street", ""), str)
            and type(place.get("floor", 0)) is int
            and isinstance(tails, list)
            and all(
                isinstance(tail, dict) and all(isinstance(tail.get(n, ""), str) for n in ("colour", "length"))
                for tail in tails
            )
        )


def _no_json(word: str) -> Any:
    raise ValueError(word)
