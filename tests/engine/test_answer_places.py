"""Where answers show the record: around what was sent, in examples alone, under another type, in a part of a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.documents import app, call, operation
from tests.engine.test_record_laws import WORDS, served

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def shape(**members: Any) -> dict[str, Any]:
    """An object of these members."""
    return {"type": "object", "properties": members}


def paths(sent: Any, made: Any, shown: Any, parameter: str = "thingId", key: Any = None) -> dict[str, Any]:
    """A create, a read, a merge and a delete of things."""
    place = {"name": parameter, "in": "path", "required": True, "schema": key or TEXT}
    merge = operation(body=sent, answers={"200": shown})
    one = {"get": operation(answers={"200": shown}), "patch": merge, "delete": operation(answers={"204": None})}
    return {"paths": {"/things": {"post": operation(body=sent, answers={"201": made})},
                      f"/things/{{{parameter}}}": {"parameters": [place], **one}}}  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(WORDS.map(lambda word: f"q{word}"), st.text(max_size=5), min_size=1, max_size=4), WORDS)
def test_what_is_sent_stands_inside(body: dict[str, str], member: str) -> None:
    """An answer with the key beside a member that holds what was sent shows it there, changed by a merge too."""
    sent = shape(**dict.fromkeys(body, TEXT))
    shown = shape(id=TEXT, **{f"m{member}": sent}, at={"type": "string", "format": "date-time"})
    with served({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, **paths(sent, shown, shown)}) as mock:
        made = mock.ask("POST", "/things", json=body).json()
        assert made[f"m{member}"] == body
        assert mock.ask("GET", f"/things/{made['id']}").json() == made
        first = next(iter(body))
        changed = mock.ask("PATCH", f"/things/{made['id']}", json={first: "changed"}).json()
        assert changed[f"m{member}"] == {**body, first: "changed"}
        assert changed["id"] == made["id"]


@pytest.mark.parametrize("name", ["name", "label"])
def test_a_create_may_answer_with_the_key_alone(tmp_path: Path, name: str) -> None:
    """A key that only the answer has is the record's, in whatever envelope; a name that was sent is none then."""
    shown = shape(success={"type": "boolean"}, data=shape(id=TEXT, **{name: TEXT}))
    made = shape(success={"type": "boolean"}, data=shape(id=TEXT))
    mock = app(tmp_path, paths(shape(**{name: TEXT}), made, shown))
    keys = [call(mock, "POST", "/things", {name: "one"})[1]["data"]["id"] for _ in range(2)]
    assert keys[0] != keys[1]
    assert call(mock, "GET", f"/things/{keys[0]}")[1]["data"] == {"id": keys[0], name: "one"}


def test_a_create_without_content_takes_its_key_from_what_is_read(tmp_path: Path) -> None:
    """Where only reading shows an `id`, the server makes it and `Location` tells it."""
    mock = app(tmp_path, paths(shape(name=TEXT), None, shape(id=TEXT, name=TEXT), "id"))
    told = [call(mock, "POST", "/things", {"name": "one"})[2]["location"] for _ in range(2)]
    assert told[0] != told[1]
    status, body, _ = call(mock, "GET", told[0].partition("//")[2].partition("/")[2].join(["/", ""]))
    assert (status, body["name"]) == (200, "one")


def test_a_servers_member_beside_the_record_is_kept_as_it_is(tmp_path: Path) -> None:
    """What a create makes beside the record is read as it was answered, where the document names no secret."""
    made = shape(score={"type": "integer", "readOnly": True}, thing=shape(id=TEXT, name=TEXT))
    shown = shape(score=WHOLE, id=TEXT, name=TEXT)
    mock = app(tmp_path, paths(shape(name=TEXT), made, shown))
    answer = call(mock, "POST", "/things", {"name": "one"})[1]
    read = call(mock, "GET", f"/things/{answer['thing']['id']}")[1]
    assert read == {**answer["thing"], "score": answer["score"]}


def test_an_envelope_without_a_common_member(tmp_path: Path) -> None:
    """An answer may wrap its key alone as the request wraps the record; another media type holds records too."""
    made = shape(thing=shape(uid=TEXT))
    document = paths(shape(thing=shape(name=TEXT)), made, shape(thing=shape(name=TEXT)), "thing_uid")
    content = document["paths"]["/things"]["post"]["responses"]["201"]["content"]
    mock = app(tmp_path, document)
    key = call(mock, "POST", "/things", {"thing": {"name": "one"}})[1]["thing"]["uid"]
    assert call(mock, "GET", f"/things/{key}")[1]["thing"]["name"] == "one"
    content["application/vnd.thing"] = content.pop("application/json")
    mock = app(tmp_path, document)
    status, body, headers = call(mock, "POST", "/things", {"thing": {"name": "two"}})
    assert (status, headers["content-type"]) == (201, "application/vnd.thing")
    key = str(json.loads(body)["thing"]["uid"])
    assert call(mock, "GET", f"/things/{key}")[1]["thing"]["name"] == "two"


