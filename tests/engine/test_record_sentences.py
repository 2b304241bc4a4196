"""The laws of the record, a test each: maps, alternatives, links, defaults, direction, absence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.documents import app, call, operation
from tests.engine.test_answer_places import TEXT, paths, shape
from tests.engine.test_record_laws import WORDS, served

if TYPE_CHECKING:
    from pathlib import Path

lean = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEAD = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
OWED = {"type": "object", "required": ["made", "mine"], "properties": {"made": TEXT, "mine": TEXT}}
MAPS = st.dictionaries(WORDS, WORDS.map(lambda word: {"mine": word}), max_size=3)
COMPOSED = {
    "map": {"type": "object", "additionalProperties": OWED},
    "allOf": {"allOf": [{"type": "object"}, {"additionalProperties": OWED}]},
    "oneOf": {"oneOf": [{"type": "integer"}, {"type": "object", "additionalProperties": OWED}]},
    "anyOf": {"anyOf": [{"type": "null"}, {"type": "object", "additionalProperties": OWED}]},
}


@pytest.mark.parametrize("kind", COMPOSED)
@lean
@given(held=MAPS)
def test_what_a_client_said_stands_in_maps_and_alternatives(kind: str, held: dict[str, Any]) -> None:
    """What the answer owes is added beside what was sent, under every name of a map, in whichever composition."""
    sent, shown = shape(box={"type": "object"}), shape(id=TEXT, box=COMPOSED[kind])
    with served({**HEAD, **paths(sent, shown, shown, "id")}) as mock:
        made = mock.ask("POST", "/things", json={"box": held}).json()
        assert {name: item["mine"] for name, item in made["box"].items()} == {n: i["mine"] for n, i in held.items()}
        assert all(item["made"] for item in made["box"].values())
        for _ in range(2):
            assert mock.ask("GET", f"/things/{made['id']}").json() == made


def test_each_mend_is_a_line_with_the_pointer_that_broke(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log says where a record was mended, and why."""
    shown = shape(id=TEXT, box={"type": "object", "additionalProperties": OWED})
    mock = app(tmp_path, paths(shape(box={"type": "object"}), shown, shown, "id"))
    with caplog.at_level(logging.INFO, "mock_server"):
        call(mock, "POST", "/things", {"box": {"a": {"mine": "one"}}})
    assert [record.getMessage() for record in caplog.records if "mended" in record.getMessage()] == [
        "POST /things: the record is mended at /box/a/made (required)"
    ]


@lean
@given(WORDS.map(lambda word: f"k{word}"), st.booleans())
def test_a_link_says_which_member_is_the_key(name: str, wrapped: bool) -> None:
    """The document's own link goes before every name that keys usually have."""
    record = shape(id=TEXT, label=TEXT, **{name: TEXT})
    record["required"] = list(record["properties"])
    answer = {**shape(thing=record), "required": ["thing"]} if wrapped else record
    document = paths(shape(label=TEXT), answer, answer, "thing")
    pointer = f"$response.body#/{'thing/' if wrapped else ''}{name}"
    read = document["paths"]["/things/{thing}"]["get"]
    read["operationId"] = "readThing"
    answers = document["paths"]["/things"]["post"]["responses"]["201"]
    answers["links"] = {"read": {"operationId": "readThing", "parameters": {"thing": pointer}}}
    with served({**HEAD, **document}) as mock:
        made = mock.ask("POST", "/things", json={"label": "one"}).json()
        key = (made["thing"] if wrapped else made)[name]
        assert mock.ask("GET", f"/things/{key}").json() == made


@lean
@given(WORDS.map(lambda word: f"k{word}"))
def test_a_declared_key_is_taken_from_the_answer(name: str) -> None:
    """``x-mock: {key: $response.body#/NAME}`` is the key that the answer shows there."""
    record = shape(label=TEXT, **{name: TEXT})
    record["required"] = list(record["properties"])
    document = paths(shape(label=TEXT), record, record, "thing")
    document["paths"]["/things"]["post"]["x-mock"] = {"key": f"$response.body#/{name}"}
    with served({**HEAD, **document}) as mock:
        made = mock.ask("POST", "/things", json={"label": "one"}).json()
        assert mock.ask("GET", f"/things/{made[name]}").json() == made


@lean
@given(st.lists(WORDS, min_size=1, max_size=3, unique=True), st.booleans())
def test_what_is_read_only_is_the_servers_at_any_depth(names: list[str], several: bool) -> None:
    """A `readOnly` member that a create sends is not taken; what a client was shown it may send back."""
    inner = shape(mine=TEXT, **{f"r{name}": {"type": "string", "readOnly": True} for name in names})
    inner["required"] = [f"r{name}" for name in names]
    box = {"type": "array", "items": inner} if several else inner
    thing = {**shape(id={"type": "string", "readOnly": True}, box=box), "required": ["id", "box"]}
    document = paths(thing, thing, thing, "id")
    document["paths"]["/things/{id}"]["put"] = operation(body=thing, answers={"200": thing})
    sent = {"mine": "one", **{f"r{name}": "sent" for name in names}}
    with served({**HEAD, **document}) as mock:
        made = mock.ask("POST", "/things", json={"box": [sent] if several else sent}).json()
        held = made["box"][0] if several else made["box"]
        assert held["mine"] == "one"
        assert "sent" not in held.values()
        for method in ("PUT", "PATCH"):
            assert mock.ask(method, f"/things/{made['id']}", json=made).json() == made


