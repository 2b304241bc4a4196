"""Which POSTs say that they make something new."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.settings import Settings
from contracts.traffic import operation_purpose
from contracts.traffic.operation_purpose import says_create, says_made, says_search, takes_away
from mock_server.openapi import Schemas, load_document
from tests.contracts.running import report_of
from tests.json_server import answering
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        ({"operationId": "createAlert"}, True),
        ({"operationId": "postAlerts", "description": "Create new alerts"}, True),
        ({"summary": "Add an alert"}, True),
        ({"operationId": "sendAlerts", "description": "Create and send alerts"}, False),
        ({"operationId": "postAlerts", "summary": "Silence them", "description": "Create new alerts"}, False),
        ({"operationId": "postAlerts"}, False),
        ({"operationId": "createBatchDelete"}, False),
        ({"operationId": "createDeletionRequest"}, False),
        ({"operationId": "newJob", "summary": "Create a job that purges old alerts"}, False),
        ({"operationId": "createDeletedAlertsReport"}, True),
    ],
)
def test_a_post_says_that_it_makes_something(operation: dict[str, str], found: bool, tmp_path: Path) -> None:
    """By its id; where that is a mere method, or there is none, by its summary, else by its description."""
    path = tmp_path / "alerts.json"
    post = {**operation, "responses": {"200": {"description": "done"}}}
    document = {"openapi": "3.1.0", "info": {"title": "Alerts", "version": "1"}, "paths": {"/alerts": {"post": post}}}
    path.write_text(json.dumps(document))
    assert says_create(load_document(path).operations[0]) is found


_ROWS: dict[str, Any] = {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}
_TAG: dict[str, Any] = {"tag": {"type": "string"}}


@pytest.mark.parametrize(
    ("name", "body", "found"),
    [
        ("batchCreateTodos", _ROWS, True),
        ("bulkAddTodos", {"type": "object", "properties": {"todos": _ROWS}}, True),
        ("bulkAddTodos", {"type": "object", "required": ["todos"], "properties": {"todos": _ROWS, **_TAG}}, True),
        ("bulkAddTag", {"type": "object", "properties": _TAG}, False),
        ("bulkAddTag", {"type": "object", "required": ["tag"], "properties": {"filters": _ROWS, **_TAG}}, False),
        ("batchRegisterAll", {"type": "object"}, False),
        ("bulkAddTag", {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}, False),
    ],
)
def test_several_are_made_where_the_body_holds_them(name: str, body: dict[str, Any], found: bool) -> None:
    """What is added at once without them may be added to everybody's records."""
    content = {"content": {"application/json": {"schema": body}}}
    post = {"operationId": name, "requestBody": content, "responses": {"200": {"description": "done"}}}
    (operation,) = document({"paths": {"/todos/several": {"post": post}}}).operations
    assert says_create(operation) is found


_TODO: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, **_TAG}}
_NAMES: dict[str, Any] = {"type": "object", "properties": {"todo": {"type": "integer"}, **_TAG}}


@pytest.mark.parametrize(
    ("path", "name", "item", "found"),
    [
        ("/todos/bulkAddTags", "bulkAddTags", _NAMES, False),
        ("/todos/bulkAddTags", "bulkAddTags", _TODO, False),
        ("/todos/bulk", "bulkAddTagsToTodos", _TODO, False),
        ("/todos/bulk", "bulkAddTodoTags", _TODO, False),
        ("/todos/bulk", "bulkAddToTodos", _TODO, False),
        ("/todos/bulk", "bulkAdd", _NAMES, False),
        ("/todos/bulk", "bulkAddTodos", {**_NAMES, "properties": {"ref": {"example": 1}}}, False),
        ("/todos/bulk", "bulkAdd", _TODO, True),
        ("/todos:batchCreate", "batchCreateTodos", _TODO, True),
        ("/todos:batchCreate", "batchCreate", {"type": "object", "properties": {"parent": {}, "todo": _TODO}}, True),
        ("/todos/bulk", "Bulk create of several todos for a user", _TODO, True),
        ("/others/bulk", "bulkCreateOthers", _NAMES, True),
        ("/v1/todos:batchCreate", "batchCreateTodos", _NAMES, True),
    ],
)
def test_several_are_made_of_what_one_is_made_of(path: str, name: str, item: dict[str, Any], found: bool) -> None:
    """Objects that name records are none, and a tag that is added below todos is no todo."""

    def post(name: str, body: dict[str, Any]) -> dict[str, Any]:
        content = {"content": {"application/json": {"schema": body}}}
        said = {"summary" if " " in name else "operationId": name}
        return {"post": {**said, "requestBody": content, "responses": {"200": {"description": "done"}}}}

    one = {**_TODO, "required": []} if "ref" in item["properties"] else _TODO
    paths = {"/todos": post("add", one), path: post(name, {"type": "array", "items": item})}
    operation = document({"paths": paths}).operations[-1]
    assert (operation.path, says_create(operation)) == (path, found)


