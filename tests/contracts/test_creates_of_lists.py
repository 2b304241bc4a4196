"""A create that takes a list of records, beside a list with filters and pages: a check goes to its end."""

from __future__ import annotations

import json
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from contracts.cases.records.told_texts import told_texts
from contracts.run import Check, Settings
from mock_server.openapi import Schemas, load_document
from tests.json_server import answering
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps

ALERT: dict[str, Any] = {
    "type": "object",
    "required": ["scenario"],
    "properties": {"scenario": {"type": "string"}, "level": {"type": "integer"}},
}
SHOWN: dict[str, Any] = {
    **ALERT,
    "required": ["id", "scenario"],
    "properties": {**ALERT["properties"], "id": {"type": "integer"}},
}


def _operation(name: str, status: str, answer: Any, **more: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": answer}}} if answer else {}
    said = {status: {"description": "said", **content}, "400": {"description": "wrong"}, "404": {"description": "no"}}
    return {"operationId": name, "responses": said, **more}


_LEVEL = {"name": "level", "in": "query", "schema": {"type": "integer"}}
_KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
_BODY = {"required": True, "content": {"application/json": {"schema": {"type": "array", "items": ALERT}}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Alerts", "version": "1"},
    "paths": {
        "/alerts": {
            "get": _operation("list", "200", {"type": "array", "items": SHOWN}, parameters=[_LEVEL]),
            "post": _operation("add", "201", {"type": "array", "items": {"type": "integer"}}, requestBody=_BODY),
        },
        "/alerts/{id}": {
            "parameters": [_KEY],
            "get": _operation("read", "200", SHOWN),
            "delete": _operation("remove", "204", None),
        },
    },
}


class Alerts:
    """Alerts that are made several at a time, each with a number that is answered."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.kept: dict[int, Any] = {}

    def app(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        path, _, query = target.partition("?")
        words = path.split("/")[1:]
        if len(words) == 1 and method == "POST":
            return self._make(body)
        if len(words) == 1 and method == "GET":
            level = query.removeprefix("level=")
            shown = [item for item in self.kept.values() if not level or str(item.get("level")) == level]
            return (200, shown, {}) if not level or level.removeprefix("-").isdecimal() else (400, None, {})
        number = int(words[1]) if len(words) == 2 and words[1].isdecimal() else 0
        if method not in ("GET", "DELETE"):
            return 405, None, {"Allow": "GET, DELETE" if len(words) == 2 else "GET, POST"}
        if number not in self.kept:
            return 404, None, {}
        return (200, self.kept[number], {}) if method == "GET" else (204, self.kept.pop(number) and None, {})

    def _make(self, body: bytes) -> tuple[int, Any, dict[str, str]]:
        try:
            items = json.loads(body)
        except ValueError:
            return 400, None, {}
        if not isinstance(items, list) or not all(isinstance(i, dict) and i.get("scenario") for i in items):
            return 400, None, {}
        made = {next(self.numbers): item for item in items}
        self.kept |= {number: {**item, "id": number} for number, item in made.items()}
        return 201, [*made], {}


def test_a_check_of_a_create_that_takes_a_list_comes_to_its_end(tmp_path: Path) -> None:
    """No journey takes the list for a record with members."""
    file, service = tmp_path / "alerts.json", Alerts()
    file.write_text(json.dumps(DOCUMENT))
    with answering(service.app) as url:
        check = Check(Settings(url=url, spec=file, seed=3, recombinations=0, fuzz=0), load_document(file))
        try:
            report = check.run()
        finally:
            check.close()
    assert not any("a fault of the check itself" in text for text in (report.interrupted or "", *report.shortfalls))
    assert {item.operation for item in report.coverage if item.succeeded} >= {"list", "add"}


@pytest.mark.parametrize(("listed", "texts"), [(True, {}), (False, {"name": "Sirius"})])
def test_a_list_of_texts_has_no_member_to_fill(listed: bool, texts: dict[str, str]) -> None:
    """The text that a document tells for its items is none of a member of a record."""
    text = {"type": "string", "example": "Sirius"}
    body = {"type": "array", "items": text} if listed else {"type": "object", "properties": {"name": text}}
    post = _operation("add", "201", None, requestBody={"content": {"application/json": {"schema": body}}})
    read = document({"paths": {"/names": {"post": post}}})
    steps = cast("RecordSteps", SimpleNamespace(schemas=Schemas(read)))
    assert told_texts(steps, read.operations[0]) == texts
