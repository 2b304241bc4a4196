"""Which property of a record is its key: what is created is readable under the key that it was answered with."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import behaviours, load_document
from tests.documents.asking import answering, document, mock
from tests.engine.test_record_laws import JSON, served

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = (
    "id",
    "bookId",
    "book_id",
    "book",
    "book_identifier",
    "identifier",
    "uuid",
    "key",
    "slug",
    "number",
    "gid",
)


def library(parameter: str, sent: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """A create and a read whose path parameter has this name."""
    one = {"description": "A", "content": {JSON: {"schema": {"type": "object", "properties": shown,
                                                             "required": list(shown)}}}}  # fmt: skip
    schema = {"type": "object", "properties": sent, "required": list(sent)}
    place = {"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/books": {"post": {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
                                "responses": {"201": one}}},
            f"/books/{{{parameter}}}": {"parameters": [place],
                                        "get": {"responses": {"200": one, "404": {"description": "None"}}}},
        },
    }  # fmt: skip


TEXT = {"type": "string"}


@pytest.mark.parametrize("named", [False, True], ids=["title", "title and name"])
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_an_answered_id_is_the_key(parameter: str, named: bool) -> None:
    """Where the answer has an `id`, two records of one name are two, each readable under its own id."""
    sent = {"title": TEXT, **({"name": TEXT} if named else {})}
    with served(library(parameter, sent, {"id": TEXT, **sent})) as mock:
        body = {"title": "Emma", **({"name": "Ann"} if named else {})}
        one, two = (mock.ask("POST", "/books", json=body).json() for _ in range(2))
        assert one["id"] != two["id"]
        for record in (one, two):
            assert mock.ask("GET", f"/books/{record['id']}").json() == record
        assert mock.ask("GET", "/books/Ann").status == 404


@pytest.mark.parametrize("parameter", ["bookName", "name", "book_slug", "isbn", "code"])
def test_a_parameter_that_says_so_is_the_key(parameter: str) -> None:
    """A name, a slug or a code is the key where the parameter says so and the body gives it."""
    own = "name" if parameter.endswith("ame") else ("slug" if parameter.endswith("slug") else parameter)
    with served(library(parameter, {own: TEXT, "title": TEXT}, {"id": TEXT, own: TEXT, "title": TEXT})) as mock:
        made = mock.ask("POST", "/books", json={own: "emma-1", "title": "Emma"}).json()
        assert mock.ask("GET", "/books/emma-1").json() == made


@pytest.mark.parametrize(("parameter", "own"), [("book_iid", "iid"), ("bookGuid", "guid"), ("booksid", "id")])
def test_a_word_that_ends_in_id_is_none(parameter: str, own: str) -> None:
    """Of a number of its own and an `id` beside it the path has the one that it names."""
    shown = {"id": TEXT, "iid": TEXT, "guid": TEXT, "title": TEXT}
    with served(library(parameter, {"title": TEXT}, shown)) as mock:
        made = mock.ask("POST", "/books", json={"title": "Emma"}).json()
        assert mock.ask("GET", f"/books/{made[own]}").json() == made


@pytest.mark.parametrize(
    ("style", "schema", "sent", "value"),
    [
        ("matrix", {"type": "object", "properties": {"row": {"type": "integer"}}}, ";row=2", {"row": 2}),
        ("label", {"type": "array", "items": {"type": "integer"}}, ".2.3", [2, 3]),
        ("simple", {"type": "array", "items": {"type": "string"}}, "a,b", ["a", "b"]),
    ],
)
def test_a_path_that_takes_several_values_is_answered_with_them(
    style: str, schema: dict[str, Any], sent: str, value: Any
) -> None:
    """A key is one value unless the path's parameter is an array or an object: the answer then shows what was asked."""
    shown = {"type": "object", "required": ["place", "count"], "properties": {"place": schema, "count": {}}}
    parameter = {"name": "place", "in": "path", "required": True, "style": style, "explode": style != "simple"}
    operation = {"responses": {"200": {"description": "A", "content": {JSON: {"schema": shown}}}}}
    paths = {"/board/{place}": {"parameters": [{**parameter, "schema": schema}], "get": operation}}
    with served({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}) as mock:
        assert mock.ask("GET", f"/board/{sent}").json()["place"] == value


@pytest.mark.parametrize("schema", [{"type": "array", "items": TEXT}, {"type": "object"}], ids=["array", "object"])
def test_no_object_and_no_array_is_a_key_by_its_ending(schema: dict[str, Any]) -> None:
    """A member that only ends as the parameter does is the key where it is one value."""
    members = {"old_book_ref": schema, "name": TEXT}
    with served(library("new_book_ref", members, members)) as mock:
        body = {"old_book_ref": [] if "items" in schema else {}, "name": "emma"}
        made = mock.ask("POST", "/books", json=body).json()
        assert made == body
        assert mock.ask("GET", "/books/emma").json() == made
        assert mock.ask("GET", "/books/ann").status == 404


