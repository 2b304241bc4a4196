"""A removal or a change that names the version of its record in the query is sent with the one that is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import pytest

from contracts.cases.sending.given_parameters import GivenParameters
from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.run import Settings
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from mock_server.openapi import load_document
from tests.contracts.running import report_of
from tests.documents.asking import mock
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

TEXT = {"type": "string"}
NOTE = {"type": "object", "properties": {"_id": TEXT, "_rev": TEXT, "title": {"type": "string", "maxLength": 40}}}
WRITTEN = {"type": "object", "required": ["id", "rev"], "properties": {"id": TEXT, "rev": TEXT}}
SENT = {"type": "object", "properties": {"title": {"type": "string", "maxLength": 40}}}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}}


def document() -> dict[str, Any]:
    """Databases, and documents in them that are written and removed by their revision, as CouchDB's are."""
    none, late = {"404": {"description": "none"}, "400": {"description": "wrong"}}, {"409": {"description": "conflict"}}
    rev = {"name": "rev", "in": "query", "schema": TEXT}
    match = {"name": "If-Match", "in": "header", "schema": TEXT}
    gone, made = {"description": "gone"}, {"description": "made"}
    shown = says(NOTE) | {"headers": {"ETag": {"schema": TEXT}}}
    body = {"required": True, **says(SENT)}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Store", "version": "1"},
        "paths": {
            "/{db}": {
                "parameters": [_path("db")],
                "put": {"operationId": "makeDb", "responses": {"201": made, "412": made, **none}},
                "get": {"operationId": "getDb", "responses": {"200": says({"type": "object"}), **none}},
                "delete": {"operationId": "dropDb", "responses": {"204": gone, **none}},
            },
            "/{db}/{note}": {
                "parameters": [_path("db"), _path("note")],
                "put": {
                    "operationId": "write",
                    "parameters": [rev, match],
                    "requestBody": body,
                    "responses": {"201": says(WRITTEN), **none, **late},
                },
                "get": {"operationId": "read", "responses": {"200": shown, **none}},
                "delete": {
                    "operationId": "drop",
                    "parameters": [rev, match],
                    "responses": {"200": says(WRITTEN), **none, **late},
                },
            },
        },
    }


class Store:
    """Documents by database; a write without the last revision is a conflict if it ``heeds`` one."""

    def __init__(self, *, heeds: bool) -> None:
        self.heeds = heeds
        self.rows: dict[str, dict[str, dict[str, Any]]] = {"theirs": {"first": {"_id": "first", "_rev": "1-a"}}}
        self.count = 0
        self.seen: set[tuple[str, int]] = set()

    def answer(self, method: str, target: str, headers: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """As the document says."""
        path, _, query = target.partition("?")
        parts = [unquote(part) for part in path.split("/")[1:]]
        if len(parts) > 2 or not all(part[:1].isalpha() and part.replace("-", "").isalnum() for part in parts):
            return 404, None, {}
        rev = (headers.get("If-Match") or "").strip('"') or dict(parse_qsl(query)).get("rev")
        status, value = self._on(parts, method, rev, headers, data)
        self.seen.add((f"{method} {len(parts)}", status))
        tag = value.get("_rev") or value.get("rev") if isinstance(value, dict) else None
        allow = {"Allow": "GET, PUT, DELETE"} if status == 405 else {}
        return status, value, {**allow, **({"ETag": f'"{tag}"'} if tag else {})}

    def _on(self, parts: list[str], method: str, rev: str | None, headers: Any, data: bytes) -> tuple[int, Any]:
        db = parts[0]
        if method not in ("GET", "PUT", "DELETE", "HEAD"):
            return 405, None
        if len(parts) == 1:
            if method == "PUT":
                if db in self.rows:
                    return 412, None
                self.rows[db] = {}
                return 201, None
            if db not in self.rows:
                return 404, None
            if method == "DELETE":
                del self.rows[db]
                return 204, None
            return 200, {}
        if db not in self.rows:
            return 404, None
        rows, key = self.rows[db], parts[1]
        old, body = rows.get(key), sent_json(data)
        if method == "PUT":
            title = body.get("title", "") if isinstance(body, dict) else None
            plain = (headers.get("Content-Type") or "").partition(";")[0] == "application/json"
            if not plain or not isinstance(title, str) or len(title) > 40:
                return 400, None
        if old is None and method != "PUT":
            return 404, None
        if method in ("PUT", "DELETE") and self.heeds and rev != (old["_rev"] if old else None):
            return 409, {"error": "conflict"}
        if method == "GET" or method == "HEAD":
            return 200, old
        self.count += 1
        new = f"{self.count}-x"
        if method == "DELETE":
            del rows[key]
            return 200, {"id": key, "rev": new}
        rows[key] = {"_id": key, "_rev": new, **({"title": body["title"]} if "title" in body else {})}
        return 201, {"id": key, "rev": new}


def checked(store: Store, folder: Path) -> Report:
    """The report of a check of it."""
    spec = folder / "store.json"
    spec.write_text(json.dumps(document()), "utf-8")
    with answering(store.answer) as url:
        return report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=2, ledger=folder / "ledger"))


