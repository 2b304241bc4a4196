"""The counts of a run add up: what went under another spelling of its key, or with the record above, is removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.addressing import Addressing
from contracts.cases.sending.created_records import CreatedRecords
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.lost_records import LostRecords
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from mock_server.openapi import MISSING, load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

SHELF, BOOK = LedgerEntry("shelves", "Ab"), LedgerEntry("shelves/{}/books", "7", (("shelf", "Ab"),))


@pytest.mark.parametrize(
    ("removed", "asked", "went"),
    [
        (LedgerEntry("shelves", "AB"), SHELF, True),
        (LedgerEntry("shelves", "Abc"), SHELF, False),
        (LedgerEntry("books", "AB"), SHELF, False),
        (SHELF, BOOK, True),
        (LedgerEntry("shelves", "ab"), BOOK, True),
        (LedgerEntry("shelves", "7"), BOOK, False),
        (LedgerEntry("shel", "Ab"), BOOK, False),
        (BOOK, SHELF, False),
        (LedgerEntry("", "ab"), LedgerEntry("{}", "7", (("db", "ab"),)), True),
        (LedgerEntry("", "a"), LedgerEntry("{}", "7", (("db", "ab"),)), False),
    ],
)
def test_what_went_with_another_removal(removed: LedgerEntry, asked: LedgerEntry, *, went: bool) -> None:
    """The same key in another case, and a record above; nothing else."""
    lost = LostRecords(Creations())
    lost.created(asked, "make")
    lost.touched(removed, found=True)
    assert lost.went(asked) is went
    assert lost.touched(asked, found=False) == 0
    assert (lost.leftovers() == []) is went


def test_what_a_delete_in_doubt_removed() -> None:
    """A delete that was answered 500, or not at all, and after which there is nothing, did remove it."""
    lost = LostRecords(Creations())
    lost.created(SHELF, "make")
    lost.touched(SHELF, found=None)
    assert not lost.went(SHELF)
    assert lost.touched(SHELF, found=False) == 0
    assert lost.went(SHELF)
    assert lost.leftovers() == []


def test_what_is_made_anew_is_there() -> None:
    """A removal from before says nothing of it."""
    lost = LostRecords(Creations())
    lost.touched(LedgerEntry("shelves", "AB"), found=True)
    lost.created(SHELF, "make")
    assert not lost.went(SHELF)


def _asks(judge: Judge, method: str, path: str, status: int, body: bytes = b"") -> tuple[Sent, Any]:
    fields = (("Content-Type", "application/json"),) if body else ()
    exchange = Exchange(Request(method, path), Answer(status, fields, body), "journey")
    reading = judge.reader.read(exchange.request)
    assert reading is not None
    return Sent(exchange, reading, judge.body_of(exchange.answer), MISSING, []), judge.behaviours[reading.operation.id]


def test_a_removal_by_another_spelling_counts_once(tmp_path: Path) -> None:
    """A record that the service keeps in upper case, removed by the key that was chosen; null is no record at all."""
    spec = tmp_path / "openapi.json"
    shown = says({"type": "object", "required": ["data"], "properties": {"data": {"$ref": "#/components/schemas/C"}}})
    coupon = {"type": ["object", "null"], "properties": {"code": {"type": "string"}, "note": {"type": "string"}}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Coupons", "version": "1"},
        "components": {"schemas": {"C": coupon}},
        "paths": {
            "/coupons/{code}": {
                "parameters": [in_path("code", {"type": "string"})],
                "get": {"responses": {"200": shown}},
                "delete": {"responses": {"204": {"description": "gone"}, "404": {"description": "none"}}},
            },
        },
    }
    spec.write_text(json.dumps(document), "utf-8")
    judge = Judge.of(load_document(spec))
    names = RunNames(1)
    key = f"{names.tag}-a"
    books = CreatedRecords(
        Ledger(None, {}), Ownership(names), Creations(), Addressing(judge.behaviours), Credentials(judge.document, {})
    )
    kept = LedgerEntry("coupons", key.upper())
    books.created += books.ledger.made(kept)
    for path, status in ((key, 204), (key.upper(), 404)):
        sent, behaviour = _asks(judge, "DELETE", f"/coupons/{path}", status)
        books.settle(sent, behaviour, LedgerEntry("coupons", path), path)
    assert (books.created, books.removed_for_good(), books.ledger.open) == (1, 1, {})
    sent, behaviour = _asks(judge, "GET", f"/coupons/{key}", 200, b'{"data": null}')
    books.settle(sent, behaviour, LedgerEntry("coupons", key), key)
    assert not books.outlived
    sent, behaviour = _asks(judge, "GET", f"/coupons/{key}", 200, b'{"data": {"note": "here"}}')
    books.settle(sent, behaviour, LedgerEntry("coupons", key), key)
    assert books.outlived


def test_a_refused_change_tells_nothing_of_the_record(tmp_path: Path) -> None:
    """What stays as its removal showed it was removed as documented, also where the last change was an error."""
    spec = tmp_path / "openapi.json"
    members = {"tab": {"type": "string"}, "sum": {"type": "integer"}, "note": {"type": "string"}}
    shown = says({"type": "object", "properties": {**members, "deleted": {"type": "boolean"}}})
    change = {"requestBody": takes({"type": "object", "properties": members}), "responses": {"200": shown}}
    path = {"parameters": [in_path("tab", {"type": "string"})], "get": {"responses": {"200": shown}},
            "patch": change, "delete": {"responses": {"200": shown}}}  # fmt: skip
    paths = {"/tabs": {"post": {**change, "responses": {"201": shown}}}, "/tabs/{tab}": path}
    spec.write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "Tabs", "version": "1"}, "paths": paths}), "utf-8"
    )
    judge = Judge.of(load_document(spec))
    books = CreatedRecords(
        Ledger(None, {}),
        Ownership(RunNames(1)),
        Creations(),
        Addressing(judge.behaviours),
        Credentials(judge.document, {}),
    )
    entry, mark = LedgerEntry("tabs", "t1"), {"tab": "t1", "deleted": True}
    books.kept.made(entry, {"tab": "t1", "sum": 1, "note": "n"})
    sent, behaviour = _asks(judge, "PATCH", "/tabs/t1", 400, b'{"error": "no"}')
    books.settle(sent, behaviour, entry, "t1")
    sent, behaviour = _asks(judge, "DELETE", "/tabs/t1", 200, json.dumps(mark).encode())
    books.kept.removed(entry, behaviour, sent.body)
    assert books.kept.shown(entry, mark)
