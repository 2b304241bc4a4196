"""Values that conform are judged once, and what is told of a value once; nobody changes them for somebody else."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from contracts.cases.values.pools import Pools
from contracts.cases.values.typical_values import TypicalValues
from contracts.judging.provocation import _anywhere, _value
from contracts.laws.judging import Judge
from tests.counted import calls
from tests.requests.small_documents import document

_PLACE = {"type": "object", "required": ["town"], "properties": {"town": {"type": "string", "maxLength": 40}}}
_RULES = "#/components/schemas/"
_SHOP: Any = {"type": "object", "properties": {"place": _PLACE, "title": {"type": "string", "maxLength": 120}}}


def pools() -> tuple[Pools, Any]:
    """The pools of a document with one create, and what that does."""
    answer = {"description": "made", "content": {"application/json": {"schema": _SHOP}}}
    make = {"operationId": "addShop", "requestBody": {"content": answer["content"]}, "responses": {"201": answer}}
    judge = Judge(document({"paths": {"/shops": {"post": make}}}))
    return Pools(TypicalValues(judge.reader, "ctabcdefghijkl", {})), judge.behaviours["addShop"]


def test_a_value_that_conforms_is_its_askers_own() -> None:
    """A body that is changed on its way, by its key for instance, changes no other one."""
    made, behaviour = pools()
    schema = _SHOP["properties"]["place"]
    before = made.right_of_member(behaviour, "place", schema, 0)
    assert before is not None
    town = before[1]["town"]
    before[1]["town"] = "somewhere else"
    again = made.right_of_member(behaviour, "place", schema, 0)
    assert again is not None
    assert again[1]["town"] == town


def test_values_are_judged_once() -> None:
    """Each group of a create's values takes one of them, and judges none again."""
    made, behaviour = pools()
    schema = _SHOP["properties"]["title"]
    count = made.count_right(behaviour, "title", schema)
    tried = [made.right_of_member(behaviour, "title", schema, number) for number in range(count + 1)]
    assert [*tried[:-1]] == [
        (kind, value) for kind, value in made.of_member(behaviour, "title", schema) if made.samples.valid(schema, value)
    ]
    assert tried[-1] is None
    assert calls(partial(made.right_of_member, behaviour, "title", schema, 1)) < 20
    assert calls(partial(made.count_right, behaviour, "title", schema)) < 5


def test_texts_that_are_told_later_are_taken() -> None:
    """A target that refuses made-up texts is given those of the document, also of members that were tried before."""
    made, behaviour = pools()
    schema = _SHOP["properties"]["title"]
    assert made.right_of_member(behaviour, "title", schema, 0) != ("a typical value", "a title of the document")
    made.samples.told[made.samples.spot(schema, "title")] = "a title of the document"
    assert made.right_of_member(behaviour, "title", schema, 0) == ("a typical value", "a title of the document")


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_told_of_equal_values_is_told_by_their_types(order: int) -> None:
    """1, 1.0 and true are equal, and different to a service; what is kept of one says nothing of another."""
    place = f"body member {order}"
    values: list[Any] = [1, 1.0, True][::order]
    telling = {int: "is 1", float: "is a whole number written with a fraction", bool: "is true"}
    for value in values:
        found = {item.text.removeprefix(f"{place} ") for item in _value(place, value, "tag")}
        own = telling[type(value)]
        assert own in found
        assert not found & ({"is true", "is a whole number written with a fraction"} - {own})
    wide = [{item.text for item in _anywhere(f"a value {order}", value, "body member")} for value in values]
    assert [any("fraction" in text for text in texts) for texts in wide] == [type(value) is float for value in values]


def test_other_values_end_where_a_schema_stands_in_itself() -> None:
    """A rule may be made of rules, and a rule of either kind of the other: another one is as deep as it has to be."""
    one = {"properties": {"word": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": _RULES + "Any"}}}}
    any_rule = {"anyOf": [{"$ref": _RULES + "One"}, {"$ref": _RULES + "Not"}]}
    schemas = {"One": one, "Any": any_rule, "Not": {"properties": {"but": {"$ref": _RULES + "Any"}}}}
    judge = Judge(document({"paths": {}, "components": {"schemas": schemas}}))
    samples = TypicalValues(judge.reader, "ctabcdefghijkl", {})
    for name in schemas:
        other = samples.other({"$ref": _RULES + name}, {"word": "a", "but": {}})
        assert samples.valid({"$ref": _RULES + name}, other)
    assert "ctabcdefghijkl" in samples.other({"$ref": _RULES + "One"}, {})["word"]


def test_a_list_of_objects_is_as_full_as_one_of_them() -> None:
    """What a create takes several of at once has its optional members too, with what stands in them."""
    made, _behaviour = pools()
    visit = {"type": "object", "required": ["at"], "properties": {"at": {"type": "string"}, "by": {"type": "string"}}}
    stop = {"type": "object", "properties": {"name": {"type": "string"}, "visits": {"type": "array", "items": visit}}}
    (one,) = made.samples.full({"type": "array", "items": stop, "maxItems": 1})
    assert sorted(one) == ["name", "visits"]
    assert "ctabcdefghijkl" in one["visits"][0]["at"]
    assert made.samples.full({"type": "array", "items": {"type": "string"}}) == ["text ctabcdefghijkl"]
