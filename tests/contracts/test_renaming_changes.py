"""Changes that may give a record another name keep its own: renamed, it would be lost to whoever removes it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.judging import Judge
from contracts.traffic.named_records import NamedRecords
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from mock_server.openapi import load_document
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Behaviour

HANDLE = {"type": "string", "minLength": 1, "maxLength": 60}
RANK = {"type": "integer", "minimum": 1, "maximum": 9}
RECORD = {"type": "object", "required": ["handle", "rank"], "properties": {"handle": HANDLE, "rank": RANK}}
CHANGE = {"type": "object", "properties": {"handle": {**HANDLE, "description": "the new handle"}, "rank": RANK}}


def _wrapped(schema: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["sailor"], "properties": {"sailor": schema}}


PATCH = "application/json-patch+json"
OPERATIONS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["op", "path"],
        "properties": {"op": {"enum": ["add", "replace"]}, "path": {"type": "string"}, "value": True},
    },
}


def patched(service: Crew, asked: Asked) -> Answer:
    """One answer to a list of operations on a sailor, which adds and replaces members."""
    row = dict(service.rows["crew"][asked.parts[1]])
    if asked.headers.get_content_type() != PATCH:
        return 415, None, {}
    try:
        operations = json.loads(asked.data)
        given = {
            each["path"].removeprefix("/"): each["value"] for each in operations if each["op"] in ("add", "replace")
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return 400, None, {}
    changed = {**row, **given}
    if len(given) != len(operations) or service.whole.wrong(changed) or changed.keys() > row.keys():
        return 400, None, {}
    if changed["handle"] != row["handle"]:
        service.told.append(changed["handle"])
        return 409, None, {}
    service.rows["crew"][asked.parts[1]] = changed
    service.ranks += [changed["rank"]] if "rank" in given else []
    return 200, changed, {}


class Crew(Service):
    """Sailors by their handle; a change may give one another handle, under which alone the sailor is found then.

    Bodies of a wrapped one hold the sailor in a member; a listed one is changed by operations on members.
    """

    def __init__(self, method: str, *, wrapped: bool = False, listed: bool = False) -> None:
        super().__init__()
        self.method, self.wrapped, self.listed = method, wrapped, listed
        self.told: list[str] = []
        self.ranks: list[int] = []
        self.begin({"crew": {"bosun": {"handle": "bosun", "rank": 5}}})
        self.whole, self.part = Checker(RECORD), Checker(CHANGE if method == "PATCH" else RECORD)
        self.envelope = Checker(_wrapped({"type": "object"}))

    def document(self) -> dict[str, Any]:
        """The document."""
        shown = {"content": {"application/json": {"schema": RECORD}}, "description": "the sailor"}
        missing = {"404": {"description": "nobody has that handle"}}
        refused = {status: {"description": "wrong"} for status in ("400", "409", "415")}
        key = {"name": "handle", "in": "path", "required": True, "schema": {"type": "string"}}

        def taken(schema: Any) -> dict[str, Any]:
            schema = _wrapped(schema) if self.wrapped else schema
            return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}

        patch = {"requestBody": {"required": True, "content": {PATCH: {"schema": OPERATIONS}}}}
        body = patch if self.listed else taken(self.part.schema)
        change = {"operationId": "change", **body, "responses": {"200": shown, **refused, **missing}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Crew", "version": "1"},
            "paths": {
                "/crew": {"post": {"operationId": "sign", **taken(RECORD), "responses": {"201": shown, **refused}}},
                "/crew/{handle}": {
                    "parameters": [key],
                    "get": {"operationId": "read", "responses": {"200": shown, **missing}},
                    self.method.lower(): change,
                    "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}, **missing}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        crew, key = self.rows["crew"], asked.parts[-1]
        if asked.parts[0] != "crew" or len(asked.parts) > 2:
            return 404, None, {}
        if len(asked.parts) == 1 and asked.method != "POST":
            return 405, None, {"Allow": "POST"}
        if len(asked.parts) == 2 and asked.method not in ("GET", "DELETE", self.method):
            return 405, None, {"Allow": f"GET, DELETE, {self.method}"}
        if len(asked.parts) == 2 and key not in crew:
            return 404, None, {}
        if asked.method in ("GET", "DELETE"):
            return (200, crew[key], {}) if asked.method == "GET" else (204, crew.pop(key) and None, {})
        if self.listed and len(asked.parts) == 2:
            return patched(self, asked)
        data, strange = asked.data, list[str]()
        if self.wrapped:
            held, strange = self.envelope.read(asked.data)
            data = json.dumps(held["sailor"]).encode() if not strange else b""
        body, wrong = (self.part if len(asked.parts) == 2 else self.whole).read(data)
        if wrong or not asked.json:
            return (400 if asked.json else 415), None, {}
        if asked.method == "PATCH" and body.get("handle", key) != key:
            self.told.append(body["handle"])
        row = {**(crew[key] if len(asked.parts) == 2 else {}), **self.whole.kept(body)}
        if row["handle"] in crew and row["handle"] != key:
            return 409, None, {}
        if len(asked.parts) == 2:
            del crew[key]
        crew[row["handle"]] = row
        return (200 if len(asked.parts) == 2 else 201), row, {}


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_record_keeps_the_name_that_leads_to_it(method: str, wrapped: bool, tmp_path: Path) -> None:
    """Each sailor is changed under a handle of his own, and removed by it, wherever in a body he is."""
    service = Crew(method, wrapped=wrapped)
    report = some_journeys(service, tmp_path, " in |life")
    assert told(report) == []
    assert report.leftovers == ()
    assert service.left == []
    assert service.told == []
    assert service.unharmed


def test_no_operation_gives_a_record_another_name(tmp_path: Path) -> None:
    """Every other member is set by one."""
    service = Crew("PATCH", listed=True)
    report = some_journeys(service, tmp_path, " in |life")
    assert told(report) == []
    assert (report.leftovers, service.left, service.told) == ((), [], [])
    assert service.ranks
    assert service.unharmed


def rows(tmp_path: Path) -> tuple[Behaviour, NamedRecords]:
    """A change of rows by their numbers, of which 5 and 6 are the run's own."""
    row = {"type": "object", "properties": {"id": {"type": "integer"}, "rank": RANK}}
    body = {"content": {"application/json": {"schema": row}}}
    done = {"200": {**body, "description": "done"}}
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Rows", "version": "1"}, "paths": {
        "/rows": {"post": {"operationId": "add", "requestBody": body, "responses": {"201": done["200"]}}},
        "/rows/{id}": {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                       "get": {"operationId": "get", "responses": done},
                       "patch": {"operationId": "change", "requestBody": body, "responses": done}}}}))  # fmt: skip
    behaviour = Judge(load_document(file)).behaviours["change"]
    ownership = Ownership(RunNames(1))
    for key in ("5", "6"):
        ownership.adopt(behaviour.resource or "", key)
    named = NamedRecords(ownership, lambda _: "id", {})
    return behaviour, named


