"""A change that makes a second record is found also where the list is long, and tells neither pages nor a total."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_PIN: dict[str, Any] = {
    "type": "object",
    "required": ["place"],
    "properties": {
        "no": {"type": "integer", "readOnly": True},
        "place": {"type": "string", "minLength": 1, "maxLength": 60},
    },
}


class Pins(Service):
    """Pins, more than a list without pages may show at once; ``copies`` by a PUT, ``shown`` are the newest ones."""

    def __init__(self, shown: int, *, copies: bool) -> None:
        super().__init__()
        self.shown, self.copies = shown, copies
        self.begin({"pins": {str(n): {"no": n, "place": f"before {n}"} for n in range(1, 31)}})
        self.count, self.sent = itertools.count(31), Checker(_PIN)

    def document(self) -> dict[str, Any]:
        """The document."""
        no: dict[str, Any] = {"400": {"description": "wrong"}, "404": {"description": "none"}}
        listed = says({"type": "array", "items": _PIN})
        change = {"operationId": "put", "requestBody": takes(_PIN), "responses": {"200": says(_PIN), **no}}
        paths = {
            "/pins": {
                "get": {"responses": {"200": listed, **no}},
                "post": {"requestBody": takes(_PIN), "responses": {"201": says(_PIN), **no}},
            },
            "/pins/{no}": {
                "parameters": [in_path("no", {"type": "integer"})],
                "get": {"responses": {"200": says(_PIN), **no}},
                "put": change,
                "delete": {"responses": {"204": {"description": "gone"}, **no}},
            },
        }
        return {"openapi": "3.1.0", "info": {"title": "Pins", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, parts = self.rows["pins"], asked.parts
        if parts[0] != "pins" or len(parts) > 2 or (len(parts) == 2 and parts[1] not in rows):
            return 404, None, {}
        allowed = ("GET", "PUT", "DELETE") if len(parts) == 2 else ("GET", "POST")
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if asked.method == "GET":
            return 200, rows[parts[1]] if len(parts) == 2 else [*rows.values()][-self.shown :], {}
        if asked.method == "DELETE":
            del rows[parts[1]]
            return 204, None, {}
        body, wrong = self.sent.read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        keys = [parts[1]] if len(parts) == 2 else []
        keys += [str(next(self.count))] if not keys or self.copies else []
        for key in keys:
            rows[key] = {"no": int(key), **self.sent.kept(body)}
        return 200 if len(parts) == 2 else 201, rows[keys[0]], {}


@pytest.mark.parametrize(("shown", "copies", "found"), [(99, True, True), (99, False, False), (10, False, False)])
def test_a_second_record_is_found_in_a_long_list(shown: int, copies: bool, found: bool, tmp_path: Path) -> None:
    """It is the one record that the list shows more; a list that shows the newest alone is no proof."""
    service = Pins(shown, copies=copies)
    report = some_journeys(service, tmp_path, "^no second of")
    assert told(report) == [("read-back", "put", "body")] * found
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(found))
