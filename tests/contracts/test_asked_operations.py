"""Which operations a caller asks for by name, so that they are sent although nobody knows what they change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.traffic.operation_choice import OperationChoice
from mock_server.openapi import load_document
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("include", "asked"),
    [
        ("DELETE /things", {"empty"}),
        ("empty", {"empty"}),
        ("/things", set()),
        ("/purge", {"purge"}),
        ("all", set()),
        ("/th*", set()),
    ],
)
def test_a_path_of_several_operations_asks_for_none_of_them(include: str, asked: set[str], tmp_path: Path) -> None:
    """Who checks ``/things`` alone has not asked for what removes all of them."""
    told = {"tags": ["all"], "responses": {"200": {"description": "done"}}}
    paths = {
        "/things": {"get": {"operationId": "look", **told}, "delete": {"operationId": "empty", **told}},
        "/purge": {"post": {"operationId": "purge", **told}},
    }
    path = tmp_path / "things.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}))
    operations = load_document(path).operations
    choice = OperationChoice(operations, (include,))
    assert {operation.id for operation in operations if choice.asks_for(operation)} == asked


@pytest.mark.parametrize(
    ("url", "left"), [("http://h/v1/", {"upload"}), ("http://h/up", {"look", "list"}), ("http://h/elsewhere", set())]
)
def test_what_has_servers_of_its_own_is_below_their_path_alone(url: str, left: set[str]) -> None:
    """A path of another base would lead to another operation; below a base that no server has nobody can say."""
    answers = {"responses": {"200": {"description": "done"}}}
    upload = {"post": {"operationId": "upload", "servers": [{"url": "https://up.example/up"}], **answers}}
    paths = {
        "/files": {"get": {"operationId": "list", **answers}},
        "/files/{id}": {"get": {"operationId": "look", **answers}},
        "/files/new": upload,
    }
    operations = document({"servers": [{"url": "https://api.example/v1"}], "paths": paths}).operations
    choice = OperationChoice(operations)
    choice.leave_elsewhere(operations, url)
    assert {operation.id for operation in operations if choice.leaves_out(operation)} == left


@pytest.mark.parametrize(("server", "left"), [("/v1", set()), ("", {"health"})])
def test_one_path_at_the_root_does_not_leave_out_the_others(server: str, left: set[str]) -> None:
    """A service that runs without its prefix has the same URL; where the document is at the root, that is meant."""
    answers = {"responses": {"200": {"description": "done"}}}
    paths: dict[str, Any] = {f"/{name}": {"get": {"operationId": name, **answers}} for name in ("a", "b", "health")}
    own = {"servers": [{"url": "https://status.example" if server else "https://status.example/up"}]}
    paths["/health"] |= own
    operations = document({"servers": [{"url": f"https://api.example{server}"}], "paths": paths}).operations
    choice = OperationChoice(operations)
    choice.leave_elsewhere(operations, "http://127.0.0.1:8000")
    assert {operation.id for operation in operations if choice.leaves_out(operation)} == left
