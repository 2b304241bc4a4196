"""Members of objects in a record are found by their name, where only one object has it, and by their path."""

from __future__ import annotations

import pytest

from contracts.laws.inner_members import members, value_of
from mock_server.openapi import Schemas
from tests.requests.small_documents import document

_WORD = {"type": "string"}
_TITLED = {"type": "object", "properties": {"title": _WORD, "id": _WORD}}
_OWNED = {"type": "object", "properties": {"name": _WORD, "since": _WORD}}
_PLACED = {"type": "object", "properties": {"since": _WORD}}
RECORD = {"type": "object", "properties": {"id": _WORD, "attributes": _TITLED, "owner": _OWNED, "place": _PLACED}}


def test_names_of_one_object_alone_are_members_of_the_record() -> None:
    """Not those that the record has itself, or that two objects have: these are told by their path."""
    found = members(Schemas(document({"paths": {}})), RECORD)
    assert {"id", "title", "name", "attributes", "attributes.title", "owner.since", "place.since"} <= found.keys()
    assert "since" not in found


@pytest.mark.parametrize(
    ("member", "value"),
    [("id", 1), ("title", "a"), ("attributes.title", "a"), ("owner.since", 5), ("since", None), ("owner.none", None)],
)
def test_values_are_found_by_the_same_names(member: str, value: object) -> None:
    """What two objects show under one name is nobody's, and so is a member of what is no object."""
    record = {"id": 1, "attributes": {"title": "a", "id": 2}, "owner": {"name": "b", "since": 5}, "place": {"since": 6}}
    assert value_of(record, member) == value
    assert value_of([record], member) is None
