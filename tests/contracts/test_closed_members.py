"""What is the server's own is written by nobody, also where a body that says so is closed to more members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.mass_assignment import assignment_journeys
from contracts.settings import GivenUser
from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps

USERS = {"key of one": "one", "key of two": "two"}
_SENT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title"],
    "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 60}},
}
SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["poll", "owner", "stage", "title"],
    "properties": {
        "poll": {"type": "string"},
        "owner": {"type": "string", "readOnly": True},
        "stage": {"type": "string", "enum": ["draft", "open"], "readOnly": True},
        **_SENT["properties"],
    },
}


class Polls(Service):
    """``taken`` are members that a client may write although the document has them in answers alone; all others that
    it does not know are refused, or ``ignored``."""

    key = "key of one"

    def __init__(self, *taken: str, ignored: bool = False) -> None:
        super().__init__()
        self.taken, self.ignored, self.count = taken, ignored, 0
        self.begin({"polls": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "401", "404")}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Polls", "version": "1"},
            "security": [{"key": []}],
            "paths": {
                "/polls": {"post": {"operationId": "ask", "requestBody": takes(_SENT),
                                    "responses": {"201": says(SHOWN), **no}}},
                "/polls/{poll}": {
                    "parameters": [in_path("poll", {"type": "string"})],
                    "get": {"operationId": "poll", "responses": {"200": says(SHOWN), **no}},
                    "delete": {"operationId": "end", "responses": {"204": {"description": "gone"}, **no}},
                },
            },
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Each user sees her own polls."""
        user, rows, parts = USERS.get(asked.headers.get("X-Key", "")), self.rows["polls"], asked.parts
        if user is None:
            return 401, None, {"WWW-Authenticate": "Key"}
        if parts == ["polls"] and asked.method == "POST":
            body, wrong = Checker({**_SENT, "additionalProperties": True}).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            known = {name: value for name, value in body.items() if name in ("title", *self.taken)}
            if known != body and not self.ignored:
                return 400, None, {}
            self.count += 1
            key = f"p{self.count}"
            rows[key] = {"poll": key, "owner": user, "stage": "draft", **known}
            return 201, rows[key], {}
        if len(parts) != 2 or parts[0] != "polls" or rows.get(parts[1], {}).get("owner") != user:
            return 404, None, {}
        if asked.method == "PUT":
            return self.changed(rows[parts[1]], asked)
        return (204, rows.pop(parts[1]) and None, {}) if asked.method == "DELETE" else (200, rows[parts[1]], {})

    def changed(self, row: dict[str, Any], asked: Asked) -> Answer:
        """Nothing is changed unless a test has it otherwise."""
        return 405, None, {"Allow": "GET, DELETE"}


class Opened(Polls):
    """A change opens a poll by its `event`; of the server's own members it takes the owner, if ``given``."""

    def __init__(self, *, given: bool) -> None:
        super().__init__(ignored=True)
        self.given = given

    def document(self) -> dict[str, Any]:
        """With the change."""
        whole = super().document()
        event = {"type": "string", "enum": ["open"]}
        sent = {"type": "object", "properties": {**_SENT["properties"], "event": event}}
        answers = {"200": says(SHOWN)} | {status: {"description": "no"} for status in ("400", "401", "404")}
        whole["paths"]["/polls/{poll}"]["put"] = {
            "operationId": "edit",
            "requestBody": takes(sent),
            "responses": answers,
        }
        return whole

    def changed(self, row: dict[str, Any], asked: Asked) -> Answer:
        """The title, the stage by its event, and what is taken."""
        event = {"type": "string", "enum": ["open"]}
        schema = {"type": "object", "properties": {**_SENT["properties"], "event": event}}
        body, wrong = Checker(schema).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        row["owner"] = body.get("owner", row["owner"]) if self.given else row["owner"]
        row["title"] = body.get("title", row["title"])
        row["stage"] = "open" if body.get("event") else row["stage"]
        return 200, row, {}


@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("taken", ["owner", "stage", ""])
def test_a_closed_body_does_not_write_what_is_the_servers(taken: str, ignored: bool, tmp_path: Path) -> None:
    """One member that is taken is told; others that are refused, or ignored, are not, and nothing is left."""
    service = Polls(*filter(None, [taken]), ignored=ignored)

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        for _name, journey in assignment_journeys(steps):
            yield "another user", journey

    with patch("contracts.run.phases", some):
        other = GivenUser({"key": "key of two"})
        report = checked(service, tmp_path, other=other, recombinations=0, workers=1)
    assert told(report) == ([("mass-assignment", "ask", "body")] if taken else [])
    assert service.left == []
    assert report.created > 0


@pytest.mark.parametrize("given", [False, True])
def test_what_a_change_itself_brings_about_is_no_assignment(given: bool, tmp_path: Path) -> None:
    """A stage that an event of the same body leads to is told of nobody; an owner that is taken beside it is."""

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        for _name, journey in assignment_journeys(steps):
            yield "another user", journey

    service = Opened(given=given)
    with patch("contracts.run.phases", some):
        report = checked(service, tmp_path, other=GivenUser({"key": "key of two"}), recombinations=0, workers=1)
    assert told(report) == ([("mass-assignment", "edit", "body")] if given else [])
    assert service.left == []
