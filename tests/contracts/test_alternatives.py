"""Members of other alternatives in a body: a car's with the payload of a truck, which nobody has listed for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.exchange_judge import ExchangeJudge
from contracts.laws.alternatives import strange_members
from contracts.laws.judging import Judge
from contracts.laws.said_changes import says_left_out
from contracts.traffic.equivalent_texts import equivalent
from mock_server.openapi import load_document
from tests.counted import calls
from tests.manners.serving import says, takes
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

_BASE = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}, "plate": {}}}


def _kind(name: str, member: str) -> dict[str, Any]:
    own = {"type": "object", "properties": {"type": {"enum": [name]}, member: {"type": "integer"}}}
    return {"allOf": [{"$ref": "#/components/schemas/Base"}, own]}


def judge_of(folder: Path) -> Judge:
    """Vehicles that are cars or trucks, by the member that says so."""
    one_of = {"oneOf": [{"$ref": "#/components/schemas/Car"}, {"$ref": "#/components/schemas/Truck"}]}
    shown = {"allOf": [one_of, {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}}]}
    schemas = {"Base": _BASE, "Car": _kind("car", "doors"), "Truck": _kind("truck", "payload")}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Vehicles", "version": "1"},
        "components": {"schemas": {**schemas, "Vehicle": one_of, "Shown": shown}},
        "paths": {"/vehicles": {"post": {"requestBody": takes(one_of), "responses": {"201": says(shown)}}}},
    }
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document), "utf-8")
    return Judge.of(load_document(spec))


@pytest.mark.parametrize(
    ("value", "strange"),
    [
        ({"type": "car", "doors": 4, "payload": 1}, {"payload"}),
        ({"type": "truck", "doors": 4, "payload": 1, "plate": "a"}, {"doors"}),
        ({"type": "car", "plate": "a", "more": 1}, set()),
        ({"type": "bus", "doors": 4, "payload": 1}, set()),
        ({"doors": 4, "payload": 1}, set()),
        ({}, set()),
    ],
)
def test_members_of_other_alternatives(value: dict[str, Any], strange: set[str], tmp_path: Path) -> None:
    """Where an object is of no alternative at all, none of their members is strange."""
    judge = judge_of(tmp_path)
    assert strange_members(judge.schemas, judge.schemas.resolve("#/components/schemas/Vehicle"), value) == strange


@pytest.mark.parametrize("pet", [{}, {"type": "object", "properties": {"type": {}}}])
def test_alternatives_that_refer_to_what_they_are_of(pet: dict[str, Any], tmp_path: Path) -> None:
    """Each of six kinds is a pet, and a pet is one of the six: each is looked at but a few times."""
    ref = "#/components/schemas/"
    kinds: dict[str, Any] = {}
    for n in range(6):
        own = {"type": "object", "properties": {"kind": {"enum": [n]}, f"m{n}": {}}}
        kinds[f"Kind{n}"] = {"allOf": [{"$ref": f"{ref}Pet"}, own]}
    kinds["Pet"] = {**pet, "oneOf": [{"$ref": ref + name} for name in kinds]}
    described = {"$ref": f"{ref}Pet", "description": "a reference beside which something stands"}
    sent = {"post": {"requestBody": takes(described), "responses": {"201": says(described)}}}
    document = {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": sent}}
    spec = tmp_path / "pets.json"
    spec.write_text(json.dumps({**document, "components": {"schemas": kinds}}), "utf-8")
    schemas, found = Judge.of(load_document(spec)).schemas, []

    def ask() -> None:
        found.append(schemas.types(described))
        found.append(strange_members(schemas, described, {"kind": 1, "m1": 1, "m2": 2, "more": 2}))
        found.append(strange_members(schemas, described, {"kind": 7, "m2": 2}))

    assert calls(ask) < 5_000
    assert found == [{"object"}, {"m2"}, set()]


@pytest.mark.parametrize(
    ("shown", "laws"),
    [({"type": "car", "doors": 4}, []), ({"type": "car", "payload": 1}, ["echo"]), ({"type": "car"}, ["echo"])],
)
def test_what_nobody_listed_need_not_come_back(shown: dict[str, Any], laws: list[str], tmp_path: Path) -> None:
    """What the alternative of a body lists has to."""
    sent = Request(
        "POST", "/vehicles", (("Content-Type", "application/json"),), b'{"type":"car","doors":4,"payload":1}'
    )
    answer = Answer(201, (("Content-Type", "application/json"),), json.dumps({"id": 1, **shown}).encode())
    assert [found.law for found in judge_of(tmp_path).judge(Exchange(sent, answer, "journey"))] == laws


@pytest.mark.parametrize(
    ("sent", "laws"),
    [
        ({"type": "car", "doors": 4, "payload": 1}, []),
        ({"type": "car", "doors": 4}, ["valid-accepted"]),
        ({"type": "truck", "payload": 1, "plate": "a"}, ["valid-accepted"]),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_what_nobody_listed_may_be_refused(sent: dict[str, Any], laws: list[str], *, inside: bool) -> None:
    """Inside an object or a list too; what the alternative of a body lists may not."""
    car = {"type": "object", "required": ["doors"], "properties": {"type": {"enum": ["car"]}, "doors": {}}}
    truck = {"type": "object", "properties": {"type": {"enum": ["truck"]}, "payload": {}, "plate": {}}}
    vehicle: dict[str, Any] = {"oneOf": [car, truck]}
    fleet = {"type": "object", "properties": {"vehicles": {"type": "array", "items": vehicle}}} if inside else vehicle
    answers = {"201": says(fleet), "400": {"description": "no"}}
    judge = Judge(document({"paths": {"/vehicles": {"post": {"requestBody": takes(fleet), "responses": answers}}}}))
    body = json.dumps({"vehicles": [sent]} if inside else sent).encode()
    request = Request("POST", "/vehicles", (("Content-Type", "application/json"),), body)
    assert [found.law for found in judge.judge(Exchange(request, Answer(400), "journey"))] == laws


@pytest.mark.parametrize(
    ("sent", "omitted"),
    [('"KIND_UNSPECIFIED"', True), ('"000"', True), ("0.00", True), ('"KIND_WOOD"', False), ("10", False)],
)
def test_default_values_are_left_out_where_the_record_says_so(sent: str, *, omitted: bool) -> None:
    """Zeroes in texts, and the option that stands for none."""
    assert says_left_out(["Fields with their default value are omitted."], sent, "absent") is omitted
    assert not says_left_out(["Fields with their default value are shown."], sent, "absent")


@pytest.mark.parametrize("name", ["int64", "double"])
def test_numbers_in_texts_have_several_spellings(name: str) -> None:
    """A text of such a format is a number."""
    assert equivalent(name, "007", "7")
    assert not equivalent(name, "007", "70")


def test_a_part_of_a_schema_may_announce_a_change(tmp_path: Path) -> None:
    """The answer's schema is that of the request with another description of one member."""
    moment = {"type": "string", "format": "date-time"}
    sent = {"type": "object", "properties": {"at": moment}}
    told = {"type": "object", "properties": {"at": {**moment, "description": "Truncated to whole seconds."}}}
    shown = {"allOf": [sent, told, {"type": "object", "properties": {"id": {"type": "integer"}}}]}
    make = {"post": {"requestBody": takes(sent), "responses": {"201": says(shown)}}}
    document = {"openapi": "3.1.0", "info": {"title": "Marks", "version": "1"}, "paths": {"/marks": make}}
    spec = tmp_path / "marks.json"
    spec.write_text(json.dumps(document), "utf-8")
    fields, body = (("Content-Type", "application/json"),), b'{"at": "2031-01-31T23:59:59.123Z"}'
    laws = []
    for text in ("2031-01-31T23:59:59Z", "2031-01-31T22:59:58Z"):
        answer = Answer(201, fields, json.dumps({"id": 1, "at": text}).encode())
        exchange = Exchange(Request("POST", "/marks", fields, body), answer, "journey")
        laws.append([found.law for found in ExchangeJudge(load_document(spec), {}).findings(exchange)])
    assert laws == [[], ["echo"]]


