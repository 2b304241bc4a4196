"""`explain` on documents of others: every stateless operation comes with a line that works when it is pasted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mock_server.engine.api import Api
from mock_server.engine.explain import explain
from mock_server.errors import DocumentError
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values
from tests.documents.asking import answering, document, mock
from tests.documents.shop import shop

if TYPE_CHECKING:
    from pathlib import Path

_STATELESS = {
    "/settings": {
        "get": answering({"type": "object", "properties": {"theme": {"type": "string"}}}),
        "put": {
            **answering({"type": "object", "properties": {"theme": {"type": "string"}}}),
            "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        },
    },
    "/items/{itemId}/archive": {"post": {"responses": {"204": {"description": "Done"}}}},
    "/items/{itemId}/picture.{format}": {"get": answering({"type": "string"}, media="image/png")},
    "/search": {"post": answering({"type": "array", "items": {"type": "object"}})},
    "/logs": {
        "get": answering({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}})
    },
    "/sessions/current": {"delete": {"responses": {"204": {"description": "Done"}}}},
}


def _lines(tree: dict[str, Any], folder: Path) -> dict[str, dict[str, Any]]:
    """The suggested extension of each stateless operation, by its heading."""
    path = folder / "explained.json"
    path.write_text(json.dumps(tree))
    found, heading = {}, ""
    for line in explain(Api.load(Settings(spec=path), open_store("memory:"), Values(0))):
        if line and not line.startswith(" "):
            heading = line.split("   ")[0]
        if "x-mock: " in line and "to change this" in line:
            found[heading] = yaml.safe_load(line.partition("operation:")[2])["x-mock"]
    return found


def _tree() -> dict[str, Any]:
    tree = shop()
    tree["paths"] |= {path: json.loads(json.dumps(item)) for path, item in _STATELESS.items()}
    return tree


@pytest.mark.parametrize(
    "heading", [f"{method.upper()} {path}" for path, item in _STATELESS.items() for method in item]
)
def test_the_line_works_when_pasted(tmp_path: Path, heading: str) -> None:
    """Pasted into its operation, the line gives it the behaviour it names, and the operation still answers."""
    tree = _tree()
    extension = _lines(tree, tmp_path)[heading]
    method, path = heading.split(" ")
    tree["paths"][path][method.lower()]["x-mock"] = extension
    asked = mock(tmp_path, tree)
    name = next(o.id for o in asked.app.apis[0].document.operations if str(o) == heading)
    behaviour = asked.app.apis[0].behaviours[name]
    assert behaviour.action == extension["action"]
    assert behaviour.resource == extension["resource"]
    target = path.replace("{itemId}", "5").replace("{format}", "png")
    assert asked.ask(method, f"/v1{target}", {"theme": "dark"} if method == "PUT" else None).status < 300


def test_a_setting_is_kept_by_its_lines(tmp_path: Path) -> None:
    """Both lines of a path without parameters together make it one record."""
    tree = _tree()
    for heading, extension in _lines(tree, tmp_path).items():
        method, path = heading.split(" ")
        if path == "/settings":
            tree["paths"][path][method.lower()]["x-mock"] = extension
    asked = mock(tmp_path, tree)
    asked.ask("PUT", "/v1/settings", {"theme": "dark"})
    assert asked.ask("GET", "/v1/settings").json == {"theme": "dark"}


def test_an_action_on_an_item_changes_that_item(tmp_path: Path) -> None:
    """The line of `POST /items/{itemId}/archive` names the resource and the key of the item."""
    assert _lines(_tree(), tmp_path)["POST /items/{itemId}/archive"] == {
        "action": "merge",
        "resource": "items",
        "key": "$request.path.itemId",
    }


def test_nothing_is_suggested_where_there_is_state(tmp_path: Path) -> None:
    """The shop's own operations all have state; explain has no line for them."""
    assert _lines(shop(), tmp_path) == {}


def test_documents_with_no_items(tmp_path: Path) -> None:
    """A document with one operation is explained as well."""
    assert _lines(document({"/a": {"get": answering({"const": 1})}}), tmp_path)["GET /a"]["action"] == "read"


@pytest.mark.parametrize("strict", [False, True], ids=["explain", "validate"])
def test_many_paths_without_a_slash_are_one_sentence(tmp_path: Path, *, strict: bool) -> None:
    """A document that writes its paths so does it throughout: a line for each, and one of all, hid the rest."""
    path = tmp_path / "hrefs.json"
    item = {"get": {"responses": {"200": {"description": "Shown"}}}}
    path.write_text(json.dumps(document({f"things{number}/shown": item for number in range(160)})))
    told = f"{path}: 160 paths begin with no slash ('things0/shown', 'things1/shown', 'things2/shown' and 157 more)"
    settings = Settings(spec=path, strict=strict)
    if strict:
        with pytest.raises(DocumentError, match=re.escape(told)):
            Api.load(settings, open_store("memory:"), Values(0))
    else:
        lines = list(explain(Api.load(settings, open_store("memory:"), Values(0))))
        assert [line.strip() for line in lines if "slash" in line] == [f"{told}; they are served with one"]
        assert max(map(len, lines)) < 300


def test_one_path_without_a_slash_is_named_and_no_other(tmp_path: Path) -> None:
    """Beside paths as OpenAPI wants them, and extensions."""
    item = {"get": {"responses": {"200": {"description": "Shown"}}}}
    path = tmp_path / "hrefs.json"
    path.write_text(json.dumps(document({"/a": item, "b": item, "x-c": {}})))
    problems = [line.strip() for line in explain(Api.load(Settings(spec=path), open_store("memory:"), Values(0)))]
    assert problems[-1] == f"{path}: the path 'b' begins with no slash; it is served with one"
