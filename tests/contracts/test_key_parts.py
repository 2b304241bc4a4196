"""A record that names itself in one object and has its content in another is sent with its content whole."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.cases.records.key_parts import content_part, key_part
from contracts.cases.values.typical_values import TypicalValues
from contracts.laws.judging import Judge
from tests.requests.small_documents import document

TEXT = {"type": "string"}
NAMED = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "made": {**TEXT, "readOnly": True}}}
CONTENT = {"type": "object", "properties": {"size": {"type": "integer"}}}


def judge(**members: Any) -> Judge:
    """Of objects with these members, all of them required."""
    record = {"type": "object", "required": [*members], "properties": members}
    media = {"content": {"application/json": {"schema": record}}}
    key = {"name": "name", "in": "path", "required": True, "schema": TEXT}
    shown = {"200": {"description": "it", **media}}
    return Judge(document({"paths": {
        "/pods": {"post": {"operationId": "add", "requestBody": media, "responses": {"201": shown["200"]}}},
        "/pods/{name}": {
            "parameters": [key],
            "get": {"operationId": "read", "responses": shown},
            "put": {"operationId": "replace", "requestBody": media, "responses": shown},
        },
    }}))  # fmt: skip


@pytest.mark.parametrize("operation", ["add", "replace"])
@pytest.mark.parametrize(
    ("members", "own", "content"),
    [
        ({"metadata": NAMED, "spec": CONTENT}, "metadata", ("spec",)),
        ({"metadata": NAMED, "spec": CONTENT, "more": CONTENT}, "metadata", ()),  # which of them nobody knows
        ({"name": TEXT, "metadata": NAMED, "spec": CONTENT}, None, ()),
        ({"name": TEXT, "spec": CONTENT}, None, ()),
    ],
)
def test_the_content_stands_beside_the_name(
    operation: str, members: Any, own: str | None, content: tuple[str, ...]
) -> None:
    """By the place of the key in the answer to a create, and by the name in the path of a replace."""
    known = judge(**members)
    behaviour, schemas = known.behaviours[operation], known.reader.schemas
    assert (key_part(schemas, behaviour), content_part(schemas, behaviour)) == (own, content)


def test_another_value_of_an_object_says_nothing_for_the_service() -> None:
    """What is read-only in it is not sent: a name that is another, and no other time."""
    samples = TypicalValues(judge(metadata=NAMED).reader, "ctabcdefghijkl")
    assert samples.other(NAMED, {"name": "a", "made": "today"}) == {"name": "another name ctabcdefghijkl"}