@pytest.mark.parametrize(
    ("words", "shown", "told"),
    [
        ([{"to": "ann", "speed": 3}], [{"kind": "mail", "to": "ann", "title": "News"}], False),
        ([{"kind": "mail", "to": "ann", "speed": 3}], [{"kind": "mail", "to": "bob"}], True),
        ([{"to": "ann"}], [{"kind": "mail", "to": "bob"}], True),
        ([{"kind": "race", "speed": 3}], [{"kind": "race", "speed": 4}], True),
        ([{"to": "a", "speed": 3}, {"kind": "race", "speed": 3}], [{"to": "b"}, {"kind": "race", "speed": 4}], True),
        ([{"to": "a", "speed": 3}, {"kind": "race", "speed": 3}], [{"to": "b"}, {"kind": "race", "speed": 3}], False),
    ],
)
def test_what_fits_several_kinds_and_names_none_is_of_any(words: Any, shown: Any, told: bool) -> None:
    """A step that may be a mail or a race is taken for either; one that can be but one kind, or says it, is that."""
    mail = {"type": "object", "required": ["to"], "properties": {"kind": {"const": "mail"}, "to": {"type": "string"}}}
    race = {"type": "object", "required": ["speed"], "properties": {"kind": {"const": "race"}, "speed": {}}}
    listed = {"type": "array", "items": {"anyOf": [mail, race]}}
    steps = {"type": "object", "properties": {"name": {"type": "string"}, "steps": listed}}
    paths = {"/plans": {"post": {"requestBody": takes(steps), "responses": {"201": says(steps)}}}}
    judge = Judge(document({"paths": paths}))
    media = (("Content-Type", "application/json"),)
    asked = Request("POST", "/plans", media, json.dumps({"steps": words}).encode())
    found = judge.judge(Exchange(asked, Answer(201, media, json.dumps({"steps": shown}).encode()), "journey"))
    assert [finding.law for finding in found] == ["echo"] * told


