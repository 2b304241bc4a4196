"""Each word of a pattern, as a test in another language sends it; and how many were expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.admin_calls import Administered, administered
from tests.live.shop import shop

if TYPE_CHECKING:
    from collections.abc import Sequence

SENT = {"name": "Ada", "note": "first"}
PATTERNS: list[tuple[dict[str, Any], str]] = [
    ({"method": "POST"}, "method"),
    ({"url": "/things?page=2"}, "url"),
    ({"urlPath": "/things"}, "urlPath"),
    ({"urlPattern": r"/thing.\?page=\d"}, "urlPattern"),
    ({"operationId": "create"}, "operationId"),
    ({"status": 201}, "status"),
    ({"headers": {"X-Trace": "t-1"}}, "headers.X-Trace"),
    ({"headers": {"X-Trace": {"equalTo": "t-1"}}}, "headers.X-Trace"),
    ({"headers": {"X-Trace": {"contains": "t-"}}}, "headers.X-Trace"),
    ({"headers": {"X-Trace": {"matches": r"t-\d"}}}, "headers.X-Trace"),
    ({"query": {"page": "2"}}, "query.page"),
    ({"body": {"equalTo": '{"name": "Ada", "note": "first"}'}}, "body"),
    ({"body": {"contains": "Ada"}}, "body"),
    ({"body": {"matches": r".*Ada.*"}}, "body"),
    ({"body": {"equalToJson": {"note": "first", "name": "Ada"}}}, "body"),
    ({"body": {"equalToJson": {"name": "Ada"}, "ignoreExtra": True}}, "body"),
    ({"body": {"matchesJsonPath": "$[?@ == 'Ada']"}}, "body"),
    ({"body": {"matchesJsonPath": {"expression": "$.name", "equalTo": "Ada"}}}, "body"),
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Administered:
    """A mock that was asked five times; the first request alone is the one that the patterns mean."""
    asked = administered(tmp_path_factory.mktemp("verify"), shop())
    assert asked.ask("POST", "/things?page=2", SENT, {"X-Trace": "t-1"}).status == 201
    for number in range(4):
        assert asked.ask("GET", f"/things/none-{number}", headers={"X-Trace": "other"}).status in (200, 404)
    return asked


@pytest.mark.parametrize(("pattern", "field"), PATTERNS, ids=str)
def test_each_word_finds_the_one_it_means(asked: Administered, pattern: dict[str, Any], field: str) -> None:
    """By find, count and verify; where two were expected, the three nearest say in which field they differ."""
    (found,) = asked.admin("POST", "requests/find", pattern).json["requests"]
    assert (found["id"], found["operationId"]) == (1, "create")
    assert asked.admin("POST", "requests/count", pattern).json == {"count": 1}
    assert asked.admin("POST", "verify", {"pattern": pattern, "exactly": 1}).json == {"count": 1}
    refused = asked.admin("POST", "verify", {"pattern": pattern, "exactly": 2})
    assert (refused.status, refused.json["count"]) == (409, 1)
    near = refused.json["nearest"]
    assert len(near) == 3
    assert all(miss["differs"][0]["field"].startswith(field) for miss in near), near


@pytest.mark.parametrize(
    ("expected", "status"),
    [({}, 200), ({"exactly": 4}, 200), ({"exactly": 3}, 409), ({"exactly": 5}, 409), ({"atLeast": 4}, 200),
     ({"atLeast": 5}, 409), ({"atMost": 4}, 200), ({"atMost": 3}, 409), ({"atLeast": 2, "atMost": 4}, 200),
     ({"atLeast": 1, "atMost": 3}, 409), ({"exactly": 5, "within": "20ms"}, 409)],
    ids=str,
)  # fmt: skip
def test_how_many_were_expected(asked: Administered, expected: dict[str, Any], status: int) -> None:
    """Four requests are of this operation; the sentence says how many were expected."""
    reply = asked.admin("POST", "verify", {"pattern": {"operationId": "read"}, **expected})
    assert reply.status == status
    said: Sequence[str] = [str(number) for number in expected.values() if isinstance(number, int)]
    assert status == 200 or all(number in reply.json["detail"] for number in said)
