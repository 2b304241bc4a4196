"""Objects whose properties stand beside others: in forms, in queries; octets without a file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Reply, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_PLACE = {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}, "no": {"type": "integer"}}}
_BODY = {
    "type": "object",
    "required": ["no"],
    "properties": {"no": {"type": "integer"}, "home": _PLACE, "note": {"type": "string"}},
}


def _sent(folder: Path, media: str, schema: Any, encoding: Any, data: bytes, kind: str) -> Reply:
    content = {media: {"schema": schema, "encoding": encoding}}
    answer = {"200": {"description": "Fine", "content": {"application/json": {"schema": {"type": "object"}}}}}
    post = {
        "requestBody": {"required": True, "content": content},
        "responses": {**answer, "400": {"description": "No"}},
        "x-mock": {"answer": {"/got": "$request.body"}},
    }
    return mock(folder, document({"/a": {"post": post}})).ask("POST", "/a", headers={"content-type": kind}, data=data)


def _form(folder: Path, encoding: Any, data: bytes) -> Reply:
    kind = "application/x-www-form-urlencoded"
    return _sent(folder, kind, _BODY, encoding, data, kind)


@pytest.mark.parametrize("style", [{"style": "deepObject", "explode": True}, {"style": "form", "explode": True}])
def test_a_field_of_the_bodys_own_name_is_that_field(style: Any, tmp_path: Path) -> None:
    """Though a property that is spread over the form has a member of the same name."""
    for data in (b"no=3", b"no=3&note=x"):
        reply = _form(tmp_path, {"home": style}, data)
        assert reply.status == 200
        assert reply.json["got"]["no"] == 3
        assert "home" not in reply.json["got"]


def test_a_deep_object_takes_bracketed_names_alone(tmp_path: Path) -> None:
    """`home[city]`, not `city`; an object in style form takes what is free."""
    deep, form = ({"home": {"style": style, "explode": True}} for style in ("deepObject", "form"))
    assert _form(tmp_path, deep, b"no=3&home[city]=a&home[no]=4").json["got"]["home"] == {"city": "a", "no": 4}
    assert "home" not in _form(tmp_path, deep, b"no=3&city=a").json["got"]
    assert _form(tmp_path, form, b"no=3&city=a").json["got"] == {"no": 3, "home": {"city": "a"}}


@pytest.mark.parametrize(
    ("schema", "status"),
    [
        ({"type": "object", "additionalProperties": {"type": "string"}}, 200),
        ({"type": "object", "properties": {"a": {"type": "integer"}}}, 200),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, 400),
        ({"type": "object", "minProperties": 1}, 400),
        ({"type": ["object", "string"]}, 400),
    ],
)
def test_an_exploded_object_of_which_nothing_is_sent_is_empty(schema: Any, status: int, tmp_path: Path) -> None:
    """A required one is there, and judged by its schema."""
    parameter = {"name": "f", "in": "query", "required": True, "schema": schema}
    responses = {"200": {"description": "Fine"}, "400": {"description": "No"}}
    asked = mock(tmp_path, document({"/a": {"get": {"parameters": [parameter], "responses": responses}}}))
    assert {asked.ask("GET", target).status for target in ("/a", "/a?")} == {status}


_OCTETS = {"type": "string", "format": "binary"}


@pytest.mark.parametrize(
    "image",
    [
        _OCTETS,
        {"anyOf": [_OCTETS, {"type": "array", "items": _OCTETS}]},
        {"oneOf": [_OCTETS, {"type": "null"}]},
        {"oneOf": [_OCTETS, {"type": "integer"}]},
        {"oneOf": [_OCTETS, {"type": "object"}]},
        {"type": "array", "items": {"anyOf": [_OCTETS, {"type": "null"}]}},
        {"contentMediaType": "image/png"},
    ],
)
@pytest.mark.parametrize("more", [b"", b'; filename="a"', b"\r\nContent-Type: image/png"])
def test_octets_among_alternatives_need_no_file_name(image: Any, more: bytes, tmp_path: Path) -> None:
    """A part that is no text is octets, whatever else its schema allows."""
    schema = {"type": "object", "required": ["image"], "properties": {"image": image}}
    head = b'--B\r\nContent-Disposition: form-data; name="image"' + more
    data = head + b"\r\n\r\n\x89PNG\xff\r\n--B--\r\n"
    media = "multipart/form-data"
    assert _sent(tmp_path, media, schema, {}, data, f"{media}; boundary=B").status == 200
