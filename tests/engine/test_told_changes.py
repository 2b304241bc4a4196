"""What an operation says that it leaves alone stays: members that it ignores, and all of a request that is a trial."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import EmbeddedMock
from mock_server.openapi.behaviour.ignored_members import ignored
from mock_server.openapi.behaviour.trial_parameters import is_on, trial_parameters
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

MERGE = "application/merge-patch+json"


def served(folder: Path, said: str, about: str = "Nothing is persisted.", name: str = "dryRun") -> EmbeddedMock:
    """Ships, whose changes are described so; each may be tried by a parameter of the query."""
    ship = {"type": "object", "properties": {"name": {"type": "string"}, "state": {"type": "string"}}}
    media: dict[str, Any] = {"content": {"application/json": {"schema": ship}}}
    open_ = {"content": {MERGE: {"schema": {"type": "object"}}}}
    key = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    trial = {"name": name, "in": "query", "description": about, "schema": {"type": "string"}}
    shown = {"200": {"description": "it", **media}, "404": {"description": "none"}}
    change: dict[str, Any] = {"description": said, "parameters": [trial], "responses": shown}
    made = {"201": {"description": "made", **media}}
    file = folder / "ships.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Ships", "version": "1"},
        "paths": {
            "/ships": {"post": {"parameters": [trial], "requestBody": media, "responses": made}},
            "/ships/{name}": {
                "parameters": [key],
                "get": {"responses": shown},
                "put": {**change, "requestBody": media},
                "patch": {**change, "requestBody": open_},
                "delete": {"parameters": [trial], "responses": {"204": {"description": "gone"}}},
            },
        },
    }))  # fmt: skip
    return EmbeddedMock(file, seed=1)


@pytest.mark.parametrize(("said", "state"), [("Changes to `state` are ignored.", "new"), ("Changes the ship.", "sunk")])
@pytest.mark.parametrize(("method", "kind"), [("PUT", "application/json"), ("PATCH", MERGE)])
def test_what_an_operation_ignores_stays(said: str, state: str, method: str, kind: str, tmp_path: Path) -> None:
    """Whether its schema has the member or takes anything; the others are changed."""
    with served(tmp_path, said) as mock:
        mock.ask("POST", "/ships", json={"name": "ada", "state": "new"})
        body = {"name": "ada", "state": "sunk"}
        assert mock.ask(method, "/ships/ada", json=body, headers={"Content-Type": kind}).status == 200
        assert mock.ask("GET", "/ships/ada").json() == {"name": "ada", "state": state}


@pytest.mark.parametrize(
    ("query", "is_kept"), [("?dryRun=All", False), ("?dryRun=true", False), ("?dryRun=false", True), ("", True)]
)
def test_a_trial_changes_nothing(query: str, is_kept: bool, tmp_path: Path) -> None:
    """It is answered as the request would be."""
    with served(tmp_path, "") as mock:
        assert mock.ask("POST", f"/ships{query}", json={"name": "ada", "state": "new"}).status == 201
        assert (mock.ask("GET", "/ships/ada").json().get("state") == "new") is is_kept
        mock.ask("POST", "/ships", json={"name": "bea", "state": "new"})
        assert mock.ask("DELETE", f"/ships/bea{query}").status == 204
        assert mock.ask("GET", "/ships/bea").status == (404 if is_kept else 200)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("`status` is ignored on create.", {"status"}),
        ("Replaces all. Changes to `spec` and `metadata` are ignored; others are kept.", {"spec", "metadata"}),
        ("The owner field will be ignored", {"owner"}),
        ("`status` is ignored if it is empty", set()),
        ("Members other than `name` are ignored", set()),
        ("Unknown members are ignored", set()),
        ("`status` is not ignored", set()),
        ("When creating, `id`, `owner` and `state` are ignored", {"id", "owner", "state"}),
        ("A `status` sent in the body is ignored", {"status"}),
        ("Send `name` and `email`, `status` is ignored", {"status"}),
        ("Send `name`, `email`, `status` is ignored", {"status"}),
        ("If `kind` is free, `price` is ignored", set()),
        ("Whitespace around `name` is ignored.", set()),
        ("Duplicate `email` values are ignored.", set()),
        ("Entries without `sku` are ignored.", set()),
        ("`status`, if sent, is ignored", {"status"}),
        ("If provided, `status` is ignored", {"status"}),
        ("When present, `owner` is ignored", {"owner"}),
        ("Any value provided for `status` is ignored", {"status"}),
        ("The `status` sent by the client is ignored", {"status"}),
        ("Values supplied for `id` and `owner` are ignored.", {"id", "owner"}),
        ("`status` belongs to the server. If it is given in the body, `status` is ignored.", {"status"}),
        ("Makes one. `id` is ignored if sent.", {"id"}),
        ("If `kind` is given, `price` is ignored", set()),
        ("If sent with `kind`, `price` is ignored", set()),
        ("`price` is ignored if `kind` is sent", set()),
        ("`coupon` makes it cheaper. If given, `price` is ignored.", set()),
        ("Knows `coupon`\nIf given, `price` is ignored.", set()),
        ("If not sent, `price` is ignored", set()),
        ("The default provided for `price` is ignored", set()),
        ("Case is ignored", set()),
        ("The order is ignored", set()),
        ("Replaces `status`", set()),
        ("Any member except\n`title` is ignored.", set()),
        ("Members that are not\n`title` are ignored.", set()),
        ("Everything besides\n`title` is ignored", set()),
    ],
)
def test_what_is_ignored_is_named(said: str, names: set[str]) -> None:
    """By its name, without a condition, and not as what the others are not."""
    assert ignored(said) == names


BOOLEAN = {"type": "boolean", "default": False}


@pytest.mark.parametrize(
    ("method", "name", "said", "schema", "found"),
    [
        ("post", "dryRun", "", {}, True),
        ("post", "validate_only", "", {}, True),
        ("post", "preview", "Answers what would be made, which is not stored.", BOOLEAN, True),
        ("post", "test", "If true, the thing is checked but not saved.", {"type": ["boolean", "null"]}, True),
        ("post", "mode", "`probe` checks the request without saving it", {"enum": ["off", "probe"]}, True),
        ("post", "test", "Nothing else; the changes aren't saved to the database", BOOLEAN, True),
        ("post", "preview", "Makes a preview as well.", BOOLEAN, False),
        ("post", "days", "How long it runs dry", {}, False),
        ("get", "dryRun", "", {}, False),
        ("post", "cvv", "Security code. Never stored.", {"type": "string"}, False),
        ("post", "password", "Used to sign the request; it is never stored", {"type": "string"}, False),
        ("post", "notify", "Whether to notify. This choice is not stored.", BOOLEAN, False),
        ("post", "save", "If false, the thing is not saved", {"type": "boolean", "default": True}, False),
        ("post", "probe", "Checks the thing; it is not saved", BOOLEAN, True),
        ("post", "probe", "Checks the thing without saving it", {"type": "boolean", "default": True}, False),
        ("post", "save", "The thing is not saved unless this is set", BOOLEAN, False),
        ("post", "quiet", "The change is not stored in the history", BOOLEAN, False),
        ("post", "mode", "Requests of the kind are not stored", {"enum": ["draft", "final"]}, False),
        ("post", "guest", "Places the thing without saving the customer's address.", BOOLEAN, False),
        ("post", "once", "Makes the thing without saving the card", BOOLEAN, False),
        ("post", "minor", "Applies the change without storing a revision", BOOLEAN, False),
        ("post", "guest", "Makes the thing, but the card of the thing is not saved", BOOLEAN, False),
        ("post", "quick", "The change is made, and will not store a thumbnail of the thing", BOOLEAN, False),
        ("post", "test", "The thing is checked without saving the new thing or its lines", BOOLEAN, True),
        ("post", "test", "Validates the request without storing any data in the database", BOOLEAN, True),
        ("post", "test", "Changes made in this request will never be persisted", BOOLEAN, True),
        ("post", "test", "The thing will be checked but will not be persisted", BOOLEAN, True),
        ("post", "test", "The thing is checked, and its thing data is never stored", BOOLEAN, True),
        ("post", "guest", "Makes the thing, but the card data is not saved", BOOLEAN, False),
        ("post", "guest", "Makes the thing without saving card data", BOOLEAN, False),
        ("post", "test", "The thing is checked but it is not saved", BOOLEAN, True),
        ("post", "test", "If true, the thing that would be created is returned but not stored", BOOLEAN, True),
        ("post", "test", "The card is not saved, the thing is not saved either", BOOLEAN, True),
        ("post", "test", "If true, the thing is validated but not saved (default: false).", BOOLEAN, True),
        ("post", "test", "False by default; when true the thing isn't saved", BOOLEAN, True),
        ("post", "test", "When set, the thing is not saved, otherwise it is.", BOOLEAN, True),
        ("post", "save", "If false, the thing is not saved", {"type": "boolean"}, False),
        ("post", "save", "Saves the thing, otherwise it is not saved", BOOLEAN, False),
        ("post", "save", "The thing is not saved, unless this is set", BOOLEAN, False),
        ("post", "test", "The thing is not saved", {"$ref": "#/components/schemas/Off"}, True),
        ("post", "test", "The thing is not saved", {"allOf": [{"$ref": "#/components/schemas/Off"}]}, True),
        ("post", "test", "The thing is not saved", {"$ref": "#/components/schemas/On"}, False),
    ],
)
def test_what_makes_a_trial(method: str, name: str, said: str, schema: dict[str, Any], found: bool) -> None:
    """A name that everybody uses for it, or a switch of which it is said that the request or its record is not kept."""
    parameter = {"name": name, "in": "query", "description": said, "schema": schema}
    asked = {"parameters": [parameter], "responses": {"200": {"description": "done"}}}
    kinds = {"Off": {"type": "boolean"}, "On": {"type": "boolean", "default": True}}
    (operation,) = document({"paths": {"/things": {method: asked}}, "components": {"schemas": kinds}}).operations
    assert bool(trial_parameters(operation)) is found
    assert [is_on(value) for value in ("All", True, False, "false", None)] == [True, True, False, False, False]
