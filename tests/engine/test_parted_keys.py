"""Records whose path says more than their key are made elsewhere only where they are those records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.documents import app, call, operation

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
COMMENT = {"type": "object", "required": ["id", "text"], "properties": {"id": TEXT, "text": TEXT}}


def _path(*names: str, **operations: Any) -> dict[str, Any]:
    return {
        "parameters": [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names],
        **operations,
    }


def test_records_of_another_parent_are_no_records_of_this_one(tmp_path: Path) -> None:
    """Comments of a user are not those of a post, which alone have a path."""
    lists = operation(answers={"200": {"type": "array", "items": COMMENT}})
    makes = operation(body={"type": "object", "properties": {"text": TEXT}}, answers={"201": COMMENT})
    read = operation(answers={"200": COMMENT, "404": None})
    mock = app(
        tmp_path,
        {
            "paths": {
                "/users/{userId}/comments": _path("userId", get=lists, post=makes),
                "/posts/{postId}/comments/{commentId}": _path("postId", "commentId", get=read),
            }
        },
    )
    behaviours = {str(one.operation.path): one.resource for one in mock.apis[0].behaviours.values()}
    assert behaviours["/users/{userId}/comments"] != behaviours["/posts/{postId}/comments/{commentId}"]
    made = call(mock, "POST", "/users/7/comments", {"text": "Hello"})[1]
    assert made["text"] == "Hello"


def test_a_part_of_a_key_that_is_left_out_is_none(tmp_path: Path) -> None:
    """Such a record is listed, and no path leads to it: it was found under the name of what isn't there."""
    price = {"type": "object", "required": ["currency"], "properties": {"sku": TEXT, "currency": TEXT}}
    read = _path("sku", "currency", get=operation(answers={"200": price, "404": None}))
    every = {"get": operation(answers={"200": {"type": "array", "items": price}})}
    makes = {"post": operation(body=price, answers={"201": price})}
    mock = app(tmp_path, {"paths": {"/prices": {**makes, **every}, "/prices/{sku}/{currency}": read}})
    assert call(mock, "POST", "/prices", {"sku": "a", "currency": "EUR"})[0] == 201
    assert call(mock, "POST", "/prices", {"currency": "EUR"})[0] == 201
    assert call(mock, "GET", "/prices/a/EUR")[1] == {"sku": "a", "currency": "EUR"}
    assert call(mock, "GET", "/prices/MISSING/EUR")[0] == 404
    assert {"currency": "EUR"} in call(mock, "GET", "/prices")[1]
