"""Error answers in whatever shape a document gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call, operation

if TYPE_CHECKING:
    from pathlib import Path

BODY = {"type": "object", "required": ["name", "age"],
        "properties": {"name": {"type": "string", "minLength": 2}, "age": {"type": "integer"}}}  # fmt: skip
TEXT = {"type": "string"}


def refused(tmp_path: Path, answers: dict[str, Any], body: Any = None) -> tuple[int, Any]:
    """Status and body of the answer to a create with two violations (or to ``body``)."""
    document = {"paths": {"/a": {"post": operation(body=BODY, answers={"200": {}, **answers})}}}
    wrong = {"name": "x", "age": "old"} if body is None else body
    return call(app(tmp_path, document), "POST", "/a", wrong)[:2]


def listed(**item: Any) -> dict[str, Any]:
    """An error schema with a list of violations."""
    errors = {"type": "array", "items": {"type": "object", "required": list(item), "properties": item}}
    return {"type": "object", "required": ["errors"], "properties": {"message": TEXT, "errors": errors}}


def test_a_list_of_violations(tmp_path: Path) -> None:
    """Each violation is an entry with its field and what is wrong."""
    status, body = refused(tmp_path, {"400": listed(field=TEXT, message=TEXT)})
    assert status == 400
    assert {entry["field"] for entry in body["errors"]} == {"name", "age"}
    assert all(entry["message"] for entry in body["errors"])


def test_a_list_of_locations(tmp_path: Path) -> None:
    """A `loc` that is an array gets the path, as FastAPI writes it; other required properties are generated."""
    entry = listed(loc={"type": "array", "items": {}}, msg=TEXT, type=TEXT)
    status, body = refused(
        tmp_path, {"422": {**entry, "properties": {"detail": entry["properties"]["errors"]}, "required": ["detail"]}}
    )
    assert status == 422
    assert sorted(item["loc"] for item in body["detail"]) == [["body", "age"], ["body", "name"]]
    assert all(isinstance(item["type"], str) for item in body["detail"])


def test_what_is_refused_alike_is_told_alike_and_anything_else_in_its_own_words(tmp_path: Path) -> None:
    """An answer that was given before is given again for the same violations, and no others; not what is made up."""
    made_up = {"type": "string", "format": "uuid"}

    def asked(entry: dict[str, Any], *bodies: Any) -> list[Any]:
        document = {"paths": {"/a": {"post": operation(body=BODY, answers={"200": {}, "400": listed(**entry)})}}}
        served = app(tmp_path, document)
        return [call(served, "POST", "/a", body)[1] for body in bodies]

    both, age, other = {"name": "x", "age": "old"}, {"name": "Ann", "age": "old"}, {"name": "Ann", "age": []}
    told = asked({"field": TEXT, "message": TEXT}, both, age, other, both, age, other)
    assert told[:3] == told[3:]
    assert len({str(body) for body in told}) == 3
    first, again = asked({"field": TEXT, "trace": made_up}, age, age)
    assert first["errors"][0]["field"] == again["errors"][0]["field"] == "age"
    assert first["errors"][0]["trace"] != again["errors"][0]["trace"]


def test_a_list_of_strings(tmp_path: Path) -> None:
    """Where the list holds strings, each names the field."""
    schema = {"type": "object", "properties": {"errors": {"type": "array", "items": TEXT}}, "required": ["errors"]}
    body = refused(tmp_path, {"400": schema})[1]
    assert sorted(text.split(":")[0] for text in body["errors"]) == ["age", "name"]


def test_a_message_alone(tmp_path: Path) -> None:
    """Where there is no list, the message names what is wrong, and the status is repeated where there is a place."""
    schema = {
        "type": "object",
        "required": ["status", "detail"],
        "properties": {"status": {"type": "integer"}, "detail": TEXT},
    }
    status, body = refused(tmp_path, {"4XX": schema})
    assert (status, body["status"]) == (400, 400)
    assert "name" in body["detail"]
    assert "age" in body["detail"]


@pytest.mark.parametrize(
    ("documented", "status"), [(["400"], 400), (["422"], 422), (["4XX"], 400), (["default"], 400), ([], 400)]
)
def test_the_documented_status(tmp_path: Path, documented: list[str], status: int) -> None:
    """The best fitting documented status is answered; 400 where none is."""
    assert refused(tmp_path, {status: {"type": "object"} for status in documented})[0] == status


def test_undocumented_errors_are_problem_details(tmp_path: Path) -> None:
    """A document without errors gets RFC 9457 problem details."""
    mock = app(tmp_path, {"paths": {"/a": {"get": operation()}}})
    status, body, headers = call(mock, "GET", "/b")
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert body["status"] == 404
    assert body["title"] == "Not Found"


def test_undocumented_errors_look_like_the_documented_ones(tmp_path: Path) -> None:
    """What no operation covers is refused in the shape of the document's own error examples."""
    made = operation(answers={"200": {}})
    example = {"error": "Not Found", "message": "no such thing", "code": 404}
    made["responses"]["404"] = {"description": "", "content": {"application/json": {"example": example}}}
    status, body, headers = call(app(tmp_path, {"paths": {"/a": {"get": made}}}), "PUT", "/a")
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (body["error"], body["code"]) == ("Method Not Allowed", 405)


def test_declared_place_of_the_violations(tmp_path: Path) -> None:
    """`x-mock.violations` says where the list is when its name does not."""
    entry = {"type": "object", "properties": {"field": TEXT, "message": TEXT}}
    made = operation(
        body=BODY,
        answers={"200": {}, "400": {"type": "object", "properties": {"odd": {"type": "array", "items": entry}}}},
    )
    made["responses"]["400"]["x-mock"] = {"violations": "/odd"}
    body = call(app(tmp_path, {"paths": {"/a": {"post": made}}}), "POST", "/a", {})[1]
    assert {item["field"] for item in body["odd"]} == {"name", "age"}
