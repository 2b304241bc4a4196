"""A name is no key where the path takes a number or a UUID, or where records have a member of a key's usual name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import behaviours, load_document

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
UUID = {**TEXT, "format": "uuid"}


@pytest.mark.parametrize(
    ("keyed", "sent", "shown", "given", "found"),
    [
        (UUID, {"name": TEXT, "kind": TEXT}, {"id": UUID, "body": {"name": TEXT, "kind": TEXT}}, None, "id"),
        (UUID, {"name": TEXT}, {}, None, None),
        (UUID, {"name": UUID}, {"name": UUID}, "$request.body#/name", "name"),
        (TEXT, {"name": TEXT}, {"name": TEXT}, "$request.body#/name", "name"),
        ({"maxLength": 50}, {"name": TEXT}, {"name": TEXT}, "$request.body#/name", "name"),
        (TEXT, {"name": TEXT}, {"pk": UUID, "name": TEXT}, None, "pk"),
    ],
    ids=["an id beside an envelope", "no record", "a name that is a UUID", "a name", "no type", "a primary key"],
)
def test_a_name_is_the_key_where_it_may_be(
    tmp_path: Path, keyed: Any, sent: Any, shown: Any, given: str | None, found: str | None
) -> None:
    """Where it may not, the server assigns the key, and nothing is asked for, or removed, by a name."""

    def says(schema: dict[str, Any]) -> dict[str, Any]:
        whole = {"type": "object", "properties": schema}
        return {"description": "done", "content": {"application/json": {"schema": whole if schema else {}}}}

    place = {"name": "link_id", "in": "path", "required": True, "schema": keyed}
    make = {"requestBody": {"content": says(sent)["content"]}, "responses": {"201": says(shown)}}
    item = {"parameters": [place], "get": {"responses": {"200": says(shown)}}}
    paths = {"/connectors": {"post": {"operationId": "make", **make}}, "/connectors/{link_id}": item}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}))
    made = behaviours(load_document(file))["make"]
    assert (made.key, made.property) == (given, found)
