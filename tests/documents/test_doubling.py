"""Compositions of compositions double at each level: thirty levels are a billion schemas that ask of one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.errors import DocumentError
from mock_server.openapi.schema.evaluation_steps import evaluation_steps
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.json_types import JSON

SERVED, REFUSED = 11, 30


def _doubling(keyword: str, levels: int) -> dict[str, JSON]:
    """A document whose schema of the last level names the one before it twice, and so on."""
    schemas: dict[str, JSON] = {"L0": {"type": "object", "properties": {"x": {"type": "string", "readOnly": True}}}}
    for level in range(1, levels):
        below = {"$ref": f"#/components/schemas/L{level - 1}"}
        schemas[f"L{level}"] = {keyword: [below, {"title": "twice", **below}]}
    top = {"$ref": f"#/components/schemas/L{levels - 1}"}
    operation = {**answering(top), "requestBody": {"content": {"application/json": {"schema": top}}}}
    return document({"/a": {"post": operation}}, components={"schemas": schemas})


@pytest.mark.parametrize("keyword", ["allOf", "anyOf"])
def test_a_document_that_doubles_is_served(keyword: str, tmp_path: Path) -> None:
    """As far as it stands for no more schemas than a document may have, it answers and takes bodies."""
    assert mock(tmp_path, _doubling(keyword, SERVED)).ask("POST", "/a", {"x": "y"}).status == 200


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_document_that_doubles_without_end_is_refused(keyword: str, tmp_path: Path) -> None:
    """Beyond that it is one sentence."""
    with pytest.raises(DocumentError, match="is composed of more than"):
        mock(tmp_path, _doubling(keyword, REFUSED))


@pytest.mark.parametrize(
    ("schema", "steps"),
    [
        (True, 1),
        ({"properties": {"a": {"allOf": [{}, {}]}}}, 1),
        ({"allOf": [{}, {"oneOf": [{}, {}]}]}, 5),
        ({"if": {}, "then": {"not": {}}, "dependentSchemas": {"a": {}}}, 5),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}] * 3}, "b": {}}}, 8),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}, {}]}}}, 7),
        ({"allOf": [{}] * 200}, 100),
    ],
)
def test_the_steps_of_one_value(schema: JSON, steps: int) -> None:
    """What a value holds is another value; a circle is gone through twice at the most; counting ends."""
    assert evaluation_steps(schema, 100) == steps
