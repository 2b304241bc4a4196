"""The members of a record are tried with all their values also where a body wraps it, once or twice."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.cases.probes.broken_bodies import broken_bodies
from contracts.cases.values.pools import Pools
from contracts.cases.values.typical_values import TypicalValues
from contracts.laws.judging import Judge
from tests.requests.small_documents import document

_TITLE = {"type": "string", "maxLength": 120}
_PLAIN: Any = {"type": "object", "required": ["title"], "properties": {"title": _TITLE}}


def _inside(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*members], "properties": members}


def _answered(body: Any, *, named: bool = True) -> Any:
    """A document whose posts are made with this body and shown in the same form, with their id."""
    shown = {**body, "properties": {name: {**item, "properties": {**item["properties"], "id": {"type": "string"}}}
                                    for name, item in body["properties"].items()}} if named else body  # fmt: skip
    media = {"application/vnd.api+json": {"schema": body}}
    answer = {"description": "made", "content": {"application/vnd.api+json": {"schema": shown}}}
    one = {"name": "post_id", "in": "path", "required": True, "schema": {"type": "string"}}
    read = {"operationId": "getPost", "parameters": [one], "responses": {"200": answer}}
    make = {"operationId": "addPost", "requestBody": {"content": media}, "responses": {"201": answer}}
    return document({"paths": {"/posts": {"post": make}, "/posts/{post_id}": {"get": read}}})


def titles(body: Any, name: str, *place: str, named: bool = True) -> set[Any]:
    """The titles that are tried in this member of the body."""
    judge = Judge(_answered(body, named=named))
    pools = Pools(TypicalValues(judge.reader, "ctabcdefghijkl", {}))
    found = set()
    for _, value in pools.of_member(judge.behaviours["addPost"], name, body["properties"][name]):
        for step in (*place, "title"):
            value = value.get(step) if isinstance(value, dict) else None
        found.add(value if isinstance(value, str | int | None) else None)
    return found


JSON_API = _inside(data=_inside(type={"type": "string", "enum": ["posts"]}, attributes=_PLAIN))


@pytest.mark.parametrize(
    ("body", "name", "place"), [(JSON_API, "data", ("attributes",)), (_inside(post=_PLAIN), "post", ())]
)
def test_members_of_a_wrapped_record_have_all_their_values(body: Any, name: str, place: tuple[str, ...]) -> None:
    """Both sides of each constraint, another type, and texts of all kinds."""
    assert {"m" * 120, "m" * 121, 123, "x' OR '1'='1' --", "left\0right"} <= titles(body, name, *place)


def test_an_object_in_a_record_has_the_bounds_of_its_members_alone() -> None:
    """The many texts are tried in members of the record itself."""
    body = {"type": "object", "properties": {"label": {"type": "string"}, "cover": _PLAIN}}
    found = titles(body, "cover", named=False)
    assert {"m" * 120, "m" * 121} <= found
    assert "left\0right" not in found


def test_bodies_that_are_none_have_the_media_type_that_is_taken() -> None:
    """Under another one they would be refused before anybody reads them."""
    found = {kind: media for kind, _, media in broken_bodies({"a": 1}, "application/vnd.api+json")}
    assert {found[kind] for kind in ("no body", "null", "an array", "half a body")} == {"application/vnd.api+json"}
    assert found["a charset beside the media type"] == "application/vnd.api+json; charset=utf-8"


def test_a_record_that_is_wrapped_has_other_values_and_all_of_them() -> None:
    """What names its type stays as it is; a record of every member has those that nothing requires too."""
    attributes = {**_PLAIN, "properties": {"title": _TITLE, "rank": {"type": "integer"}}}
    resource = _inside(type={"type": "string", "enum": ["posts"]}, attributes=attributes)
    values = TypicalValues(Judge(_answered(_inside(data=resource))).reader, "ctabcdefghijkl", {})
    whole = values.filled(resource, "data", {"type": "posts", "attributes": {"title": "kept"}}, whole=True)
    assert whole == {
        "type": "posts",
        "attributes": {"title": "kept", "rank": values.typical({"type": "integer"}, "rank")},
    }
    other = values.other(resource, whole, "data")
    assert other["type"] == "posts"
    assert other["attributes"]["rank"] != whole["attributes"]["rank"]
    assert values.filled(resource, "data", {"type": "posts"}, whole=False) == {"type": "posts"}