@pytest.mark.parametrize("value", [None, "", [], {}, 0, False])
@pytest.mark.parametrize("word", ["default", "example"])
def test_a_documented_nothing_is_a_value(tmp_path: Path, word: str, value: Any) -> None:
    """`null`, an empty text, array or object, zero and false are given as the document has them."""
    kinds = {
        "NoneType": "null",
        "str": "string",
        "list": "array",
        "dict": "object",
        "int": "integer",
        "bool": "boolean",
    }
    state = {"type": [kinds[type(value).__name__], "null"], word: value}
    shown = {**shape(id=TEXT, name=TEXT, state=state), "required": ["id", "state"]}
    mock = app(tmp_path, {**paths(shape(name=TEXT), shown, shown, "id"), "openapi": "3.1.0"})
    made = call(mock, "POST", "/things", {"name": "one"})[1]
    assert made["state"] == value
    assert call(mock, "GET", f"/things/{made['id']}")[1] == made


@lean
@given(st.lists(WORDS, min_size=1, max_size=3, unique=True), st.sampled_from(["default", "example", "enum"]))
def test_what_the_server_makes_starts_from_what_is_documented(values: list[str], word: str) -> None:
    """A member of the server's is the documented default or example, or the first of an enum: no random word."""
    state = {"type": "string", "readOnly": True, word: values if word == "enum" else values[0]}
    shown = {**shape(id=TEXT, name=TEXT, state=state), "required": ["id", "state"]}
    with served({**HEAD, **paths(shape(name=TEXT), shown, shown, "id")}) as mock:
        assert mock.ask("POST", "/things", json={"name": "one"}).json()["state"] == values[0]


def test_defaults_fill_an_absent_body_and_an_object_in_the_query(tmp_path: Path) -> None:
    """What is left out is filled where nothing was sent at all, and within objects that a query spells out."""
    sent = shape(mood={"type": "string", "default": "calm"}, look=shape(theme={"type": "string", "default": "dark"}))
    thing = {**sent, "properties": {"id": TEXT, **sent["properties"]}}
    document = paths(sent, thing, thing, "id")
    document["paths"]["/things"]["post"]["requestBody"]["required"] = False
    look = {"name": "look", "in": "query", "style": "deepObject", "schema": sent["properties"]["look"]}
    echo = operation(
        answers={"200": shape(look={})}, parameters=[look], **{"x-mock": {"answer": {"/look": "$request.query.look"}}}
    )
    document["paths"]["/echo"] = {"get": echo}
    mood = {
        "name": "filter",
        "in": "query",
        "style": "deepObject",
        "schema": shape(id=TEXT, mood={**TEXT, "default": "x"}),
    }
    listing = operation(answers={"200": {"type": "array", "items": thing}}, parameters=[mood])
    document["paths"]["/things"]["get"] = listing
    mock = app(tmp_path, document)
    made = call(mock, "POST", "/things")[1]
    assert made["mood"] == "calm"
    assert call(mock, "GET", f"/things?filter[id]={made['id']}")[1] == [made]
    assert call(mock, "GET", "/echo?look[other]=a")[1]["look"] == {"other": "a", "theme": "dark"}


def test_a_missing_record_is_missed_below_every_parent_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Once a client came back to what it made, what is missing is missed, wherever it lies; the log says so once."""
    thing = shape(id=TEXT, name=TEXT)
    document = paths(shape(name=TEXT), thing, thing, "id")
    document["paths"]["/things/{id}"]["get"] = operation(answers={"200": thing, "404": None})
    owner = {"name": "owner", "in": "path", "required": True, "schema": TEXT}
    whole = {f"/of/{{owner}}{path}": {**item, "parameters": [owner, *item.get("parameters", ())]}
             for path, item in document["paths"].items()}  # fmt: skip
    mock = app(tmp_path, {"paths": whole})
    with caplog.at_level(logging.INFO, "mock_server"):
        assert call(mock, "GET", "/of/a/things/x")[0] == 200
        made = [call(mock, "POST", f"/of/{owner}/things", {"name": "one"})[1]["id"] for owner in ("a", "b")]
        for _ in range(2):
            assert call(mock, "GET", f"/of/a/things/{made[0]}")[0] == 200
            assert call(mock, "GET", f"/of/b/things/{made[1]}")[0] == 200
        assert [call(mock, "GET", f"/of/{owner}/things/x")[0] for owner in ("a", "b", "c")] == [404] * 3
    told = [record.getMessage() for record in caplog.records if "missed" in record.getMessage()]
    assert told == [
        "of/{}/things: a client came back to a record that it created; what is missing is missed from now on"
    ]
