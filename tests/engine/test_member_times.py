"""Times of the server's, whichever way the document writes that they may be null."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mock_server.engine.kept_inside import time_role
from mock_server.openapi.reading.document import Document
from mock_server.openapi.reading.references import References
from mock_server.openapi.schema.schemas import Schemas

TIME = {"type": "string", "format": "date-time"}
NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("schema", "role"),
    [
        (TIME, "updated"),
        ({**TIME, "type": ["string", "null"]}, "updated"),
        ({"anyOf": [TIME, NULL], "title": "Updated At"}, "updated"),
        ({"oneOf": [NULL, {"$ref": "#/components/schemas/Time"}]}, "updated"),
        ({"anyOf": [TIME, {"type": "string", "format": "date"}, NULL]}, ""),
        ({"anyOf": [{"type": "integer"}, NULL]}, ""),
    ],
)
def test_a_time_that_may_be_null_is_one(schema: Any, role: str) -> None:
    """A choice between a time and null is a time; one between several kinds is none."""
    tree = {"openapi": "3.1.0", "components": {"schemas": {"Time": TIME}}}
    schemas = Schemas(Document(Path("d.yaml"), "3.1.0", References(tree, Path("d.yaml"), external=False)))
    assert time_role(schemas, "updated_at", schema) == role