@pytest.mark.parametrize("wrap", [False, True])
def test_an_example_tells_the_members(tmp_path: Path, wrap: bool) -> None:
    """Of an answer that is an object and no more, the example says where the record and its key are."""
    example: Any = {"uid": "5-a", "name": "Old", "owner": 7}
    media = {"schema": {"type": "object"}, "example": {"thing": example} if wrap else example}
    answer = {"description": "A", "content": {"application/json": media}}
    sent: Any = shape(name=TEXT)
    document = paths(shape(thing=sent) if wrap else sent, {}, {}, "thing_uid")
    document["paths"]["/things"]["post"]["responses"] = {"200": answer}
    for method in ("get", "patch"):
        document["paths"]["/things/{thing_uid}"][method]["responses"] = {"200": answer}
    mock = app(tmp_path, document)
    body = {"name": "New"}
    made = call(mock, "POST", "/things", {"thing": body} if wrap else body)[1]
    record = made["thing"] if wrap else made
    assert (record["name"], record["owner"]) == ("New", 7)
    assert record["uid"] != "5-a"
    assert call(mock, "GET", f"/things/{record['uid']}")[1] == made


@pytest.mark.parametrize(("parameter", "member"), [
    ("file_sha", "sha"), ("fieldValueId", "ValueId"), ("versionNumber", "VersionNumber"), ("thingVersion", "thing"),
])  # fmt: skip
def test_a_key_is_named_as_the_parameter_ends(tmp_path: Path, parameter: str, member: str) -> None:
    """The last words of the path's parameter name the property that holds the key, or the collection's own word."""
    mock = app(
        tmp_path, paths(shape(text=TEXT), shape(**{member: TEXT}), shape(**{member: TEXT, "text": TEXT}), parameter)
    )
    made = call(mock, "POST", "/things", {"text": "a"})[1]
    assert call(mock, "GET", f"/things/{made[member]}")[1] == {member: made[member], "text": "a"}


def test_a_record_is_kept_under_the_key_that_is_answered(tmp_path: Path) -> None:
    """Whatever a schema asks of a key, in a composition too, the key that the answer shows reads the record."""
    key = {"allOf": [{"type": "string", "pattern": "^[a-z0-9]{12}$"}, {"description": "The key."}]}
    shown = shape(thingId=key, name=TEXT) | {"required": ["thingId"]}
    mock = app(tmp_path, paths(shape(name=TEXT), shown, shown))
    made = call(mock, "POST", "/things", {"name": "one"})[1]
    assert call(mock, "GET", f"/things/{made['thingId']}")[1] == made


@pytest.mark.parametrize(("sent", "shown", "value", "seen"), [
    (TEXT, WHOLE, "1602288000", 1602288000), (TEXT, {"type": "boolean"}, "true", True), (WHOLE, TEXT, 5, "5"),
])  # fmt: skip
def test_a_value_is_shown_as_the_answer_types_it(tmp_path: Path, sent: Any, shown: Any, value: Any, seen: Any) -> None:
    """A text that writes a number is shown as the number where the answer takes numbers, and so on."""
    mock = app(tmp_path, paths(shape(at=sent), shape(id=TEXT, at=shown), shape(id=TEXT, at=shown)))
    made = call(mock, "POST", "/things", {"at": value})[1]
    assert made["at"] == seen
    assert call(mock, "GET", f"/things/{made['id']}")[1] == made


def test_a_key_one_level_down(tmp_path: Path) -> None:
    """`metadata.name` is the key of `/things/{name}` where nothing at the top is."""
    whole = shape(kind=TEXT, metadata=shape(name=TEXT, labels={"type": "object"}), spec=shape(size=WHOLE))
    mock = app(tmp_path, paths(whole, whole, whole, "name"))
    for name in ("one", "two"):
        call(mock, "POST", "/things", {"kind": "Thing", "metadata": {"name": name}, "spec": {"size": len(name)}})
    assert call(mock, "GET", "/things/two")[1]["metadata"] == {"name": "two"}
    assert call(mock, "PATCH", "/things/one", {"spec": {"size": 9}})[1]["spec"] == {"size": 9}
    assert call(mock, "GET", "/things/one")[1] == {"kind": "Thing", "metadata": {"name": "one"}, "spec": {"size": 9}}


