"""State on a document without a line of configuration: operations on the same things share records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.errors import UsageError
from tests.documents.asking import document, mock
from tests.documents.shop import parameter, shop

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

MERGE = {"Content-Type": "application/merge-patch+json"}
JSON_PATCH = {"Content-Type": "application/json-patch+json"}


@pytest.fixture
def asked(tmp_path: Path) -> Mock:
    """A mock of the shop."""
    return mock(tmp_path, shop())


def _made(asked: Mock, **fields: Any) -> int:
    reply = asked.ask("POST", "/v1/items", {"name": "Pen", **fields})
    assert reply.status == 201
    number: int = reply.json["id"]
    return number


def test_a_life(asked: Mock) -> None:
    """What is created is read, listed, replaced, deleted, and gone then."""
    number = _made(asked, price=2.5)
    assert asked.ask("GET", f"/v1/items/{number}").json["price"] == 2.5
    assert asked.ask("PUT", f"/v1/items/{number}", {"name": "Ink"}).status == 200
    assert "price" not in asked.ask("GET", f"/v1/items/{number}").json
    assert [item["name"] for item in asked.ask("GET", "/v1/items").json["items"]] == ["Ink"]
    assert asked.ask("DELETE", f"/v1/items/{number}").status == 204
    assert asked.ask("GET", f"/v1/items/{number}").status == 404
    assert asked.ask("PATCH", f"/v1/items/{number}", {"name": "x"}, MERGE).status == 404
    assert asked.ask("GET", "/v1/items").json == {"items": [], "total": 0, "has_more": False}


def test_a_stranger_sees_examples_until_records_matter(asked: Mock) -> None:
    """Before anything was created an item is invented under the key asked for; afterwards a missing one is missed."""
    assert asked.ask("GET", "/v1/items/5").json["id"] == 5
    number = _made(asked)
    asked.ask("GET", f"/v1/items/{number}")
    assert asked.ask("GET", "/v1/items/987654").status == 404


def test_changes_to_what_was_never_made_are_kept(asked: Mock) -> None:
    """A change to an invented record holds, and its deletion too; other keys are still invented."""
    asked.ask("PATCH", "/v1/items/5", {"name": "Mine"}, MERGE)
    assert asked.ask("GET", "/v1/items/5").json["name"] == "Mine"
    assert asked.ask("DELETE", "/v1/items/5").status == 204
    assert asked.ask("GET", "/v1/items/5").status == 404
    assert asked.ask("GET", "/v1/items/6").status == 200


def test_put_makes_or_replaces(asked: Mock) -> None:
    """Where both are documented, PUT answers 201 for what was not there and 200 for what was."""
    assert [asked.ask("PUT", "/v1/items/9", {"name": name}).status for name in ("a", "b")] == [201, 200]
    assert asked.ask("GET", "/v1/items/9").json["name"] == "b"


def test_merge_patch(asked: Mock) -> None:
    """RFC 7396: null removes, the rest replaces; the key and what is readOnly stay."""
    number = _made(asked, note="old", tags=["a"])
    reply = asked.ask("PATCH", f"/v1/items/{number}", {"note": None, "tags": ["b"]}, MERGE)
    assert reply.json["tags"] == ["b"]
    assert "note" not in reply.json
    assert (reply.json["id"], reply.json["name"]) == (number, "Pen")


def test_json_patch(asked: Mock) -> None:
    """RFC 6902 by its media type: applied in order, wholly or not at all."""
    number = _made(asked, tags=["a", "b"])
    path = f"/v1/items/{number}"
    changes = [
        {"op": "test", "path": "/name", "value": "Pen"},
        {"op": "add", "path": "/tags/-", "value": "c"},
        {"op": "remove", "path": "/tags/0"},
        {"op": "copy", "from": "/name", "path": "/note"},
    ]
    assert asked.ask("PATCH", path, changes, JSON_PATCH).status == 200
    record = asked.ask("GET", path).json
    assert (record["tags"], record["note"]) == (["b", "c"], "Pen")
    refused = {
        409: [{"op": "test", "path": "/name", "value": "Ink"}],
        400: [{"op": "replace", "path": "/name", "value": "New"}, {"op": "remove", "path": "/nowhere"}],
    }
    for status, changes in refused.items():
        assert asked.ask("PATCH", path, changes, JSON_PATCH).status == status
    assert asked.ask("PATCH", path, [{"op": "remove", "path": "/name"}], JSON_PATCH).status == 400
    assert asked.ask("PATCH", path, [{"op": "replace", "path": "/id", "value": 1}], JSON_PATCH).json["id"] == number
    assert asked.ask("GET", path).json["name"] == "Pen"


def test_lists_filter_and_page(asked: Mock) -> None:
    """Recognisable parameters page and filter; the frame's numbers are of the whole list."""
    for name in ("a", "b", "c", "c"):
        _made(asked, name=name)
    page = asked.ask("GET", "/v1/items?limit=2&offset=1").json
    assert [item["name"] for item in page["items"]] == ["b", "c"]
    assert (page["total"], page["has_more"]) == (4, True)
    assert len(asked.ask("GET", "/v1/items?name=c").json["items"]) == 2


