"""Records below a parent that a PUT alone makes: found below their own, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_HALL: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": _NAME}}
_SEAT: dict[str, Any] = {
    "type": "object",
    "required": ["rows"],
    "properties": {"rows": {"type": "integer", "minimum": 1, "maximum": 9}},
}


class Halls(Service):
    """Halls with seats; ``fault``: a number that stays (`never`) or sums (`sum`), seats that `stay`."""

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.fault, self.last = fault, 0
        self.begin({"halls": {}, "seats": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        number = {"type": "integer", "readOnly": True, "description": "Number of seats"}
        hall = {"type": "object", "properties": {"hall": {"type": "string"}, "name": _NAME, "seats": number}}
        seat = {"type": "object", "properties": {"seat": {"type": "string"}, **_SEAT["properties"]}}
        key, gone = {"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}, {"204": {"description": "gone"}, **no}
        above = [in_path("hall", {"type": "string"})]
        with_all = {"description": "Removes a hall with all its seats.", "responses": gone}
        put = {"requestBody": takes(_SEAT), "responses": {"200": says(seat), "201": says(seat), **no}}
        paths = {
            "/halls": {"post": {"requestBody": takes(_HALL), "responses": {"201": says(hall), **no}}},
            "/halls/{hall}": {
                "parameters": above,
                "get": {"operationId": "get_hall", "responses": {"200": says(hall), **no}},
                "delete": with_all,
            },
            "/halls/{hall}/seats/{seat}": {
                "parameters": [*above, in_path("seat", key)],
                "get": {"operationId": "get_seat", "responses": {"200": says(seat), **no}},
                "put": {"operationId": "put_seat", "summary": "Create or replace a seat", **put},
                "delete": {"responses": gone},
            },
        }
        return {"openapi": "3.1.0", "info": {"title": "Halls", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        halls, seats, parts = self.rows["halls"], self.rows["seats"], asked.parts
        hall = parts[1] if len(parts) > 1 else ""
        stray = len(parts) == 4 and self.fault == "stay"
        if parts[0] != "halls" or len(parts) not in (1, 2, 4) or (hall and hall not in halls and not stray):
            return 404, None, {}
        if asked.method in ("POST", "PUT"):
            checker = Checker(_HALL if len(parts) == 1 else _SEAT)
            body, wrong = checker.read(asked.data if asked.json else b"")
            if body is None or wrong or not all(part.isascii() for part in parts):
                return 400, None, {}
            if len(parts) == 1:
                self.last += 1
                halls[f"h{self.last}"] = {"hall": f"h{self.last}", "name": body["name"]}
                return 201, self._hall(f"h{self.last}"), {}
            new = f"{hall}/{parts[3]}" not in seats
            seats[f"{hall}/{parts[3]}"] = {"seat": parts[3], "rows": body["rows"]}
            return 201 if new else 200, seats[f"{hall}/{parts[3]}"], {}
        if len(parts) == 2:
            if asked.method == "GET":
                return 200, self._hall(hall), {}
            if self.fault != "stay":
                self.rows["seats"] = {key: row for key, row in seats.items() if not key.startswith(f"{hall}/")}
            return 204, halls.pop(hall) and None, {}
        found = f"{hall}/{parts[3]}"
        if found not in seats:
            return 404, None, {}
        return (204, seats.pop(found) and None, {}) if asked.method == "DELETE" else (200, seats[found], {})

    def _hall(self, key: str) -> dict[str, Any]:
        below = [row["rows"] for name, row in self.rows["seats"].items() if name.startswith(f"{key}/")]
        number = {"never": 0, "sum": sum(below)}.get(self.fault, len(below))
        return {**self.rows["halls"][key], "seats": number}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "drift"),
    [
        ("never", ("read-back", "get_hall", "/seats")),
        ("sum", None),
        ("stay", ("below-parent", "get_seat", "status")),
        ("", None),
    ],
)
def test_what_a_put_makes_is_below_its_parent(fault: str, drift: Any, tmp_path: Path) -> None:
    """It is counted by it, or summed up, and goes with it where the document says so."""
    service = Halls(fault)
    report = some_journeys(service, tmp_path, "^(numbers of|the end of a parent)")
    assert told(report) == ([drift] if drift else [])
    assert service.left == [] or fault == "stay"
    assert report.created > 0