@pytest.mark.parametrize(
    ("shown", "laws"),
    [
        ({"name": "noon", "loud": True, "kind": "mail", "to": "ann"}, []),
        ({"name": "noon", "loud": True, "kind": "race", "speed": 9}, []),
        ({"name": "dusk", "loud": True, "kind": "mail", "to": "ann"}, ["echo"]),
        ({"name": "noon", "loud": False, "kind": "race", "speed": 3}, ["default"]),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_what_stands_beside_the_kinds_comes_back(shown: Any, laws: list[str], *, inside: bool) -> None:
    """Whichever of them is meant; so do defaults, which are those of the record."""
    text = {"type": "string"}
    base = {"type": "object", "properties": {"name": text, "loud": {"type": "boolean", "default": True}}}
    mail = {"type": "object", "required": ["to"], "properties": {"kind": {"const": "mail"}, "to": text}}
    race = {"type": "object", "required": ["speed"], "properties": {"kind": {"const": "race"}, "speed": {}}}
    bell: dict[str, Any] = {"allOf": [base, {"anyOf": [mail, race]}]}
    bell = {"type": "object", "properties": {"bell": bell}} if inside else bell
    sent: dict[str, Any] = {"name": "noon", "to": "ann", "speed": 3}
    paths = {"/bells": {"post": {"requestBody": takes(bell), "responses": {"201": says(bell)}}}}
    media = (("Content-Type", "application/json"),)
    asked = Request("POST", "/bells", media, json.dumps({"bell": sent} if inside else sent).encode())
    answer = Answer(201, media, json.dumps({"bell": shown} if inside else shown).encode())
    found = Judge(document({"paths": paths})).judge(Exchange(asked, answer, "journey"))
    assert [finding.law for finding in found] == laws


def test_where_nothing_lists_what_an_open_kind_is_shown_with_nothing_is_told() -> None:
    """An object that may be a mail or a race, in an answer whose schema names no member of either."""
    mail = {"type": "object", "required": ["to"], "properties": {"kind": {"const": "mail"}, "to": {"type": "string"}}}
    race = {"type": "object", "required": ["speed"], "properties": {"kind": {"const": "race"}, "speed": {}}}
    name: dict[str, Any] = {"name": {"type": "string"}}
    plan = {"type": "object", "properties": {**name, "step": {"anyOf": [mail, race]}}}
    shown = {"type": "object", "properties": {**name, "step": {}}}
    judge = Judge(
        document({"paths": {"/plans": {"post": {"requestBody": takes(plan), "responses": {"201": says(shown)}}}}})
    )
    media = (("Content-Type", "application/json"),)
    for step, laws in ((b'{"to":"ann","speed":3}', []), (b'{"kind":"mail","to":"ann"}', ["echo"])):
        asked = Request("POST", "/plans", media, b'{"name":"a","step":%b}' % step)
        answer = Answer(201, media, b'{"name":"a","step":{"kind":"mail","to":"bob"}}')
        assert [found.law for found in judge.judge(Exchange(asked, answer, "journey"))] == laws
