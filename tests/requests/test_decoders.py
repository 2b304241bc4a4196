"""Bodies of every media type become values that their schema can judge, or a BodySyntaxError."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.codec.decoders import Binary, BodySyntaxError
from tests.requests.small_documents import decoded

FORM = "application/x-www-form-urlencoded"
PET = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "home": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "integer"}}},
        "photo": {"type": "string", "format": "binary"},
        "fine": {"type": ["boolean", "null"]},
    },
}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("name=a+b&age=5&fine=true", {"name": "a b", "age": 5, "fine": True}),
        ("name=%C3%A9&other=1", {"name": "é", "other": "1"}),
        ("tags=a&tags=b&sizes=1", {"tags": ["a", "b"], "sizes": [1]}),
        ("tags[]=a&tags[]=b", {"tags": ["a", "b"]}),
        ("tags[1]=b&tags[0]=a", {"tags": ["a", "b"]}),
        ("home=%7B%22zip%22:1%7D", {"home": {"zip": 1}}),
        ("home[city]=x&home[zip]=1", {"home": {"city": "x", "zip": 1}}),
        ("age=x", {"age": "x"}),
        ("age=1&age=2", {"age": [1, 2]}),
        ("fine=", {"fine": None}),
        ("other=1&other=2", {"other": ["1", "2"]}),
        ("meta[a][b]=1", {"meta": {"a": {"b": "1"}}}),
        ("", {}),
        ("&&=&a", {"": "", "a": ""}),
    ],
)
def test_forms(body: str, value: dict[str, Any]) -> None:
    """Fields are typed by the schema; what doesn't fit stays, for the validator to name."""
    assert decoded(FORM, body, PET) == value


@pytest.mark.parametrize(
    ("encoding", "body", "value"),
    [
        ({"sizes": {"style": "form", "explode": False}}, "sizes=1,2", {"sizes": [1, 2]}),
        ({"sizes": {"style": "pipeDelimited", "explode": False}}, "sizes=1%7C2", {"sizes": [1, 2]}),
        ({"sizes": {"style": "spaceDelimited"}}, "sizes=1+2", {"sizes": [1, 2]}),
        ({"home": {"style": "deepObject", "explode": True}}, "home[zip]=1", {"home": {"zip": 1}}),
        ({"home": {"style": "form"}}, "city=x&zip=1&name=n", {"home": {"city": "x", "zip": 1}, "name": "n"}),
        ({"home": {"contentType": "application/json"}}, "home={}", {"home": {}}),
    ],
)
def test_documented_encodings_of_forms(encoding: dict[str, Any], body: str, value: dict[str, Any]) -> None:
    """The Encoding Object says how a field is written."""
    assert decoded(FORM, body, PET, encoding=encoding) == value


def test_a_part_that_says_it_is_json_is_json_whatever_the_style() -> None:
    """A style of the document says how a text is written, not what a part of another type holds."""
    head = '--b\r\nContent-Disposition: form-data; name="home"\r\nContent-Type: application/json\r\n\r\n'
    part = head + '{"zip": 1}\r\n--b--\r\n'
    encoding = {"home": {"style": "deepObject", "explode": True}}
    multipart = "multipart/form-data"
    assert decoded(multipart, part, PET, f"{multipart}; boundary=b", encoding=encoding) == {"home": {"zip": 1}}


def test_schemas_of_forms_are_followed() -> None:
    """References and compositions type the fields as well."""
    components = {"schemas": {"Pet": PET}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"n": {"type": "number"}}}]}
    assert decoded(FORM, "age=5&n=1.5", schema, components=components) == {"age": 5, "n": 1.5}


def _multipart(*parts: Any, boundary: str = "b1") -> Any:
    body = b"".join(
        b"--" + boundary.encode() + b"\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in parts
    )
    return body + b"--" + boundary.encode() + b"--\r\n"


def _field(name: str, *more: Any) -> Any:
    return "\r\n".join([f'Content-Disposition: form-data; name="{name}"' + "".join(more[:1]), *more[1:]])