def test_a_create_without_a_body(tmp_path: Path) -> None:
    """A POST on a collection that takes no body makes a record of what its query says."""
    shown = shape(id=WHOLE, name=TEXT, other=TEXT)
    document = paths({}, shown, shown, "id", WHOLE)
    document["paths"]["/things"]["post"] = operation(
        answers={"200": shown}, parameters=[{"name": "name", "in": "query", "schema": TEXT}]
    )
    mock = app(tmp_path, document)
    made = call(mock, "POST", "/things?name=one")[1]
    assert made["name"] == "one"
    assert call(mock, "GET", f"/things/{made['id']}")[1] == made


def test_a_replacement_without_content_keeps_what_is_the_servers(tmp_path: Path) -> None:
    """A PUT that answers nothing changes what it takes, and leaves the key and the server's members as they were."""
    shown = shape(id=TEXT, name=TEXT, made={"type": "string", "format": "date-time"})
    document = paths(shape(name=TEXT), shown, shown)
    document["paths"]["/things/{thingId}"]["put"] = operation(body=shape(name=TEXT), answers={"204": None})
    mock = app(tmp_path, document)
    made = call(mock, "POST", "/things", {"name": "one"})[1]
    assert call(mock, "PUT", f"/things/{made['id']}", {"name": "two"})[0] == 204
    assert call(mock, "GET", f"/things/{made['id']}")[1] == {**made, "name": "two"}


def test_a_part_of_the_records(tmp_path: Path) -> None:
    """`/users/{id}/things` beside `/things/{id}` makes and lists the things of that user; they are one resource."""
    shown = shape(id=TEXT, name=TEXT, size=WHOLE)
    document = paths({}, shown, shown)
    document["paths"]["/things"] = {"get": operation(answers={"200": {"type": "array", "items": shown}})}
    user = {"name": "user", "in": "path", "required": True, "schema": TEXT}
    document["paths"]["/users/{user}/things"] = {
        "parameters": [user],
        "post": operation(body=shape(name=TEXT, size=WHOLE), answers={"201": shown}),
        "get": operation(answers={"200": shape(total=WHOLE, items={"type": "array", "items": shown})}),
    }
    mock = app(tmp_path, document)
    made = [call(mock, "POST", f"/users/{user}/things", {"name": user, "size": 1})[1] for user in ("ann", "bob", "ann")]
    assert call(mock, "GET", f"/things/{made[1]['id']}")[1] == made[1]
    assert call(mock, "GET", "/users/ann/things")[1] == {"total": 2, "items": [made[0], made[2]]}
    assert len(call(mock, "GET", "/things")[1]) == 3
    call(mock, "DELETE", f"/things/{made[0]['id']}")
    assert call(mock, "GET", "/users/ann/things")[1] == {"total": 1, "items": [made[2]]}


def test_the_record_is_not_what_a_record_holds(tmp_path: Path) -> None:
    """A list within a record whose items are like it, and name it, is no envelope of it."""
    version = shape(thing_id=TEXT, name=TEXT)
    shown = shape(id=TEXT, name=TEXT, versions={"type": "array", "items": version})
    mock = app(tmp_path, paths(shape(name=TEXT), shown, shown, "thing_id"))
    made = call(mock, "POST", "/things", {"name": "one"})[1]
    assert call(mock, "PATCH", f"/things/{made['id']}", {"name": "two"})[1]["name"] == "two"


def test_a_filter_in_another_spelling(tmp_path: Path) -> None:
    """A query parameter asks for the property of its name in whatever spelling."""
    shown = shape(sid=TEXT, friendly_name=TEXT)
    document = paths(shape(FriendlyName=TEXT), shown, shown, "Sid")
    listed = shape(results=WHOLE, things={"type": "array", "items": shown})
    asked = [{"name": "FriendlyName", "in": "query", "schema": TEXT}]
    document["paths"]["/things"]["get"] = operation(answers={"200": listed}, parameters=asked)
    mock = app(tmp_path, document)
    for name in ("one", "two"):
        call(mock, "POST", "/things", {"FriendlyName": name})
    found = call(mock, "GET", "/things?FriendlyName=two")[1]
    assert (found["results"], [thing["friendly_name"] for thing in found["things"]]) == (1, ["two"])
