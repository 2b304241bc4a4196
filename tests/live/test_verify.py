"""Requests are found and counted by a pattern; where their number is wrong, the nearest ones say what differs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.answers import Answer
from mock_server.server.asgi import BEGAN, BODY
from mock_server.server.journal.request_journal import RequestJournal
from mock_server.server.journal.request_pattern import RequestPattern
from mock_server.server.journal.text_matcher import WrongPatternError
from tests.mock.asking import create
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from mock_server.server.journal.entry import Entry

BODY_SENT = b'{"name": "Ada", "tags": ["a", "b"], "age": 36}'


def scope(path: str = "/things", query: bytes = b"page=2&tag=a&tag=b", body: bytes = BODY_SENT) -> dict[str, Any]:
    """A request as the journal sees it."""
    fields = [(b"content-type", b"application/json"), (b"x-trace", b"1"), (b"x-trace", b"2")]
    return {"method": "POST", "path": path, "raw_path": path.encode(), "query_string": query, "headers": fields,
            BODY: body, BEGAN: time.perf_counter()}  # fmt: skip


def kept(*scopes: dict[str, Any]) -> list[Entry]:
    """The entries of requests that were answered with 201."""
    journal = RequestJournal(100, 1_000_000, 65_536)
    for one in scopes:
        journal.answered(one, Answer(201, (), b""))
    return journal.entries()


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"method": "post"},
        {"method": "ANY", "url": "/things?page=2&tag=a&tag=b"},
        {"urlPath": "/things"},
        {"urlPattern": r"/thing.\?page=\d.*"},
        {"status": 201},
        {"headers": {"Content-Type": "application/json", "X-Trace": {"contains": "2"}, "X-None": {"absent": True}}},
        {"query": {"page": "2", "tag": {"equalTo": "b"}, "none": {"absent": True}}},
        {"body": {"contains": "Ada"}},
        {"body": {"matches": ".*Ada.*", "contains": "36"}},
        {"body": {"equalToJson": {"age": 36, "tags": ["a", "b"], "name": "Ada"}}},
        {"body": {"equalToJson": '{"age": 36, "tags": ["a", "b"], "name": "Ada"}'}},
        {"body": {"equalToJson": {"name": "Ada"}, "ignoreExtra": True}},
        {
            "body": [
                {"matchesJsonPath": "$.tags[?@ == 'b']"},
                {"matchesJsonPath": {"expression": "$.age", "equalTo": "36"}},
            ]
        },
        {"bodyPatterns": [{"matchesJsonPath": {"expression": "$.name", "matches": "A.a"}}]},
    ],
    ids=str,
)
def test_a_pattern_fits(pattern: dict[str, Any]) -> None:
    """In each of its words."""
    assert RequestPattern(pattern).differences(kept(scope())[0]) == []


@pytest.mark.parametrize(
    ("pattern", "field", "observed"),
    [
        ({"method": "GET"}, "method", "POST"),
        ({"urlPath": "/thing"}, "urlPath", "/things"),
        ({"url": "/things"}, "url", "/things?page=2&tag=a&tag=b"),
        ({"urlPattern": "/thing"}, "urlPattern", "/things?page=2&tag=a&tag=b"),
        ({"status": 200}, "status", "201"),
        ({"operationId": "a"}, "operationId", None),
        ({"headers": {"X-Trace": "1"}}, "headers.X-Trace", "1, 2"),
        ({"headers": {"X-Trace": {"absent": True}}}, "headers.X-Trace", "1, 2"),
        ({"headers": {"X-None": {"absent": False}}}, "headers.X-None", None),
        ({"query": {"tag": "c"}}, "query.tag", "a"),
        ({"body": {"contains": "Bob"}}, "body", BODY_SENT.decode()),
        ({"body": {"equalToJson": {"name": "Ada"}}}, "body/tags", '["a", "b"]'),
        ({"body": {"equalToJson": {"name": "Bob"}, "ignoreExtra": True}}, "body/name", '"Ada"'),
        ({"body": {"equalToJson": {"tags": ["a", "c"]}, "ignoreExtra": True}}, "body/tags/1", '"b"'),
        ({"body": {"matchesJsonPath": "$.none"}}, "body $['none']", None),
        ({"body": {"matchesJsonPath": {"expression": "$.age", "equalTo": "37"}}}, "body $.age", "36"),
    ],
    ids=str,
)
def test_a_field_differs(pattern: dict[str, Any], field: str, observed: str | None) -> None:
    """It is named, with what was there."""
    (difference,) = RequestPattern(pattern).differences(kept(scope())[0])
    assert (difference.field, difference.observed) == (field, observed)


@pytest.mark.parametrize(
    "pattern",
    [{"urlPattern": "("}, {"headers": {"a": {"matches": "["}}}, {"body": {"matchesJsonPath": "$["}},
     {"body": {"equalToJson": "{"}}],
    ids=str,
)  # fmt: skip
def test_a_wrong_pattern_names_the_member(pattern: dict[str, Any]) -> None:
    """In one sentence."""
    with pytest.raises(WrongPatternError, match=r"urlPattern|headers\.a\.matches|body"):
        RequestPattern(pattern)


def test_the_nearest_come_first() -> None:
    """Those that differ in the fewest fields, and of these the most alike; three of them."""
    entries = kept(scope("/other"), scope("/thing"), scope("/things", body=b""), scope("/thinks"), scope("/x", b""))
    near = RequestPattern({"urlPath": "/things", "body": {"contains": "Ada"}}).nearest(entries)
    assert [miss.entry.path for miss in near] == [b"/thing", b"/thinks", b"/other"]


def test_what_began_before_it_was_cleared_is_not_kept() -> None:
    """A request of the test before, which is answered late, is none of this one."""
    journal = RequestJournal(100, 1_000_000, 65_536)
    late = scope()
    journal.clear()
    journal.answered(late, Answer(200, (), b""))
    journal.answered(scope(), Answer(200, (), b""))
    assert len(journal.entries()) == 1
    assert [count.number for _, _, count in journal.counts()] == [2]


def test_one_sandbox_cannot_push_out_anothers() -> None:
    """Each has a ring of its own, and what is too much in all is taken from the one that has most."""

    class Named:
        name = "loud"
        has_ended = False

    journal = RequestJournal(50, 100_000, 65_536)
    journal.answered(scope(), Answer(200, (), b""))
    for _ in range(200):
        journal.answered({**scope(), "mock_server.sandbox": Named()}, Answer(200, (), b"x" * 3000))
    assert len(journal.entries("default")) == 1
    assert 0 < len(journal.entries("loud")) <= 50
    assert journal.held <= 100_000
    journal.forget("loud")
    assert journal.entries("loud") == []
    assert journal.held == journal.entries("default")[0].size


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """A client of the API and one of the admin API."""
    with running_mock() as mock, mock.client() as client, mock.admin_client() as admin:
        yield client, admin


def test_a_test_verifies_what_was_asked(both: tuple[httpx.Client, httpx.Client], fresh: str) -> None:
    """200 with the number; else 409 with the nearest three and the field that differs."""
    client, admin = both
    create(client, fresh)
    pattern = {"operationId": "createClient", "body": {"matchesJsonPath": {"expression": "$.id", "equalTo": fresh}}}
    assert admin.post("/verify", json={"pattern": pattern, "exactly": 1}).json() == {"count": 1}
    assert admin.post("/requests/count", json=pattern).json() == {"count": 1}
    assert admin.post("/requests/find", json=pattern).json()["requests"][0]["operationId"] == "createClient"
    assert admin.post("/verify", json={"pattern": pattern, "atMost": 1}).status_code == 200
    client.delete(f"/clients/{fresh}")
    wanted = {"method": "DELETE", "urlPath": f"/api/v1/clients/{fresh}x"}
    answer = admin.post("/verify", json={"pattern": wanted})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    near = answer.json()["nearest"]
    assert near[0]["request"]["method"] == "DELETE"
    assert near[0]["differs"] == [
        {"field": "urlPath", "expected": f"/api/v1/clients/{fresh}x", "observed": f"/api/v1/clients/{fresh}"}
    ]
    assert "differs in urlPath" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"pattern": {"methud": "GET"}}, "methud"),
        ({}, "pattern"),
        ({"pattern": {}, "within": "soon"}, "within"),
        ({"pattern": {"urlPattern": "("}}, "urlPattern"),
        ({"pattern": {}, "exactly": -1}, "exactly"),
        ({"pattern": {"body": {"matchesJsonPath": "$["}}}, "body.matchesJsonPath"),
        ({"pattern": {"body": {"matchesJsonPath": ""}}}, "body.matchesJsonPath"),
    ],
    ids=str,
)
def test_what_is_no_pattern_is_one_sentence(
    both: tuple[httpx.Client, httpx.Client], asked: dict[str, Any], named: str
) -> None:
    """In problem form, naming the member: 400, or 409 for what has the form of one."""
    answer = both[1].post("/verify", json=asked)
    wanted = 409 if "body." in named else 400
    assert (answer.status_code, answer.headers["content-type"]) == (wanted, "application/problem+json")
    assert named in answer.json()["detail"]


def test_it_waits_for_what_is_to_come(both: tuple[httpx.Client, httpx.Client], fresh: str) -> None:
    """Within the time that is given, and not after it came."""
    client, admin = both
    pattern = {"method": "DELETE", "urlPath": f"/api/v1/clients/{fresh}"}
    assert admin.post("/verify", json={"pattern": pattern, "within": "10ms"}).status_code == 409
    late = threading.Timer(0.3, lambda: client.delete(f"/clients/{fresh}"))
    late.start()
    try:
        assert admin.post("/verify", json={"pattern": pattern, "within": "30s"}).json() == {"count": 1}
    finally:
        late.join()
