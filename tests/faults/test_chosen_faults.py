"""Which requests rules hit, which rule comes first, and what the answer then is."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import EmbeddedMock
from tests.documents.asking import mock
from tests.faults.served import ERROR, THING, content, things

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock


def statuses(asked: Mock, count: int, method: str = "GET", target: str = "/things", body: Any = None) -> list[int]:
    """The statuses of the same request, so many times."""
    return [asked.ask(method, target, body).status for _ in range(count)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("503", [503] * 6),
        ("first 2 -> 503", [503, 503, 200, 200, 200, 200]),
        ("every 3 -> 503", [200, 200, 503, 200, 200, 503]),
        ("after 2 -> 503", [200, 200, 503, 503, 503, 503]),
        ("after 1 first 2 -> 503", [200, 503, 503, 200, 200, 200]),
        ("rate 0 -> 503", [200] * 6),
        ("rate 100% -> 503", [503] * 6),
        ("GET: 503", [503] * 6),
        ("POST: 503", [200] * 6),
        ("/things: 503", [503] * 6),
        ("/things/{id}: 503", [200] * 6),
        ("listThings: 503", [503] * 6),
        ("/t*: 503", [503] * 6),
        ("/**: 503", [503] * 6),
        ("query.a=1: 503", [200] * 6),
        ("header.x-a=1: 503", [200] * 6),
    ],
)
def test_when_a_rule_hits(tmp_path: Path, rule: str, expected: list[int]) -> None:
    """Counts are those of the same request."""
    asked = mock(tmp_path, things(), faults=(rule,))
    assert statuses(asked, 6) == expected


def test_what_a_rule_matches(tmp_path: Path) -> None:
    """A path of the request, a key, a query and a header choose among the requests of one operation."""
    rules = ("/things/b: 501", "/things/c*: 502", "key=d: 503", "readThing query.a=1: 504", "header.X-A=b: 505")
    asked = mock(tmp_path, things(), faults=rules)
    for name in "abcd":
        assert asked.ask("POST", "/things", {"id": f"{name}9", "name": "n"}).status == 201
    got = [asked.ask("GET", f"/things/{name}").status for name in ("a9", "b", "b9", "c9", "d", "d9")]
    assert got == [200, 501, 200, 502, 503, 200]
    assert asked.ask("GET", "/things/a9?b=2&a=1").status == 504
    assert asked.ask("GET", "/things/a9", headers={"x-a": "b"}).status == 505
    assert asked.ask("POST", "/things", {"id": "d", "name": "n"}).status == 503  # the key of a create is in its body


def test_other_requests_do_not_count(tmp_path: Path) -> None:
    """Each request has its own count, however it is spelled; other bodies and other callers are other requests."""
    asked = mock(tmp_path, things(), faults=("first 1 -> 503",))
    one, other = {"id": "a", "name": "n"}, {"id": "b", "name": "n"}
    assert asked.ask("POST", "/things", one).status == 503
    assert asked.ask("POST", "/things", other).status == 503
    assert (
        asked.ask(
            "POST", "/things", data=b'{"name":"n",  "id":"a"}', headers={"content-type": "application/json"}
        ).status
        == 201
    )
    assert [asked.ask("GET", f"/things?{query}").status for query in ("a=1&b=2", "b=2&a=1", "b=1&a=2")] == [
        503,
        200,
        503,
    ]
    assert [asked.ask("GET", "/things", headers={"authorization": f"Bearer {key}"}).status for key in "xyx"] == [
        503,
        503,
        200,
    ]


def test_multipart_boundaries_make_no_other_request(tmp_path: Path) -> None:
    """A boundary is drawn by the client each time; the request is the same."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    operation = {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}},
                 "responses": {"200": {"description": "Done"}}}  # fmt: skip
    tree = {**things(), "paths": {"/forms": {"post": operation}}}
    asked = mock(tmp_path, tree, faults=("first 1 -> 503",))
    got = []
    for boundary in ("xxyyzz", "aabbcc", "ddeeff"):
        data = f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--{boundary}--\r\n'.encode()
        headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
        got.append(asked.ask("POST", "/forms", data=data, headers=headers).status)
    assert got == [503, 200, 200]