@pytest.mark.parametrize("location", ["path", "query"])
def test_a_key_stays_whatever_kind_it_is_and_wherever_it_stands(location: str, tmp_path: Path) -> None:
    """A number that is another record of the run's own is no less another's than a text."""
    found, named = rows(tmp_path)
    behaviour = replace(found, key=f"$request.{location}.id")
    path, query = ({"id": "5"}, ()) if location == "path" else ({}, (("id", "5"),))
    assert behaviour.action == "merge"
    assert named.owned(behaviour, {"id": 6, "rank": 2}, path, (), query) == {"rank": 2}
    assert named.owned(behaviour, {"id": 6, "rank": 2}, path, ("id",), query) == {"id": 5, "rank": 2}
    assert named.owned(behaviour, {"id": 5, "rank": 2}, path, (), query) == {"id": 5, "rank": 2}


def test_a_body_may_name_the_record_whose_change_is_tried(tmp_path: Path) -> None:
    """That one alone, which reads have just shown not to be there."""
    behaviour, named = rows(tmp_path)
    tried = (behaviour.resource or "", (), "0")
    strange = [named.strange(behaviour, {"id": number}, {"id": "0"}, tried) is not None for number in (0, 9, 5)]
    assert strange == [False, True, False]
    assert named.strange(behaviour, {"id": 0}, {"id": "0"}) is not None
