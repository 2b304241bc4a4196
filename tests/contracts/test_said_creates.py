"""Which POSTs say that they make something new."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.traffic.operation_choice import says_create
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        ({"operationId": "createAlert"}, True),
        ({"operationId": "postAlerts", "description": "Create new alerts"}, True),
        ({"summary": "Add an alert"}, True),
        ({"operationId": "sendAlerts", "description": "Create and send alerts"}, False),
        ({"operationId": "postAlerts", "summary": "Silence them", "description": "Create new alerts"}, False),
        ({"operationId": "postAlerts"}, False),
    ],
)
def test_a_post_says_that_it_makes_something(operation: dict[str, str], found: bool, tmp_path: Path) -> None:
    """By its id; where that is a mere method, or there is none, by its summary, else by its description."""
    path = tmp_path / "alerts.json"
    post = {**operation, "responses": {"200": {"description": "done"}}}
    document = {"openapi": "3.1.0", "info": {"title": "Alerts", "version": "1"}, "paths": {"/alerts": {"post": post}}}
    path.write_text(json.dumps(document))
    assert says_create(load_document(path).operations[0]) is found