def test_nested_collections_are_apart(asked: Mock) -> None:
    """A book on one shelf is not on the other; a key that callers choose is taken on its own shelf alone."""
    book = {"isbn": "1", "title": "One"}
    statuses = [asked.ask("POST", f"/v1/shelves/{shelf}/books", book).status for shelf in ("a", "a", "b")]
    assert statuses == [201, 409, 201]
    asked.ask("POST", "/v1/shelves/b/books", {"isbn": "2", "title": "Two"})
    assert [len(asked.ask("GET", f"/v1/shelves/{shelf}/books").json) for shelf in ("a", "b")] == [1, 2]
    assert asked.ask("GET", "/v1/shelves/b/books/2").json["title"] == "Two"


@pytest.mark.parametrize(("missing", "status"), [("auto", 200), ("invent", 200), ("refuse", 404)])
def test_missing(tmp_path: Path, missing: str, status: int) -> None:
    """`--missing` decides for all operations what becomes of records that nobody made, and of their children."""
    asked = mock(tmp_path, shop(), missing=missing)
    assert asked.ask("GET", "/v1/items/5").status == status
    assert asked.ask("GET", "/v1/shelves/none/books").status == status


@pytest.mark.parametrize("form", ["list", "mapping", "folder"])
def test_seed_data(tmp_path: Path, form: str) -> None:
    """First records come from a file or a folder; they are read and listed, and what is not among them is missed."""
    items = [{"id": 3, "name": "Three"}, {"id": 4, "name": "Four", "price": 1}]
    books = [{"isbn": "x", "title": "X"}]
    data = tmp_path / "data"
    if form == "folder":
        data.mkdir()
        (data / "items.json").write_text(json.dumps(items))
        (data / "more.yaml").write_text("/shelves/a/books: [{isbn: x, title: X}]")
    else:
        named = items if form == "list" else {str(item["id"]): item for item in items}
        data.write_text(json.dumps({"items": named, "/shelves/a/books": books}))
    asked = mock(tmp_path, shop(), seed_data=(data,))
    assert asked.ask("GET", "/v1/items/4").json["price"] == 1
    assert asked.ask("GET", "/v1/items").json["total"] == 2
    assert asked.ask("GET", "/v1/items/5").status == 404
    assert asked.ask("GET", "/v1/shelves/a/books/x").json["title"] == "X"
    assert asked.ask("GET", "/v1/shelves/b/books").json != books


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"nothing": []}', "no resource nothing; there are /items"),
        ('{"items": 5}', "items is no list of records"),
        ("[1", "not YAML"),
        ('{"books": []}', "no resource books"),
        (None, "does not exist"),
    ],
)
def test_wrong_seed_data_is_refused_with_a_sentence(tmp_path: Path, text: str | None, said: str) -> None:
    """A seed file that fits no resource stops the start and says what there is."""
    path = tmp_path / "seed.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(Exception, match=said) as caught:
        mock(tmp_path, shop(), seed_data=(path,))
    assert isinstance(caught.value, UsageError) or text == "[1"


