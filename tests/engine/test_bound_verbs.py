"""A verb whose body says what was done, and with what, changes its record: ``assign`` with ``assignedTo``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import mock
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

NUMBER, TEXT = {"type": "integer"}, {"type": "string", "maxLength": 40}
TICKET = {
    "type": "object",
    "required": ["id", "subject"],
    "properties": {"id": NUMBER, "subject": TEXT, "assignedTo": TEXT},
}


@pytest.mark.parametrize(("verb", "changed"), [("assign", True), ("print", False)])
def test_what_a_verb_did_is_kept(tmp_path: Path, verb: str, changed: bool) -> None:
    """A verb that the member does not tell of leaves the record as it was."""
    sent: dict[str, Any] = {"type": "object", "required": ["assignedTo"], "properties": {"assignedTo": TEXT}}
    new = {"type": "object", "required": ["subject"], "properties": {"subject": TEXT}}
    key = [{"name": "id", "in": "path", "required": True, "schema": NUMBER}]
    done = {"204": {"description": "done"}, "404": {"description": "none"}}
    paths = {
        "/tickets": {"post": {"requestBody": {"required": True, **says(new)}, "responses": {"201": says(TICKET)}}},
        "/tickets/{id}": {"get": {"parameters": key, "responses": {"200": says(TICKET)}}},
        f"/tickets/{{id}}/{verb}": {
            "post": {"parameters": key, "requestBody": {"required": True, **says(sent)}, "responses": done}
        },
    }
    ask = mock(tmp_path, {"openapi": "3.0.3", "info": {"title": "Desk", "version": "1"}, "paths": paths}).ask
    made = ask("POST", "/tickets", {"subject": "x"}).json["id"]
    assert ask("POST", f"/tickets/{made}/{verb}", {"assignedTo": "ann"}).status == 204
    assert (ask("GET", f"/tickets/{made}").json.get("assignedTo") == "ann") is changed
