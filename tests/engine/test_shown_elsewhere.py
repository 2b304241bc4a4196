"""Paths that show records of a resource which is not their own: the caller's own record, searches, lists of some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi.behaviour.operation_behaviours import behaviours
from mock_server.openapi.reading.document import load_document
from tests.engine.documents import app, call, operation, write
from tests.engine.test_answer_places import TEXT, WHOLE, paths, shape

if TYPE_CHECKING:
    from pathlib import Path

USER = shape(id=TEXT, login=TEXT, size=WHOLE)
MORE = shape(id=TEXT, login=TEXT, size=WHOLE, mail=TEXT)
SENT = shape(login=TEXT, size=WHOLE)


def users(**more: Any) -> dict[str, Any]:
    """Users that are made, listed, read, changed and removed, and more paths."""
    document = paths(SENT, USER, USER, "id")
    own = {path.replace("things", "users"): item for path, item in document["paths"].items()}
    own["/users"]["get"] = operation(answers={"200": {"type": "array", "items": USER}})
    return {"paths": {**own, **more}}


CALLERS = [("/me", MORE), ("/me", USER), ("/user", MORE), ("/current_user", USER), ("/users/me", MORE),
           ("/users/@me", USER), ("/users/current", USER), ("/api/self", USER)]  # fmt: skip


@pytest.mark.parametrize("wrap", [False, True], ids=["bare", "wrapped"])
@pytest.mark.parametrize(("path", "shown"), CALLERS)
def test_the_callers_own_record_is_one_of_the_collection(
    tmp_path: Path, path: str, shown: dict[str, Any], wrap: bool
) -> None:
    """What is asked, changed and removed there is what the collection shows, whoever made it."""
    answer = shape(data=shown) if wrap else shown
    change, remove = operation(body=SENT, answers={"200": answer}), operation(answers={"204": None})
    one = {"get": operation(answers={"200": answer, "404": None}), "patch": change, "delete": remove}
    mock = app(tmp_path, users(**{path: one}))

    def own() -> Any:
        body = call(mock, "GET", path)[1]
        return {name: value for name, value in (body["data"] if wrap else body).items() if name != "mail"}

    first = own()
    assert call(mock, "GET", "/users")[1] == [first]
    assert call(mock, "GET", f"/users/{first['id']}")[1] == first
    made = call(mock, "POST", "/users", {"login": "ann", "size": 1})[1]
    assert own() == first
    call(mock, "PATCH", path, {"login": "bob"})
    assert own() == {**first, "login": "bob"}
    assert call(mock, "GET", "/users")[1] == [{**first, "login": "bob"}, made]
    call(mock, "DELETE", path)
    assert call(mock, "GET", "/users")[1] == [made]
    assert own() == made
    call(mock, "DELETE", f"/users/{made['id']}")
    assert call(mock, "GET", path)[0] == 404


@pytest.mark.parametrize("method", ["put", "patch"])
def test_the_callers_own_record_may_be_made_by_its_change(tmp_path: Path, method: str) -> None:
    """A change before there is any record makes one of the collection."""
    one = {"get": operation(answers={"200": USER}), method: operation(body=SENT, answers={"200": USER})}
    mock = app(tmp_path, users(**{"/me": one}))
    changed = call(mock, method.upper(), "/me", {"login": "ann", "size": 7})[1]
    assert (changed["login"], changed["size"]) == ("ann", 7)
    assert call(mock, "GET", "/me")[1] == changed
    assert call(mock, "GET", f"/users/{changed['id']}")[1] == changed


@pytest.mark.parametrize("path", ["/settings", "/me"])
def test_what_shows_something_else_is_none_of_the_collection(tmp_path: Path, path: str) -> None:
    """A path of another name, or one that shows other members, is a record of its own."""
    shown = USER if path == "/settings" else shape(plan=TEXT, until=TEXT)
    mock = app(tmp_path, users(**{path: {"get": operation(answers={"200": shown})}}))
    assert call(mock, "GET", path)[0] == 200
    call(mock, "POST", "/users", {"login": "ann"})
    assert call(mock, "GET", path)[1].get("login") != "ann"


@pytest.mark.parametrize(("method", "path"), [("get", "/search"), ("get", "/search/users"), ("post", "/search/users"),
                                              ("get", "/newest-users"), ("get", "/v1/directory/people")])  # fmt: skip
@pytest.mark.parametrize("wrap", [False, True], ids=["bare", "wrapped"])
def test_a_list_of_a_resource_shows_its_records(tmp_path: Path, path: str, method: str, wrap: bool) -> None:
    """A search, or any list of records of one resource, shows those that are there, by its filters."""
    every = {"type": "array", "items": USER}
    answer = shape(total=WHOLE, users=every) if wrap else every
    asked = operation(answers={"200": answer})
    if method == "post":
        asked["requestBody"] = {"content": {"application/json": {"schema": shape(login=TEXT)}}}
    else:
        asked["parameters"] = [{"name": "login", "in": "query", "schema": TEXT}]
    mock = app(tmp_path, users(**{path: {method: asked}}))
    made = [call(mock, "POST", "/users", {"login": login, "size": 1})[1] for login in ("ann", "bob")]
    if method == "post":
        all_, some = (call(mock, "POST", path, body)[1] for body in ({}, {"login": "bob"}))
    else:
        all_, some = (call(mock, "GET", path + query)[1] for query in ("", "?login=bob"))
    assert all_ == ({"total": 2, "users": made} if wrap else made)
    assert some == ({"total": 1, "users": made[1:]} if wrap else made[1:])


def test_a_list_below_a_record_shows_those_that_name_it(tmp_path: Path) -> None:
    """Records that hold the key of the record above are those of its list; where none can, the list is its own."""
    order = shape(id=TEXT, userId=TEXT, note=TEXT)
    orders = {"type": "array", "items": order}
    place = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    document = users(**{
        "/orders": {"post": operation(body=shape(userId=TEXT, note=TEXT), answers={"201": order})},
        "/orders/{id}": {"parameters": [place], "get": operation(answers={"200": order})},
        "/users/{id}/latest": {"parameters": [place], "get": operation(answers={"200": shape(orders=orders)})},
        "/users/{id}/friends": {"parameters": [place],
                                "get": operation(answers={"200": shape(users={"type": "array", "items": USER})})},
    })  # fmt: skip
    mock = app(tmp_path, document)
    ann, bob = (call(mock, "POST", "/users", {"login": login})[1]["id"] for login in ("ann", "bob"))
    made = [call(mock, "POST", "/orders", {"userId": user, "note": "a"})[1] for user in (ann, bob, ann)]
    assert call(mock, "GET", f"/users/{ann}/latest")[1] == {"orders": [made[0], made[2]]}
    assert "ann" not in str(call(mock, "GET", f"/users/{ann}/friends")[1])


def test_explain_says_why(tmp_path: Path) -> None:
    """The reasons name the resource and what the path shows."""
    every = {"type": "array", "items": USER}
    more = {"/me": {"get": operation(answers={"200": USER})}, "/search": {"get": operation(answers={"200": every})}}
    found = behaviours(load_document(write(tmp_path, users(**more))), related=True)
    told = {name: [reason.why for reason in found[name].reasons] for name in ("get /me", "get /search")}
    assert "/me shows one of users" in told["get /me"]
    assert "it lists records of users" in told["get /search"]
