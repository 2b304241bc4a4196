"""A create may answer with something that it made beside its record, such as a first version, and its key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
BODY = {"type": "object", "required": ["title", "text"], "properties": {"title": TEXT, "text": TEXT}}
VERSION = {"type": "object", "required": ["id", "text"], "properties": {"id": TEXT, "text": TEXT}}
POEM = {"type": "object", "required": ["id", "title"], "properties": {"id": TEXT, "title": TEXT}}


class Poems(Service):
    """Poems with versions, which no operation reads by themselves, and books; ``of_version``: what a create shows."""

    def __init__(self, *, of_version: bool, refusing: bool = False) -> None:
        super().__init__()
        self.begin({"poems": {}, "books": {}})
        self.of_version, self.refusing = of_version, refusing
        self.made = {"poems": 0, "books": 0}

    def document(self) -> dict[str, Any]:
        """A key that is none is refused with 422."""
        no, none = {"description": "no"}, {"description": "none"}
        paths: dict[str, Any] = {}
        for kind, shown in (("poems", VERSION if self.of_version else POEM), ("books", POEM)):
            paths[f"/{kind}"] = {
                "get": {"operationId": f"list {kind}", "responses": {"200": says({"type": "array", "items": POEM})}},
                "post": {"operationId": f"add {kind}", "requestBody": takes(BODY),
                         "responses": {"201": says(shown), "422": no}},
            }  # fmt: skip
            drop = {"204": {"description": "gone"}, "404": none, "422": no}
            key = {"parameters": [in_path("id", TEXT)]}
            paths[f"/{kind}/{{id}}"] = {**key, "delete": {"operationId": f"drop {kind}", "responses": drop}}
        return {"openapi": "3.1.0", "info": {"title": "Poems", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """Keys begin with what they are of."""
        kind = asked.parts[0]
        if kind not in self.rows:
            return 404, None, {}
        rows = self.rows[kind]
        if asked.method == "GET":
            return 200, list(rows.values()), {}
        if asked.method == "POST":
            body, wrong = Checker(BODY).read(asked.data)
            if wrong:
                return 422, None, {}
            self.made[kind] += 1
            key = f"{kind[0]}-{self.made[kind]:09}"
            rows[key] = {"id": key, "title": body["title"]}
            version = {"id": f"v-{self.made[kind]:09}", "text": body["text"]}
            return 201, version if kind == "poems" and self.of_version else rows[key], {}
        key = asked.parts[-1]
        if not key.startswith(f"{kind[0]}-") or (self.refusing and kind == "poems"):
            return 422, None, {}
        return (204, rows.pop(key) and None, {}) if key in rows else (404, None, {})


def test_a_key_of_something_else_is_none_of_the_record(tmp_path: Path) -> None:
    """Neither is its refusal a drift, nor does it keep the run from making other records; what was made is told."""
    service = Poems(of_version=True)
    report = some_journeys(service, tmp_path, "poems|books")
    assert told(report) == []
    assert service.made["books"] > 10
    assert {item.what for item in report.leftovers} == set(service.rows["poems"])
    assert service.rows["books"] == {}


@pytest.mark.parametrize("refusing", [True, False])
def test_a_key_that_the_list_shows_is_held(refusing: bool, tmp_path: Path) -> None:
    """A removal that is refused is told; one that removes leaves nothing."""
    service = Poems(of_version=False, refusing=refusing)
    report = some_journeys(service, tmp_path, "poems|books")
    assert [law for law, _, _ in told(report)] == (["valid-accepted"] if refusing else [])
    assert bool(report.leftovers) is bool(service.left) is refusing


@pytest.mark.parametrize(("beside", "found"), [("note", []), ("other", ["echo"])])
def test_a_member_that_two_objects_of_a_body_have_is_of_either(beside: str, found: list[str], tmp_path: Path) -> None:
    """A create with a poem and its first version may show the note of the version alone."""
    poem = {"type": "object", "required": ["title"], "properties": {"title": TEXT, "note": TEXT}}
    version = {"type": "object", "properties": {beside: TEXT}}
    body = {"type": "object", "required": ["poem", "version"], "properties": {"poem": poem, "version": version}}
    shown = {"type": "object", "properties": {"id": TEXT, "note": TEXT}}
    answer = {"type": "object", "required": ["poem"], "properties": {"poem": shown}}
    key = {"parameters": [in_path("id", TEXT)]}
    paths = {
        "/poems": {"post": {"requestBody": takes(body), "responses": {"201": says(answer)}}},
        "/poems/{id}": {**key, "get": {"responses": {"200": says(answer)}}},
    }
    file = tmp_path / "poems.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Poems", "version": "1"}, "paths": paths}))
    sent = json.dumps({"poem": {"title": "a", "note": "of the poem"}, "version": {beside: "of the version"}}).encode()
    request = Request("POST", "/poems", (("Content-Type", "application/json"),), sent)
    got = json.dumps({"poem": {"id": "p", "note": "of the version"}}).encode()
    exchange = Exchange(request, Answered(201, (("Content-Type", "application/json"),), got), "journey")
    assert [item.law for item in Judge(load_document(file)).judge(exchange)] == found


class Late(Poems):
    """The first poem is made although its create fails, and the list lacks at first what was made last."""

    def __init__(self) -> None:
        super().__init__(of_version=False)
        self.known = set[str]()

    def answer(self, asked: Asked) -> Answer:
        """A list shows more of each than a create does."""
        status, body, headers = super().answer(asked)
        if asked.method == "POST" and status == 201:
            return (500, None, {}) if self.made[asked.parts[0]] == 1 else (201, body, {})
        if asked.method == "GET" and status == 200:
            shown = [row | {"pages": 1} for row in body if row["id"] in self.known or row["id"].endswith("1")]
            self.known |= {row["id"] for row in body}
            return 200, shown, {}
        return status, body, headers


def test_what_a_failed_create_made_names_no_other(tmp_path: Path) -> None:
    """Where the list shows it alone, the record that was made after it keeps its key, and is removed."""
    service = Late()
    some_journeys(service, tmp_path, "poems")
    assert len(service.rows["poems"]) <= 2