@pytest.mark.parametrize(
    ("path", "summary", "takes"),
    [
        ("/notes/clear", "", True),
        ("/notes/clear/", "", True),
        ("/notes:empty", "", True),
        ("/cleanup-notes", "", True),
        ("/notes/prune", "", True),
        ("/notes/x", "Cancel all notes", True),
        ("/notes/x", "Make notes and discard others", True),
        ("/notes", "Create an empty note, which never expires", False),
        ("/clearances", "Create a clearance", False),
        ("/clean-rooms/notes", "Create a note", False),
        ("/{clear}", "", False),
    ],
)
def test_what_is_emptied_is_taken_away(path: str, summary: str, takes: bool) -> None:
    """A word that may be said of a new record says so where it is the deed alone."""
    post = {"summary": summary, "responses": {"201": {"description": "done"}}}
    (operation,) = document({"paths": {path: {"post": post}}}).operations
    assert takes_away(operation) is takes


@pytest.mark.parametrize(
    ("path", "name", "found"),
    [
        ("/channels.list", "channels_list", True),
        ("/channels.info", None, True),
        ("/v1/shelves:get", None, True),
        ("/", "DescribeInstances", True),
        ("/", "listTables", True),
        ("/channels.create", "channels_create", False),
        ("/channels.delete", "channels_delete", False),
        ("/shopping-list", "shoppingList", False),
        ("/list", "list", False),
        ("/users", "getOrCreateUser", False),
        ("/users", "get_or_add_user", False),
        ("/tokens", "getToken", False),
        ("/queue", "getNext", False),
        ("/x", "listAndDeleteOld", False),
        ("/alerts/find", "findAlerts", True),
        ("/alerts/filter", "read_alerts_alerts_filter_post", True),
        ("/alerts/paginate", "paginateAlerts", True),
        ("/alerts/paginate", None, True),
        ("/alerts/{id}/read", "readAlert", False),
        ("/alerts/read", "read_or_create_alerts", False),
        ("/alerts/read-all", "readAllAlerts", False),
        ("/alerts/read/", "readAlerts", False),
        ("/alerts/mark/by-colour", "readByColour", False),
        ("/alerts/read/by-colour", "listReadByColour", False),
        ("/queues/alerts", "readAlert", False),
        ("/alerts", "readNextAlert", False),
        ("/letters", "readMessages", False),
        ("/letters", "readReceipts", False),
        ("/alerts/", "readAlerts", True),
        ("/messages", "listMessages", True),
        ("/alerts/find", "findAndModify", False),
        ("/alerts/removal/search", None, False),
    ],
)
def test_a_call_says_that_it_reads(path: str, name: str | None, found: bool, tmp_path: Path) -> None:
    """Where every call is a POST: by its id or its path, and by nothing that it makes or gives."""
    file = tmp_path / "calls.json"
    post = {**({"operationId": name} if name else {}), "responses": {"200": {"description": "done"}}}
    file.write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {path: {"post": post}}})
    )
    assert says_search(load_document(file).operations[0]) is found


