"""JSON:API's `included` holds what the relationships of the records lead to, as it is kept, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_JSONAPI = "application/vnd.api+json"


def _to(kind: str) -> dict[str, Any]:
    named = {"type": "object", "required": ["type", "id"], "properties": {"type": {"const": kind}, "id": _TEXT}}
    return {"type": "object", "properties": {"data": named}}


def _resource(kind: str, *relations: tuple[str, Any], key: bool = True) -> dict[str, Any]:
    members: dict[str, Any] = {
        "type": {"const": kind},
        "attributes": {"type": "object", "properties": {"title": _TEXT}},
    }
    if key:
        members["id"] = _TEXT
    if relations:
        members["relationships"] = {"type": "object", "properties": dict(relations)}
    return {"type": "object", "required": ["type", *(["id"] if key else [])], "properties": members}


def _service(folder: Path, *parameters: str, needs: bool = False, items: Any = None) -> Mock:
    many = {"type": "object", "properties": {"data": {"type": "array", "items": _to("people")["properties"]["data"]}}}
    relations = {
        "articles": (("author", _to("people")), ("readers", many)),
        "people": (("home", _to("towns")),),
        "towns": (),
    }
    asked = [{"name": name, "in": "query", "schema": _TEXT} for name in parameters]
    paths: dict[str, Any] = {}
    for kind, links in relations.items():
        one, sent = _resource(kind, *links), _resource(kind, *links, key=False)
        around = {"included": {"type": "array", "items": items or {"type": "object", "properties": {"id": _TEXT}}}}
        more = around if kind == "articles" else {}
        must = ["data", "included"] if more and needs else ["data"]

        def shown(data: Any, must: list[str] = must, more: dict[str, Any] = more) -> dict[str, Any]:
            whole = {"type": "object", "required": must, "properties": {"data": data, **more}}
            return {"description": "d", "content": {_JSONAPI: {"schema": whole}}}

        body = {"content": {_JSONAPI: {"schema": {"type": "object", "properties": {"data": sent}}}}}
        paths[f"/{kind}"] = {
            "post": {"requestBody": body, "responses": {"201": shown(one)}},
            "get": {"parameters": asked, "responses": {"200": shown({"type": "array", "items": one})}},
        }
        paths[f"/{kind}/{{id}}"] = {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "get": {"parameters": asked, "responses": {"200": shown(one), "404": {"description": "none"}}},
        }
    return mock(folder, document(paths))


def _made(served: Mock, kind: str, title: str, **relationships: Any) -> dict[str, Any]:
    data = {
        "type": kind,
        "attributes": {"title": title},
        "relationships": {n: {"data": v} for n, v in relationships.items()},
    }
    answer = served.ask("POST", f"/{kind}", {"data": data}, {"content-type": _JSONAPI})
    assert answer.status == 201
    made: dict[str, Any] = answer.json["data"]
    return {"type": kind, "id": made["id"]}


def _written(served: Mock) -> str:
    """An article of one author, who lives in a town, and read by two; its key."""
    ann = _made(served, "people", "Ann", home=_made(served, "towns", "Ulm"))
    bob = _made(served, "people", "Bob", home=_made(served, "towns", "Bonn"))
    return str(_made(served, "articles", "Emma", author=ann, readers=[ann, bob])["id"])


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("include=author", ["Ann"]),
        ("include=readers", ["Ann", "Bob"]),
        ("include=author,readers", ["Ann", "Bob"]),
        ("include=author.home", ["Ann", "Ulm"]),
        ("include=author,readers.home", ["Ann", "Ulm", "Bob", "Bonn"]),
        ("include=author,author.home,readers.home,readers", ["Ann", "Ulm", "Bob", "Bonn"]),
        ("include=nobody", []),
    ],
)
def test_what_is_asked_for_is_included_once(tmp_path: Path, asked: str, titles: list[str]) -> None:
    """Of one record and of a list, as reading shows it."""
    served = _service(tmp_path, "include")
    key = _written(served)
    for path in (f"/articles/{key}", "/articles"):
        included = served.ask("GET", f"{path}?{asked}").json["included"]
        assert [one["attributes"]["title"] for one in included] == titles
        assert [one for one in included if served.ask("GET", f"/{one['type']}/{one['id']}").json["data"] != one] == []


@pytest.mark.parametrize(("needs", "shown"), [(False, None), (True, [])])
def test_nothing_is_included_that_nobody_asked_for(tmp_path: Path, needs: bool, shown: list[Any] | None) -> None:
    """The member is left out, or empty where it must be there."""
    served = _service(tmp_path, "include", needs=needs)
    assert served.ask("GET", f"/articles/{_written(served)}").json.get("included") == shown


def test_without_a_parameter_for_it_what_all_relationships_lead_to_is_included(tmp_path: Path) -> None:
    """The service decides; what those lead to in turn is not."""
    served = _service(tmp_path)
    included = served.ask("GET", f"/articles/{_written(served)}").json["included"]
    assert [one["attributes"]["title"] for one in included] == ["Ann", "Bob"]


def test_what_the_schema_takes_is_included(tmp_path: Path) -> None:
    """A record of a type that may not be included is left out, and those beside it are not."""
    items = {"type": "object", "properties": {"type": {"const": "people"}}}
    served = _service(tmp_path, "include", items=items)
    included = served.ask("GET", f"/articles/{_written(served)}?include=author.home,readers").json["included"]
    assert [one["attributes"]["title"] for one in included] == ["Ann", "Bob"]


def test_an_answer_without_data_is_left_as_it_is(tmp_path: Path) -> None:
    """A member of that name elsewhere is no affair of JSON:API."""
    order = {"type": "object", "required": ["id", "included"], "properties": {
        "id": _TEXT, "included": {"type": "array", "items": _TEXT}}}  # fmt: skip
    shown = {"description": "d", "content": {"application/json": {"schema": order}}}
    body = {"content": {"application/json": {"schema": order}}}
    served = mock(tmp_path, document({
        "/orders": {"post": {"requestBody": body, "responses": {"201": shown}}},
        "/orders/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
                                 "responses": {"200": shown}}},
    }))  # fmt: skip
    sent = {"id": "o1", "included": ["tax"]}
    assert served.ask("POST", "/orders", sent).json == sent == served.ask("GET", "/orders/o1").json


def _told(data: Any, included: list[Any], items: Any) -> dict[str, Any]:
    """A read that shows one example, whatever is asked for."""
    members = {"data": {"type": "object"}, "included": {"type": "array", "items": items}}
    example = {"data": data, "included": included}
    media = {"schema": {"type": "object", "required": ["data"], "properties": members}, "example": example}
    key = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    shown = {"description": "d", "content": {_JSONAPI: media}}
    return document({"/things/{id}": {"get": {"parameters": [key], "responses": {"200": shown}}}})


def test_what_the_document_includes_itself_stays(tmp_path: Path) -> None:
    """What no operation reads is shown as the example tells it, as far as a relationship leads there."""
    ann, bob = (
        {"type": "people", "id": key, "attributes": {"name": name}} for key, name in (("9", "Ann"), ("8", "Bob"))
    )
    links = {"author": {"data": {"type": "people", "id": "9"}}}
    data = {"type": "things", "id": "1", "relationships": links}
    served = mock(tmp_path, _told(data, [bob, ann], {"type": "object"}))
    assert served.ask("GET", "/things/1").json["included"] == [ann]


@pytest.mark.parametrize(
    ("data", "included", "items"),
    [
        ({"id": "1"}, ["breakfast"], _TEXT),
        ({"id": "1", "relationships": {"of": {}}}, ["tax"], _TEXT),
        ({"id": "1", "price": 2}, [{"name": "tax"}], {"type": "object"}),
    ],
)
def test_a_member_of_that_name_beside_data_is_no_affair_of_jsonapi(
    tmp_path: Path, data: dict[str, Any], included: list[Any], items: Any
) -> None:
    """Where nothing stands in a relationship, or no objects are included, it means something else."""
    served = mock(tmp_path, _told(data, included, items))
    assert served.ask("GET", "/things/1").json == {"data": data, "included": included}