def test_seed_examples(tmp_path: Path) -> None:
    """The conforming examples of answers become first records."""
    asked = mock(tmp_path, shop(), seed_examples=True)
    assert [item["id"] for item in asked.ask("GET", "/v1/items").json["items"]] == [77]
    assert asked.ask("GET", "/v1/items/78").status == 404


def test_state_never_contradicts_the_document(tmp_path: Path) -> None:
    """A record that breaks what another operation documents is mended where it is shown there."""
    tree = shop()
    strict = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string", "maxLength": 3}},
    }
    tree["paths"]["/v1"] = {}
    tree["paths"]["/items/{itemId}"]["get"]["responses"]["200"]["content"] = {"application/json": {"schema": strict}}
    asked = mock(tmp_path, tree)
    number = asked.ask("POST", "/v1/items", {"name": "Far too long"}).json["id"]
    record = asked.ask("GET", f"/v1/items/{number}").json
    assert record["id"] == number
    assert len(record["name"]) <= 3


@pytest.mark.parametrize("media", ["application/json", "application/vnd.api+json"])
def test_records_in_an_envelope(tmp_path: Path, media: str) -> None:
    """Where requests and answers wrap the record in one object, what is inside is the record."""
    fields = {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}}
    one = {"type": "object", "required": ["user"], "properties": {"user": {"type": "object", "properties": fields}}}
    many = {
        "type": "object",
        "properties": {"users": {"type": "array", "items": {"type": "object", "properties": fields}}},
    }

    def of(schema: Any) -> dict[str, Any]:
        return {"description": "Users", "content": {media: {"schema": schema}}}

    found = {"responses": {"200": of(one), "404": {"description": "Not there"}}}
    paths = {
        "/users": {
            "post": {"requestBody": of(one), "responses": {"201": of(one)}},
            "get": {"responses": {"200": of(many)}},
        },
        "/users/{id}": {"get": found, "patch": {"requestBody": of(one), **found}},
    }
    asked = mock(tmp_path, document(paths))
    headers = {"Content-Type": media}
    key = asked.ask("POST", "/users", {"user": {"name": "Ann"}}, headers).json["user"]["id"]
    assert asked.ask("GET", f"/users/{key}").json == {"user": {"id": key, "name": "Ann"}}
    assert asked.ask("PATCH", f"/users/{key}", {"user": {"name": "Bea"}}, headers).json["user"]["name"] == "Bea"
    assert asked.ask("GET", "/users").json == {"users": [{"id": key, "name": "Bea"}]}


def test_put_on_a_collection_replaces_what_the_body_names(tmp_path: Path) -> None:
    """`PUT /pets` with the id in its body replaces that pet; without an id it makes one."""
    pet = {
        "type": "object",
        "required": ["name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    }
    body = {"description": "A pet", "content": {"application/json": {"schema": pet}}}
    put = {"requestBody": body, "responses": {"200": body}}
    item = {"get": {"parameters": [parameter("petId", "path", type="integer")], "responses": {"200": body}}}
    asked = mock(tmp_path, document({"/pets": {"post": put, "put": put}, "/pets/{petId}": item}))
    asked.ask("POST", "/pets", {"id": 7, "name": "Old"})
    assert asked.ask("PUT", "/pets", {"id": 7, "name": "New"}).json == {"id": 7, "name": "New"}
    assert asked.ask("GET", "/pets/7").json["name"] == "New"
    assert isinstance(asked.ask("PUT", "/pets", {"name": "Other"}).json["id"], int)
