"""Calls that say in a sentence that they read are sent though every call is a POST; what may make something is not."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.traffic.operation_purpose import says_search
from tests.manners.serving import says
from tests.requests.small_documents import document

_SAID = {"description": "said"}
_COUNT = {"type": "object", "properties": {"count": {"type": "integer"}}}
_FILES = says({"type": "object", "properties": {"files": {"type": "array", "items": {"type": "string"}}}})


@pytest.mark.parametrize(
    ("name", "summary", "reads"),
    [
        ("RoleList", "RoleList gets lists of all roles.", True),
        ("Status", "Status gets the status of the member.", True),
        ("LeaseTimeToLive2", "LeaseTimeToLive retrieves lease information.", True),
        ("MemberList", "MemberList lists all the members. Members are made by others.", True),
        ("RoleAdd", "RoleAdd adds a new role.", False),
        ("RoleList", "Gets a place on the list.", False),
        ("Ticket", "Ticket gets the next number.", False),
        ("Seat", "Seat gets a seat or creates one.", False),
        ("Seat", "Seat returns a new seat.", False),
        ("Shelf", "Shelf gets the jars from the key-value store.", True),
        ("Shelf", "Shelf gets a token from the store.", False),
        ("Shelf", "Shelf gets the jars from the store or adds new ones.", False),
        ("ResetAll", "ResetAll returns the members that it reset.", False),
        ("", "Gets all roles.", False),
        ("SendMessage", "SendMessage returns the message sent.", False),
        ("ContainerStop", "ContainerStop returns the container.", False),
        ("PayInvoice", "PayInvoice returns the invoice.", False),
        ("MessageList", "MessageList lists all messages.", True),
        ("readJars", "Read the jars of all shelves.", True),
        ("readJars", "Marks the jars.", False),
    ],
)
def test_a_summary_that_repeats_the_name_and_reads(name: str, summary: str, reads: bool) -> None:
    """Its verb follows the name, as descriptions of remote procedures have it."""
    raw = {"operationId": name, "summary": summary, "responses": {"200": {"description": "said"}}}
    (operation,) = document({"paths": {"/v3/call": {"post": raw}}}).operations
    assert says_search(operation) is reads


@pytest.mark.parametrize(
    ("path", "name", "reads"),
    [
        ("/files/list_folder", "files_list_folder", True),
        ("/users/get_current_account", "users_get_current_account", True),
        ("/files/get_upload_link", "files_get_upload_link", False),
        ("/files/move", "files_list_move", False),
        ("/messages/read_all", "messages_read_all", False),
        ("/files/list_and_delete", "files_list_and_delete", False),
        ("/lists/add", "lists_add", False),
    ],
)
def test_a_path_whose_verb_the_id_repeats_behind_its_group(path: str, name: str, reads: bool) -> None:
    """What is reached, made or marked is none that reads."""
    raw = {"operationId": name, "summary": "Get files", "responses": {"200": _FILES}}
    (operation,) = document({"paths": {path: {"post": raw}}}).operations
    assert says_search(operation) is reads


@pytest.mark.parametrize(
    ("end", "summary", "reads"),
    [
        ("list_all", "Put all todos up for sale", False),
        ("get_going", "Start all todos", False),
        ("list_all", "Lists all todos", True),
        ("get_latest", "Return the latest todo.", True),
        ("list_all", "Starts returning all todos.", True),
        ("list_all", "Todos of all users", False),
    ],
)
def test_a_verb_of_the_path_that_the_summary_does_not_say(end: str, summary: str, reads: bool) -> None:
    """It may mean something else, and then everybody's records are reached."""
    raw = {"operationId": f"todos_{end}", "responses": {"200": _FILES}}
    for texts in ({"summary": summary}, {"summary": end, "description": summary}):
        (operation,) = document({"paths": {f"/todos/{end}": {"post": raw | texts}}}).operations
        assert says_search(operation) is reads


@pytest.mark.parametrize(
    ("end", "texts", "answer", "reads"),
    [
        ("get_going", {}, _FILES, False),
        ("list_all", {"summary": "list_all"}, _FILES, False),
        ("get_going", {"summary": "Get all todos going"}, _SAID, False),
        ("list_all", {"summary": "List all todos for sale"}, _SAID, False),
        ("list_all", {"summary": "List all todos for sale"}, says({"type": "object"}), False),
        ("list_all", {"summary": "List all todos for sale"}, says(_COUNT), False),
        ("list_all", {"summary": "List all todos"}, says({"type": "array", "items": _COUNT}), True),
        ("list_all", {"description": "List all todos"}, _FILES, True),
        ("get_info", {"summary": "Get the count"}, says(_COUNT), True),
    ],
)
def test_a_verb_of_the_path_reads_what_is_answered(
    end: str, texts: dict[str, str], answer: dict[str, Any], reads: bool
) -> None:
    """Where nothing is shown, or no text says that it reads, all todos may get going, or be put up for sale."""
    raw = {"operationId": f"todos_{end}", "responses": {"200": answer}}
    (operation,) = document({"paths": {f"/todos/{end}": {"post": raw | texts}}}).operations
    assert says_search(operation) is reads


@pytest.mark.parametrize(("above", "reads"), [("list_files", True), ("send_files", False)])
def test_what_goes_on_does_what_was_begun(above: str, reads: bool) -> None:
    """A list goes on with a cursor, another call with whatever it did."""
    paths = {
        f"/files/{end}": {"post": {"operationId": end, "responses": {"200": {"description": "said"}}}}
        for end in (above, f"{above}/continue")
    }
    assert [says_search(operation) for operation in document({"paths": paths}).operations] == [reads, reads]