def test_a_new_record_takes_the_key_of_none_that_was_shown(tmp_path: Path) -> None:
    """What a client has read as a record that is there does not become another one; after a reset it may.

    A document that is read again changes nothing of it.
    """
    numbered = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
    }
    place = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {"requestBody": {"required": True, "content": {"application/json": {"schema": numbered}}}}
    paths: dict[str, Any] = {
        "/books": {"post": {**body, **answering(numbered, status="201")}},
        "/books/{id}": {"parameters": [place], "get": answering(numbered)},
    }
    paths["/books/{id}"]["get"]["responses"]["404"] = {"description": "none"}
    asked = mock(tmp_path, document(paths))
    shown = [asked.ask("GET", f"/books/{key}").json["id"] for key in range(1, 41)]
    assert shown == list(range(1, 41))
    made = [asked.ask("POST", "/books", {"name": "a"}).json["id"] for _ in range(2)]
    assert not set(made) & set(shown)
    assert len(set(made)) == 2
    asyncio.run(asked.app.live.reloader.reload())
    assert asked.ask("POST", "/books", {"name": "a"}).json["id"] not in {*made, *shown}
    asked.app.sandboxes.default.reset()
    assert asked.ask("POST", "/books", {"name": "a"}).json["id"] < 41


@pytest.mark.parametrize("shown", [{"book": TEXT, "name": TEXT}, {"name": TEXT}], ids=["its own key", "a name alone"])
def test_a_name_is_no_key_where_a_read_shows_one(tmp_path: Path, shown: dict[str, Any]) -> None:
    """An order that is accepted shows a task; what reads the record says whether its name, or the server, tells it."""
    described = library("book", {"name": TEXT}, shown)
    task = {"type": "object", "properties": {"task": TEXT}}
    described["paths"]["/books"]["post"]["responses"] = {
        "202": {"description": "Ordered", "content": {JSON: {"schema": task}}}
    }
    file = tmp_path / "books.json"
    file.write_text(json.dumps(described), "utf-8")
    create = next(found for found in behaviours(load_document(file)).values() if found.action == "create")
    assert create.key == (None if "book" in shown else "$request.body#/name")


def test_what_is_found_by_a_secret_is_not_found_by_its_name() -> None:
    """The token of an invitation is the secret that the service made, and two invitations may have one name."""
    with served(library("token", {"name": TEXT}, {"secret": TEXT, "name": TEXT})) as mock:
        one, two = (mock.ask("POST", "/books", json={"name": "Ann"}).json() for _ in range(2))
        assert one["secret"] != two["secret"]
        assert [mock.ask("GET", f"/books/{record['secret']}").json() for record in (one, two)] == [one, two]
        assert mock.ask("GET", "/books/Ann").status == 404


@pytest.mark.parametrize(
    ("collection", "parameter", "beside"),
    [("secrets", "secret", {}), ("credentials", "credential", {"password": TEXT}), ("robots", "token", {})],
)
def test_a_name_is_the_key_where_no_secret_is(collection: str, parameter: str, beside: dict[str, Any]) -> None:
    """A word for a secret that is the collection's own says of what kind it is; what has none has its name."""
    members = {"name": TEXT, **beside}
    described = library(parameter, members, {"name": TEXT, "created_at": TEXT})
    described["paths"] = {path.replace("/books", f"/{collection}"): item for path, item in described["paths"].items()}
    with served(described) as mock:
        made = mock.ask("POST", f"/{collection}", json={**dict.fromkeys(beside, "wort"), "name": "db"}).json()
        assert mock.ask("GET", f"/{collection}/db").json() == made


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("One token. The `:token` part of the URL should be the token's secret.", "secret"),
        ("The {token} in the path is the secret of the token.", "secret"),
        ("The `:token` part of the URL should be the token's name.", "name"),
        ("The `:token` part of the URL may have a secret, or should be the name or the secret.", "name"),
        ("Get one token, whose secret is shown.", "name"),
        ("Get one. If `token` is unknown, the secret is not told.", "name"),
        ("Returns 404 where `token` is unknown, whatever its secret.", "name"),
        ("`token` must be the name, not the secret.", "name"),
        ("`token` is the token's number and `secret` its secret.", "name"),
        ("The `token` in the path is read first, its sha is the secret.", "name"),
    ],
)
def test_a_sentence_says_which_member_a_path_takes(said: str, key: str, tmp_path: Path) -> None:
    """Where it quotes the part of the path, and one member that records show; else tokens have their names for keys.

    It is no guess: a check goes by it as well.
    """
    described = library("token", {"name": TEXT}, {"secret": TEXT, "name": TEXT})
    described["paths"] = {path.replace("/books", "/tokens"): item for path, item in described["paths"].items()}
    described["paths"]["/tokens/{token}"]["get"]["description"] = said
    file = tmp_path / "tokens.json"
    file.write_text(json.dumps(described), "utf-8")
    create = next(found for found in behaviours(load_document(file)).values() if found.action == "create")
    assert create.key == (None if key == "secret" else "$request.body#/name")
    with served(described) as mock:
        made = mock.ask("POST", "/tokens", json={"name": "Ann"}).json()
        assert mock.ask("GET", f"/tokens/{made[key]}").json() == made


