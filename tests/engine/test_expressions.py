"""Runtime expressions and JSON pointers into values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.openapi.reading.call import Call
from mock_server.openapi.reading.expressions import (
    RequestPlace,
    answer_path,
    compile_expression,
    in_answer,
    in_request,
    is_expression,
    request_place,
)
from mock_server.openapi.reading.pointers import MISSING, at, replaced


@pytest.fixture
def call() -> Call:
    """A call with a value in every place."""
    call = Call("POST", "/things/7?hard=true", [])
    call.path, call.query, call.header = {"id": 7}, {"hard": "true"}, {"x-one": "1"}
    call.body, call.status = {"a": {"b/c": [1, 2]}}, 201
    return call


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$method", "POST"),
        ("$url", "/things/7?hard=true"),
        ("$statusCode", 201),
        ("$request.path.id", 7),
        ("$request.query.hard", "true"),
        ("$request.query.none", MISSING),
        ("$request.header.X-One", "1"),
        ("$request.body", {"a": {"b/c": [1, 2]}}),
        ("$request.body#/a/b~1c/1", 2),
        ("$request.body#/a/x", MISSING),
        ("$request.body#/a", {"b/c": [1, 2]}),
        ("$request.body#/x", MISSING),
        ("$response.body#/key", "k"),
    ],
)
def test_evaluation(call: Call, text: str, value: object) -> None:
    """Each kind of expression gives the part of the exchange that it names."""
    assert compile_expression(text)(call, {"key": "k"}) == value


@pytest.mark.parametrize(("body", "value"), [(["k"], "k"), ([], MISSING), ("text", MISSING), (MISSING, MISSING)])
def test_a_member_of_a_body_that_is_no_object(call: Call, body: object, value: object) -> None:
    """Of an array it is the item with this number; of anything else there is none."""
    call.body = body
    assert compile_expression("$request.body#/0")(call, None) == value


@pytest.mark.parametrize(
    "text", ["", "request.body", "$request", "$request.body.x", "$response.cookie.a", "$request.query."]
)
def test_malformed(text: str) -> None:
    """What is no runtime expression is told from one, and refused."""
    assert not is_expression(text)
    with pytest.raises(ValueError, match="runtime expression"):
        compile_expression(text)


def test_places() -> None:
    """An expression names a place in the request or in the answer's body, for whoever has to find or to write it."""
    assert answer_path("$response.body#/data/i~1d") == ("data", "i/d")
    assert answer_path("$request.body#/id") is answer_path(None) is None
    assert request_place("$request.path.id") == RequestPlace("path", ("id",))
    assert request_place("$request.body#/a/b~1c") == RequestPlace("body", ("a", "b/c"))
    for other in (None, "$url", "$request.body", "$response.body#/id"):
        assert request_place(other) is None


@given(st.sampled_from(["path", "query", "header", "body"]), st.text("ab/~.1%", min_size=1) | st.text(min_size=1))
def test_a_place_is_written_as_it_is_read(location: str, name: str) -> None:
    """Whatever the name: a slash in that of a member leads no deeper."""
    assert request_place(in_request(location, name)) == RequestPlace(location, (name,))
    assert answer_path(in_answer((name, "id"))) == (name, "id")


def test_a_place_is_found() -> None:
    """What stands there, None where nothing does."""
    request = ({"id": "7"}, [("hard", "true"), ("hard", "no")], {"a": {"b": 1}})
    found = [RequestPlace(*place).find(*request) for place in (
        ("path", ("id",)), ("query", ("hard",)), ("body", ("a", "b")), ("body", ("a", "b", "c")), ("header", ("x",))
    )]  # fmt: skip
    assert found == ["7", "true", 1, None, None]


@given(st.lists(st.text(min_size=1), max_size=4).map(tuple), st.integers())
def test_what_is_put_is_found(path: tuple[str, ...], value: int) -> None:
    """`replaced` puts a value where `at` finds it, and leaves what it was given alone."""
    body: dict[str, object] = {"kept": 1}
    assert at(replaced(body, path, value), path) == value
    assert body == {"kept": 1}