@pytest.mark.slow
def test_documents_are_changed_and_removed_by_the_revision_that_they_have(tmp_path: Path) -> None:
    """A wrong revision that was asked for is a conflict, and no removal that failed: everything is reached, nothing
    left, and what went with its database is not told as lost."""
    store = Store(heeds=True)
    report = checked(store, tmp_path)
    assert {("PUT 2", 201), ("PUT 2", 409), ("DELETE 2", 200), ("DELETE 2", 409), ("DELETE 1", 204)} <= store.seen
    assert store.rows == {"theirs": {"first": {"_id": "first", "_rev": "1-a"}}}
    assert (report.leftovers, [drift.lead.message for drift in report.drifts]) == ((), [])
    assert report.created > 20  # after a removal that failed no more is made


@pytest.mark.slow
def test_a_store_that_heeds_no_revision_is_told(tmp_path: Path) -> None:
    """A change of a version that is none is taken."""
    store = Store(heeds=False)
    report = checked(store, tmp_path)
    assert store.rows == {"theirs": {"first": {"_id": "first", "_rev": "1-a"}}}
    assert "preconditions" in {drift.lead.law for drift in report.drifts}


def test_a_version_goes_with_changes_alone_and_ends_with_its_record(tmp_path: Path) -> None:
    """A read by a version shows an old text, and a new record of the key has another one."""
    spec, tree = tmp_path / "store.json", document()
    tree["paths"]["/{db}/{note}"]["get"]["parameters"] = [{"name": "rev", "in": "query", "schema": TEXT}]
    spec.write_text(json.dumps(tree), "utf-8")
    store = load_document(spec)
    known = Judge(store).behaviours
    given = GivenParameters(Credentials(store, {}), Ledger(None, {}), known)
    resource, asked = known["write"].resource or "", Request("PUT", "/a/x")
    given.followed(known["write"], "x", asked, {"_id": "x", "_rev": "1-a"})
    carried = {name: given.of(resource, "x", known[name].operation) for name in ("write", "drop", "read")}
    assert carried == {"write": {("query", "rev"): "rev=1-a"}, "drop": {("query", "rev"): "rev=1-a"}, "read": {}}
    given.followed(known["drop"], "x", Request("DELETE", "/a/x"), None)
    assert given.of(resource, "x", known["write"].operation) == {}


def test_what_is_below_two_keys_is_the_inner_ones(tmp_path: Path) -> None:
    """An attachment is put where its document is, and nowhere once that was removed."""
    tree = document()
    key = [_path(name) for name in ("db", "note", "part")]
    answers = {"201": says(WRITTEN), "404": {"description": "none"}}
    put = {"operationId": "attach", "requestBody": {"required": True, **says(SENT)}, "responses": answers}
    tree["paths"]["/{db}/{note}/{part}"] = {"parameters": key, "put": put}
    ask = mock(tmp_path, tree).ask
    assert [ask("PUT", "/a").status, ask("PUT", "/a/x", {}).status, ask("PUT", "/a/y", {}).status] == [201] * 3
    assert (ask("PUT", "/a/x/one", {}).status, ask("DELETE", "/a/x").status) == (201, 200)
    assert (ask("PUT", "/a/x/two", {}).status, ask("PUT", "/a/y/two", {}).status) == (404, 201)
