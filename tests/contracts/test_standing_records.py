"""Creates that answer with what is there already, as their documents say: nothing is wrong, and no key given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.findings import Culprit
from contracts.laws.generated import Generated
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.traffic.operation_purpose import changes_standing, returns_standing
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, takes
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import JSON

_NAME = {"type": "string", "minLength": 1, "examples": ["harbour"]}
_DEPTH = {"type": "integer", "minimum": 0, "maximum": 90}


class Moorings(Service):
    """Moorings by name: a create of a name that is taken answers with the mooring that has it.

    It is said in ``words``, or each body has the ``member`` that asks for it; where a create ``changes`` the mooring,
    that has another depth from then on. What is ``new`` has a status of its own, which is not documented.
    """

    def __init__(
        self, words: str, *, member: str = "", changes: bool = False, name: JSON = None, new: int = 200
    ) -> None:
        super().__init__()
        self.words, self.changes, self.new = words, changes, new
        self.begin({"moorings": {}})
        asks = {member: {"type": "boolean", "enum": [True]}} if member else {}
        members = {"name": name or _NAME, "depth": _DEPTH, **asks}
        self.body = Checker({"type": "object", "required": ["name", *asks], "properties": members})
        self.count = 0

    def document(self) -> dict[str, Any]:
        """Create, read and remove; the service gives the keys."""
        record = {"type": "object", "properties": {"id": {"type": "string"}, "name": _NAME, "depth": _DEPTH}}
        said = {"description": "it", "content": {"application/json": {"schema": record}}}
        wrong = {"description": "no"}
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        body = {"required": True, "content": {"application/json": {"schema": self.body.schema}}}
        make = {"summary": "Make a mooring", "description": self.words, "requestBody": body}
        one = {"200": said, "404": wrong}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Moorings", "version": "1"},
            "paths": {
                "/moorings": {"post": {"operationId": "make", **make, "responses": {"200": said, "400": wrong}}},
                "/moorings/{id}": {
                    "parameters": [key],
                    "get": {"operationId": "read", "responses": one},
                    "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}, "404": wrong}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """A name is one mooring, for as long as it is there."""
        rows = self.rows["moorings"]
        if asked.method == "POST" and len(asked.parts) == 1:
            body, bad = self.body.read(asked.data) if asked.json else (None, ["body"])
            if bad or body is None:
                return 400, None, {}
            row = next((row for row in rows.values() if row["name"] == body["name"]), None)
            status = 200
            if row is None:
                status = self.new
                self.count += 1
                row = {name: body[name] for name in ("name", "depth") if name in body}
                row["id"] = f"m{self.count * 7919:x}"
                rows[row["id"]] = row
            elif self.changes:
                row |= self.body.kept(body)
            return status, row, {}
        key = asked.parts[-1]
        if asked.parts[0] != "moorings" or len(asked.parts) != 2 or key not in rows:
            return 404, None, {}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        return (200, rows[key], {}) if asked.method == "GET" else (405, None, {"Allow": "GET, DELETE"})


_SAID = "If a mooring of the same name already exists,\nthe existing one is returned."


def test_what_stands_is_answered_as_it_stands(tmp_path: Path) -> None:
    """The document says so; a twin with another depth is answered with the first one, whose key was seen before."""
    service = Moorings(_SAID)
    assert told(some_journeys(service, tmp_path, ".")) == []
    assert service.count > 0
    assert service.rows["moorings"] == {}


def test_what_a_body_asks_for_is_no_key_given_twice(tmp_path: Path) -> None:
    """Nothing in words: the request asks for what is there, and its record is the run's as it was before."""
    service = Moorings("Makes one.", member="get_or_create")
    report = some_journeys(service, tmp_path, ".")
    assert told(report) == []
    assert service.count > 0
    assert service.rows["moorings"] == {}
    assert report.leftovers == ()


def test_what_was_found_again_is_left_once(tmp_path: Path) -> None:
    """Nothing of the run is in a name of two: who made the record nobody knows, however often it is found."""
    service = Moorings(_SAID, name={"enum": ["harbour", "quay"]})
    report = some_journeys(service, tmp_path, ".")
    assert told(report) == []
    assert service.rows["moorings"]
    assert sorted(left.what for left in report.leftovers) == sorted(service.rows["moorings"])


def test_what_an_upsert_made_is_removed(tmp_path: Path) -> None:
    """Its only success is 200, its keys are the service's: what shows the run's words is the run's."""
    service = Moorings("Creates or updates a mooring.", changes=True)
    report = some_journeys(service, tmp_path, ".")
    assert told(report) == []
    assert service.count > 0
    assert service.rows["moorings"] == {}
    assert report.leftovers == ()


def test_where_nothing_says_so_it_is_told(tmp_path: Path) -> None:
    """The same service, with a document that speaks of new moorings alone."""
    laws = {law for law, *_ in told(some_journeys(Moorings("Makes one."), tmp_path, "."))}
    assert "generated-unique" in laws


def test_a_status_that_no_document_has_tells_what_is_new(tmp_path: Path) -> None:
    """Nothing in words, but 201 for a new mooring: it is told that no document has it, and no more."""
    report = some_journeys(Moorings("Makes one.", new=201), tmp_path, ".")
    assert {drift.lead.law for drift in report.drifts} == {"status-documented"}


