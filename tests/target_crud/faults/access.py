"""Faults of access: somebody is let in who should not be, or kept out who should be let in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from tests.planted import Change, setting
from tests.target_crud.changes import Table, refused
from tests.target_crud.parameters import pairs

if TYPE_CHECKING:
    from tests.target_crud.exchange import Call
    from tests.target_crud.service import Service


def _open(*operations: str) -> Change:
    """These operations ask for no key."""
    return setting(guarded=lambda call: call.operation not in operations)


def _in_query(service: Service) -> None:
    own = service.credential

    def credential(call: Call) -> str | None:
        texts = pairs(call.query)
        found = texts.get("boardKey") or texts.get("X-Board-Key")
        return unquote_plus(found[0]) if found else own(call)

    service.credential = credential


def _recognising(accepts: str) -> Change:
    def change(service: Service) -> None:
        key = service.key
        service.recognises = {
            "any": lambda given: True,
            "some": lambda given: bool(given),
            "prefix": lambda given: bool(given) and key.startswith(given),
            "start": lambda given: given.startswith(key),
            "case": lambda given: given.lower() == key.lower(),
        }[accepts]

    return change


ACCESS: Table = {
    "list-projects-open": ("Anybody may list projects.", _open("listProjects")),
    "create-project-open": ("Anybody may create projects.", _open("createProject")),
    "read-project-open": ("Anybody may read projects.", _open("readProject")),
    "replace-project-open": ("Anybody may replace projects.", _open("replaceProject")),
    "change-project-open": ("Anybody may change projects.", _open("changeProject")),
    "delete-project-open": ("Anybody may remove projects.", _open("deleteProject")),
    "create-task-open": ("Anybody may create tasks.", _open("createTask")),
    "list-tasks-open": ("Anybody may list tasks.", _open("listTasks")),
    "change-task-open": ("Anybody may change tasks.", _open("changeTask")),
    "read-attachment-open": ("Anybody may read attachments.", _open("readAttachment")),
    "delete-contact-open": ("Anybody may remove contacts.", _open("deleteContact")),
    "totals-open": ("Anybody may read totals.", _open("readTotals", "readWeeks", "readBox")),
    "key-in-query": ("The key may be in the query.", _in_query),
    "any-key": ("Any key lets in.", _recognising("any")),
    "key-beginning-accepted": ("The beginning of the key lets in.", _recognising("prefix")),
    "longer-key-accepted": ("What begins with the key lets in.", _recognising("start")),
    "key-in-any-case": ("The key lets in, whatever its case.", _recognising("case")),
    "401-is-403": ("Who has no key is told 403.", refused("", 401, 403)),
    "401-is-404": ("Who has no key is told 404.", refused("createProject", 401, 404)),
}
