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