@pytest.mark.parametrize(
    ("words", "returned", "changed"),
    [
        (_SAID, True, False),
        ("If a run with the same key exists, the existing run will be returned.", True, False),
        ("Returns the existing tag if there is one.", True, False),
        ("Get or create a tag.", True, False),
        ("If it already exists, it is updated.", False, True),
        ("Upserts a tag.", False, True),
        ("Creates or replaces a tag", False, True),
        ("If a pool with the same name already exists, an error will be raised.", False, False),
        ("If a pool of this name exists, an error is returned.", False, False),
        ("Where it exists 409 is returned.", False, False),
        ("Creates a tag. To update an existing tag use PUT.", False, False),
        ("Creates a tag. If you want to update an existing tag, use PUT.", False, False),
        ("Does not overwrite any existing file.", False, False),
        ("If the file exists, the call does not overwrite the existing one.", False, False),
        ("Adds a comment to an existing issue and the comment is returned.", False, False),
        ("Adds a comment when an issue of an existing project is updated, and the comment is returned.", False, False),
        ("Creates a tag, which exists from then on and is returned.", False, False),
        ("Upserts are not supported.", False, False),
        ("Returns an existing tag, or creates one.", True, False),
        ("When a tag of this name is there already, replaces the existing tag.", False, True),
        ("Creates a tag. It exists from then on, and is shown in lists. The tag is returned.", False, False),
    ],
)
def test_what_a_create_says_of_what_is_there(words: str, returned: bool, changed: bool) -> None:
    """A sentence about a refusal is none about a record."""
    raw = {"description": words, "responses": {"200": {"description": "it"}}}
    (operation,) = document({"paths": {"/tags": {"post": raw}}}).operations
    assert (returns_standing(operation), changes_standing(operation)) == (returned, changed)


def test_who_says_created_of_what_is_new_says_so_of_nothing_else() -> None:
    """A service that answers 201 for a new tag, although 200 is all that is documented, and 200 for one that is old."""
    tag = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
    said = {"description": "it", "content": {"application/json": {"schema": tag}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    tags = {"post": {"operationId": "tag", "requestBody": takes(tag), "responses": {"200": said}}}
    one = {"parameters": [key], "get": {"operationId": "read", "responses": {"200": said}}}
    judge = Judge(document({"paths": {"/tags": tags, "/tags/{id}": one}}))
    operation = judge.behaviours["tag"].operation
    response = operation.responses[0]

    def laws(*answers: tuple[int, int]) -> list[str]:
        generated, found = Generated(judge.schemas), list[str]()
        for status, number in answers:
            exchange = Exchange(Request("POST", "/tags"), Answered(status, ()), "journey")
            make = Maker(exchange, operation, Culprit.TARGET_AGAINST_DOCUMENT)
            made = generated.observe(exchange, judge.behaviours["tag"], response, {"id": number}, make)
            found += [finding.law for finding in made]
        return found

    assert laws((201, 7), (200, 7), (201, 8)) == []
    assert laws((200, 7), (200, 7)) == laws((201, 7), (201, 7)) == ["generated-unique"]


@pytest.mark.parametrize(
    ("member", "status", "found"),
    [
        ('"get_or_create": true', 200, []),
        ('"findOrCreate":true', 200, []),
        ('"return_existing": true', 200, []),
        ('"get_or_create": true', 201, ["generated-unique"]),
        ('"get_or_create": false', 200, ["generated-unique"]),
        ('"create": true', 200, ["generated-unique"]),
    ],
)
def test_a_body_may_ask_for_what_is_there(member: str, status: int, found: list[str]) -> None:
    """Its key was answered before then, and what else was sent is not shown; 201 says that it is new all the same."""
    thing = {"type": "object", "properties": {"id": {"type": "integer"}, "size": {"type": "integer"}}}
    said = {"description": "it", "content": {"application/json": {"schema": thing}}}
    post = {"operationId": "tag", "requestBody": takes({"type": "object", "properties": {"size": {"type": "integer"}}}),
            "responses": {str(status): said}}  # fmt: skip
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    one = {"parameters": [key], "get": {"responses": {"200": said}}}
    judge = Judge(document({"paths": {"/tags": {"post": post}, "/tags/{id}": one}}))
    operation = judge.document.operations[0]
    response = operation.response(status)
    assert response is not None
    generated, body = Generated(judge.schemas), f'{{"size": 2, {member}}}'.encode()
    kind, laws = (("Content-Type", "application/json"),), list[str]()
    for _ in range(2):
        exchange = Exchange(
            Request("POST", "/tags", kind, body), Answered(status, kind, b'{"id": 7, "size": 2}', 0.0), "journey"
        )
        make = Maker(exchange, operation, Culprit.TARGET_AGAINST_DOCUMENT)
        laws += [one.law for one in generated.observe(exchange, judge.behaviours["tag"], response, {"id": 7}, make)]
    assert laws == found
    other = Exchange(
        Request("POST", "/tags", kind, body), Answered(status, kind, b'{"id": 7, "size": 3}', 0.0), "journey"
    )
    assert [one.law for one in judge.judge(other)] == (["echo"] if found else [])


@pytest.mark.parametrize(("words", "found"), [("Creates or updates a tag.", []), ("Creates a tag.", ["echo"])])
def test_what_an_upsert_left_out_may_stand_there_from_before(words: str, found: list[str]) -> None:
    """It merges what it gets into the tag that has the id; a new tag has nothing but what was sent."""
    note = {"type": ["string", "null"]}
    tag = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "note": note}}
    said = {"description": "it", "content": {"application/json": {"schema": tag}}}
    post = {"operationId": "tag", "summary": words, "requestBody": takes(tag), "responses": {"200": said}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    one = {"parameters": [key], "get": {"operationId": "read", "responses": {"200": said}}}
    judge = Judge(document({"paths": {"/tags": {"post": post}, "/tags/{id}": one}}))
    kind = (("Content-Type", "application/json"),)
    asked = Request("POST", "/tags", kind, b'{"id": "k", "name": "a"}')
    answer = Answered(200, kind, b'{"id": "k", "name": "a", "note": "b"}')
    assert [one.law for one in judge.judge(Exchange(asked, answer, "journey"))] == found
