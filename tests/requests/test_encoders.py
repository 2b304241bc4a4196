"""Values become bodies of every media type, and most come back by the decoders."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
import zlib
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.codec.decoders import Binary, decode
from mock_server.openapi.codec.encoders import content_type, encode
from mock_server.openapi.reading.sample_files import sample
from tests.requests.small_documents import media_type

FORM = "application/x-www-form-urlencoded"


def _encode(name: str, value: Any, schema: Any = None, **more: Any) -> Any:
    return encode(value, *media_type(name, schema, **more))


@pytest.mark.parametrize(
    ("name", "value", "body"),
    [
        ("application/json", {"a": [1, None]}, b'{"a":[1,null]}'),
        ("application/problem+json", "x", b'"x"'),
        ("*/*", {}, b"{}"),
        ("application/*", {}, b"{}"),
        ("application/json", 2**70, str(2**70).encode()),
        ("application/json", {"a": float("nan"), "b": "\ud800", 3: 2**70}, None),
        ("text/plain", "é", "é".encode()),
        ("text/plain", 5, b"5"),
        ("text/plain", None, b""),
        ("text/html", "<p>", b"<p>"),
        ("text/plain", "\ud800", b"?"),
        ("application/x-ndjson", [{"a": 1}, 2], b'{"a":1}\n2\n'),
        ("application/jsonl", {"a": 1}, b'{"a":1}\n'),
        ("application/json-seq", [1, [2]], b"\x1e1\n\x1e[2]\n"),
        ("text/event-stream", [{"event": "a", "data": "x\ny", "id": "1"}], b"event: a\nid: 1\ndata: x\ndata: y\n\n"),
        ("text/event-stream", [{"a": 1}], b'data: {"a":1}\n\n'),
        ("text/event-stream", "hello", b"data: hello\n\n"),
        (
            FORM,
            {"a": "b c&d", "l": [1, 2], "o": {"x": 1}, "n": True},
            b"a=b%20c%26d&l=1&l=2&o=%7B%22x%22%3A1%7D&n=true",
        ),
        (FORM, "a=b", b"a=b"),
        ("text/csv", [{"a": 1, "b": 'x,"y"'}, {"a": None, "c": [1]}], b'a,b,c\r\n1,"x,""y""",\r\n,,[1]\r\n'),
        ("text/csv", [[1, "a"], 2], b"1,a\r\n2\r\n"),
        ("text/csv", {"a": 1}, b"a\r\n1\r\n"),
        ("text/csv", "a,b", b"a,b"),
        ("application/octet-stream", b"\x00", b"\x00"),
        ("application/octet-stream", Binary(b"\xff"), b"\xff"),
        ("application/octet-stream", "text", b"text"),
        ("image/png", Binary(b"mine"), b"mine"),
    ],
)
def test_encode(name: Any, value: Any, body: Any) -> None:
    """The body of a value in each media type."""
    found = _encode(name, value)
    assert found == body if body is not None else orjson.loads(found.replace(b"\\ud800", b""))


def test_documented_encodings_of_forms() -> None:
    """The Encoding Object says how a field is written."""
    encoding = {"l": {"style": "pipeDelimited", "explode": False}, "o": {"style": "deepObject"}, "j": {
        "contentType": "application/json"}}  # fmt: skip
    value = {"l": [1, 2], "o": {"x": {"y": 1}}, "j": [1]}
    assert _encode(FORM, value, encoding=encoding) == b"l=1%7C2&o%5Bx%5D%5By%5D=1&j=%5B1%5D"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("application/json; charset=utf-8", "application/json; charset=utf-8"),
        ("*/*", "application/json"),
        ("image/*", "image/png"),
        ("multipart/form-data", "multipart/form-data; boundary=part-boundary"),
    ],
)
def test_content_type(name: str, expected: str) -> None:
    """Ranges become definite and a multipart body's boundary is named."""
    media, schemas = media_type(name)
    assert content_type(media, encode({}, media, schemas)) == expected


@pytest.mark.parametrize("style", ["spaceDelimited", "pipeDelimited", "form", "deepObject"])
@pytest.mark.parametrize("name", [FORM, "multipart/form-data"])
@pytest.mark.parametrize("value", [{"o": {"a": "1", "b": "x"}}, {"o": {"a": "p q", "b": "|"}}])
def test_styles_of_fields(name: Any, style: str, value: dict[str, Any]) -> None:
    """A field in a documented style comes back; one that the style has no form for is sent as JSON and taken so."""
    schema = {"type": "object", "properties": {"o": {"type": "object", "properties": {"a": {}, "b": {}}}}}
    media, schemas = media_type(name, schema, encoding={"o": {"style": style, "explode": style == "deepObject"}})
    body = encode(value, media, schemas)
    assert decode(media, content_type(media, body), body, schemas) == value


def test_a_boundary_is_never_within_a_part() -> None:
    """The boundary grows until no part holds it."""
    media, schemas = media_type("multipart/form-data", {"type": "object"})
    body = encode({"a": "--part-boundary", "b": "part-boundaryx"}, media, schemas)
    kind = content_type(media, body)
    assert kind.endswith("boundary=part-boundaryxx")
    assert decode(media, kind, body, schemas) == {"a": "--part-boundary", "b": "part-boundaryx"}


ORDER = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "note": {"type": "string", "xml": {"name": "remark", "prefix": "r", "namespace": "urn:r"}},
        "paid": {"type": ["boolean", "null"]},
        "lines": {"type": "array", "xml": {"wrapped": True}, "items": {"type": "number", "xml": {"name": "line"}}},
        "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}},
        "bad name": {"type": "string"},
    },
}
REF = {"$ref": "#/components/schemas/Order"}
COMPONENTS = {"schemas": {"Order": ORDER}}


