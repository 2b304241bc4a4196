"""Settings that nobody sent: what a service goes by then may be shown, what else it makes up is a drift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

JSON = (("Content-Type", "application/json"),)
NUMBER = {"type": ["integer", "null"]}
MEMBERS = {
    "name": {"type": "string"},
    "layout": {"type": ["object", "null"], "description": "Preferences of the printer.", "properties": {"dpi": NUMBER}},
    "print_options": {"type": ["object", "null"], "properties": {"copies": NUMBER}},
    "tray": {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"paper_defaults": NUMBER}}]},
    "owner": {"type": ["object", "null"], "properties": {"floor": NUMBER}},
    "cover": {"type": ["object", "null"], "description": "The user's own configuration", "properties": {"dpi": NUMBER}},
    "depot": {
        "type": ["object", "null"],
        "description": "The depot that is used by default, an option of the settings.",
        "properties": {"number": NUMBER, "default": NUMBER, "option_no": NUMBER},
    },
    "reconfigured_by": {"type": ["object", "null"], "properties": {"floor": NUMBER}},
    "settings": {"type": ["string", "null"]},
}


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ({}, []),
        ({"layout": {"dpi": 300}}, []),
        ({"print_options": {"copies": 1}}, []),
        ({"tray": {"paper_defaults": 4}}, []),
        ({"cover": {"dpi": 300}}, []),
        ({"owner": {"floor": 2}}, ["echo"]),
        ({"depot": {"number": 2}}, ["echo"]),
        ({"reconfigured_by": {"floor": 2}}, ["echo"]),
        ({"settings": "duplex"}, ["echo"]),
        ({"print_options": {"copies": 1, "for": "ctayjkcafhprek of another"}}, ["echo"]),
    ],
)
def test_an_object_of_settings_may_be_the_services_own(shown: dict[str, Any], found: list[str], tmp_path: Path) -> None:
    """Left out or null; by its name, its description or its members; no text, and none of the run's words."""
    schema = {"type": "object", "required": ["name"], "properties": MEMBERS}
    content = {"application/json": {"schema": schema}}
    post = {"requestBody": {"content": content}, "responses": {"201": {"description": "made", "content": content}}}
    file = tmp_path / "jobs.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Prints", "version": "1"},
        "paths": {"/prints": {"post": post}, "/prints/{name}": {"get": {
            "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "it", "content": content}}}}}}))  # fmt: skip
    answer = Answer(201, JSON, json.dumps({"name": "a", **shown}).encode(), 0.0)
    judge = Judge(load_document(file))
    for sent in ({"name": "a"}, {"name": "a", **dict.fromkeys(shown)}):
        exchange = Exchange(Request("POST", "/prints", JSON, json.dumps(sent).encode()), answer, "journey", "")
        assert [finding.law for finding in judge.judge(exchange)] == found
