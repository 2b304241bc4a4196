"""Every style of OpenAPI 3.2.0 section 4.12, in the forms that its table of examples gives."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.openapi.codec.parameters import Parameters
from mock_server.openapi.codec.parameters_writer import SerializationError, serialize, write
from tests.requests.small_documents import Reading, operation

TEXT = {"type": "string"}
LIST = {"type": "array", "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
}
BLUE, COLOURS, RGB = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}

# location, style, explode, schema, value, text as it is read, text as it is written (None: the same)
TABLE = [
    ("path", "simple", False, TEXT, BLUE, "blue", None),
    ("path", "simple", False, LIST, COLOURS, "blue,black,brown", None),
    ("path", "simple", False, OBJECT, RGB, "R,100,G,200,B,150", None),
    ("path", "simple", True, LIST, COLOURS, "blue,black,brown", None),
    ("path", "simple", True, OBJECT, RGB, "R=100,G=200,B=150", None),
    ("path", "label", False, TEXT, BLUE, ".blue", None),
    ("path", "label", False, TEXT, "", ".", None),
    ("path", "label", False, LIST, COLOURS, ".blue,black,brown", None),
    ("path", "label", False, OBJECT, RGB, ".R,100,G,200,B,150", None),
    ("path", "label", True, LIST, COLOURS, ".blue.black.brown", None),
    ("path", "label", True, OBJECT, RGB, ".R=100.G=200.B=150", None),
    ("path", "matrix", False, TEXT, BLUE, ";color=blue", None),
    ("path", "matrix", False, TEXT, "", ";color", None),
    ("path", "matrix", False, LIST, COLOURS, ";color=blue,black,brown", None),
    ("path", "matrix", False, OBJECT, RGB, ";color=R,100,G,200,B,150", None),
    ("path", "matrix", True, TEXT, BLUE, ";color=blue", None),
    ("path", "matrix", True, LIST, COLOURS, ";color=blue;color=black;color=brown", None),
    ("path", "matrix", True, OBJECT, RGB, ";R=100;G=200;B=150", None),
    ("query", "form", False, TEXT, BLUE, "color=blue", None),
    ("query", "form", False, TEXT, "", "color=", None),
    ("query", "form", False, LIST, COLOURS, "color=blue,black,brown", None),
    ("query", "form", False, OBJECT, RGB, "color=R,100,G,200,B,150", None),
    ("query", "form", True, LIST, COLOURS, "color=blue&color=black&color=brown", None),
    ("query", "form", True, OBJECT, RGB, "R=100&G=200&B=150", None),
    ("query", "spaceDelimited", False, LIST, COLOURS, "color=blue%20black%20brown", None),
    ("query", "spaceDelimited", False, LIST, COLOURS, "color=blue+black+brown", "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, OBJECT, RGB, "color=R%20100%20G%20200%20B%20150", None),
    ("query", "spaceDelimited", True, LIST, COLOURS, "color=blue&color=black&color=brown", None),
    ("query", "pipeDelimited", False, LIST, COLOURS, "color=blue%7Cblack%7Cbrown", None),
    ("query", "pipeDelimited", False, LIST, COLOURS, "color=blue|black|brown", "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, OBJECT, RGB, "color=R%7C100%7CG%7C200%7CB%7C150", None),
    ("query", "deepObject", True, OBJECT, RGB, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", None),
    ("header", "simple", False, TEXT, BLUE, "blue", None),
    ("header", "simple", False, TEXT, "a, b; 50%", "a, b; 50%", None),
    ("header", "simple", False, LIST, COLOURS, "blue, black, brown", "blue,black,brown"),
    ("header", "simple", False, OBJECT, RGB, "R,100,G,200,B,150", None),
    ("header", "simple", True, OBJECT, RGB, "R=100,G=200,B=150", None),
    ("cookie", "form", True, TEXT, BLUE, "color=blue", None),
    ("cookie", "form", False, LIST, COLOURS, "color=blue,black,brown", None),
    ("cookie", "form", False, OBJECT, RGB, "color=R,100,G,200,B,150", None),
    ("cookie", "form", True, LIST, COLOURS, "color=blue&color=black&color=brown", None),
    ("cookie", "form", True, OBJECT, RGB, "R=100&G=200&B=150", None),
    ("cookie", "cookie", True, TEXT, "50%25", "color=50%25", None),
    ("cookie", "cookie", True, LIST, COLOURS, "color=blue; color=black; color=brown", None),
    ("cookie", "cookie", True, OBJECT, RGB, "R=100; G=200; B=150", None),
    ("cookie", "cookie", False, LIST, COLOURS, "color=blue,black,brown", None),
]


def _reading(location: Any, style: Any, explode: Any, schema: Any) -> Any:
    parameter = {"name": "color", "in": location, "style": style, "explode": explode, "schema": schema}
    if location == "path":
        parameter["required"] = True
    return Reading(operation(parameter, path="/paint/{color}" if location == "path" else "/paint"))


def _values(location: Any, value: Any) -> Any:
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    values[location] = {"color": value}
    return Parameters(**values)


@pytest.mark.parametrize(("location", "style", "explode", "schema", "value", "text", "written"), TABLE)
def test_styles(location: Any, style: Any, explode: Any, schema: Any, value: Any, text: Any, written: Any) -> None:
    """Each form is read as the value, and the value is written as that form."""
    reading = _reading(location, style, explode, schema)
    match location:
        case "path":
            found = reading.read(color=text)
        case "query":
            found = reading.read(query=text)
        case "header":
            found = reading.read(headers=[(b"color", text.encode())])
        case _:
            found = reading.read(headers=[(b"cookie", text.encode())])
    assert found == (_values(location, value), [])
    assert serialize(reading.operation.parameters[0], value) == (written or text)


@pytest.mark.parametrize(
    ("style", "explode", "schema", "text"),
    [
        ("label", False, TEXT, "blue"),
        ("matrix", False, TEXT, "blue"),
        ("matrix", False, TEXT, ";colour=blue"),
        ("matrix", True, TEXT, ";color=blue;color=black"),
        ("matrix", False, LIST, ";color=blue;color=black"),
        ("matrix", True, OBJECT, "R=100"),
        ("simple", False, OBJECT, "R,100,G"),
        ("simple", True, OBJECT, "R=100,G"),
        ("simple", True, OBJECT, "R=100,R=200"),
    ],
)
def test_a_text_of_another_style_is_a_violation(style: str, explode: bool, schema: Any, text: str) -> None:
    """A path parameter in the wrong form is refused with its name."""
    _, violations = _reading("path", style, explode, schema).read(color=text)
    assert [(found.location, found.pointer) for found in violations] == [("path", ("color",))]


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "array", "items": {"type": "integer"}}, "1%2C2", [1, 2]),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "a%2Cb", ["a", "b"]),
        (LIST, "a%2Cb", ["a,b"]),
        (OBJECT, "R%2C1%2CG%2C2", {"R": 1, "G": 2}),
    ],
)
def test_encoded_commas_divide_only_where_the_schema_refuses_the_whole(schema: Any, text: str, value: Any) -> None:
    """Clients that encode the delimiter are understood; an item that holds a comma stays whole."""
    found, violations = _reading("query", "form", False, schema).read(query=f"color={text}")
    assert (found.query["color"], violations) == (value, [])


@pytest.mark.parametrize(
    ("location", "style", "value"),
    [
        ("query", "spaceDelimited", ["a b"]),
        ("query", "pipeDelimited", ["a|b"]),
        ("query", "deepObject", {"a[b]": "c"}),
        ("query", "form", []),
        ("path", "simple", {}),
        ("header", "simple", ["a,b"]),
        ("header", "simple", "a\r\nb: c"),
        ("cookie", "cookie", "a;b"),
    ],
)
def test_what_has_no_form_is_not_written(location: str, style: str, value: Any) -> None:
    """The writer refuses a value rather than send another one."""
    parameter = _reading(location, style, style in ("deepObject", "cookie"), LIST).operation.parameters[0]
    with pytest.raises(SerializationError):
        serialize(parameter, value)


def test_allow_reserved_leaves_reserved_characters_but_delimiters() -> None:
    """With `allowReserved` only what would end the value is encoded."""
    parameter = {"name": "q", "in": "query", "allowReserved": True, "schema": TEXT}
    reading = Reading(operation(parameter))
    assert serialize(reading.operation.parameters[0], "a/b?c=d&e#f+g:h") == "q=a/b?c%3Dd%26e%23f%2Bg:h"
    assert reading.read(query="q=a/b?c%3Dd%26e%23f%2Bg:h")[0].query == {"q": "a/b?c=d&e#f+g:h"}


def test_a_whole_request_is_written_and_read_again() -> None:
    """Path, query, headers and cookies of one operation go out and come back the same."""
    found = operation(
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "tags", "in": "query", "schema": LIST},
        {"name": "none", "in": "query", "schema": LIST},
        {"name": "X-Trace", "in": "header", "schema": TEXT},
        {"name": "session", "in": "cookie", "schema": TEXT},
        path="/things/{id}/{other}",
    )
    values = Parameters({"id": 7, "other": "a/b"}, {"tags": ["x", "y"]}, {"X-Trace": "t"}, {"session": "s p"})
    path, query, headers = write(found, values._replace(query={"tags": ["x", "y"], "none": []}))
    assert (path, query) == ("/things/7/a%2Fb", "tags=x&tags=y")
    assert headers == [("X-Trace", "t"), ("cookie", "session=s%20p")]
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers]
    assert Reading(found).read(query, pairs, id="7", other="a%2Fb") == (values, [])