MULTI = "multipart/form-data; boundary=b1"


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        ([(_field("name"), b"a b"), (_field("age"), b"5")], {"name": "a b", "age": 5}),
        ([(_field("tags"), b"a"), (_field("tags"), b"b")], {"tags": ["a", "b"]}),
        ([(_field("tags[]"), b"a")], {"tags": ["a"]}),
        ([(_field("sizes"), b"[1, 2]")], {"sizes": [1, 2]}),
        ([(_field("home", "", "Content-Type: application/json"), b'{"zip": 1}')], {"home": {"zip": 1}}),
        ([(_field("home"), b'{"zip": 1}')], {"home": {"zip": 1}}),
        ([(_field("home[zip]"), b"1")], {"home": {"zip": 1}}),
        ([(_field("home"), b"no json")], {"home": "no json"}),
        ([(_field("photo", '; filename="a.png"', "Content-Type: image/png"), b"\x89PNG\x00\xff")],
         {"photo": "\x89PNG\x00\xff"}),
        ([(_field("photo", '; filename="a.json"', "Content-Type: application/json"), b"{}")], {"photo": "{}"}),
        ([(_field("other", '; filename="a"', "Content-Type: image/png"), b"\xff")], {"other": "\xff"}),
        ([(_field("age"), b"1"), (_field("age"), b"2")], {"age": [1, 2]}),
        ([(_field("name"), "é".encode())], {"name": "é"}),
        ([], {}),
    ],
)  # fmt: skip
def test_multipart_forms(parts: list[Any], value: dict[str, Any]) -> None:
    """Fields, repeated fields, JSON parts and files of a form."""
    assert decoded("multipart/form-data", _multipart(*parts), PET, MULTI) == value


def test_documented_encodings_of_parts() -> None:
    """The Encoding Object's contentType and style count where the part says nothing itself."""
    encoding = {"home": {"contentType": "application/json"}, "sizes": {"style": "form", "explode": False}}
    body = _multipart((_field("home"), b'{"zip": 1}'), (_field("sizes"), b"1,2"))
    assert decoded("multipart/form-data", body, PET, MULTI, encoding=encoding) == {"home": {"zip": 1}, "sizes": [1, 2]}
    with pytest.raises(BodySyntaxError, match="at home"):
        decoded("multipart/form-data", _multipart((_field("home"), b"{")), PET, MULTI, encoding=encoding)


def test_parts_without_names_are_a_list() -> None:
    """multipart/mixed has an array for its value."""
    body = _multipart(("Content-Type: application/json", b'{"a": 1}'), ("Content-Type: text/plain", b"5"))
    schema = {"type": "array", "prefixItems": [{"type": "object"}, {"type": "integer"}]}
    assert decoded("multipart/mixed", body, schema, "multipart/mixed; boundary=b1") == [{"a": 1}, 5]


WHOLE = _multipart((_field("name"), b"a"))


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        ("multipart/form-data", WHOLE, "names no boundary"),
        ('multipart/form-data; boundary=""', WHOLE, "names no boundary"),
        ("multipart/form-data; boundary=" + "x" * 71, WHOLE, "its boundary is none"),
        ("multipart/form-data; boundary=other", WHOLE, "never shows the boundary"),
        (MULTI, b"", "never shows the boundary"),
        (MULTI, WHOLE[:-10], "closing boundary is missing"),
        (MULTI, WHOLE[:20], "closing boundary is missing"),
        (MULTI, b"--b1", "closing boundary is missing"),
        (MULTI, b"--b1xyz", "no multipart body"),
        (MULTI, _multipart((_field("a"), b""), ("X: y", b"")), "without a name"),
        (MULTI, _multipart(("no header", b"")), "no multipart body"),
        (MULTI, _multipart(*[("X: y\r\n" * 20 + _field("a"), b"")]), "no multipart body"),
        (MULTI, _multipart((_field("a" * 9000), b"")), "no multipart body"),
        (MULTI, _multipart(*[(_field("a"), b"")] * 1001), "more than 1000 parts"),
        (MULTI, _multipart((_field("a"), b"\xff")), "at a: is no valid UTF-8"),
        (MULTI, _multipart((_field("age"), b"a\x00")), "at age: holds a NUL"),
        (MULTI, _multipart((_field("a", "", "Content-Type: application/json"), b"{")), "at a: is no valid JSON"),
    ],
)  # fmt: skip
def test_broken_multipart(content_type: Any, body: Any, message: str) -> None:
    """Each defect has its sentence."""
    with pytest.raises(BodySyntaxError, match=message):
        decoded("multipart/form-data", body, PET, content_type)


