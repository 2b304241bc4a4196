"""A removal that keeps the record in another state, of which the create showed more than anything does later."""

from __future__ import annotations

import itertools
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string"}
_ASKED: dict[str, Any] = {"type": "object", "required": ["holder"], "properties": {"holder": {**_TEXT, "minLength": 1}}}
_PASS: dict[str, Any] = {"type": "object", "properties": {"no": _TEXT, "holder": _TEXT, "status": _TEXT}}
_NEW: dict[str, Any] = {"type": "object", "properties": {**_PASS["properties"], "pin": _TEXT}}
_ALLOWED = {1: "POST", 2: "DELETE, GET"}


class Passes(Service):
    """Passes to a house, whose numbers it gives: one that is taken back stays, as ``after``."""

    def __init__(self, after: str) -> None:
        super().__init__()
        self.begin({"passes": {}})
        self.after, self.count, self.sent = after, itertools.count(1), Checker(_ASKED)

    def document(self) -> dict[str, Any]:
        """Made, read and taken back, of which the answer shows the pass."""
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        shown = {"200": says(_PASS), **no, **none}
        item = {
            "parameters": [in_path("no", _TEXT)],
            "get": {"operationId": "get", "responses": shown},
            "delete": {"operationId": "take_back", "responses": shown},
        }
        add = {"operationId": "add", "requestBody": takes(_ASKED), "responses": {"201": says(_NEW), **no}}
        paths = {"/passes": {"post": add}, "/passes/{no}": item}
        return {"openapi": "3.1.0", "info": {"title": "Passes", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """Everything as documented."""
        allowed = _ALLOWED.get(len(asked.parts), "") if asked.parts[0] == "passes" else ""
        if asked.method not in allowed.split(", "):
            return (405, None, {"Allow": allowed}) if allowed else (404, None, {})
        rows = self.rows["passes"]
        if asked.method == "POST":
            body, wrong = self.sent.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            key = f"p{next(self.count)}"
            rows[key] = {"no": key, "holder": body["holder"], "status": "valid"}
            return 201, {**rows[key], "pin": f"{zlib.crc32(key.encode()):08x}"}, {}
        row = rows.get(asked.parts[1])
        if row is None:
            return 404, None, {}
        if asked.method == "DELETE":
            row["status"] = self.after
        return 200, row, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("after", "found"), [("revoked", []), ("valid", [("state", "get")])])
def test_a_removal_that_marks_the_record_may_keep_it(after: str, found: list[Any], tmp_path: Path) -> None:
    """What was taken back is read as the removal showed it, without the PIN that the create alone shows."""
    report = checked(Passes(after), tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == found
    kept = [left for left in report.leftovers if "in another state (status)" in left.reason]
    assert bool(kept) == (not found)
