"""Which members the body of a create has: an entity tag is nothing that a client could think of."""

from __future__ import annotations

import pytest

from contracts.cases.values.typical_values import TypicalValues
from contracts.laws.judging import Judge
from tests.requests.small_documents import document


@pytest.mark.parametrize(
    ("name", "required", "sent"),
    [("etag", False, False), ("_ETag", False, False), ("etag", True, True), ("tag", False, True)],
)
def test_an_entity_tag_is_sent_where_it_is_required_alone(name: str, required: bool, sent: bool) -> None:
    """The service gives its own, by which the record would be taken for somebody else's."""
    members = {"title": {"type": "string"}, name: {"type": "string"}}
    schema = {"type": "object", "required": ["title", *([name] if required else [])], "properties": members}
    values = TypicalValues(Judge(document({"paths": {}})).reader, "ctabcdefghijkl", {})
    assert (name in values.full(schema)) is sent


@pytest.mark.parametrize("text", [{"format": "time"}, {"format": "duration"}, {"pattern": r"^[A-Z]{2}-\d{3}$"}])
def test_a_text_that_may_be_null_is_one(text: dict[str, str]) -> None:
    """A service may ask for what its document lets be null, and nothing is seen of a record without it."""
    values = TypicalValues(Judge(document({"paths": {}})).reader, "ctabcdefghijkl", {})
    nullable = {"anyOf": [{"type": "string", **text}, {"type": "null"}]}
    assert isinstance(values.full({"type": "object", "properties": {"it": nullable}})["it"], str)
    assert values.typical({"anyOf": [{"type": "string", "enum": []}, {"type": "null"}]}) is None