def test_precedence(tmp_path: Path) -> None:
    """The command line's rule comes before the operation's, that before the path's and the document's; a wish first."""
    tree = things("500", get=["502"])
    tree["paths"]["/things/{id}"]["x-mock"] = {"faults": ["501"]}
    asked = mock(tmp_path, tree, faults=("key=a: 504",))
    assert [asked.ask("GET", f"/things/{name}").status for name in "ab"] == [504, 502]
    del tree["paths"]["/things/{id}"]["get"]["x-mock"]
    assert mock(tmp_path, tree).ask("GET", "/things/b").status == 501
    assert mock(tmp_path, tree).ask("GET", "/things").status == 500
    assert asked.ask("POST", "/things", {"id": "a", "name": "n"}, {"Prefer": "code=409"}).status == 409
    assert asked.ask("GET", "/things/a", headers={"Prefer": "fault=418"}).status == 418
    assert asked.ask("GET", "/things", headers={"Prefer": "fault=none"}).status == 200


def test_parts_of_an_answer_come_from_different_rules(tmp_path: Path) -> None:
    """What the answer is and what else it says are chosen apart; `none` ends what comes later."""
    asked = mock(tmp_path, things("limit 5/1m"), faults=("503", "retry-after 7"))
    reply = asked.ask("GET", "/things")
    assert (reply.status, reply.headers["retry-after"], "ratelimit" in reply.headers) == (503, "7", True)
    asked = mock(tmp_path, things("503", "limit 5/1m"), faults=("GET: none",))
    reply = asked.ask("GET", "/things")
    assert (reply.status, "ratelimit" in reply.headers) == (200, False)


def test_a_documented_status_is_the_documented_answer(tmp_path: Path) -> None:
    """Its schema, example and headers are used; Retry-After is a date where the document has one."""
    tree = things(post=[{"status": 503, "retry-after": 60}], get=["404, retry-after 60"])
    example = {"code": 503, "message": "We are closed"}
    date = {"schema": {"type": "string"}, "example": "Wed, 21 Oct 2015 07:28:00 GMT"}
    tree["paths"]["/things"]["post"]["responses"]["503"] = {
        **content(ERROR, example=example),
        "headers": {"Retry-After": date, "X-Why": {"schema": {"const": "closed"}}},
    }
    asked = mock(tmp_path, tree)
    reply = asked.ask("POST", "/things", {"id": "a", "name": "n"})
    assert (reply.status, reply.json, reply.headers["x-why"]) == (503, example, "closed")
    assert parsedate_to_datetime(reply.headers["retry-after"]).year > 2020
    assert asked.ask("GET", "/things/a").headers["retry-after"] == "60"


@pytest.mark.parametrize("status", [418, 429, 500, 503])
def test_an_undocumented_status_has_the_shape_of_the_errors(tmp_path: Path, status: int) -> None:
    """The body is one of the document's errors; with `default` it is that."""
    reply = mock(tmp_path, things(str(status))).ask("GET", "/things/a")
    assert (reply.status, set(reply.json), reply.json["code"]) == (status, {"code", "message"}, status)
    tree = things(str(status))
    wanted = {"type": "object", "required": ["status"], "properties": {"status": {"type": "integer"}}}
    tree["paths"]["/things/{id}"]["get"]["responses"]["default"] = content(wanted)
    assert mock(tmp_path, tree).ask("GET", "/things/a").json["status"] == status


def test_retry_after_as_a_date(tmp_path: Path) -> None:
    """Both forms of RFC 9110 can be asked for."""
    reply = mock(tmp_path, things("503, retry-after 9 as date")).ask("GET", "/things")
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", reply.headers["retry-after"])


