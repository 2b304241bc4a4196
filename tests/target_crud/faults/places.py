"""Faults of place: a record is still there, already gone, or found where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.target_crud.changes import Table, refused
from tests.target_crud.exchange import Call, Reply
from tests.target_crud.routes import ATTACHMENTS, CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from tests.planted import Change
    from tests.target_crud.service import Service


def _keeps(table: str) -> Change:
    """A removal is answered and not carried out."""

    def change(service: Service) -> None:
        own = service.actions.drop
        service.actions.drop = lambda name, key: None if name == table else own(name, key)

    return change


def _takes_the_next(service: Service) -> None:
    """The removal of a project takes the one after it along."""
    own = service.actions.drop

    def remove(table: str, key: int) -> None:
        own(table, key)
        if table == PROJECTS and key + 1 in service.records.tables[table]:
            service.records.note_removal_asked(table, key + 1)
            own(table, key + 1)

    service.actions.drop = remove


def _leaves_children(service: Service) -> None:
    """What is below a removed project stays, and can be read."""
    own, records = service.actions.drop, service.records

    def remove(table: str, key: int) -> None:
        if table == PROJECTS:
            records.tables[table].pop(key, None)
        else:
            own(table, key)

    def find(call: Call) -> Reply | None:
        keys = service.keys(call)
        if not keys:
            return None
        parent = keys[-2][1] if len(keys) > 1 else 0
        return None if records.find(*keys[-1], parent) is not None else service.missing(call)

    service.actions.drop = remove
    service.steps["find"] = find


def _under_any_parent(service: Service) -> None:
    """A task is found below every project."""
    own = service.steps["find"]

    def find(call: Call) -> Reply | None:
        if "taskId" in call.given and "attachmentId" not in call.given:
            row = service.records.tables[TASKS].get(call.given["taskId"])
            return own(call) if row is None or call.method != "GET" else None
        return own(call)

    service.steps["find"] = find


def _made_up(service: Service) -> None:
    """A project that is not there is read all the same."""
    own = service.steps["find"]

    def find(call: Call) -> Reply | None:
        reply = own(call)
        if reply is None or call.operation != "readProject":
            return reply
        made = {"id": call.given["projectId"], "name": "Untitled", "state": "open", "labels": [], "revision": 1}
        return Reply(200, {"data": {**made, "createdAt": "2026-01-01T00:00:00Z"}})

    service.steps["find"] = find


def _lists_what_is_missing(service: Service) -> None:
    """The tasks of a project that is not there are an empty list."""
    own = service.steps["find"]

    def find(call: Call) -> Reply | None:
        reply = own(call)
        return Reply(200, {"items": [], "next": None}) if reply and call.operation == "listTasks" else reply

    service.steps["find"] = find


PLACES: Table = {
    "delete-project-keeps": ("A removed project is still there.", _keeps(PROJECTS)),
    "delete-task-keeps": ("A removed task is still there.", _keeps(TASKS)),
    "delete-contact-keeps": ("A removed contact is still there.", _keeps(CONTACTS)),
    "delete-attachment-keeps": ("A removed attachment is still there.", _keeps(ATTACHMENTS)),
    "delete-takes-neighbour": ("A project's removal takes the next one along.", _takes_the_next),
    "delete-leaves-children": ("Tasks outlive their project.", _leaves_children),
    "missing-project-answers-200": ("A project that is not there is read all the same.", _made_up),
    "read-contact-answers-404": ("No contact is ever found.", refused("readContact", 200, 404)),
    "read-attachment-answers-404": ("No attachment is ever found.", refused("readAttachment", 200, 404)),
    "change-task-answers-404": ("No task can be changed.", refused("changeTask", 200, 404)),
    "replace-project-answers-409": ("No project can be replaced.", refused("replaceProject", 200, 409)),
    "child-under-another-parent": ("A task is found below every project.", _under_any_parent),
    "missing-parent-lists-empty": ("The tasks of no project are an empty list.", _lists_what_is_missing),
}
