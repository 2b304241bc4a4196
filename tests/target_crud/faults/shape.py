"""Faults of form: an answer has another status, another media type or another shape than the document says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.target_crud.changes import (
    Members,
    Table,
    body,
    drop,
    finishing,
    put,
    refused,
    shown,
    status,
)
from tests.target_crud.routes import ATTACHMENTS, CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from tests.target_crud.exchange import Call, Reply


def _unwrapped(call: Call, reply: Reply) -> None:
    reply.body = reply.body["data"]


def _plain_errors(call: Call, reply: Reply) -> None:
    if reply.status >= 400:
        reply.headers["Content-Type"] = "application/json"


def _html(call: Call, reply: Reply) -> None:
    reply.raw = b"<!doctype html><title>Unprocessable</title><p>Please check your input."
    reply.headers["Content-Type"] = "text/html"


def _as_text(call: Call, reply: Reply) -> None:
    reply.headers["Content-Type"] = "text/plain"


def _without_location(call: Call, reply: Reply) -> None:
    reply.headers.pop("Location", None)


def _without_status(call: Call, reply: Reply) -> None:
    if reply.status >= 400:
        drop("status")(reply.body)


def _cut_off(call: Call, reply: Reply) -> None:
    reply.raw = b'{"data": {"id": 1'


def _emptied(call: Call, reply: Reply) -> None:
    reply.status, reply.body = 204, None


def _total_as_text(page: Members) -> None:
    page["page"]["total"] = str(page["page"]["total"])


SHAPE: Table = {
    "create-project-answers-200": ("A new project is answered with 200.", status("createProject", 201, 200)),
    "create-task-answers-202": ("A new task is answered with 202.", status("createTask", 201, 202)),
    "create-contact-answers-200": ("A new contact is answered with 200.", status("createContact", 201, 200)),
    "upload-answers-200": ("An upload is answered with 200.", status("attachFile", 201, 200)),
    "delete-project-answers-200": ("A project's removal is answered with 200.", status("deleteProject", 204, 200)),
    "delete-attachment-answers-202": (
        "An attachment's removal is answered with 202.",
        status("deleteAttachment", 204, 202),
    ),
    "put-project-answers-201": ("A replaced project is answered with 201.", status("replaceProject", 200, 201)),
    "put-task-answers-202": ("A replaced task is answered with 202.", status("replaceTask", 200, 202)),
    "patch-task-answers-204": (
        "A changed task is answered with 204 and nothing.",
        finishing(_emptied, "changeTask", 200),
    ),
    "missing-project-answers-410": ("A project that is not there is 410.", refused("readProject", 404, 410)),
    "missing-task-answers-403": ("A task that is not there is 403.", refused("readTask", 404, 403)),
    "missing-contact-answers-500": ("A contact that is not there is 500.", refused("readContact", 404, 500)),
    "read-project-lacks-envelope": (
        "A project is read without its envelope.",
        finishing(_unwrapped, "readProject", 200),
    ),
    "contact-lacks-envelope": ("A new contact lacks its envelope.", finishing(_unwrapped, "createContact", 201)),
    "list-lacks-page": ("A page of projects does not say which it is.", body(drop("page"), "listProjects", 200)),
    "list-tasks-lacks-next": ("A page of tasks does not say what follows.", body(drop("next"), "listTasks", 200)),
    "total-is-text": ("The total is a text.", body(_total_as_text, "listProjects", 200)),
    "next-is-number": ("The next page is a number.", body(put("next", 5), "listTasks", 200)),
    "task-done-is-text": (
        "A task is done with a word.",
        shown(TASKS, put("done", lambda done: "yes" if done else "no")),
    ),
    "project-id-is-text": ("A project's key is a text.", shown(PROJECTS, put("id", str))),
    "project-lacks-revision": ("A project has no revision.", shown(PROJECTS, drop("revision"))),
    "task-lacks-project": ("A task does not say whose it is.", shown(TASKS, drop("projectId"))),
    "created-at-is-epoch": ("A contact's time counts seconds.", shown(CONTACTS, put("createdAt", 1_760_000_000))),
    "created-at-lacks-zone": ("A project's time has no zone.", shown(PROJECTS, put("createdAt", lambda at: at[:19]))),
    "labels-is-null": ("Without labels they are null.", shown(PROJECTS, put("labels", lambda labels: labels or None))),
    "priority-out-of-range": ("A priority is shown times ten.", shown(TASKS, put("priority", lambda one: one * 10))),
    "state-in-capitals": ("A state is shown in capitals.", shown(PROJECTS, put("state", str.upper))),
    "attachment-size-is-text": ("A size has a unit.", shown(ATTACHMENTS, put("size", lambda size: f"{size} B"))),
    "errors-are-plain-json": ("Problems are application/json.", finishing(_plain_errors)),
    "errors-lack-status": ("Problems do not repeat the status.", finishing(_without_status)),
    "validation-errors-are-html": ("What is invalid is answered with a page.", finishing(_html, "", 422)),
    "answers-are-text": ("Projects are text/plain.", finishing(_as_text, "readProject", 200)),
    "json-cut-off": ("A new project's JSON ends early.", finishing(_cut_off, "createProject", 201)),
    "create-lacks-location": ("A new project has no Location.", finishing(_without_location, "createProject", 201)),
    "create-task-lacks-location": ("A new task has no Location.", finishing(_without_location, "createTask", 201)),
    "total-of-states-is-text": ("A count is a text.", body(put("count", str), "readTotals", 200)),
}
