"""The records by which filters are judged conform as a whole: a member may ask for another where it has one option."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys.filtered_bodies import filtered_bodies
from mock_server.openapi import load_document
from tests.contracts.test_failed_creates import steps_of
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_KIND = {"type": "string", "enum": ["cash", "card", "card_present"]}
_BODY: dict[str, Any] = {"type": "object", "required": ["kind"], "properties": {"kind": _KIND}}
_WITH_READER = {
    "if": {"properties": {"kind": {"const": "card_present"}}},
    "then": {"required": ["reader"], "properties": {"reader": {"type": "string"}}},
    "else": {"not": {"required": ["reader"]}},
}


@pytest.mark.parametrize("needs", [False, True])
def test_options_that_begin_alike_are_sent_where_both_bodies_conform(needs: bool, tmp_path: Path) -> None:
    """A body that would be refused tells nothing of a filter."""
    body = {**_BODY, **_WITH_READER} if needs else _BODY
    shown = {**body, "properties": {**body["properties"], "id": {"type": "integer"}}}
    kind = {"name": "kind", "in": "query", "schema": _KIND}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Payments", "version": "1"},
        "paths": {
            "/payments": {
                "post": {"requestBody": takes(body), "responses": {"201": says(shown)}},
                "get": {"parameters": [kind], "responses": {"200": says({"type": "array", "items": shown})}},
            },
            "/payments/{payment}": {
                "parameters": [in_path("payment", {"type": "integer"})],
                "get": {"responses": {"200": says(shown), "404": {"description": "none"}}},
            },
        },
    }
    spec = tmp_path / "payments.json"
    spec.write_text(json.dumps(document), "utf-8")
    steps = steps_of(None, load_document(spec))
    cycle = next(iter(steps.cycles.values()))
    listing, create = cycle["list"], cycle["create"]
    assert listing is not None
    assert create is not None
    found = filtered_bodies(steps, cycle, listing.operation.parameters)
    assert all(steps.samples.valid(create.operation.request_schema, one) for one in found)
    kinds = {one["kind"] for one in found if isinstance(one, dict)}
    assert ("card_present" in kinds) is not needs
