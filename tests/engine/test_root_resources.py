"""Records of the root: a path of a parameter alone, other records right below it, and lists beside links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_server.openapi import behaviours, load_document
from mock_server.openapi.behaviour.resources import items_prefix

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
DONE = {"200": {"description": "done"}}


def known(folder: Path, paths: dict[str, Any]) -> Any:
    """The behaviours of a document of these paths, with their parameters declared."""
    for path, item in paths.items():
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        item["parameters"] = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]
        for method, operation in item.items():
            if method != "parameters":
                item[method] = {"operationId": f"{method} {path}", "responses": DONE, **operation}
    file = folder / "root.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Root", "version": "1"}, "paths": paths}))
    return behaviours(load_document(file))


def test_a_parameter_alone_names_a_record_where_it_is_put_or_deleted(tmp_path: Path) -> None:
    """And what lies below it is another resource, also where no word stands between."""
    found = known(tmp_path, {
        "/{index}": {"put": {}, "get": {}, "delete": {}},
        "/{index}/{id}": {"put": {}, "get": {}, "delete": {}},
    })  # fmt: skip
    assert [(found[name].action, found[name].resource) for name in found] == [
        ("replace", ""), ("read", ""), ("delete", ""), ("replace", "{}"), ("read", "{}"), ("delete", "{}")]  # fmt: skip
    assert found["put /{index}"].creates
    assert items_prefix("") == "{}/"
    found = known(tmp_path, {"/{index}": {"put": {}, "delete": {}}, "/{index}/docs/{id}": {"put": {}, "get": {}}})
    assert found["delete /{index}"].below == ("{}/docs",)


def test_a_page_that_is_read_alone_is_no_record(tmp_path: Path) -> None:
    """Where nothing puts or deletes it."""
    found = known(tmp_path, {"/{page}": {"get": {}}, "/{page}/print": {"post": {}}})
    assert {behaviour.action for behaviour in found.values()} == {"none"}


def test_links_beside_a_list_are_no_records(tmp_path: Path) -> None:
    """The array of a usual name of theirs is passed over, unless the path has that name."""
    link = {"type": "array", "items": {"type": "object", "properties": {"href": TEXT}}}
    entry = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
    shown = {"content": {"application/json": {"schema": {"type": "object", "properties": {
        "links": link, "entry": entry}}}}, "description": "ok"}  # fmt: skip
    found = known(tmp_path, {
        "/things": {"get": {"responses": {"200": shown}}}, "/things/{id}": {"get": {}, "delete": {}},
        "/links": {"get": {"responses": {"200": shown}}}, "/links/{id}": {"get": {}, "delete": {}},
    })  # fmt: skip
    assert found["get /things"].record == ("entry",)
    assert found["get /links"].record == ("links",)
