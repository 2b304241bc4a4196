"""Overlays are applied as Overlay 1.0.0 says, and an action that can't be is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonpath import JSONPathEnvironment

from mock_server.errors import DocumentError
from mock_server.openapi.reading import overlays
from mock_server.openapi.reading.source import read

DOCUMENT = Path(__file__).resolve().parents[2] / "openapi.yaml"
TREE: dict[str, Any] = {
    "info": {"title": "t", "tags": ["a"]},
    "paths": {
        "/a": {"get": {"parameters": [{"name": "x", "in": "query"}, {"name": "y", "in": "query"}], "x-keep": 1}},
        "/b": {"get": {"parameters": [{"name": "x", "in": "header"}]}, "post": {}},
    },
}


def overlay(*actions: dict[str, Any], version: str = "1.0.0") -> dict[str, Any]:
    """An overlay with these actions."""
    return {"overlay": version, "info": {"title": "o", "version": "1"}, "actions": list(actions)}


def applied(*actions: dict[str, Any]) -> dict[str, Any]:
    """The tree above with these actions applied."""
    return overlays.apply(overlay(*actions), TREE)


def test_an_object_is_merged_recursively() -> None:
    """Objects are merged, arrays joined, everything else is replaced or added."""
    info = applied({"target": "$.info", "update": {"title": "u", "tags": ["b"], "contact": {"name": "n"}}})["info"]
    assert info == {"title": "u", "tags": ["a", "b"], "contact": {"name": "n"}}
    deep = applied({"target": "$", "update": {"paths": {"/a": {"get": {"x-new": {}}}}}})
    assert deep["paths"]["/a"]["get"] == {**TREE["paths"]["/a"]["get"], "x-new": {}}


def test_an_array_is_appended_to() -> None:
    """The update is one entry, whatever it is."""
    assert applied({"target": "$.info.tags", "update": "b"})["info"]["tags"] == ["a", "b"]
    assert applied({"target": "$.info.tags", "update": ["b"]})["info"]["tags"] == ["a", ["b"]]


def test_every_selected_node_is_changed() -> None:
    """Wildcards and filters select many."""
    changed = applied({"target": "$.paths.*.get", "update": {"x-safe": True}})
    assert [changed["paths"][path]["get"]["x-safe"] for path in ("/a", "/b")] == [True, True]
    removed = applied({"target": "$.paths.*.get.parameters[?@.name=='x' && @.in=='query']", "remove": True})
    assert removed["paths"]["/a"]["get"]["parameters"] == [{"name": "y", "in": "query"}]
    assert removed["paths"]["/b"]["get"]["parameters"] == [{"name": "x", "in": "header"}]


def test_removing_several_of_an_array_removes_those() -> None:
    """Indexes do not shift under the removal."""
    assert (
        applied({"target": "$.paths['/a'].get.parameters[*]", "remove": True})["paths"]["/a"]["get"]["parameters"] == []
    )
    nested = applied({"target": "$..parameters", "remove": True}, {"target": "$..get", "remove": True})
    assert nested["paths"] == {"/a": {}, "/b": {"post": {}}}
    assert applied({"target": "$.paths..*", "remove": True})["paths"] == {}


def test_remove_wins_over_update() -> None:
    """An update beside `remove: true` has no effect."""
    assert "info" not in applied({"target": "$.info", "remove": True, "update": {"title": "u"}})


def test_actions_build_on_each_other() -> None:
    """What one removes the next may make anew."""
    again = applied({"target": "$.info", "remove": True}, {"target": "$", "update": {"info": {"title": "new"}}})
    assert again["info"] == {"title": "new"}


def test_nothing_selected_is_no_error() -> None:
    """The tree stays as it is, and it is never changed in place."""
    before = json.dumps(TREE)
    assert (
        applied({"target": "$.nothing.here", "update": {"a": 1}}, {"target": "$.paths['/c']", "remove": True}) == TREE
    )
    applied({"target": "$..get", "remove": True})
    assert json.dumps(TREE) == before


def test_what_a_yaml_alias_shares_is_changed_in_one_place() -> None:
    """Two places of one alias are two places."""
    shared = {"type": "string"}
    tree = {"a": shared, "b": shared}
    assert overlays.apply(overlay({"target": "$.a", "update": {"x": 1}}), tree) == {
        "a": {"type": "string", "x": 1},
        "b": shared,
    }


def test_an_update_is_copied() -> None:
    """Two nodes that one action changes do not become one."""
    changed = applied(
        {"target": "$.paths.*.get", "update": {"x-list": []}}, {"target": "$.paths['/a'].get['x-list']", "update": 1}
    )
    assert changed["paths"]["/b"]["get"]["x-list"] == []


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"target": "$.info.title", "update": "u"}, r"action 1: \$\['info'\]\['title'\] is no object and no array"),
        ({"target": "$.info", "update": "u"}, r"action 1: \$\['info'\] is an object, but the update is none"),
        ({"target": "$", "remove": True}, r"action 1 removes the whole document"),
        ({"target": "info", "remove": True}, r"action 1: the target 'info' is no JSONPath"),
        ({"target": "$.paths[", "remove": True}, r"is no JSONPath"),
        ({"target": "$.info"}, r"action 1 neither updates nor removes"),
        ({"update": {}}, r"action 1: `target` is missing or no string"),
        ({"target": "$", "remove": "yes"}, r"action 1: `remove` is neither true nor false"),
        ({"target": "$", "updates": {}}, r"action 1: `updates` is unknown"),
        ("remove", r"action 1 is no object"),
    ],
)
def test_an_action_that_cannot_be_carried_out_is_named(action: Any, words: str) -> None:
    """One sentence with the file and the number of the action."""
    with pytest.raises(DocumentError, match=words) as error:
        overlays.apply(overlay(action), TREE, "changes.yaml")
    assert str(error.value).startswith("changes.yaml, ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "holds no overlay"),
        ({}, "`overlay` is None"),
        ({"overlay": "2.0.0"}, "`overlay` is '2.0.0'; overlays of version 1.0 and 1.1 are applied"),
        ({"overlay": "1.0.0", "info": {"title": "t"}}, "`info.version` is missing"),
        ({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": []}, "`actions` holds no action"),
    ],
)
def test_what_is_no_overlay_is_refused(value: Any, words: str, tmp_path: Path) -> None:
    """With the name of the file."""
    path = tmp_path / "o.json"
    path.write_text(json.dumps(value))
    with pytest.raises(DocumentError, match=words) as error:
        overlays.load(path)
    assert str(path) in str(error.value)


def test_an_overlay_is_read_from_yaml(tmp_path: Path) -> None:
    """What is dumped is read again; extensions are allowed."""
    given = overlay(
        {"target": "$.info", "description": "d: e", "update": {"on": "yes", "n": None}, "x-why": [1]}, version="1.1.0"
    )
    path = tmp_path / "o.yaml"
    path.write_text(overlays.dump(given))
    assert overlays.load(path) == given


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=4)
TOKENS = st.lists(st.one_of(st.sampled_from(["get", "/a/{b}", "200", "it's", 'a"b', "\\", "é", ""]), NAMES), max_size=4)


@settings(max_examples=80, deadline=None, database=None)
@given(TOKENS)
def test_a_path_selects_the_place_it_is_made_for(tokens: list[str]) -> None:
    """Whatever the names on the way are."""
    tree: Any = {"x-leaf": True}
    for token in reversed(tokens):
        tree = {token: tree}
    path = overlays.path_to(tree, tokens)
    changed = overlays.apply(overlay({"target": path, "update": {"x-found": 1}}), tree)
    for token in tokens:
        changed = changed[token]
    assert changed == {"x-leaf": True, "x-found": 1}


def test_every_place_of_a_document_can_be_named() -> None:
    """Paths, statuses, array items; a parameter by its name and location."""
    tree = read(DOCUMENT)
    pending: list[tuple[tuple[str, ...], Any]] = [((), tree)]
    while pending:
        tokens, node = pending.pop()
        assert len(JSONPathEnvironment(strict=True).findall(overlays.path_to(tree, tokens), tree)) == 1
        if len(tokens) < 7 and isinstance(node, dict | list):
            items = node.items() if isinstance(node, dict) else ((str(index), item) for index, item in enumerate(node))
            pending.extend(((*tokens, key), item) for key, item in items)
    pointer = ("paths", "/clients/{id}", "delete", "parameters", "1")
    assert (
        overlays.path_to(tree, pointer)
        == "$.paths['/clients/{id}'].delete.parameters[?@.name=='hard' && @.in=='query']"
    )


def test_a_document_that_contains_itself_is_refused() -> None:
    """A YAML alias can refer to what it stands in."""
    tree: dict[str, Any] = {}
    tree["a"] = tree
    with pytest.raises(DocumentError, match="an alias in it refers to itself"):
        overlays.apply(overlay({"target": "$.a", "update": {}}), tree)
