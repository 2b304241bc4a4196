"""Where a create tells the key: in its body, in `Location`; the key fits the answer's schema and the path's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.engine.documents import app, call, operation

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
KITE = {"type": "object", "properties": {"id": TEXT, "color": TEXT}}


def _fleet(parameter: dict[str, Any], made: dict[str, Any], kite: dict[str, Any], ending: str = "") -> dict[str, Any]:
    """Kites below clubs: a create with this answer, and a read."""
    club = {"name": "club", "in": "path", "required": True, "schema": TEXT}
    place = {"name": "kite", "in": "path", "required": True, "schema": parameter}
    create = operation(body={"type": "object", "properties": {"color": TEXT}}, answers={})
    create["responses"] = made
    return {
        "servers": [{"url": "/v1"}],
        "paths": {
            f"/clubs/{{club}}/kites{ending}": {"parameters": [club], "post": create},
            f"/clubs/{{club}}/kites/{{kite}}{ending}": {
                "parameters": [club, place],
                "get": operation(answers={"200": kite, "404": None}),
            },
        },
    }


LOCATION = {"headers": {"Location": {"schema": {"type": "string", "format": "uri"}}}}
ACCEPTED = {"application/json": {"schema": {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}}}  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("ending", ["", ".json"])
@pytest.mark.parametrize(
    "made",
    [{"description": "A", **LOCATION}, {"description": "A"}, {"description": "A", "content": ACCEPTED, **LOCATION},
     {"description": "A", "content": ACCEPTED}],
    ids=["documented", "not documented", "beside a body", "only a body"],
)  # fmt: skip
def test_the_location_of_what_is_made(tmp_path: Path, made: dict[str, Any], ending: str) -> None:
    """Where the body does not show the record, `Location` leads to it, below its parent and the base path."""
    mock = app(tmp_path, _fleet(TEXT, {"201": made}, KITE, ending))
    status, _, headers = call(mock, "POST", f"/v1/clubs/a%20b/kites{ending}", {"color": "red"})
    assert status == 201
    target = urlsplit(headers["location"])
    assert re.fullmatch(r"/v1/clubs/a%20b/kites/[^/]+" + re.escape(ending), target.path)
    status, kite, _ = call(mock, "GET", target.path)
    assert (status, kite["color"]) == (200, "red")
    assert target.path.endswith(f"/{kite['id']}{ending}")


def test_an_answer_of_any_object_shows_the_record(tmp_path: Path) -> None:
    """Where the document says no more of the answer than that it is an object, it is the record."""
    made = {"200": {"description": "A", "content": {"*/*": {"schema": {"type": "object"}}}}}
    mock = app(tmp_path, _fleet(TEXT, made, KITE))
    body = call(mock, "POST", "/v1/clubs/a/kites", {"color": "red"})[1]
    assert body["color"] == "red"
    assert call(mock, "GET", f"/v1/clubs/a/kites/{body['id']}")[1] == body


@pytest.mark.parametrize(
    ("parameter", "shown"),
    [
        ({"type": "string", "format": "uuid"}, TEXT),
        ({"type": "integer"}, {"type": "string"}),
        ({"type": "string", "pattern": "^kt_[a-z]{4}$"}, TEXT),
        ({"type": "integer", "minimum": 1000}, {"type": "integer"}),
        (TEXT, {"type": "integer", "minimum": 70}),
        ({"type": "string", "maxLength": 12}, TEXT),
        ({"type": "string", "minLength": 3}, {"type": "string", "maxLength": 8}),
        ({"type": "string", "pattern": "^[0-9]+$"}, {"type": "integer"}),
    ],
)
def test_a_generated_key_fits_both(tmp_path: Path, parameter: dict[str, Any], shown: dict[str, Any]) -> None:
    """A key that the server makes is one that the path takes, too, so that what is created can be read."""
    kite = {"type": "object", "required": ["id", "color"], "properties": {"id": shown, "color": TEXT}}
    made = {"201": {"description": "A", "content": {"application/json": {"schema": kite}}}}
    mock = app(tmp_path, _fleet(parameter, made, kite))
    one, two = (call(mock, "POST", "/v1/clubs/a/kites", {"color": color})[1] for color in ("red", "blue"))
    assert one["id"] != two["id"]
    for kite_ in (one, two):
        assert call(mock, "GET", f"/v1/clubs/a/kites/{kite_['id']}")[1] == kite_


def test_two_parameters_name_one_record(tmp_path: Path) -> None:
    """A record is found by another of its properties where a path names it so."""
    kite = {"type": "object", "properties": {"id": TEXT, "serial": TEXT, "color": TEXT}}

    def one(name: str, **operations: Any) -> dict[str, Any]:
        return {"parameters": [{"name": name, "in": "path", "required": True, "schema": TEXT}], **operations}

    read = operation(answers={"200": kite, "404": None})
    paths = {
        "/kites": {"post": operation(body={"type": "object", "properties": {"serial": TEXT, "color": TEXT}},
                                     answers={"201": kite})},
        "/kites/{serial}": one("serial", get=read),
        "/kites/{id}": one("id", patch=operation(body=kite, answers={"200": kite}),
                           delete=operation(answers={"204": None})),
    }  # fmt: skip
    mock = app(tmp_path, {"paths": paths})
    made = call(mock, "POST", "/kites", {"serial": "s1", "color": "red"})[1]
    assert call(mock, "GET", "/kites/s1")[1] == made
    changed = call(mock, "PATCH", f"/kites/{made['id']}", {"color": "blue"})[1]
    assert changed == {**made, "color": "blue"}
    assert call(mock, "GET", "/kites/s1")[1] == changed
    assert call(mock, "DELETE", f"/kites/{made['id']}")[0] == 204
    assert call(mock, "GET", "/kites/s1")[0] == 404


def test_what_is_deleted_is_gone(tmp_path: Path) -> None:
    """A record that was deleted is not invented anew, documented 404 or not; one that nobody made is."""
    place = {"name": "kite", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/kites": {"get": operation(answers={"200": {"type": "array", "items": KITE}}),
                   "post": operation(body=KITE, answers={"201": KITE})},
        "/kites/{kite}": {"parameters": [place], "get": operation(answers={"200": KITE}),
                          "delete": operation(answers={"204": None})},
    }  # fmt: skip
    mock = app(tmp_path, {"paths": paths})
    call(mock, "POST", "/kites", {"id": "a", "color": "red"})
    assert call(mock, "DELETE", "/kites/a")[0] == 204
    assert [call(mock, "GET", "/kites/a")[0], call(mock, "GET", "/kites/b")[0]] == [404, 200]
    assert call(mock, "GET", "/kites")[1] == []
    call(mock, "POST", "/kites", {"id": "a", "color": "blue"})
    assert call(mock, "GET", "/kites/a")[1] == {"id": "a", "color": "blue"}


def test_a_name_in_another_spelling(tmp_path: Path) -> None:
    """A form's ``LongTail`` is the answer's ``long_tail``, when it is made and when it is changed."""
    sent = {"type": "object", "properties": {"LongTail": TEXT}}
    kite = {"type": "object", "properties": {"id": TEXT, "long_tail": TEXT}}
    place = {"name": "kite", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/kites": {"post": operation(body=sent, answers={"201": kite})},
        "/kites/{kite}": {"parameters": [place], "get": operation(answers={"200": kite}),
                          "post": operation(body=sent, answers={"200": kite})},
    }  # fmt: skip
    mock = app(tmp_path, {"paths": paths})
    made = call(mock, "POST", "/kites", {"LongTail": "red"})[1]
    assert made["long_tail"] == "red"
    assert call(mock, "POST", f"/kites/{made['id']}", {"LongTail": "blue"})[1]["long_tail"] == "blue"
    assert call(mock, "GET", f"/kites/{made['id']}")[1] == {**made, "long_tail": "blue"}


def test_a_create_without_a_body(tmp_path: Path) -> None:
    """A POST that takes nothing and answers 201 with a record makes one, which can be read."""
    place = {"name": "kite", "in": "path", "required": True, "schema": TEXT}
    kite = {"type": "object", "required": ["id", "color"], "properties": {"id": {"type": "integer"}, "color": TEXT}}
    paths = {
        "/kites": {"post": operation(answers={"201": kite})},
        "/kites/{kite}": {"parameters": [place], "get": operation(answers={"200": kite})},
    }
    mock = app(tmp_path, {"paths": paths})
    one, two = (call(mock, "POST", "/kites")[1] for _ in range(2))
    assert one["id"] != two["id"]
    assert call(mock, "GET", f"/kites/{one['id']}")[1] == one


@pytest.mark.parametrize(
    ("pattern", "form"), [("^cus_", r"cus_.{9,}"), ("_x$", r".{9,}_x"), ("^cus_[a-z]{3}$", "cus_[a-z]{3}")]
)
def test_keys_of_a_pattern_that_says_how_they_begin(pattern: str, form: str, tmp_path: Path) -> None:
    """Each record has a key of its own, where the pattern alone has but one text."""
    kite = {"type": "object", "required": ["id"], "properties": {"id": {**TEXT, "pattern": pattern}, "color": TEXT}}
    made = {"description": "A", "content": {"application/json": {"schema": kite}}}
    mock = app(tmp_path, _fleet(TEXT, {"201": made}, kite))
    keys = {call(mock, "POST", "/v1/clubs/a/kites", {"color": "red"})[1]["id"] for _ in range(3)}
    assert len(keys) == 3
    assert all(re.fullmatch(form, key) for key in keys)
