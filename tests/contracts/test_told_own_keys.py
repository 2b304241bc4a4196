"""A 409 whose words name the key that callers choose: another key is another record, whatever they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]*$", "maxLength": 60}
_DEPOT: dict[str, Any] = {
    "type": "object",
    "required": ["code", "town"],
    "properties": {"code": _TEXT, "town": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Depots(Service):
    """Depots under codes that callers choose."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"depots": {"first": {"code": "first", "town": "from before"}}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        taken = {"description": "A depot with this code already exists."}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Depots", "version": "1"},
            "paths": {
                "/depots": {"post": {"operationId": "open", "requestBody": takes(_DEPOT),
                                     "responses": {"201": says(_DEPOT), **no, "409": taken}}},
                "/depots/{code}": {
                    "parameters": [in_path("code", _TEXT)],
                    "get": {"operationId": "show", "responses": {"200": says(_DEPOT), **no}},
                    "delete": {"operationId": "close", "responses": {"204": {"description": "gone"}, **no}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, parts = self.rows["depots"], asked.parts
        if parts == ["depots"] and asked.method == "POST":
            body, wrong = Checker(_DEPOT).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            if body["code"] in rows:
                return 409, None, {}
            rows[body["code"]] = body
            return 201, body, {}
        if parts[0] != "depots" or len(parts) != 2 or parts[1] not in rows:
            return 404, None, {}
        row = rows[parts[1]]
        return (204, rows.pop(parts[1]) and None, {}) if asked.method == "DELETE" else (200, row, {})


def test_another_key_is_another_record(tmp_path: Path) -> None:
    """That two depots were made is no conflict: they have two codes."""
    service = Depots()
    assert told(some_journeys(service, tmp_path, ".")) == []
    assert (service.unharmed, service.left) == (True, [])
