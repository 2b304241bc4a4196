"""A change that names in its body the version that it is of: an old one is refused where the document says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

TEXT = {"type": "string", "minLength": 1, "maxLength": 40}
NUMBER = {"type": "integer", "minimum": 1}


def _object(*names: str, required: tuple[str, ...]) -> dict[str, Any]:
    kinds: dict[str, Any] = {"id": NUMBER, "version": NUMBER, "title": TEXT}
    return {"type": "object", "required": list(required), "properties": {name: kinds[name] for name in names}}


class Pages:
    """Pages that count their versions; ``heeds``: an old one is refused, ``asked``: changes have to name one."""

    def __init__(self, *, heeds: bool, asked: bool) -> None:
        self.heeds, self.asked = heeds, asked
        self.rows: dict[str, dict[str, Any]] = {}
        self.last = 0

    def document(self) -> dict[str, Any]:
        """With 409 for what is too late."""
        shown = says(_object("id", "version", "title", required=("id", "version", "title")))
        new = {"required": True, **says(_object("title", required=("title",)))}
        change = _object("version", "title", required=("title", "version") if self.asked else ("title",))
        none = {"404": {"description": "none"}, "400": {"description": "wrong"}}
        key = {"name": "id", "in": "path", "required": True, "schema": NUMBER}
        put = {"operationId": "set", "requestBody": {"required": True, **says(change)},
               "responses": {"200": shown, "409": {"description": "too late"}, **none}}  # fmt: skip
        return {
            "openapi": "3.0.3",
            "info": {"title": "Pages", "version": "1"},
            "paths": {
                "/pages": {"post": {"operationId": "make", "requestBody": new, "responses": {"201": shown, **none}}},
                "/pages/{id}": {
                    "parameters": [key],
                    "get": {"operationId": "read", "responses": {"200": shown, **none}},
                    "put": put,
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }

    def answer(self, method: str, target: str, headers: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        return *self._do(method, target.partition("?")[0], headers, data), {}

    def _do(self, method: str, path: str, headers: Any, data: bytes) -> tuple[int, Any]:
        key = path.removeprefix("/pages").strip("/")
        if not path.startswith("/pages") or (method == "POST") is bool(key) or (key and key not in self.rows):
            return 404, None
        if method in ("GET", "DELETE"):
            return (200, self.rows[key]) if method == "GET" else (204, self.rows.pop(key) and None)
        body = sent_json(data)
        title, version = (body.get("title"), body.get("version", 1)) if isinstance(body, dict) else (None, 1)
        json_type = headers.get_content_type() == "application/json" and "Content-Type" in headers
        if not json_type or not isinstance(title, str) or not 0 < len(title) <= 40 or "\ud800" <= title[:1] <= "\udfff":
            return 400, None
        if method == "POST":
            self.last += 1
            self.rows[str(self.last)] = {"id": self.last, "version": 1, "title": title}
            return 201, self.rows[str(self.last)]
        if type(version) is not int or version < 1 or (self.asked and "version" not in body):
            return 400, None
        row = self.rows[key]
        if self.heeds and "version" in body and version != row["version"]:
            return 409, None
        self.rows[key] = {**row, "version": row["version"] + 1, "title": title}
        return 200, self.rows[key]


def check(pages: Pages, folder: Path) -> Report:
    """Without generated cases."""
    spec = folder / "pages.json"
    spec.write_text(json.dumps(pages.document()), "utf-8")
    with answering(pages.answer) as url:
        return report_of(Settings(url=url, spec=spec, fuzz=0, recombinations=8, ledger=folder / "ledger"))


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("heeds", "asked", "found"), [(False, True, 1), (True, True, 0), (False, False, 0)])
def test_an_old_version_is_refused_where_it_is_asked_for(heeds: bool, asked: bool, found: int, tmp_path: Path) -> None:
    """A member that nobody has to send, and of which nothing is said, may be ignored."""
    pages = Pages(heeds=heeds, asked=asked)
    report = check(pages, tmp_path)
    told = [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts]
    assert told == [("preconditions", "set", "takes a change of a version that is not there")] * found
    assert pages.rows == {}
