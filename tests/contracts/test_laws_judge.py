"""What one exchange shows: each law finds its breach, and what RFC 9110 explains or nobody can decide is no breach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Provenance
from contracts.judging.part_coverage import PartCounts
from contracts.laws import LAWS, judge
from contracts.laws.judging import Judge
from contracts.traffic.credentials import Credentials
from mock_server.openapi.reading.document import load_document
from tests.requests.small_documents import document

SPEC = Path(__file__).parents[2] / "openapi.yaml"
DOCUMENT = load_document(SPEC)
JSON = (("Content-Type", "application/json"),)
CREATED = {
    "success": True,
    "data": {
        "id": "ct-1",
        "name": "A name",
        "status": True,
        "publishable_key": "pk_" + "a1" * 16,
        "secret_key": "sk_" + "b2" * 16,
        "created_at": "2026-01-01T00:00:00.000Z",
        "updated_at": "2026-01-01T00:00:00.000Z",
    },
}
REFUSED = {"error": "Bad Request", "message": "no", "code": 400}


def created(**changed: Any) -> dict[str, Any]:
    """The body of a create's answer, with some fields of the record changed."""
    return {**CREATED, "data": {**CREATED["data"], **changed}}  # type: ignore[dict-item]


def exchange(sent: Any, status: int, answered: Any, media: str = "application/json", **headers: str) -> Exchange:
    """A create with its answer; bytes are taken as they are."""
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    data = answered if isinstance(answered, bytes) else json.dumps(answered).encode()
    fields = (("Content-Type", media), *((name.replace("_", "-"), value) for name, value in headers.items()))
    return Exchange(Request("POST", "/clients", JSON, body, "createClient"), Answer(status, fields, data), "recorded")


def laws(found: Exchange) -> set[str]:
    """The laws that an exchange breaks."""
    return {finding.law for finding in judge(found, DOCUMENT)}


GOOD = {"id": "ct-1", "name": "A name"}


def test_a_faithful_answer_breaks_no_law() -> None:
    """Nulls for absent, extra fields, other offsets of the same time are all faithful."""
    answer = created(domain=None, more={"a": 1}, created_at="2026-01-01T00:00:00.000001+00:00")
    assert laws(exchange(GOOD, 201, answer, "application/json; charset=utf-8")) == set()


@pytest.mark.parametrize(
    ("status", "answer", "law"),
    [
        (500, REFUSED, "no-server-error"),
        (200, created(), "status-documented"),
        (422, REFUSED, "status-documented"),
        (400, REFUSED, "valid-accepted"),
        (201, created(name="a name"), "echo"),
        (201, created(name=" A name"), "echo"),
        (201, created(status=False), "default"),
        (201, created(email="made@example.com"), "echo"),
        (201, created(secret_key="sk_x"), "answer-schema"),
        (201, created(created_at="yesterday"), "answer-schema"),
        (201, {"success": True}, "answer-schema"),
        (201, b'{"success": true, "success": true}', "json"),
        (201, b"\xff\xfe", "json"),
        (201, b"", "media-type"),
        (409, {"error": "Not Found", "message": "x", "code": 409}, "error-consistent"),
        (409, {"error": "Conflict", "message": "", "code": 409}, None),
        (409, {"error": "", "message": "x", "code": 409}, "error-speaks"),
    ],
)
def test_each_law_finds_its_breach(status: int, answer: Any, law: str | None) -> None:
    """One lie in an answer to a valid create breaks one law."""
    found = laws(exchange(GOOD, status, answer))
    assert found == ({law} if law else found & {"error-speaks"})