def test_before_and_after_the_effect(tmp_path: Path) -> None:
    """A write whose answer is lost is done; the other is not."""
    asked = mock(
        tmp_path, things(post=["key=a: 503 after effect", "key=b: 503", "key=c: 202", "key=d: 202 after effect"])
    )
    for name in "abcd":
        assert asked.ask("POST", "/things", {"id": name, "name": "n"}).status == (503 if name in "ab" else 202)
    assert sorted(thing["id"] for thing in asked.ask("GET", "/things").json) == ["a", "d"]


def test_a_success_by_rule_comes_after_the_rules(tmp_path: Path) -> None:
    """Below 400 a rule's answer takes the place of a success alone; an error comes before everything."""
    tree = things(post=["key=a: 202", "key=b: 500"])
    asked = mock(tmp_path, tree)
    assert asked.ask("POST", "/things", {"id": "a"}).status == 400
    assert asked.ask("POST", "/things", {"id": "b"}).status == 500


def jobs(*rules: Any) -> dict[str, Any]:
    """Things whose states are examples."""
    tree = things(get=list(rules))
    examples = {name: {"value": {"id": "x", "name": name}} for name in ("pending", "done")}
    tree["paths"]["/things/{id}"]["get"]["responses"]["200"] = content(THING, examples=examples)
    return tree


def test_examples(tmp_path: Path) -> None:
    """The example of a name is given, of the record that was asked for."""
    asked = mock(tmp_path, jobs("example done"), missing="refuse")
    assert asked.ask("GET", "/things/a").status == 404
    asked.ask("POST", "/things", {"id": "a", "name": "n"})
    assert asked.ask("GET", "/things/a").json == {"id": "a", "name": "done"}


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("answers pending pending done", ["pending", "pending", "done", "done", "done"]),
        ("answers pending done, cycle", ["pending", "done", "pending", "done", "pending"]),
        ("answers pending 200", ["pending", "n", "n", "n", "n"]),
        ("answers 503 done", [503, "done", "done", "done", "done"]),
    ],
)
def test_answers_in_turn(tmp_path: Path, rule: str, names: list[Any]) -> None:
    """Each record has its own turns; what is refused takes none."""
    asked = mock(tmp_path, jobs(rule), missing="refuse")
    assert asked.ask("GET", "/things/a").status == 404
    for name in "ab":
        asked.ask("POST", "/things", {"id": name, "name": "n"})
        replies = [asked.ask("GET", f"/things/{name}") for _ in range(5)]
        assert [reply.json["name"] if reply.status == 200 else reply.status for reply in replies] == names
        assert {reply.json["id"] for reply in replies if reply.status == 200} == {name}


def test_the_embedded_mock_breaks_nothing(tmp_path: Path) -> None:
    """What judges others answers as the document says, whatever rules stand in it."""
    path = tmp_path / "things.json"
    path.write_text(json.dumps(things("503")), "utf-8")
    with EmbeddedMock(path) as embedded:
        assert embedded.ask("GET", "/things").status == 200
        assert embedded.ask("GET", "/things", headers={"Prefer": "code=503"}).status == 503


def test_an_unreadable_wish_is_ignored(tmp_path: Path) -> None:
    """A preference is never an error; what is met is said."""
    asked = mock(tmp_path, things())
    for text in ("explode", '"limit 1/1m"', '"answers a"', '""'):
        reply = asked.ask("GET", "/things", headers={"Prefer": f"fault={text}"})
        assert (reply.status, reply.headers.get("preference-applied")) == (200, None)
    reply = asked.ask("POST", "/things", {"id": "a", "name": "n"}, {"Prefer": 'fault="503, after effect"'})
    assert (reply.status, reply.headers["preference-applied"]) == (503, 'fault="503, after effect"')
    assert asked.ask("GET", "/things/a?__fault=418").status == 418
    assert asked.ask("GET", "/things/a").status == 200
