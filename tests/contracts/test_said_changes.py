"""Changes of values that descriptions announce, and members that are fixed when a record is made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.judging.fixed_members import FixedMembers
from contracts.laws.judging import Judge
from contracts.laws.said_changes import says_inside, says_left_out, says_so
from contracts.traffic.evidence import akin
from mock_server.openapi import load_document
from tests.manners.serving import Answer, Asked, checked
from tests.manners.wares import Wares

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "sent", "got", "open_"),
    [
        ("Kept in lower case", "A@B.com", "a@b.com", True),
        ("Kept in lower case", " a", "a", False),
        ("", "A@B.com", "a@b.com", False),
        ("Trimmed", " two  words\t", "two words", True),
        ("Trimmed", "two", "tw", False),
        ("Sorted", ["b", "a"], ["a", "b"], True),
        ("Sorted", ["b", "a"], ["a"], False),
        ("Duplicates are dropped", ["b", "a", "b"], ["a", "b"], True),
        ("In lower case and sorted", ["B", "a"], ["a", "b"], True),
        ("Rounded to two places", "12345", "12345.00", True),
        ("Rounded to two places", 0.125, 0.13, True),
        ("Rounded to two places", "12345", "12346.00", False),
        ("Shown in UTC", "2031-01-01T02:00:00+02:00", "2031-01-01T00:00:00Z", True),
        ("Shown in UTC", "2031-01-01T02:00:00+02:00", "2031-01-01T02:00:00Z", False),
        ("Is normalised", " A", "a", True),
        ("Comma-separated tags", "a,b", "a, b", True),
        ("Comma-separated tags", "a,b", "b, a", False),
        ("Comma-separated tags, sorted", "b,a,b", "a, b", True),
        ("Sorted", "b,a", "a, b", False),
        ("Is normalised", "a", "b", False),
        ("Only digits and a leading plus are kept", "+49 (30) 1-2", "+493012", True),
        ("Hyphens are removed", "978-3", "9783", True),
        ("Hyphens are removed", "978-3", "9784", False),
        ("Is normalised", "(030) 12-34", "0301234", True),
        ("An empty text is stored as null", "", None, True),
        ("An empty text is stored as null", "a", None, False),
        ("Is stored as it is", "", None, False),
        ("The value, null where it is hidden", "a", None, True),
        ("When it is hidden the value is null", "a", None, True),
        ("The value, null where it is hidden", "a", "b", False),
        ("The value or null", "a", None, False),
        ("A note; null if none was given.", "a", None, False),
        ("Null if it is not set yet", "a", None, False),
        ("A note (null when unknown)", "a", None, False),
        ("Null unless given", "a", None, False),
        ("If it isn't set, the value is null.", "a", None, False),
        ("When it was sold, or null", "a", None, False),
        ("The time when it was sold, null if never set", "a", None, False),
        ("A nickname; null if blank.", "   ", None, True),
        ("Null when it is empty", " ", None, True),
        ("Null when it is empty", " a ", None, False),
        ("Null if not set", " ", None, False),
        ("Null when unknown", "unknown", None, True),
        ("Null when not specified", "NOT_SPECIFIED", None, True),
        ("Null when unknown", "know", None, False),
        ("Null if it is not visible to you", "a", None, True),
        ("Null unless you are an owner", "a", None, True),
        ("Null until it is set by a clerk", "a", None, True),
        ("Null if not set or not yours", "a", None, True),
        ("Null if no rate is set", "a", None, True),
        ("If you may not see it, null", "a", None, True),
        ("If none was given, null. If it is hidden, null.", "a", None, True),
        ("Special characters are escaped", "a < b & c", "a &lt; b &amp; c", True),
        ("Special characters are escaped", "<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;", True),
        ("Special characters are escaped", "a < b & c", "a  b", False),
        ("Truncated to 5 characters", "longer one", "longe", True),
        ("Truncated to 5 characters", "longer one", "onger", False),
        ("Truncated to whole seconds", "2031-01-01T02:00:00.7+02:00", "2031-01-01T00:00:00Z", True),
        ("Rounded to the minute", "2031-01-01T02:00:40Z", "2031-01-01T02:01:00Z", True),
        ("Truncated to whole seconds", "2031-01-01T02:00:01.7Z", "2031-01-01T02:00:03Z", False),
    ],
)
def test_a_description_announces_what_becomes_of_a_value(said: str, sent: Any, got: Any, open_: bool) -> None:
    """No more than it says."""
    assert says_so([said] if said else [], json.dumps(sent), json.dumps(got)) is open_


@pytest.mark.parametrize(
    ("sent", "got", "open_"),
    [
        ({"street": "a", "country": "de"}, {"street": "a", "country": "DE", "zip": None}, True),
        ({"street": "a", "country": "de"}, {"street": "A", "country": "DE"}, False),
        ({"street": "a", "country": "de"}, {"street": "a"}, False),
        ({"stops": [{"country": "de"}]}, {"stops": [{"country": "DE"}]}, True),
        ({"stops": [{"country": "de"}]}, {"stops": [{"country": "DE"}, {"country": "FR"}]}, False),
        ({"safe": True}, {"safe": 1}, False),
    ],
)
def test_a_description_inside_announces_it_too(sent: Any, got: Any, open_: bool, tmp_path: Path) -> None:
    """At the member that it stands at, however deep, and at no other."""
    members = {"street": {"type": "string"}, "country": {"type": "string", "description": "Stored in upper case"}}
    stops = {"type": "array", "items": {"type": "object", "properties": members}}
    route = {"type": "object", "properties": {**members, "stops": stops, "safe": {"type": "boolean"}}}
    assert says_inside(document(tmp_path).schemas, [route, None], sent, got) is open_


@pytest.mark.parametrize(
    ("said", "sent", "got", "open_"),
    [
        ("Empty members are left out", "0", "absent", True),
        ("Empty members are left out", "false", "nothing", True),
        ("Zero values are omitted", "0", "absent", True),
        ("Empty members are left out", "7", "absent", False),
        ("Empty members are left out", "0", "1", False),
        ("A member", "0", "absent", False),
    ],
)
def test_a_description_tells_what_is_left_out(said: str, sent: str, got: str, open_: bool) -> None:
    """What is empty, and not shown."""
    assert says_left_out([said], sent, got) is open_


def test_wares_of_such_a_service_conform(tmp_path: Path) -> None:
    """Trimmed, sorted, rounded, in lower case, with a number that never changes, and free to go once cancelled."""
    service = Wares()
    report = checked(service, tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert (report.exit_code, report.unreached, service.left, service.unharmed) == (0, (), [], True)


@pytest.mark.slow
def test_what_no_description_says_is_found(tmp_path: Path) -> None:
    """A text in lower case is no trimmed one."""

    class Loud(Wares):
        def answer(self, asked: Asked) -> Answer:
            status, body, fields = super().answer(asked)
            shown = isinstance(body, dict) and "title" in body
            return status, {**body, "title": body["title"].upper()} if shown else body, fields

    report = checked(Loud(), tmp_path)
    assert {drift.lead.place for drift in report.drifts} >= {"/title"}


def document(folder: Path) -> Judge:
    """Boxes that are made and replaced."""
    box = {"type": "object", "properties": {"size": {"type": "integer"}, "colour": {"type": "string"}}}
    shown = {"type": "object", "properties": {"id": {"type": "integer"}, **box["properties"]}}  # type: ignore[dict-item]
    taken = {"content": {"application/json": {"schema": box}}}
    done = {"description": "done", "content": {"application/json": {"schema": shown}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    post = {"operationId": "make", "requestBody": taken, "responses": {"201": done}}
    put = {"operationId": "set", "requestBody": taken, "responses": {"200": done}}
    paths = {"/boxes": {"post": post}, "/boxes/{id}": {"parameters": [key], "put": put}}
    file = folder / "boxes.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Boxes", "version": "1"}, "paths": paths}))
    return Judge(load_document(file))


def test_a_member_that_never_took_another_value_is_fixed(tmp_path: Path) -> None:
    """One that did is not, and neither is one of which nobody knows."""
    judge, members = document(tmp_path), FixedMembers()

    def read(method: str, target: str, **body: Any) -> Any:
        request = Request(method, target, (("Content-Type", "application/json"),), json.dumps(body).encode())
        reading = judge.reader.read(request)
        assert reading is not None
        return judge.behaviours[reading.operation.id], reading

    changed = read("PUT", "/boxes/1", size=9, colour="red")
    assert not members.explain(*changed)
    members.take(*read("POST", "/boxes", size=1, colour="red"))
    members.take(*read("PUT", "/boxes/1", size=1, colour="red"))
    members.take(*read("PUT", "/boxes/1", size=1, colour="blue"))
    assert members.explain(*changed)
    assert not members.explain(*read("PUT", "/boxes/1", size=1, colour="green"))
    assert not members.explain(*read("POST", "/boxes", size=9))
    members.take(*read("PUT", "/boxes/1", size=2))
    assert not members.explain(*changed)


def test_rounded_numbers_are_akin() -> None:
    """Whose record it is, is not told by the places of an amount."""
    assert akin("0.005", "0.01")
    assert akin("<b>two</b>", "&lt;b&gt;two&lt;/b&gt;")
    assert not akin("12345", "777.00")


@pytest.mark.parametrize(
    ("taken", "asked", "found"),
    [
        ({"name": "a1"}, {"name": "a1"}, True),
        ({"name": "a1"}, {"name": "a2"}, False),
        ({"size": "big"}, {"size": "big"}, False),
        ({"day": "2031-01-01"}, {"day": "2031-01-01"}, False),
        ({"count": 1}, {"count": 1}, False),
    ],
)
def test_a_text_that_is_sent_again_may_be_taken(taken: Any, asked: Any, found: bool, tmp_path: Path) -> None:
    """Under a pattern too, but not one of few options, a day or a number."""
    members = {"name": {"type": "string", "pattern": "^[a-z0-9]+$"}, "size": {"enum": ["big", "small"]},
               "day": {"type": "string", "format": "date"}, "count": {"type": "integer"}}  # fmt: skip
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": members}}}}
    post = {"operationId": "make", "requestBody": body, "responses": {"201": {"description": "made"}}}
    file = tmp_path / "things.json"
    head = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}}
    file.write_text(json.dumps({**head, "paths": {"/things": {"post": post}}}))
    judge, known = Judge(load_document(file)), FixedMembers()

    def read(sent: Any) -> Any:
        request = Request("POST", "/things", (("Content-Type", "application/json"),), json.dumps(sent).encode())
        return judge.reader.read(request)

    known.take(judge.behaviours["make"], read(taken))
    assert known.repeats(judge.behaviours["make"], read(asked), judge.schemas) is found
