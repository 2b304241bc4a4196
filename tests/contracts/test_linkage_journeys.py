"""Relationships of JSON:API with a path of their own are led to the run's own records, and lead there."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path

if TYPE_CHECKING:
    from pathlib import Path

_MEDIA = "application/vnd.api+json"


def _said(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "done", "content": {_MEDIA: {"schema": schema}}}


def _linkage(kind: str, *, several: bool) -> dict[str, Any]:
    one = {
        "type": "object",
        "required": ["type", "id"],
        "properties": {"type": {"type": "string", "enum": [kind]}, "id": {"type": "string"}},
        "additionalProperties": False,
    }
    data = {"type": "array", "items": one} if several else one
    return {"type": "object", "required": ["data"], "properties": {"data": data}}


def _resource(kind: str) -> dict[str, Any]:
    name = {"type": "string", "minLength": 1, "maxLength": 80}
    attributes = {"type": "object", "required": ["name"], "properties": {"name": name}}
    members = {"type": {"type": "string", "enum": [kind]}, "attributes": attributes}
    data = {"type": "object", "required": ["type", "attributes"], "properties": members}
    return {"type": "object", "required": ["data"], "properties": {"data": data}}


class Tours(Service):
    """Tours of one guide and several stops; ``habit`` says what is wrong with a relationship, or done otherwise."""

    def __init__(self, habit: str) -> None:
        super().__init__()
        self.habit, self.count, self.reads = habit, itertools.count(5), itertools.count()
        old = {kind: {"4": {"type": kind, "id": "4", "attributes": {"name": "old"}}} for kind in ("tours", "places")}
        self.begin(old)
        self.links: dict[tuple[str, str], list[str]] = {("4", "stops"): ["4"], ("4", "guide"): ["4"]}
        self.before: dict[tuple[str, str], list[str]] = {}
        self.new = {kind: Checker(_resource(kind)) for kind in old}
        beside = {"guideId": {"type": "integer", "example": 4}} if habit == "asks for another" else {}
        linkages = {name: _linkage("places", several=name == "stops") for name in ("stops", "guide")}
        self.linkage = {
            name: Checker({**one, "required": ["data", *beside], "properties": {**one["properties"], **beside}})
            for name, one in linkages.items()
        }
        self.changed: set[str] = set()

    def document(self) -> dict[str, Any]:
        """The document; 403 is for a complete replacement, which JSON:API lets a service refuse."""
        no: dict[str, Any] = {status: {"description": "no"} for status in ("400", "403", "404", "415", "422")}
        paths: dict[str, Any] = {}
        for kind in self.new:
            shown = _said(_resource(kind))
            body = {"required": True, "content": {_MEDIA: {"schema": self.new[kind].schema}}}
            paths[f"/{kind}"] = {"post": {"requestBody": body, "responses": {"201": shown, **no}}}
            paths[f"/{kind}/{{id}}"] = {
                "parameters": [in_path("id", {"type": "string"})],
                "get": {"responses": {"200": shown, **no}},
                "delete": {"responses": {"204": {"description": "gone"}, **no}},
            }
        for name, checker in self.linkage.items():
            body = {"required": True, "content": {_MEDIA: {"schema": checker.schema}}}
            done = {"204": {"description": "done"}, "202": {"description": "later"}, **no}
            data = {**checker.schema["properties"]["data"], "nullable": name == "guide"}
            shown = {"type": "object", "required": ["data"], "properties": {"data": data}}
            methods = ("post", "patch", "delete") if name == "stops" else ("patch",)
            paths[f"/tours/{{id}}/linked/{name}"] = {
                "parameters": [in_path("id", {"type": "string"})],
                "get": {"operationId": f"see {name}", "responses": {"200": _said(shown), **no}},
                **{method: {"requestBody": body, "responses": done} for method in methods},
            }
        return {"openapi": "3.0.3", "info": {"title": "Tours", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer; refusals have no body."""
        kind, key, *rest = [*asked.parts, ""][:4] if len(asked.parts) < 4 else asked.parts[:4]
        if kind not in self.new or (key and key not in self.rows[kind]):
            return 404, None, {}
        if len(asked.parts) == 4 and kind == "tours" and rest[-1] in self.linkage:
            return self._linked(asked, (key, rest[-1]))
        allowed = ("GET", "DELETE") if key else ("POST",)
        if len(asked.parts) > 2 or asked.method not in allowed:
            return (404, None, {}) if len(asked.parts) > 2 else (405, None, {"Allow": ", ".join(allowed)})
        if asked.method == "GET":
            return 200, {"data": self.rows[kind][key]}, {"Content-Type": _MEDIA}
        if asked.method == "DELETE":
            return 204, self.rows[kind].pop(key) and None, {}
        body, wrong = self.new[kind].read(asked.data)
        if asked.headers.get_content_type() != _MEDIA or body is None or wrong:
            return 415 if asked.headers.get_content_type() != _MEDIA else 422, None, {}
        made = {"type": kind, "id": str(next(self.count)), "attributes": body["data"]["attributes"]}
        self.rows[kind][made["id"]] = made
        return 201, {"data": made}, {"Content-Type": _MEDIA}

    def _linked(self, asked: Asked, where: tuple[str, str]) -> Answer:
        several, there = where[1] == "stops", self.links.get(where, [])
        if asked.method == "GET":
            late = self.habit == "late" and where in self.before and next(self.reads) % 2 == 0
            shown = [{"type": "places", "id": key} for key in (self.before[where] if late else there)]
            return 200, {"data": shown if several else next(iter(shown), None)}, {"Content-Type": _MEDIA}
        if asked.method not in (("POST", "PATCH", "DELETE") if several else ("PATCH",)):
            return 405, None, {"Allow": "GET, POST, PATCH, DELETE" if several else "GET, PATCH"}
        body, wrong = self.linkage[where[1]].read(asked.data)
        if asked.headers.get_content_type() != _MEDIA or body is None or wrong:
            return 415 if asked.headers.get_content_type() != _MEDIA else 422, None, {}
        given = [item["id"] for item in (body["data"] if several else [body["data"]])]
        if any(key not in self.rows["places"] for key in given):
            return 404, None, {}
        self.changed.add(f"{asked.method} {where[1]} {'4' in given or body.get('guideId') == 4}")
        if self.habit == "no replacement" and asked.method == "PATCH":
            return 403, None, {}
        added = [*there, *(key for key in given if key not in there or self.habit == "twice")]
        made = {"POST": added, "PATCH": given, "DELETE": [key for key in there if key not in given]}[asked.method]
        self.before[where] = there
        if self.habit == "accepted":
            return 202, None, {}
        if self.habit != f"{asked.method} is lost":
            self.links[where] = added if self.habit == "replacement adds" and asked.method == "PATCH" else made
        return 204, None, {}