@pytest.mark.parametrize(("status", "body"), [(200, True), (201, True), (204, False), (205, False), (304, False)])
def test_what_has_no_content_lacks_no_documented_body(status: int, body: bool) -> None:
    """RFC 9110 sends nothing with 204, 205 and 304; nor is it a part of the answers that a run could have seen."""
    told = {"description": "it", "content": {"application/json": {"schema": {"type": "string"}}}}
    small = document({"paths": {"/place": {"get": {"responses": {str(status): told}}}}})
    seen = Exchange(Request("GET", "/place"), Answer(status, (), b""), "recorded")
    assert any(finding.law == "media-type" for finding in judge(seen, small)) is body
    assert [part.kind for part in PartCounts().of(small.operations[0])] == ["answers"] * body


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ("application/vnd.a.v2+json", b'{"id": 1}', set()),
        ("application/vnd.a.v2+json; charset=utf-8", b"[1]", {"answer-schema"}),
        ("application/vnd.a.v1+json", b"[1]", set()),
        ("application/vnd.a.v1+json", b'{"id": 1}', {"answer-schema"}),
    ],
)
def test_a_body_is_of_the_media_type_that_it_has(kind: str, body: bytes, found: set[str]) -> None:
    """Of two versions of a representation each is held to its own schema."""
    content = {"application/vnd.a.v2+json": {"schema": {"type": "object"}},
               "application/vnd.a.v1+json": {"schema": {"type": "array"}}}  # fmt: skip
    small = document({"paths": {"/a": {"get": {"responses": {"200": {"description": "it", "content": content}}}}}})
    seen = Exchange(Request("GET", "/a"), Answer(200, (("Content-Type", kind),), body), "recorded")
    assert {finding.law for finding in judge(seen, small)} == found


def test_the_place_of_a_member_is_a_pointer() -> None:
    """Also of one whose name holds what a pointer is made of."""
    told = {"error": "Conflict", "a/b~c": "Not Found", "message": "x", "code": 409}
    [found] = [item for item in judge(exchange(GOOD, 409, told), DOCUMENT) if item.law == "error-consistent"]
    assert found.place == "/a~1b~0c"


@pytest.mark.parametrize(("value", "cause"), [(None, "type"), (5, "type"), ("far", "enum")])
def test_a_value_of_another_type_breaks_one_law(value: Any, cause: str) -> None:
    """That it is none of the options follows from its type."""
    place = {"type": "object", "properties": {"zone": {"type": "string", "enum": ["near"]}}}
    answer = {"description": "read", "content": {"application/json": {"schema": place}}}
    read = {"operationId": "read", "responses": {"200": answer}}
    seen = Exchange(
        Request("GET", "/place", (), b""), Answer(200, JSON, json.dumps({"zone": value}).encode()), "journey"
    )
    found = Judge(document({"paths": {"/place": {"get": read}}})).judge(seen)
    assert [(finding.law, finding.cause) for finding in found] == [("answer-schema", cause)]


def test_another_media_type_is_found() -> None:
    """A JSON text labelled as something else is not what the document promises."""
    assert laws(exchange(GOOD, 201, created(), "text/html")) == {"media-type"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"id": "ct-1"}, 201),
        ({"id": "ct-1", "name": 5}, 201),
        ({"id": "ct 1", "name": "x"}, 201),
        ({"id": "ct-1", "name": "x", "email": "no address"}, 201),
        (b"{", 201),
    ],
)
def test_an_invalid_request_must_not_succeed(sent: Any, status: int) -> None:
    """What the document forbids is refused; the finding is about the request, not about its echo."""
    assert laws(exchange(sent, status, created())) == {"invalid-refused"}


@pytest.mark.parametrize(
    "sent",
    [
        b'\xef\xbb\xbf{"id":"ct-1","name":"x"}',
        b'{"id":"ct-1","id":"ct-2","name":"x"}',
        b'{"id":"ct-1","name":"x","n":NaN}',
        b'{"id":"ct-1","name":"\\ud800"}',
        b'{"id":"ct-1","name":"x","n":' + b"9" * 400 + b"}",
        {"id": "ct-1", "name": "x", "email": "a@b"},
        {"id": "ct-1", "name": "x", "timezone": "Mars/Phobos"},
        {"id": "ct-1\n", "name": "x"},
    ],
)
@pytest.mark.parametrize("status", [201, 400])
def test_what_nobody_can_decide_is_grey(sent: Any, status: int) -> None:
    """Where implementations rightly differ, taking and refusing are both faithful; failing never is."""
    answer = REFUSED if status == 400 else created(id="ct-1", name="x")
    assert "valid-accepted" not in laws(exchange(sent, status, answer))
    assert "invalid-refused" not in laws(exchange(sent, status, answer))
    assert laws(exchange(sent, 500, REFUSED)) == {"no-server-error"}