def test_xml() -> None:
    """Names, attributes, namespaces, wrapped arrays and null, by the XML Objects of the schema."""
    value = {"id": 5, "note": "a<b", "paid": None, "lines": [1.5], "tags": ["x", "y"], "bad name": "\x01", "more": [1]}
    assert _encode("application/xml", value, REF, components=COMPONENTS).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Order id="5"><r:remark xmlns:r="urn:r">a&lt;b</r:remark>'
        '<paid xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/><lines><line>1.5</line></lines>'
        "<tag>x</tag><tag>y</tag><bad_name>\ufffd</bad_name><more>1</more></Order>"
    )


def test_xml_of_arrays_and_texts() -> None:
    """An array has its items' component for a name; a text that is XML already stays."""
    schema = {"type": "array", "xml": {"name": "orders"}, "items": REF}
    body = _encode("application/xml", [{"id": 1}, {"id": 2}], schema, components=COMPONENTS)
    assert body.endswith(b'<orders><Order id="1"></Order><Order id="2"></Order></orders>')
    assert _encode("application/xml", " <a/>", REF, components=COMPONENTS) == b" <a/>"
    assert _encode("text/xml", 5).endswith(b"<root>5</root>")


WHOLE = st.integers(-(2**53), 2**53)  # what every JSON parser keeps exactly (RFC 8259 section 6)
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF, exclude_characters="\x7f"), max_size=8)
PETS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "age": WHOLE,
        "score": st.floats(allow_nan=False, allow_infinity=False),
        "fine": st.booleans(),
        "tags": st.lists(TEXTS, min_size=1, max_size=3),
        "sizes": st.lists(WHOLE, min_size=2, max_size=3),
        "home": st.fixed_dictionaries({"city": TEXTS}, optional={"zip": WHOLE}),
        "photo": st.binary(max_size=8).map(lambda data: data.decode("latin-1")),
    },
)
PET = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "score": {"type": "number"},
        "fine": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "sizes": {"type": "array", "items": {"type": "integer"}, "xml": {"wrapped": True}},
        "home": {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "integer"}}},
        "photo": {"type": "string", "format": "binary"},
    },
}


@pytest.mark.parametrize(
    "name",
    ["application/json", FORM, "multipart/form-data", "application/xml", "application/jsonl", "application/json-seq"],
)
@settings(database=None, deadline=None, max_examples=60)
@given(value=PETS)
def test_what_is_encoded_is_decoded_again(name: Any, value: Any) -> None:
    """Decoding is the inverse of encoding wherever the media type can tell values apart."""
    if name in (FORM, "application/xml"):
        value = {key: item for key, item in value.items() if key != "photo"}
    media, schemas = media_type(name, PET)
    body = encode(value, media, schemas)
    found = decode(media, content_type(media, body), body, schemas)
    assert found == ([value] if "json" in name and name != "application/json" else value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "application/json",
    FORM,
    "multipart/form-data",
    "multipart/mixed",
    "application/xml",
    "text/csv",
    "text/plain",
    "application/jsonl",
    "text/event-stream",
    "image/png",
    "image/svg+xml",
    "application/octet-stream",
    "*/*",
    "nonsense",
]


@settings(database=None, deadline=None, max_examples=150)
@given(st.sampled_from(NAMES), ANYTHING, st.sampled_from([PET, ORDER, None, False, {"type": "array", "items": PET}]))
def test_nothing_raises(name: Any, value: Any, schema: Any) -> None:
    """Any value has some body in any media type, whether it fits its schema or not."""
    encoding = {"name": {"style": "deepObject"}, "a": {"style": "pipeDelimited", "explode": False}}
    media, schemas = media_type(name, schema, encoding=encoding)
    body = encode(value, media, schemas)
    assert isinstance(body, bytes)
    assert content_type(media, body)


def test_deep_values_are_written() -> None:
    """Nesting beyond what the JSON library takes ends in a body all the same."""
    value: list[Any] = []
    for _ in range(5000):
        value = [value]
    for name in ("application/json", "application/xml", FORM):
        assert isinstance(_encode(name, value), bytes)


def _sample(name: str) -> bytes:
    found = sample(name)
    assert found is not None
    return found


def test_samples_are_valid_files() -> None:
    """The sample files open: PNG by its checksums, ZIP and WAV by the standard library, others by their marks."""
    png = _sample("image/png")
    place = 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        kind_and_data = png[place + 4 : place + 8 + size]
        assert struct.unpack(">I", png[place + 8 + size : place + 12 + size]) == (zlib.crc32(kind_and_data),)
        place += 12 + size
    assert zipfile.ZipFile(io.BytesIO(_sample("application/zip"))).namelist() == []
    with wave.open(io.BytesIO(_sample("audio/wav"))) as sound:
        assert sound.getnframes() == 1
    assert zlib.decompress(_sample("application/gzip"), 31) == b""
    pdf = _sample("application/pdf")
    table = int(pdf.split(b"startxref\n")[1].split(b"\n")[0])
    assert pdf[table:].startswith(b"xref")
    assert pdf.endswith(b"%%EOF\n")
    assert _sample("image/jpeg").startswith(b"\xff\xd8\xff")
    assert _sample("image/gif").startswith(b"GIF89a")
    assert sample("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") == _sample("application/zip")
    assert sample("application/octet-stream") is None