@pytest.mark.parametrize(
    ("content_type", "body", "schema", "value"),
    [
        ("text/plain", b"5", {"type": "string"}, "5"),
        ("text/plain", b"5", {"type": "integer"}, 5),
        ("text/plain", b"5", None, "5"),
        ("text/plain; charset=ISO-8859-1", b"\xe9", None, "é"),
        ("text/plain; charset=utf-16", "é".encode("utf-16"), None, "é"),
        ("text/plain", b"\xef\xbb\xbfa", None, "a"),
        ("text/html", b"<p>", None, "<p>"),
        ("application/octet-stream", b"\x00\xff", {"type": "string", "format": "binary"}, Binary(b"\x00\xff")),
        ("image/png", b"x", None, Binary(b"x")),
        ("application/json", b'{"a": 1}', None, {"a": 1}),
        ("application/problem+json; charset=utf-8", b"[]", None, []),
        ("application/x-ndjson", b'{"a": 1}\n\n2\r\n', None, [{"a": 1}, 2]),
        ("application/json-seq", b"\x1e1\n\x1e[2]\n", None, [1, [2]]),
        ("text/event-stream", b": hi\ndata: a\ndata: b\nid: 1\n\nevent: x\r\ndata\r\n\r\ndata: lost", None,
         [{"data": "a\nb", "id": "1"}, {"event": "x", "data": ""}]),
    ],
)  # fmt: skip
def test_other_media_types(content_type: str, body: Any, schema: dict[str, Any] | None, value: Any) -> None:
    """Texts, octets, JSON and sequences."""
    assert decoded(content_type.partition(";")[0], body, schema, content_type) == value


def test_events_have_typed_fields() -> None:
    """itemSchema of OpenAPI 3.2 describes an event, or the JSON in its data."""
    event = {"type": "object", "properties": {"id": {"type": "integer"}, "data": {"type": "object"}}}
    assert decoded("text/event-stream", b'id: 1\ndata: {"a": 2}\n\n', itemSchema=event) == [{"id": 1, "data": {"a": 2}}]
    inner = {"type": "object", "properties": {"a": {"type": "integer"}}}
    assert decoded("text/event-stream", b'data: {"a": 2}\n\n', itemSchema=inner) == [{"a": 2}]


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        ("application/json", b"{", "no valid JSON: .*line 1 column 2"),
        ("application/json", b"\xff", "no valid JSON"),
        ("application/json", b"NaN", "no valid JSON"),
        ("application/json", b'"\\ud800"', "no valid JSON"),
        ("application/json", b"[" * 200 + b"]" * 200, "deeper than 100 levels"),
        ("application/json", b"[" * 5000, "no valid JSON"),
        (FORM, b"a=%ff", "at a: is no valid UTF-8"),
        (FORM, b"a=%00", "at a: holds a NUL"),
        (FORM, b"&".join([b"a=1"] * 10_000), "more than 1000 fields"),
        (FORM, b"a[b]=1&a[b][c]=2", "at a: "),
        (FORM, b"a=" + b"%41" * 500_001, "at a: holds more than 500000 percent-encoded octets"),
        ("text/plain; charset=klingon", b"a", "charset 'klingon', which is unknown"),
        ("text/plain; charset=punycode", b"a", "unknown"),
        ("text/plain; charset=base64", b"a", "unknown"),
        ('text/plain; charset="a\tb"', b"a", "unknown"),
        ("text/plain", b"\xff", "no valid UTF-8"),
        ("text/plain; charset=utf-16", b"a", "no valid UTF-16"),
        ("text/plain; charset=utf-7", b"+2AA-", "unknown"),
        ("application/x-ndjson", b"1\n{\n", "bad line 2"),
        ("application/json-seq", b"1", "record separator"),
        ("text/event-stream", b"\xff", "no valid UTF-8"),
    ],
)
def test_malformed_bodies(content_type: Any, body: Any, message: str) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(BodySyntaxError, match=message) as caught:
        decoded(content_type.partition(";")[0], body, None, content_type)
    assert str(caught.value).startswith("The body ")


KINDS = ["application/json", FORM, MULTI, "multipart/mixed; boundary=b1", "text/plain", "text/plain; charset=utf-16",
         "application/xml", "application/jsonl", "application/json-seq", "text/event-stream", "image/png", "*/*", "x",
         "text/csv; charset=shift_jis"]  # fmt: skip
PIECES = [b"--b1", b"\r\n", b"--", b'Content-Disposition: form-data; name="home"', b": ", b"Content-Type: ", b"=",
          b"&", b"home", b"[", b"]", b"{", b"}", b'"', b"%ff", b"\x00", b"<a>", b"</a>", b"<!DOCTYPE a>", b"1", b"\x1e",
          b"\n", b"data: ", b"application/json", b'; filename="x"', b"\xff"]  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", KINDS)
@settings(database=None, deadline=None, max_examples=80)
@given(body=st.binary(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
def test_nothing_else_is_raised(kind: Any, body: bytes) -> None:
    """Arbitrary octets are a value or a BodySyntaxError."""
    for schema in (PET, None, {"type": "integer"}, {"type": "array", "items": PET}):
        with suppress(BodySyntaxError):
            decoded(kind.partition(";")[0], body, schema, kind)
