"""Keys that a description calls UUIDs, where the schema says no more than that they are texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

DONE = {"description": "done"}
KEY = "730d3e32-d098-4169-a20c-554c3bedce58"


def document(folder: Path, said: str, *statuses: str) -> Document:
    """A ticket that is read by a key of which this is said."""
    key = {"name": "key", "in": "path", "required": True, "description": said, "schema": {"type": "string"}}
    file = folder / "tickets.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Tickets", "version": "1"},
        "paths": {"/tickets/{key}": {"parameters": [key], "get": {"responses": dict.fromkeys(statuses, DONE)}}},
    }))  # fmt: skip
    return load_document(file)


@pytest.mark.parametrize(
    ("said", "key", "refusal", "found"),
    [
        ("The UUID of the ticket", "abc", 400, []),
        ("The UUID of the ticket", "abc", 422, []),
        ("GUID", "abc", 400, []),
        ("The UUID of the ticket", KEY, 400, ["status-documented"]),
        ("The UUID of the ticket", KEY.replace("-", ""), 400, ["status-documented"]),
        ("The UUID of the ticket", f"urn:uuid:{KEY}", 400, ["status-documented"]),
        ("The UUID of the ticket", "{" + KEY.upper() + "}", 400, ["status-documented"]),
        ("The UUID of the ticket", KEY[1:], 400, []),
        ("The name or the UUID of the ticket", "abc", 400, ["status-documented"]),
        ("The ticket", "abc", 400, ["status-documented"]),
    ],
)
def test_a_text_that_is_no_uuid_may_be_refused(
    said: str, key: str, refusal: int, found: list[str], tmp_path: Path
) -> None:
    """What a description asks for is part of the document; 400 is then earned by any other text."""
    read = document(tmp_path, said, "200", "404")
    exchange = Exchange(Request("GET", f"/tickets/{key}"), Answer(refusal, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(read).judge(exchange)] == found


@pytest.mark.parametrize(("key", "found"), [("abc", []), (KEY, ["valid-accepted"])])
def test_a_documented_refusal_may_be_about_what_is_no_uuid(key: str, found: list[str], tmp_path: Path) -> None:
    """The same where the document has the refusal."""
    read = document(tmp_path, "The UUID of the ticket", "200", "400", "404")
    exchange = Exchange(Request("GET", f"/tickets/{key}"), Answer(400, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(read).judge(exchange)] == found


def test_the_key_of_a_record_that_is_there_is_none_to_refuse(tmp_path: Path) -> None:
    """Whatever form it has: the service made it, or showed it, as what the description calls a UUID."""
    ownership = Ownership(RunNames(1))
    ownership.adopt("tickets", "tck_1")
    ownership.saw("tickets", "tck_2")
    judge = Judge(document(tmp_path, "The UUID of the ticket", "200", "400", "404"))
    judge.uuids.met = ownership.met
    for key, found in (("tck_1", ["valid-accepted"]), ("tck_2", ["valid-accepted"]), ("tck_3", [])):
        exchange = Exchange(Request("GET", f"/tickets/{key}"), Answer(400, (), b"", 0.0), "journey", "")
        assert [finding.law for finding in judge.judge(exchange)] == found, key
    ownership.removed("tickets", "tck_1")
    assert not ownership.met("tck_1")
