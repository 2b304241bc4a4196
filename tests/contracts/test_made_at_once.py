"""What an operation beside a collection made several of is removed by the paths of the collection; nothing else is."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.json_server import sent_json
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_BOX: dict[str, Any] = {
    "type": "object",
    "required": ["label"],
    "additionalProperties": False,
    "properties": {"label": {"type": "string", "minLength": 1, "maxLength": 80}},
}
_SHOWN = {**_BOX, "properties": {"id": {"type": "integer"}, **_BOX["properties"]}}


class Boxes(Service):
    """Boxes; what is posted to `/boxes/bulk` becomes boxes, or ``lids`` that have numbers of their own."""

    def __init__(self, kind: str = "boxes", *, wrapped: bool = True) -> None:
        super().__init__()
        self.begin({"boxes": {str(n): {"id": n, "label": f"old {n}"} for n in range(1, 40)}, "lids": {}})
        self.kind, self.wrapped = kind, wrapped
        self.count = {"boxes": itertools.count(40), "lids": itertools.count(1)}
        many = {"type": "array", "minItems": 1, "maxItems": 9, "items": _BOX}
        self.bulk = {"type": "object", "required": ["items"], "properties": {"items": many}} if wrapped else many
        self.one, self.list = Checker(_BOX), Checker({**self.bulk, "properties": self.bulk.get("properties", {})})

    def document(self) -> dict[str, Any]:
        """A collection, its records, and what makes several at once."""
        no = {"400": {"description": "wrong"}, "404": {"description": "none"}}
        shown: dict[str, Any] = {"type": "array", "items": _SHOWN}
        made = {"type": "object", "properties": {"items": shown}} if self.wrapped else shown
        return {
            "openapi": "3.1.0",
            "info": {"title": "Boxes", "version": "1"},
            "paths": {
                "/boxes": {
                    "get": {"operationId": "list", "responses": {"200": says(shown)}},
                    "post": {
                        "operationId": "add",
                        "requestBody": takes(_BOX),
                        "responses": {"201": says(_SHOWN), **no},
                    },
                },
                "/boxes/bulk": {
                    "post": {
                        "operationId": "addAll",
                        "requestBody": takes(self.bulk),
                        "responses": {"201": says(made), **no},
                    }
                },
                "/boxes/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "read", "responses": {"200": says(_SHOWN), **no}},
                    "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}, **no}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, key = self.rows["boxes"], "/".join(asked.parts[1:])
        if asked.method == "POST":
            return self._made(asked, key)
        if not key:
            return 200, [*rows.values()], {}
        if key not in rows:
            return 404, None, {}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        return 200, rows[key], {}

    def _made(self, asked: Asked, key: str) -> Answer:
        if key != "bulk":
            body, wrong = self.one.read(asked.data)
            return (400, None, {}) if body is None or wrong else (201, self._add("boxes", body), {})
        body = self._several(asked.data)
        if body is None:
            return 400, None, {}
        made = [self._add(self.kind, item) for item in body]
        return 201, {"items": made} if self.wrapped else made, {}

    def _several(self, data: bytes) -> Any:
        body = sent_json(data)
        if self.list.wrong(body):
            return None
        return body["items"] if self.wrapped else body

    def _add(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        number = next(self.count[kind])
        self.rows[kind][str(number)] = row = {"id": number, **body}
        return row


@pytest.mark.parametrize("wrapped", [True, False])
def test_what_is_made_beside_a_collection_is_removed_from_it(tmp_path: Path, *, wrapped: bool) -> None:
    """Each of several records is found by its own path, and goes by it."""
    service = Boxes(wrapped=wrapped)
    report = some_journeys(service, tmp_path, "two of|reading")
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert next(service.count["boxes"]) > 44
    assert (service.left, service.unharmed, report.leftovers) == ([], True, ())


@pytest.mark.parametrize("wrapped", [True, False])
def test_what_only_has_the_number_of_another_record_is_left(tmp_path: Path, *, wrapped: bool) -> None:
    """Lids with the numbers of boxes from before: none of these is touched, and what was made is told."""
    service = Boxes("lids", wrapped=wrapped)
    report = some_journeys(service, tmp_path, "two of|reading")
    assert service.rows["boxes"] == service.first["boxes"]
    assert service.rows["lids"]
    assert {left.operation for left in report.leftovers} == {"addAll"}
