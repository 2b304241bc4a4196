"""Where parameters stand: paths, headers, cookies, content, deep objects, the whole query string."""

from __future__ import annotations

from typing import Any

import pytest

from tests.requests.small_documents import query, reading

TEXT = {"type": "string"}
LIST = {"type": "array", "items": {"type": "integer"}}


def _in(location: Any, name: str, schema: Any, **more: Any) -> Any:
    return {"name": name, "in": location, "schema": schema, **more}


def test_undocumented_names() -> None:
    """An undocumented query parameter is ignored; a path parameter without a Parameter Object is a string."""
    found, violations = reading(path="/a/{x}/{y}").read("q=1", x="5", y="%41")
    assert violations == []
    assert (found.path, found.query) == ({"x": "5", "y": "A"}, {})


def test_an_undocumented_path_parameter_must_be_text() -> None:
    """Octets that are no UTF-8 are refused there too."""
    _, violations = reading(path="/a/{x}").read(x="%ff")
    assert [(found.location, found.field, found.keyword) for found in violations] == [("path", "x", "syntax")]


def test_headers_that_the_standard_reserves_are_ignored() -> None:
    """Accept, Content-Type and Authorization are described elsewhere (OpenAPI, Parameter Object, name)."""
    names = ("Accept", "content-type", "AUTHORIZATION")
    found, violations = reading(*(_in("header", name, {"type": "integer"}, required=True) for name in names)).read()
    assert (found.header, violations) == ({}, [])


def test_headers_are_found_in_any_case_and_keep_their_documented_name() -> None:
    """The value stands under the name that the document uses, white space around it gone."""
    read = reading(_in("header", "X-Count", {"type": "integer"}), _in("header", "X-Ids", LIST)).read
    found, violations = read(headers=[(b"x-count", b" 5\t"), (b"x-ids", b"1"), (b"x-ids", b"2, 3")])
    assert violations == []
    assert found.header == {"X-Count": 5, "X-Ids": [1, 2, 3]}


@pytest.mark.parametrize("value", [b"\xff", b"a\x00b", b"\xed\xa0\x80"])
def test_a_header_must_be_text(value: bytes) -> None:
    """Octets that are no UTF-8, and NUL, are refused."""
    _, violations = reading(_in("header", "X-Name", TEXT)).read(headers=[(b"x-name", value)])
    assert [(found.location, found.field, found.keyword) for found in violations] == [("header", "X-Name", "syntax")]


def test_a_single_header_given_twice() -> None:
    """Two fields for a header that is no list are refused."""
    _, violations = reading(_in("header", "X-Name", TEXT)).read(headers=[(b"x-name", b"a"), (b"x-name", b"b")])
    assert [found.message for found in violations] == ["Given twice, but takes one value"]


def test_of_two_cookies_the_first_counts() -> None:
    """A client sends the cookie of the more specific path first (RFC 6265 section 5.4)."""
    found, violations = reading(_in("cookie", "s", TEXT)).read(headers=[(b"cookie", b"s=a; t=1"), (b"cookie", b"s=b")])
    assert (found.cookie, violations) == ({"s": "a"}, [])


def test_cookies_of_a_client() -> None:
    """Required, default and typed cookies; broken pairs are nobody's."""
    read = reading(_in("cookie", "n", {"type": "integer"}, required=True), _in("cookie", "d", {"default": "x"})).read
    assert [found.keyword for found in read()[1]] == ["required"]
    assert read(headers=[(b"cookie", b"; ;=;broken;n=5")])[0].cookie == {"n": 5, "d": "x"}


def _content(schema: Any, kind: str = "application/json") -> Any:
    return {"name": "filter", "in": "query", "content": {kind: {"schema": schema}}}


def test_content_parameters() -> None:
    """A parameter with `content` is a text of that media type."""
    read = reading(_content({"type": "object", "properties": {"n": {"type": "integer"}}})).read
    assert read("filter=%7B%22n%22:1%7D")[0].query == {"filter": {"n": 1}}
    assert [found.field for found in read("filter=%7B%22n%22:%22x%22%7D")[1]] == ["filter.n"]
    (broken,) = read("filter=%7B")[1]
    assert (broken.keyword, broken.field) == ("syntax", "filter")
    assert broken.message.startswith("The value is no valid JSON")
    assert [found.keyword for found in read("filter=1&filter=2")[1]] == ["syntax"]


def test_content_of_other_media_types() -> None:
    """Text stays text, a form becomes an object."""
    assert reading(_content(TEXT, "text/plain")).read("filter=5")[0].query == {"filter": "5"}
    form = {"type": "object", "properties": {"a": {"type": "integer"}}}
    kind = "application/x-www-form-urlencoded"
    assert reading(_content(form, kind)).read("filter=a%3D1%26b%3D2")[0].query == {"filter": {"a": 1, "b": "2"}}


@pytest.mark.parametrize("location", ["path", "header", "cookie"])
def test_content_outside_the_query(location: str) -> None:
    """`content` works in every location."""
    parameter = {"name": "p", "in": location, "required": True, "content": {"application/json": {"schema": LIST}}}
    read = reading(parameter, path="/{p}" if location == "path" else "/").read
    if location == "path":
        found, violations = read(p="%5B1,2%5D")
    elif location == "header":
        found, violations = read(headers=[(b"p", b"[1, 2]")])
    else:
        found, violations = read(headers=[(b"cookie", b"p=%5B1,2%5D")])
    assert (getattr(found, location), violations) == ({"p": [1, 2]}, [])


