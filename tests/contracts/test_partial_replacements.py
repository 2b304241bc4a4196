"""What a replacement means whose document lets it leave out what a create has to name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.judging import Judge
from contracts.laws.read_back import Reads, change_meaning, differences
from mock_server.openapi import load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_MEMBERS = {"url": {"type": "string"}, "muted": {"type": "boolean"}}
_OWN = {"kind": {"type": "string", "enum": ["feed"]}, "version": {"type": "integer"}}
_SHOWN = {"type": "object", "properties": {"id": {"type": "integer"}, **_OWN, **_MEMBERS}}


def _judge(folder: Path, asked: list[str], changed: list[str], told: str = "") -> Judge:
    create: dict[str, Any] = {"operationId": "make", "requestBody": takes({**_SHOWN, "required": asked}),
                              "responses": {"201": says(_SHOWN)}}  # fmt: skip
    change: dict[str, Any] = {"operationId": "change", "description": told,
                              "requestBody": takes({**_SHOWN, "required": changed}),
                              "responses": {"200": says(_SHOWN)}}  # fmt: skip
    read = {"operationId": "read", "responses": {"200": says(_SHOWN)}}
    one = {"parameters": [in_path("id", {"type": "integer"})], "get": read, "put": change}
    spec = folder / "openapi.json"
    info = {"title": "Feeds", "version": "1"}
    paths = {"/feeds": {"post": create}, "/feeds/{id}": one}
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}), "utf-8")
    return Judge.of(load_document(spec))


@pytest.mark.parametrize(
    ("asked", "changed", "kept"),
    [
        (["url"], [], []),
        (["url"], ["url"], ["muted"]),
        ([], [], ["muted"]),
        (["url", "muted"], ["url"], []),
        (["id", "url"], ["url"], ["muted"]),
        (["kind", "url"], ["url"], ["muted"]),
        (["version", "url"], ["url"], ["muted"]),
    ],
)
def test_what_is_left_out_may_stay_where_more_is_left_out_than_a_create_may(
    asked: list[str], changed: list[str], kept: list[str], tmp_path: Path
) -> None:
    """Such a body is no whole record; where creates and replacements have to name the same, it is one.

    The key is in the path, and about what has one value, or tells a version, no change decides.
    """
    laws = _judge(tmp_path, asked, changed)
    change, create = laws.behaviours["change"], laws.behaviours["make"]
    response = laws.behaviours["read"].operation.success()
    meaning = change_meaning(laws.schemas, change, response.schema if response is not None else None, "id", create)
    old = {"url": "a", "muted": True}
    found = differences(Reads(old, old), Reads(old, {"url": "a"}), {"url": "a"}, ("muted",), meaning)
    assert [item.name for item in found] == kept


@pytest.mark.parametrize(
    ("told", "action", "kept"),
    [
        ("Only the given properties are changed.", "merge", []),
        ("Fields that are not given stay as they are.", "merge", []),
        ("All are optional; what is not given stays as it is.", "merge", []),
        ("A partial update.", "merge", []),
        ("Only administrators may change these fields.", "replace", []),
        ("Fields that are omitted are set to their defaults.", "replace", []),
        ("Replaces the feed. It stays muted if nothing is given.", "replace", ["muted"]),
    ],
)
def test_a_put_may_say_that_it_changes_what_is_given(told: str, action: str, kept: list[str], tmp_path: Path) -> None:
    """Then it merges; where but some of what is left out stays, nobody knows what becomes of the rest."""
    laws = _judge(tmp_path, ["url"], ["url"], told)
    change, create = laws.behaviours["change"], laws.behaviours["make"]
    assert change.action == action
    response = laws.behaviours["read"].operation.success()
    meaning = change_meaning(laws.schemas, change, response.schema if response is not None else None, "id", create)
    assert [*(meaning.lasting | meaning.staying) & {"muted"}] == kept


@pytest.mark.parametrize(
    ("told", "open_"),
    [
        ("The old url is kept when no new one is given.", {"url"}),
        ("The history remains readable where access is not revoked.", set()),
        ("It stays muted if nothing is given.", {"muted"}),
        ("The picture is kept when no new one is given.", {"url", "muted"}),
        ("The picture is kept if it is missing in the body.", {"url", "muted"}),
        ("The old text is kept if no new one is given with the url.", {"url", "muted"}),
        ("The url is replaced, and the old text is kept if none is given.", {"url", "muted"}),
        ("It is kept where there is no url.", {"url"}),
        ("It remains readable where access by the url is not revoked.", {"url"}),
        ("Members such as the url stay as they are if they are not in the body.", {"url", "muted"}),
    ],
)
def test_what_a_replacement_names_may_stay_and_nothing_else(told: str, open_: set[str], tmp_path: Path) -> None:
    """All may where it names none of what it says to stay; a sentence of something else says nothing of it."""
    laws = _judge(tmp_path, [], [], told)
    response = laws.behaviours["read"].operation.success()
    change, create = laws.behaviours["change"], laws.behaviours["make"]
    assert change.action == "replace"
    meaning = change_meaning(laws.schemas, change, response.schema if response is not None else None, "id", create)
    old = {"url": "a", "muted": True}
    found = differences(Reads(old, old), Reads(old, {}), {"kind": "feed"}, ("url", "muted"), meaning)
    assert {"url", "muted"} - {item.name for item in found} == open_