def test_throttling_and_what_was_provoked_is_explained() -> None:
    """429, 503 with Retry-After, 415 for another media type and 413 for a large body are RFC 9110's own answers."""
    assert laws(exchange(GOOD, 429, b"")) == set()
    assert laws(exchange(GOOD, 503, b"", Retry_After="1")) == set()
    request = Request("POST", "/clients", (("Content-Type", "text/plain"),), b"a", "createClient")
    assert judge(Exchange(request, Answer(415), "recorded"), DOCUMENT) == []
    empty = Request("POST", "/clients", (), None, "createClient")
    assert judge(Exchange(empty, Answer(415), "recorded"), DOCUMENT) == []
    large = {**GOOD, "name": "x" * 90_000}
    assert laws(exchange(large, 413, b"")) == set()


def test_provenance_is_that_of_the_broken_element() -> None:
    """A 200 for the assumed 201 rests on the assumption; a trimmed name does not."""
    status = judge(exchange(GOOD, 200, created()), DOCUMENT)[0]
    echoed = judge(exchange(GOOD, 201, created(name="x")), DOCUMENT)[0]
    assert (status.provenance, bool(status.assumption)) == (Provenance.ASSUMED, True)
    assert (echoed.provenance, echoed.assumption) == (Provenance.DOCUMENTED, None)


def test_access_is_judged_where_credentials_are_known() -> None:
    """Success without credentials, refusal with them, and validation before access are findings."""
    known = Judge(DOCUMENT, Credentials(DOCUMENT, {"bearerAuth": "a-long-key-1", "adminKey": "a-long-key-1"}))

    def found(request: Request, status: int, body: Any) -> set[str]:
        answer = Answer(status, JSON, json.dumps(body).encode())
        return {finding.law for finding in known.judge(Exchange(request, answer, "access"))}

    body = json.dumps(GOOD).encode()
    bare = Request("POST", "/clients", JSON, body, "createClient")
    signed = Request("POST", "/clients", (*JSON, ("Authorization", "Bearer a-long-key-1")), body, "createClient")
    both = Request("POST", "/clients?admin_key=wrong", signed.headers, body, "createClient")
    refusal = {"error": "Unauthorized", "message": "no", "code": 401}
    assert found(bare, 201, created()) == {"access-required"}
    assert found(bare, 400, REFUSED) == {"access-required"}
    assert found(bare, 401, refusal) == set()
    assert found(signed, 401, refusal) == {"access-granted"}
    assert found(signed, 201, created()) == set()
    assert found(both, 401, refusal) == set()
    leaked = {**refusal, "message": "a-long-key-1 is wrong"}
    assert found(signed, 409, {"error": "Conflict", "message": "a-long-key-1", "code": 409}) == {"credential-secret"}
    assert found(both, 401, leaked) == {"credential-secret"}


@settings(max_examples=60, deadline=None, database=None)
@given(
    body=st.binary(max_size=80),
    status=st.integers(100, 599),
    media=st.sampled_from(["application/json", "text/html", ""]),
)
def test_any_answer_can_be_judged(body: bytes, status: int, media: str) -> None:
    """Whatever bytes a target answers, judging ends with findings of known laws."""
    assert {finding.law for finding in judge(exchange(GOOD, status, body, media), DOCUMENT)} <= set(LAWS)


def test_what_is_wrong_in_each_answer_hides_nothing_else() -> None:
    """Neither by its many items, each wrong in one way, nor by standing before it; each is told once."""
    row = {"type": "object", "properties": {"size": {"type": "integer"}, "zone": {"type": "string"}}}
    names = ["major", "minor", "micro", "patch"]
    page = {"type": "object", "properties": {"rows": {"type": "array", "items": row},
                                             **{name: {"type": "string"} for name in names}}}  # fmt: skip
    answer = {"description": "read", "content": {"application/json": {"schema": page}}}
    small = document({"paths": {"/rows": {"get": {"responses": {"200": answer}}}}})
    body = {**dict.fromkeys(names, 1), "rows": [*({"size": "1"} for _ in range(30)), {"zone": None}]}
    seen = Exchange(Request("GET", "/rows"), Answer(200, JSON, json.dumps(body).encode()), "recorded")
    places = [finding.place for finding in judge(seen, small)]
    assert sorted(places) == sorted(["/rows/*/size", "/rows/*/zone", *(f"/{name}" for name in names)])
