"""Resource objects of JSON:API: single attributes are changed and read back, they refer to the run's own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path

if TYPE_CHECKING:
    from pathlib import Path

MEDIA = "application/vnd.api+json"
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "albums": {
        "title": {"type": "string", "minLength": 1, "maxLength": 80},
        "tracks": {"type": "integer", "minimum": 1},
    },
    "bands": {"name": {"type": "string", "minLength": 1, "maxLength": 80}},
}
LINK = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "object",
            "required": ["type", "id"],
            "properties": {"type": {"type": "string", "enum": ["bands"]}, "id": {"type": "string"}},
        }
    },
}


def resource(kind: str, *, key: bool, whole: bool) -> dict[str, Any]:
    """The schema of a document with one resource object."""
    attributes: dict[str, Any] = {"type": "object", "properties": ATTRIBUTES[kind]}
    if whole:
        attributes["required"] = list(ATTRIBUTES[kind])[:1]
    members: dict[str, Any] = {"type": {"type": "string", "enum": [kind]}, "attributes": attributes}
    members |= {"id": {"type": "string"}} if key else {}
    members |= {"relationships": {"type": "object", "properties": {"band": LINK}}} if kind == "albums" else {}
    required = ["type", *(["id"] if key else []), *(["attributes"] if whole else [])]
    data = {"type": "object", "required": required, "properties": members}
    return {"type": "object", "required": ["data"], "properties": {"data": data}}


def says(schema: dict[str, Any]) -> dict[str, Any]:
    """A documented answer."""
    return {"description": "done", "content": {MEDIA: {"schema": schema}}}


class Albums(Service):
    """Albums of bands; ``fault`` says what is wrong with them: a change is `ignored`, `clobbers` what it does not name
    or overlooks `tracks`, the `band` of a new album is lost, or is not `moved` by a change."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault
        self.count = itertools.count(5)
        old = {"type": "bands", "id": "4", "attributes": {"name": "from before"}}
        self.begin({"albums": {}, "bands": {"4": old}})
        self.new = {kind: Checker(resource(kind, key=False, whole=True)) for kind in ATTRIBUTES}
        self.part = Checker(resource("albums", key=True, whole=False))

    def document(self) -> dict[str, Any]:
        """The document: 404 is also for a band that is not there, 409 for another id than that of the path."""
        no: dict[str, Any] = {status: {"description": "refused"} for status in ("400", "404", "409", "415", "422")}
        paths: dict[str, Any] = {}
        for kind in ATTRIBUTES:
            shown = says(resource(kind, key=True, whole=True))
            body = {"required": True, "content": {MEDIA: {"schema": resource(kind, key=False, whole=True)}}}
            paths[f"/{kind}"] = {"post": {"requestBody": body, "responses": {"201": shown, **no}}}
            paths[f"/{kind}/{{id}}"] = {
                "parameters": [in_path("id", {"type": "string"})],
                "get": {"operationId": f"read {kind}", "responses": {"200": shown, **no}},
                "delete": {"responses": {"204": {"description": "gone"}, **no}},
            }
        body = {"required": True, "content": {MEDIA: {"schema": self.part.schema}}}
        shown = says(resource("albums", key=True, whole=True))
        paths["/albums/{id}"]["patch"] = {
            "operationId": "change album", "requestBody": body, "responses": {"200": shown, **no}
        }  # fmt: skip
        return {"openapi": "3.0.3", "info": {"title": "Albums", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer; refusals have no body."""
        kind, key = asked.parts[0], "/".join(asked.parts[1:])
        if kind not in ATTRIBUTES:
            return 404, None, {}
        rows = self.rows[kind]
        if key and key not in rows:
            return 404, None, {}
        allowed = {"PATCH"} if kind == "albums" else set()
        allowed = allowed | {"GET", "DELETE"} if key else {"POST"}
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(sorted(allowed))}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        return (200, {"data": rows[key]}, {"Content-Type": MEDIA}) if asked.method == "GET" else self._write(asked, key)

    def _write(self, asked: Asked, key: str) -> Answer:
        kind = asked.parts[0]
        if asked.headers.get_content_type() != MEDIA:
            return 415, None, {}
        body, wrong = (self.part if key else self.new[kind]).read(asked.data)
        if body is None or wrong:
            return 422 if wrong and body is not None else 400, None, {}
        data = body["data"]
        band = (data.get("relationships") or {}).get("band")
        if band is not None and band["data"]["id"] not in self.rows["bands"]:
            return 404, None, {}
        if key and data["id"] != key:
            return 409, None, {}
        given = {name: value for name, value in data.get("attributes", {}).items() if name in ATTRIBUTES[kind]}
        key = key or str(next(self.count))
        row = self.rows[kind].get(key, {"type": kind, "id": key, "attributes": {}})
        made = self._changed(row, given, new=key not in self.rows[kind])
        old = made.get("relationships")
        if band is not None and self.fault != "band" and not (self.fault == "moved" and old is not None):
            made["relationships"] = {"band": band}
        if self.fault != "ignored" or asked.method == "POST":
            self.rows[kind][key] = made
        return 200 if asked.method == "PATCH" else 201, {"data": made}, {"Content-Type": MEDIA}

    def _changed(self, row: dict[str, Any], given: dict[str, Any], *, new: bool) -> dict[str, Any]:
        if self.fault == "tracks" and not new:
            given.pop("tracks", None)
        kept = {"title": row["attributes"]["title"]} if self.fault == "clobbers" and not new else row["attributes"]
        return {**row, "attributes": {**kept, **given}}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("", []),
        ("ignored", [("read-back", "read albums", "/data/attributes")]),
        ("clobbers", [("read-back", "read albums", "/data/attributes")]),
        ("tracks", [("echo", "change album", "/data/attributes")]),
        ("band", [("echo", "post /albums", "/data/relationships")]),
        ("moved", [("read-back", "read albums", "/data/relationships")]),
    ],
)
def test_attributes_and_links_are_kept(fault: str, wrong: list[tuple[str, str, str]], tmp_path: Path) -> None:
    """Each change succeeds, since it names the id of its path, and each band that an album names is there."""
    service = Albums(fault)
    report = some_journeys(service, tmp_path, "^merge in albums")
    assert told(report) == wrong
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(bool(wrong)))
    assert {"read albums", "change album"}.isdisjoint(found.operation for found in report.unreached)
