"""Paths that name records of several collections by their names in full: `/v1/{name}` beside `/v1/{parent}/things`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call, operation
from tests.engine.test_answer_places import TEXT, shape

if TYPE_CHECKING:
    from pathlib import Path


def _place(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def _document(front: str = "/v1") -> dict[str, Any]:
    """Two collections, and the path of a record of either."""
    secret, topic = shape(name=TEXT, label=TEXT), shape(name=TEXT, label=TEXT, state=TEXT)
    one = {
        "parameters": [_place("name")],
        "get": operation(answers={"200": topic}),
        "patch": operation(body=shape(label=TEXT), answers={"200": secret}),
        "delete": operation(answers={"204": None}),
    }
    paths: dict[str, Any] = {f"{front}/{{name}}": one}
    for noun, schema in (("secrets", secret), ("topics", topic)):
        listed = shape(**{noun: {"type": "array", "items": schema}, "totalSize": {"type": "integer"}})
        paths[f"{front}/{{parent}}/{noun}"] = {
            "parameters": [_place("parent")],
            "post": operation(body=shape(label=TEXT), answers={"200": schema}),
            "get": operation(answers={"200": listed}),
        }
    return {"paths": paths}


def test_a_name_in_full_is_that_of_a_record_of_any_collection(tmp_path: Path) -> None:
    """What is made in a collection is read, changed and removed by its name, and listed in its own collection alone."""
    mock = app(tmp_path, _document())
    made = [call(mock, "POST", f"/v1/{of}/{noun}", {"label": of})[1]
            for of, noun in (("a", "secrets"), ("a", "secrets"), ("b", "secrets"), ("a", "topics"))]  # fmt: skip
    for record in made:
        shown = call(mock, "GET", f"/v1/{record['name']}")[1]
        assert (shown["name"], shown["label"]) == (record["name"], record["label"])
    assert call(mock, "GET", "/v1/a/secrets")[1] == {"secrets": made[:2], "totalSize": 2}
    assert call(mock, "PATCH", f"/v1/{made[0]['name']}", {"label": "c"})[1] == {**made[0], "label": "c"}
    assert call(mock, "DELETE", f"/v1/{made[1]['name']}")[0] == 204
    assert call(mock, "GET", "/v1/a/secrets")[1] == {"secrets": [{**made[0], "label": "c"}], "totalSize": 1}
    assert call(mock, "GET", "/v1/b/secrets")[1] == {"secrets": made[2:3], "totalSize": 1}
    assert call(mock, "GET", "/v1/a/topics")[1] == {"topics": made[3:], "totalSize": 1}


@pytest.mark.parametrize("front", ["/users", "/v1/users"])
def test_what_is_below_a_record_of_a_collection_is_its_own(tmp_path: Path, front: str) -> None:
    """Where the path says of what collection a record is, what is below it is of another."""
    mock = app(tmp_path, _document(front))
    made = call(mock, "POST", f"{front}/a/secrets", {"label": "one"})[1]
    assert call(mock, "GET", f"{front}/{made['name']}")[1]["label"] != "one"