def test_the_whole_query_string_as_a_form() -> None:
    """`querystring` of OpenAPI 3.2 takes the query as one value of a media type."""
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}, "é": LIST}}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    read = reading({"name": "all", "in": "querystring", "required": True, "content": content}).read
    assert read("a=1&%C3%A9=2&%C3%A9=3")[0].query == {"all": {"a": 1, "é": [2, 3]}}
    assert [(found.location, found.field) for found in read("b=1")[1]] == [("query", "all.a")]
    assert [found.keyword for found in read("")[1]] == ["required"]


def test_the_whole_query_string_as_json() -> None:
    """The media type decides; JSON stands percent-encoded."""
    read = reading({"name": "all", "in": "querystring", "content": {"application/json": {"schema": LIST}}}).read
    assert read("%5B1,2%5D") == (read("[1,2]")[0], [])
    assert read("%5B1,2%5D")[0].query == {"all": [1, 2]}


DEEP = {
    "type": "object",
    "properties": {
        "n": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "at": {"type": "object", "properties": {"city": TEXT, "zip": {"type": "integer"}}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    },
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f[n]=1", {"n": 1}),
        ("f%5Bn%5D=1", {"n": 1}),
        ("f[at][zip]=1&f[at][city]=x", {"at": {"zip": 1, "city": "x"}}),
        ("f[tags][]=a&f[tags][]=b", {"tags": ["a", "b"]}),
        ("f[tags]=a&f[tags]=b", {"tags": ["a", "b"]}),
        ("f[tags]=a", {"tags": ["a"]}),
        ("f[tags][1]=b&f[tags][0]=a", {"tags": ["a", "b"]}),
        ("f[tags][900000000]=a", {"tags": ["a"]}),
        ("f[lines][0][n]=1&f[lines][1][n]=2", {"lines": [{"n": 1}, {"n": 2}]}),
        ("f[lines][][n]=1", {"lines": [{"n": 1}]}),
        ("f[more]=x", {"more": "x"}),
    ],
)
def test_deep_objects(text: str, value: dict[str, Any]) -> None:
    """Brackets nest objects and arrays, typed by the schema at their place."""
    found, violations = reading(query(DEEP, "f", style="deepObject", explode=True)).read(text)
    assert (found.query, violations) == ({"f": value}, [])


@pytest.mark.parametrize(
    "text",
    [
        "f[n]=1&f[n]=2",
        "f[n]=1&f[n][x]=2",
        "f[n=1",
        "f" + "[a]" * 50 + "=1",
        "f[n]=%ff",
        "f[n]=x",
        "f=%7B%22n%22:1%7D",
        "f=1",
    ],
)
def test_wrong_deep_objects(text: str) -> None:
    """Contradictions, depth and broken brackets are violations of that parameter."""
    _, violations = reading(query(DEEP, "f", style="deepObject", explode=True)).read(text)
    assert [found.pointer[0] for found in violations] == ["f"]


def test_deep_object_on_an_array() -> None:
    """Documents that give `deepObject` to an array mean brackets behind its name."""
    for text in ("e[]=1&e[]=2", "e[0]=1&e[1]=2"):
        assert reading(query(LIST, "e", style="deepObject", explode=True)).read(text)[0].query == {"e": [1, 2]}


def test_exploded_objects_take_their_own_properties() -> None:
    """A closed object takes its properties; an open one the rest too, but what belongs to somebody else."""
    closed = {"type": "object", "properties": {"a": {"type": "integer"}}}
    open_ = {**closed, "additionalProperties": {"type": "integer"}}
    components = {"securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "key"}}}
    text = "a=1&b=2&key=s&__code=404&other=x"
    other = query(TEXT, "other")
    assert reading(query(closed, "o"), other).read(text)[0].query == {"o": {"a": 1}, "other": "x"}
    found, violations = reading(query(open_, "o"), other, components=components).read(text)
    assert (found.query, violations) == ({"o": {"a": 1, "b": 2}, "other": "x"}, [])
    assert reading(query(closed, "o")).read("b=2")[0].query == {}


@pytest.mark.parametrize("media", ["*/*", "application/octet-stream", "image/png", "application/vnd.own"])
def test_content_of_a_type_without_a_text_of_its_own_is_what_the_schema_makes_of_it(media: str) -> None:
    """In a path and in a query; a value that it refuses is a violation."""
    content = {media: {"schema": {"type": "integer"}}}
    parameters = ({"name": "x", "in": "path", "required": True, "content": content},
                  {"name": "q", "in": "query", "content": content})  # fmt: skip
    read = reading(*parameters, path="/a/{x}").read
    found, violations = read("q=6", x="5")
    assert (found.path, found.query, violations) == ({"x": 5}, {"q": 6}, [])
    assert [(each.location, each.keyword) for each in read("q=z", x="y")[1]] == [("path", "type"), ("query", "type")]