@pytest.mark.parametrize("parameter", ["id", "book_id"])
def test_a_parameter_that_is_called_as_a_member_is_that_member(parameter: str) -> None:
    """Whatever a sentence that quotes it says of another one."""
    described = library(parameter, {"title": TEXT, "status": TEXT}, {"id": TEXT, "title": TEXT, "status": TEXT})
    described["paths"][f"/books/{{{parameter}}}"]["get"]["description"] = f"The `{parameter}` is the status."
    with served(described) as mock:
        made = mock.ask("POST", "/books", json={"title": "a", "status": "open"}).json()
        assert mock.ask("GET", f"/books/{made['id']}").json() == made
        assert made["status"] == "open"


def test_a_secret_that_callers_give_is_the_key() -> None:
    """Where the body names what the path does, the caller chose it."""
    with served(library("token", {"token": TEXT, "name": TEXT}, {"token": TEXT, "name": TEXT})) as mock:
        made = mock.ask("POST", "/books", json={"token": "t-1", "name": "Ann"}).json()
        assert mock.ask("GET", "/books/t-1").json() == made


@pytest.mark.parametrize(("said", "key"), [("Book name", "name"), ("The id or name", None), ("", None)])
def test_a_name_is_the_key_where_the_path_says_so(tmp_path: Path, said: str, key: str | None) -> None:
    """A create that shows no record, and a read that shows an id as well: the path's own words tell by which it is."""
    described = library("book", {"name": TEXT}, {"id": TEXT, "name": TEXT})
    described["paths"]["/books"]["post"]["responses"] = {"200": {"description": "ok"}}
    for parameter in described["paths"]["/books/{book}"]["parameters"]:
        parameter["description"] = said
    file = tmp_path / "books.json"
    file.write_text(json.dumps(described), "utf-8")
    create = next(found for found in behaviours(load_document(file)).values() if found.action == "create")
    assert create.key == (f"$request.body#/{key}" if key else None)


@pytest.mark.parametrize("answered", [{"content": {JSON: {"schema": {}}}}, {}], ids=["anything", "no body"])
def test_a_list_shows_each_record_under_its_own_key(answered: dict[str, Any]) -> None:
    """Where no read and no create shows a record, the list alone tells which property holds the key."""
    described = library("book", {"title": TEXT}, {"id": TEXT})
    books, one = described["paths"]["/books"], described["paths"]["/books/{book}"]
    item = {"type": "object", "properties": {"id": TEXT}, "required": ["id"]}
    books["get"] = answering({"type": "array", "items": item})
    books["post"]["responses"] = {"200": {"description": "Made", **answered}}
    one["delete"] = {"responses": {"204": {"description": "Gone"}}}
    del one["get"]
    with served(described) as mock:
        for title in ("Emma", "Persuasion"):
            mock.ask("POST", "/books", json={"title": title})
        keys = [record["id"] for record in mock.ask("GET", "/books").json()]
        assert len(set(keys)) == len(keys) == 2
        assert mock.ask("DELETE", f"/books/{keys[0]}").status == 204
        assert [record["id"] for record in mock.ask("GET", "/books").json()] == keys[1:]


def test_a_list_of_names_shows_those_that_were_sent() -> None:
    """A list that shows no key but what requests give says nothing of how records are told apart."""
    described = library("book", {"title": TEXT}, {"title": TEXT})
    books = described["paths"]["/books"]
    books["get"] = answering({"type": "array", "items": {"type": "object", "properties": {"title": TEXT}}})
    books["post"]["responses"] = {"200": {"description": "Made"}}
    del described["paths"]["/books/{book}"]["get"]
    with served(described) as mock:
        for title in ("Emma", "Emma"):
            mock.ask("POST", "/books", json={"title": title})
        assert mock.ask("GET", "/books").json() == [{"title": "Emma"}] * 2


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("The name of the book, `books/{book}`", "name"),
        ("Format: books/*", "name"),
        ("As it stands on the cover", "uid"),
        ("What `book/{book}` has on its cover", "uid"),
    ],
)
def test_a_member_that_is_told_as_the_records_path_is_its_key(tmp_path: Path, told: str, found: str) -> None:
    """A name in full names the record, whatever number the service has for it beside (AIP-148)."""
    shown = {"uid": TEXT, "name": {**TEXT, "description": told}, "title": TEXT}
    file = tmp_path / "books.json"
    file.write_text(json.dumps(library("book", {"title": TEXT}, shown)))
    assert {one.property for one in behaviours(load_document(file)).values()} == {found}
