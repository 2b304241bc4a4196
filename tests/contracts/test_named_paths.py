"""A record whose name is its path (`shelves/7`) is found, changed and removed; what is empty is left out of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = {"theme": {"type": "string", "maxLength": 40}, "capacity": {"type": "integer", "minimum": 0, "maximum": 900}}
SHELF: dict[str, Any] = {
    "type": "object",
    "description": "Members that have their empty value are left out.",
    "properties": {"name": {"type": "string", "readOnly": True}, **FIELDS},
}
EMPTY = {"theme": "", "capacity": 0}


class Shelves(Service):
    """Shelves in the way of gRPC behind a gateway: every refusal is `default`."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"shelves": {"old": {"name": "shelves/old", "theme": "cats"}}})
        self.count = itertools.count(100)
        self.checker = Checker(SHELF)

    def document(self) -> dict[str, Any]:
        """The key of the path is the last part of the name."""
        no = {"default": says({"type": "object", "properties": {"message": {"type": "string"}}})}
        listed = {"type": "object", "properties": {"shelves": {"type": "array", "items": SHELF}}}
        one = {
            "parameters": [in_path("shelf", {"type": "string"})],
            "get": {"operationId": "GetShelf", "responses": {"200": says(SHELF), **no}},
            "patch": {
                "operationId": "UpdateShelf",
                "requestBody": takes(SHELF),
                "responses": {"200": says(SHELF), **no},
            },
            "delete": {"operationId": "DeleteShelf", "responses": {"200": says({"type": "object"}), **no}},
        }
        post = {"operationId": "CreateShelf", "requestBody": takes(SHELF), "responses": {"200": says(SHELF), **no}}
        get = {"operationId": "ListShelves", "responses": {"200": says(listed), **no}}
        paths = {"/v1/shelves": {"post": post, "get": get}, "/v1/shelves/{shelf}": one}
        return {"openapi": "3.0.3", "info": {"title": "Shelves", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        if asked.parts[:2] != ["v1", "shelves"] or len(asked.parts) > 3:
            return 404, {"message": "no such path"}, {}
        rows = self.rows["shelves"]
        if asked.method == "GET" and len(asked.parts) == 2:
            return 200, {"shelves": [self.shown(row) for row in rows.values()]}, {}
        key = asked.parts[2] if len(asked.parts) == 3 else f"s{next(self.count)}"
        if (key not in rows) is (len(asked.parts) == 3):
            return 404, {"message": "no such shelf"}, {}
        if asked.method == "GET":
            return 200, self.shown(rows[key]), {}
        if asked.method == "DELETE" and len(asked.parts) == 3:
            rows.pop(key)
            return 200, {}, {}
        if asked.method != ("PATCH" if len(asked.parts) == 3 else "POST"):
            allowed = "GET, PATCH, DELETE" if len(asked.parts) == 3 else "GET, POST"
            return 405, {"message": "no such method"}, {"Allow": allowed}
        body, wrong = self.checker.read(asked.data)
        if wrong or not asked.json:
            return 400, {"message": f"wrong: {', '.join(wrong)}"}, {}
        rows[key] = {"name": f"shelves/{key}", **EMPTY, **rows.get(key, {}), **self.checker.kept(body)}
        return 200, self.shown(rows[key]), {}

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """Without what is empty."""
        return {name: value for name, value in row.items() if value != EMPTY.get(name)}


class Crossing(Shelves):
    """Loses a number that is none."""

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """Without what is above ten, too."""
        return {name: value for name, value in super().shown(row).items() if name != "capacity" or value < 10}


def test_a_name_that_is_the_path_of_its_record_tells_the_key(tmp_path: Path) -> None:
    """Each operation is reached, and everything is removed."""
    service = Shelves()
    report = checked(service, tmp_path)
    assert [(drift.lead.law, drift.lead.place, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, report.unreached, service.left, service.unharmed) == (0, (), [], True)
    assert report.created == report.removed > 5


def test_what_is_not_empty_is_missed(tmp_path: Path) -> None:
    """A description that says what is left out explains no more than that."""
    service = Crossing()
    report = checked(service, tmp_path, recombinations=0)
    places = {drift.lead.place for drift in report.drifts}
    assert places
    assert all(place.endswith("/capacity") for place in places)
    assert (report.exit_code, service.left, service.unharmed) == (1, [], True)