_SEE = [("read-back", "see stops", "/data")]


@pytest.mark.parametrize(
    ("habit", "found"),
    [
        ("", []),
        ("late", []),
        ("accepted", []),
        ("no replacement", []),
        ("POST is lost", _SEE),
        ("twice", _SEE),
        ("DELETE is lost", _SEE),
        ("PATCH is lost", [("read-back", "see guide", "/data"), *_SEE]),
        ("replacement adds", _SEE),
    ],
)
def test_a_relationship_leads_where_it_is_led(habit: str, found: list[tuple[str, str, str]], tmp_path: Path) -> None:
    """Only the run's own records are named; what comes late, or is refused, is no drift."""
    service = Tours(habit)
    report = some_journeys(service, tmp_path, "^linkage of")
    assert sorted(told(report)) == found, json.dumps([drift.lead.message for drift in report.drifts])
    assert {"POST stops False", "PATCH guide False"} <= service.changed
    assert not any(name.endswith("True") for name in service.changed)
    assert service.links["4", "stops"] == ["4"]
    assert service.unharmed


def test_what_a_linkage_stands_beside_names_no_record_of_others(tmp_path: Path) -> None:
    """Its example is a record that is there: no change is sent with it."""
    service = Tours("asks for another")
    report = checked(service, tmp_path, recombinations=10)
    assert (told(report), service.unharmed) == ([], True)
    assert not any(name.endswith("True") for name in service.changed)
