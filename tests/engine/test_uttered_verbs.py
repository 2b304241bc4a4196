"""A last word of a path changes a record where it is a verb, and not where it only begins like one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mock_server.openapi import behaviours, load_document
from mock_server.openapi.behaviour.verbs import is_change
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
PROJECT = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT, "setting": TEXT}}


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("rename", True),
        ("reschedule", True),
        ("set", True),
        ("setName", True),
        ("updateProfile", True),
        ("setTags", True),
        ("editOrganization", True),
        ("assign", True),
        ("recolour", True),
        ("releases", False),
        ("reviews", False),
        ("sets", False),
        ("settings", False),
        ("setting", False),
        ("assignment", False),
        ("release", False),
        ("remove", False),
        ("publish", False),
        ("setname", True),
        ("reprioritize", True),
        ("recategorise", True),
        ("retarget", True),
        ("reparent", True),
        ("settlements", False),
        ("settlement", False),
        ("setups", False),
        ("editorials", False),
        ("changelists", False),
        ("changeLogs", False),
        ("updater", False),
        ("receipt", False),
        ("reprise", False),
        ("requestsize", False),
    ],
)
def test_a_verb_gives_members_anew(word: str, *, is_one: bool) -> None:
    """By the word itself, or by `re` before what is sent."""
    assert is_change(word, {"name", "colour"}) is is_one


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("/rename", "new"),
        ("/reprioritise", "new"),
        (".editProfile", "new"),
        ("/releases", "old"),
        ("/reviews", "old"),
        ("/settlements", "old"),
        (".editorials", "old"),
    ],
)
def test_a_noun_beside_others_changes_nothing(word: str, name: str, tmp_path: Path) -> None:
    """A release of a project has a name of its own."""

    def takes(*names: str) -> dict[str, object]:
        schema = {"type": "object", "required": list(names), "properties": dict.fromkeys(names, TEXT)}
        return {"requestBody": {"content": {"application/json": {"schema": schema}}}}

    paths = {
        "/projects/create": {"post": {**answering(PROJECT), **takes("name")}},
        "/projects/list": {"get": answering({"type": "array", "items": PROJECT})},
        "/projects/info": {"post": {**answering(PROJECT), **takes("project_id")}},
        f"/projects{word}": {"post": {**answering(PROJECT), **takes("project_id", "name")}},
    }
    served = mock(tmp_path, document(paths))
    key = served.ask("POST", "/projects/create", {"name": "old"}).json["id"]
    assert served.ask("POST", f"/projects{word}", {"project_id": key, "name": "new"}).status == 200
    assert served.ask("POST", "/projects/info", {"project_id": key}).json["name"] == name


@pytest.mark.parametrize(
    ("taken", "is_made"), [(("name", "alt"), True), (("name",), True), (("alt",), False), ((), False)]
)
def test_what_every_operation_takes_makes_nothing(taken: tuple[str, ...], is_made: bool, tmp_path: Path) -> None:
    """A create without a body says in its query what it makes; how all are to be answered is none of that."""

    def takes(*names: str) -> dict[str, object]:
        return {"parameters": [{"name": name, "in": "query", "schema": TEXT} for name in names]}

    general = [name for name in taken if name == "alt"]
    path = tmp_path / "projects.json"
    path.write_text(json.dumps(document({
        "/addProject": {"post": {**answering(PROJECT), **takes(*taken), "operationId": "create"}},
        "/listProjects": {"get": {**answering({"type": "array", "items": PROJECT}), **takes(*general)}},
        "/getProject": {"get": {**answering(PROJECT), **takes("id", *general)}},
    })))  # fmt: skip
    assert (behaviours(load_document(path), related=True)["create"].action == "create") is is_made