def _job(members: Any, headers: Any = None, **operation: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "taken", "headers": headers or {}}
    if members is not None:
        answer["content"] = {"application/json": {"schema": {"type": "object", "properties": members}}}
    return {**operation, "responses": {"202": answer, "400": {"description": "refused"}}}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("path", "post", "found"),
    [
        ("/crawl", _job({"job": TEXT}), True),
        ("/exports", _job({"exportId": {"type": "integer"}}, summary="Starts an export"), True),
        ("/scans", _job(None, {"Location": {"schema": TEXT}}), True),
        ("/renderings", _job({"status": TEXT, "task_id": TEXT}), True),
        ("/crawl", _job({"message": TEXT}), False),
        ("/crawl", _job(None), False),
        ("/shutdown", _job({"id": TEXT}), False),
        ("/mails", _job({"id": TEXT}, operationId="sendMail"), False),
        ("/caches", _job({"job": TEXT}, description="Purges what is kept."), False),
        ("/db/restore", _job({"job": TEXT}), False),
    ],
)
def test_a_post_makes_the_job_that_its_answer_names(path: str, post: Any, found: bool, tmp_path: Path) -> None:
    """202 alone is no promise; that the answer names the job is one, unless a word says that it reaches others."""
    file = tmp_path / "jobs.json"
    file.write_text(
        json.dumps({"openapi": "3.0.3", "info": {"title": "J", "version": "1"}, "paths": {path: {"post": post}}})
    )
    assert says_create(load_document(file).operations[0]) is found


def test_a_job_is_started_unasked_and_told_as_left(tmp_path: Path) -> None:
    """What starts a job is sent some ten times at most, with the run's tag, and told as left."""
    file = tmp_path / "jobs.json"
    body = {"type": "object", "required": ["page"], "properties": {"page": {"type": "string", "maxLength": 80}}}
    post = _job({"job": TEXT}) | {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}
    file.write_text(
        json.dumps({"openapi": "3.0.3", "info": {"title": "J", "version": "1"}, "paths": {"/crawl": {"post": post}}})
    )
    started: list[Any] = []

    def answer(method: str, target: str, _: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        if (method, target) != ("POST", "/crawl"):
            return 404, None, {}
        try:
            page = json.loads(data)["page"]
        except (ValueError, TypeError, KeyError):
            return 400, None, {}
        if not isinstance(page, str) or len(page) > 80 or "\ud800" in page:
            return 400, None, {}
        started.append(page)
        return 202, {"job": f"j{len(started)}"}, {}

    with answering(answer) as url:
        report = report_of(Settings(url=url, spec=file, fuzz=0, ledger=tmp_path / "ledger"))
    assert not report.drifts
    assert 1 <= len(started) <= 12
    tags = {found.group() if (found := re.search("ct[a-z]{12}", page)) else page for page in started}
    assert len(tags) == 1  # that of the run
    assert [item.operation for item in report.leftovers] == ["post /crawl"]


@pytest.mark.parametrize(
    ("path", "name", "made"),
    [
        ("/files/create_folder", "files_create_folder", True),
        ("/reminders.add", "reminders_add", True),
        ("/reminders.add", "postReminders", False),
        ("/files/move_folder", "files_move_folder", False),
        ("/files/create_batch_delete", "files_create_batch_delete", False),
    ],
)
def test_what_a_path_makes_by_its_verb_is_told_as_left(path: str, name: str, made: bool) -> None:
    """It is sent where it is asked for, and not unasked: nothing removes it."""
    raw = {"operationId": name, "responses": {"200": {"description": "done"}}}
    (operation,) = document({"paths": {path: {"post": raw}}}).operations
    assert (says_made(operation), says_create(operation)) == (made, False)


def test_what_an_answer_shows_is_looked_up_once_an_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked before each create that is sent, and to make the schemas of the whole document anew takes long."""
    looked: list[Document] = []

    def schemas(read: Document) -> Schemas:
        looked.append(read)
        return Schemas(read)

    monkeypatch.setattr(operation_purpose, "Schemas", schemas)
    shown = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}}}
    raw = {"operationId": "backup", "responses": {"201": {"description": "made", **shown}}}
    (operation,) = document({"paths": {"/backup": {"post": raw}}}).operations
    found = [operation_purpose.shows_something(operation, is_list=is_list) for is_list in (False, True, False)]
    assert (found, len(looked)) == ([True, False, True], 1)
