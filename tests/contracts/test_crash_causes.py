"""What one fault provokes in several members and operations is one drift, told from exchanges as a run sees them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.drifts import drifts
from contracts.judging.provocation import VALID, Provocations
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from mock_server.openapi import MISSING
from tests.requests.small_documents import document

_NOTE: Any = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "maxLength": 40},
        "size": {"type": "integer", "minimum": 1, "maximum": 9},
        "words": {"type": "array", "items": {"type": "string"}},
        "kind": {"type": "string", "enum": ["long", "short"]},
    },
}
_ANSWERS = {str(status): {"description": "said"} for status in (200, 400, 401, 422)}


def _operation(name: str) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": _NOTE}}}
    return {"post": {"operationId": name, "requestBody": body, "responses": _ANSWERS}}


_PATHS = {"/notes": _operation("addNote"), "/memos": _operation("addMemo"), "/tags": _operation("addTag")}
JUDGE = Judge(document({"paths": _PATHS}))


def told(*seen: tuple[str, Any, int], plain: tuple[tuple[str, Any, int], ...] = ()) -> list[tuple[str, str, int]]:
    """Law, cause and number of operations of each drift among requests: path, body and status, ``plain`` ones texts."""
    collector, provocations = Collector(), Provocations(JUDGE.schemas, "cttag")
    for number, (path, body, status) in enumerate((*seen, *plain)):
        media = "application/json" if number < len(seen) else "text/plain"
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request("POST", path, (("Content-Type", media),), data)
        exchange = Exchange(request, Answer(status, (), b""), "journey")
        reading = JUDGE.reader.read(request)
        sent = Sent(exchange, reading, MISSING, MISSING, JUDGE.findings(exchange, reading, MISSING), access=True)
        collector.add(sent, (), provocations.of(sent, ()))
    found = drifts(collector.decided(), collector.counts, {"addNote": 0, "addMemo": 1}, collector.spared)
    return [(drift.lead.law, drift.lead.cause, len(drift.operations)) for drift, _ in found]


FINE = [("/notes", {"title": "a", "size": 3, "words": ["b"]}, 200), ("/memos", {"title": "a"}, 200)]


@pytest.mark.parametrize(
    ("bodies", "trait"),
    [
        (({"title": None}, {"title": "a", "size": None}, {"title": "a", "words": ["b", None]}), "is null"),
        (({"title": "it's"}, {"title": "a", "words": ["it's"]}, {"title": "a", "kind": "it's"}), "holds '"),
        (({"title": "a", "words": []}, {"title": []}, {"title": "a", "size": []}), "is an empty list"),
    ],
)
def test_a_value_that_no_member_may_have_is_one_cause(bodies: tuple[Any, ...], trait: str) -> None:
    """In whichever member and operation it stands, right there or wrong."""
    failed = [(path, body, 500) for path in ("/notes", "/memos") for body in bodies]
    assert told(*FINE, *failed) == [("no-server-error", f"a value in the body {trait}", 2)]


def test_a_value_that_one_member_may_have_is_the_cause_of_that_member() -> None:
    """Another member takes a quote, and so the title alone is told."""
    quoted = [("/notes", {"title": "a", "words": ["it's"]}, 200), ("/notes", {"title": "it's"}, 500)]
    assert told(*FINE, *quoted) == [("no-server-error", "body title holds '", 1)]


def test_a_quote_that_is_not_closed_is_one_cause() -> None:
    """Whatever else stands in the texts that fail; closed ones are taken, in the same members and operations."""
    closed = [("/notes", {"title": "'a' `b`", "words": ["''"]}, 200), ("/memos", {"title": "''; -- # ="}, 200)]
    texts = ("it's", "a'; -- #", "x' OR '1'='1' --", "'; drop ``")
    failed = [(path, {"title": text}, 500) for path in ("/notes", "/memos") for text in texts]
    assert told(*FINE, *closed, *failed) == [("no-server-error", "a value in the body holds ' without another one", 2)]


def test_an_operation_that_always_fails_is_told_so_though_few_values_meet_it() -> None:
    """A value that each of its requests happens to have is no cause, and in another operation none either."""
    failed = [("/notes", {"title": "a b"}, 500), ("/notes", {"title": 5}, 422)]
    [(law, cause, operations)] = told(("/memos", {"title": "a"}, 200), *failed)
    assert (law, cause.partition(" (")[0], operations) == ("no-server-error", VALID, 1)
    failed += [("/memos", {"title": "a b"}, 500), ("/memos", {"title": 5}, 422)]
    [(law, cause, operations)] = told(*failed)
    assert (law, cause.partition(" (")[0], operations) == ("no-server-error", VALID, 2)
    assert [count for *_, count in told(*failed, ("/tags", {"title": "a"}, 200))] == [1, 1]


def test_a_value_of_one_member_that_several_operations_read_is_one_cause() -> None:
    """Other members take it in both operations; two members that fail are two."""
    fine = [(path, {"title": "a", "words": ["it's"]}, 200) for path in ("/notes", "/memos")]
    fine.append(("/notes", {"title": "a"}, 200))
    failed = [(path, {"title": "it's"}, 500) for path in ("/notes", "/memos")]
    assert told(*FINE, *fine, *failed) == [("no-server-error", "body title holds '", 2)]
    sized = [(path, {"title": "a", "size": 10}, 500) for path in ("/notes", "/memos")]
    assert len(told(*FINE, *fine, *failed, *sized)) == 2


def test_of_lengths_that_all_fail_the_longest_is_told() -> None:
    """All texts of 256 characters have 64 as well."""
    failed = [(path, {"title": "m" * 300}, 500) for path in ("/notes", "/memos")]
    assert told(*FINE, *failed) == [("no-server-error", "a value in the body has 256 characters and more", 2)]


def test_an_operation_that_fails_at_all_that_conforms_has_one_cause() -> None:
    """Whatever else it fails at; what it refuses changes nothing, and another operation has its own."""
    bodies: tuple[Any, ...] = ({"title": "a"}, {"title": "b", "size": 2}, b"{", {"size": 0}, [])
    failed = [("/notes", body, 500) for body in bodies]
    found = told(*failed, ("/notes", {"title": 5}, 422), ("/memos", {"title": "a"}, 200), ("/memos", {}, 500))
    assert [cause.partition(" (")[0] for _, cause, _ in found] == ["a request that conforms", "body title: required"]


WRONG: list[Any] = [b"{", {}, {"title": 5}, {"title": "m" * 41}, {"title": "a", "size": 0}, {"title": "a", "kind": "x"}]


def test_an_operation_that_refuses_no_body_is_told_once() -> None:
    """A refusal of what is no JSON, or no object, says nothing of values; another operation that refuses none joins."""
    taken = [("/notes", body, 200) for body in WRONG] + [("/memos", {"title": 5}, 200)]
    cause = "any wrong value in the body, none is ever refused"
    assert told(*taken, ("/notes", b"}", 400), ("/notes", [], 422)) == [("invalid-refused", cause, 2)]


def test_a_body_of_another_media_type_is_one_more_kind_of_it() -> None:
    """Alone it is told as what it is."""
    other = (("/notes", {"title": "a"}, 200),)
    assert [cause for _, cause, _ in told(plain=other)] == ["media-type"]
    assert len(told(*[("/notes", body, 200) for body in WRONG], plain=other)) == 1


def test_wrong_values_are_told_apart_where_one_is_refused() -> None:
    """Each keyword that is not asked for is a fault of its own, and so are few of them."""
    taken = [("/notes", body, 200) for body in WRONG[3:]]
    apart = told(*taken, ("/notes", {"title": 5}, 422))
    assert sorted(cause for _, cause, _ in apart) == ["enum", "maxLength", "minimum"]
    assert sorted(cause for _, cause, _ in told(*taken[:2])) == ["maxLength", "minimum"]


def test_values_that_python_takes_for_equal_are_told_apart() -> None:
    """True is no 1 and false no 0, whichever came first; each is told the same the second time."""
    provocations = Provocations(JUDGE.schemas, "cttag")

    def texts(value: Any) -> list[str]:
        request = Request(
            "POST", "/notes", (("Content-Type", "application/json"),), json.dumps({"size": value}).encode()
        )
        sent = Sent(Exchange(request, Answer(500), "journey"), JUDGE.reader.read(request), MISSING, MISSING, [])
        return [item.text for item in provocations.of(sent, ())]

    values = (True, 1, False, 0, "1", None)
    first = [texts(value) for value in values]
    assert first == [texts(value) for value in values]
    assert first[0] != first[1]
    assert first[2] != first[3]
    assert all("body title is absent" in found for found in first)
