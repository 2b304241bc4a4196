"""A record alone in an array, several records in one body: each is kept as it was sent and shown in the same shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call, operation

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
BOAT = {"type": "object", "properties": {"BoatID": {"type": "string", "format": "uuid"}, "Sail": TEXT,
                                         "Ropes": {"type": "array", "items": {"type": "object", "properties": {
                                             "Length": {"type": "integer"}, "Sail": TEXT}}}}}  # fmt: skip
NOTE = {"type": "array", "items": {"type": "object", "properties": {"Message": TEXT}}}
PAGE = {"type": "object", "properties": {"page": {"type": "integer"}, "size": {"type": "integer"}}}


def _wrapped(*, around: bool) -> dict[str, Any]:
    """The array in an object, alone or beside a page and warnings."""
    beside = {"Warnings": NOTE, "pagination": PAGE} if around else {}
    return {"type": "object", "properties": {**beside, "Boats": {"type": "array", "items": BOAT}}}


def _harbour(sent: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Create, list, read and change boats."""
    key = {"name": "BoatID", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        "paths": {
            "/Boats": {
                "get": operation(answers={"200": shown}),
                "post": operation(body=sent, answers={"200": shown}),
            },
            "/Boats/{BoatID}": {
                "parameters": [key],
                "get": operation(answers={"200": shown}),
                "post": operation(body=sent, answers={"200": shown}),
                "delete": operation(answers={"204": None}),
            },
        }
    }


@pytest.mark.parametrize("bare", [False, True], ids=["array sent", "record sent"])
@pytest.mark.parametrize("around", [False, True], ids=["alone", "beside others"])
def test_a_record_alone_in_an_array(tmp_path: Path, *, around: bool, bare: bool) -> None:
    """What is created in an array of one is read, changed and listed in it, under the key that was answered."""
    shown = _wrapped(around=around)
    mock = app(tmp_path, _harbour(BOAT if bare else shown, shown))

    def body(sail: str) -> Any:
        boat = {"Sail": sail, "Ropes": [{"Length": 3, "Sail": "x"}]}
        return boat if bare else {"Boats": [boat]}

    made = [call(mock, "POST", "/Boats", body(sail))[1]["Boats"] for sail in ("red", "blue")]
    assert [len(boats) for boats in made] == [1, 1]
    one, two = (boats[0] for boats in made)
    assert (one["Sail"], two["Sail"], one["Ropes"]) == ("red", "blue", [{"Length": 3, "Sail": "x"}])
    assert one["BoatID"] != two["BoatID"]
    assert call(mock, "GET", f"/Boats/{one['BoatID']}")[1]["Boats"] == [one]
    changed = call(mock, "POST", f"/Boats/{one['BoatID']}", body("green"))[1]["Boats"]
    assert changed == [{**one, "Sail": "green"}]
    assert call(mock, "GET", "/Boats")[1]["Boats"] == [changed[0], two]
    assert call(mock, "DELETE", f"/Boats/{one['BoatID']}")[0] == 204
    assert call(mock, "GET", "/Boats")[1]["Boats"] == [two]


def test_what_surrounds_a_record_stays(tmp_path: Path) -> None:
    """Two answers of one schema have the same members around the record."""
    document = _harbour({"$ref": "#/components/schemas/Boats"}, {"$ref": "#/components/schemas/Boats"})
    document["components"] = {"schemas": {"Boats": _wrapped(around=True)}}
    mock = app(tmp_path, document)
    made = call(mock, "POST", "/Boats", {"Boats": [{"Sail": "red"}]})[1]
    assert call(mock, "GET", f"/Boats/{made['Boats'][0]['BoatID']}")[1] == made


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_body_of_several_makes_several(tmp_path: Path, *, wrapped: bool) -> None:
    """Each record of an array is made; the answer shows all of them in their order."""
    several: dict[str, Any] = _wrapped(around=False) if wrapped else {"type": "array", "items": BOAT}
    mock = app(tmp_path, _harbour(several, several))
    boats = [{"Sail": sail} for sail in ("red", "blue", "green")]
    status, answer, _ = call(mock, "POST", "/Boats", {"Boats": boats} if wrapped else boats)
    made = answer["Boats"] if wrapped else answer
    assert status == 200
    assert [boat["Sail"] for boat in made] == ["red", "blue", "green"]
    for boat in made:
        read = call(mock, "GET", f"/Boats/{boat['BoatID']}")[1]
        assert (read["Boats"] if wrapped else read) == [boat]
    listed = call(mock, "GET", "/Boats")[1]
    assert (listed["Boats"] if wrapped else listed) == made


def test_a_body_of_none_makes_none(tmp_path: Path) -> None:
    """An empty array is answered by an empty one, and nothing is kept."""
    mock = app(tmp_path, _harbour(_wrapped(around=False), _wrapped(around=False)))
    call(mock, "POST", "/Boats", {"Boats": [{"Sail": "red"}]})
    assert call(mock, "POST", "/Boats", {"Boats": []})[1]["Boats"] == []
    assert len(call(mock, "GET", "/Boats")[1]["Boats"]) == 1


def test_an_array_within_a_record_is_no_envelope(tmp_path: Path) -> None:
    """Where the answer is the record itself, an array of likes in it stays a part of it."""
    rope = {"type": "object", "properties": {"id": TEXT, "name": TEXT, "parts": {"type": "array", "items": {
        "type": "object", "properties": {"id": TEXT, "name": TEXT}}}}}  # fmt: skip
    key = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    paths = {
        "/ropes": {"post": operation(body=rope, answers={"201": rope})},
        "/ropes/{id}": {"parameters": [key], "get": operation(answers={"200": rope})},
    }
    mock = app(tmp_path, {"paths": paths})
    made = {"id": "a", "name": "A", "parts": [{"id": "b", "name": "B"}]}
    assert call(mock, "POST", "/ropes", made)[1] == made
    assert call(mock, "GET", "/ropes/a")[1] == made
