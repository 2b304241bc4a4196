"""Faults of meaning: records are not kept, changed or removed as they should be."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.planted import Change, setting
from tests.target_crud.changes import Members, Table, acting, changed, drop, finishing, kept, put
from tests.target_crud.routes import ATTACHMENTS, CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target_crud.exchange import Call, Reply
    from tests.target_crud.records import Row
    from tests.target_crud.service import Service

    Replace = Callable[[str, Members, Members], Members]


def _default(table: str, name: str, value: Any) -> Change:
    """A member that is left out gets this value."""
    return lambda service: service.actions.defaults[table].update({name: value})


def _first_title(service: Service) -> None:
    """A task is read with the title that it was made with."""
    store = service.actions.store
    titles: dict[int, str] = {}

    def keep(table: str, key: int, parent: int, members: Members) -> Row:
        if table == TASKS:
            titles[key] = members["title"]
        return store(table, key, parent, members)

    def edit(call: Call, reply: Reply) -> None:
        reply.body["title"] = titles.get(reply.body["id"], reply.body["title"])

    service.actions.store = keep
    finishing(edit, "readTask", 200)(service)


def _unstored(table: str) -> Change:
    """A new record is answered and forgotten."""

    def change(service: Service) -> None:
        store = service.actions.store

        def forget(name: str, key: int, parent: int, members: Members) -> Row:
            row = store(name, key, parent, members)
            if name == table:
                service.records.tables[name].pop(key)
            return row

        service.actions.store = forget

    return change


def _every_third_key(service: Service) -> None:
    """Every third project gets the key of the one before."""
    given: list[int] = []

    def key(table: str) -> int:
        if table != PROJECTS:
            return service.records.next_key(table)
        given.append(given[-1] if len(given) % 3 == 2 else service.records.next_key(table))
        return given[-1]

    service.actions.key = key


def _replacing(table: str, replace: Callable[[Replace, Members, Members], Members]) -> Change:
    """A replace of this table's records makes what ``replace`` says of the faithful one, the old and the sent."""

    def change(service: Service) -> None:
        own = service.actions.replaced
        service.actions.replaced = lambda name, old, sent: (
            replace(own, old, sent) if name == table else own(name, old, sent)
        )

    return change


def _answers_old(operation: str) -> Change:
    """The answer shows the record as it was before the change."""

    def change(service: Service) -> None:
        act = service.steps["act"]

        def late(call: Call) -> Reply | None:
            if call.operation != operation:
                return act(call)
            table, key = service.keys(call)[-1]
            row = copy.deepcopy(service.records.tables[table][key])
            reply = act(call)
            return reply if reply is None or not reply.ok else service.actions.success(call, table, row)

        service.steps["act"] = late

    return change


def _like_a_put(service: Service) -> None:
    """A merge forgets what it does not name."""
    own = service.actions.replaced

    def merge(old: Any, patch: Any) -> Any:
        table = TASKS if "title" in old else PROJECTS
        needed = "title" if table == TASKS else "name"
        values = {name: value for name, value in patch.items() if value is not None}
        return own(table, old, {needed: old[needed], **values})

    service.actions.merged = merge


def _shallow(service: Service) -> None:
    """A merge replaces an object that it should merge."""

    def merge(old: Any, patch: Any) -> Any:
        found = {**old, **patch}
        return {name: value for name, value in found.items() if value is not None}

    service.actions.merged = merge


def _a_day_later(text: Any) -> Any:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat() if text and text < "9999" else text


def _resets(table: str, *names: str) -> Change:
    return changed(table, drop(*names))


MEANING: Table = {
    "create-cuts-name": ("A project's name is cut to 20 characters.", kept(PROJECTS, put("name", lambda n: n[:20]))),
    "create-trims-title": ("A task's title is trimmed.", kept(TASKS, put("title", lambda n: n.strip() or n))),
    "create-loses-labels": ("A project's labels are lost.", kept(PROJECTS, put("labels", lambda labels: []))),
    "default-state-wrong": ("A project without a state is paused.", _default(PROJECTS, "state", "paused")),
    "default-priority-wrong": ("A task without a priority has 5.", _default(TASKS, "priority", 5)),
    "default-subscription-wrong": ("A contact is subscribed unasked.", _default(CONTACTS, "subscribed", True)),
    "done-inverted": ("A task is done where it is not.", kept(TASKS, put("done", lambda done: not done))),
    "note-lost": ("A task's note is lost.", kept(TASKS, drop("note"))),
    "owner-lost": ("A project's owner is lost.", kept(PROJECTS, drop("owner"))),
    "owner-room-lost": ("The room of an owner is lost.", kept(PROJECTS, put("owner", lambda o: {**o, "room": 1}))),
    "budget-rounded": (
        "A budget is rounded to hundreds.",
        kept(PROJECTS, put("budget", lambda b: b and b // 100 * 100)),
    ),
    "due-shifted": ("A task is due a day later.", kept(TASKS, put("due", _a_day_later))),
    "read-shows-old-title": ("A task is read with its first title.", _first_title),
    "create-is-not-stored": ("A new project is not there.", _unstored(PROJECTS)),
    "task-is-not-stored": ("A new task is not there.", _unstored(TASKS)),
    "contact-is-not-stored": ("A new contact is not there.", _unstored(CONTACTS)),
    "attachment-is-not-stored": ("A new attachment is not there.", _unstored(ATTACHMENTS)),
    "create-reuses-key": ("Every third project takes the key of the one before.", _every_third_key),
    "put-does-not-replace": (
        "A replace of a project changes nothing.",
        _replacing(PROJECTS, lambda own, old, sent: old),
    ),
    "put-task-does-not-replace": (
        "A replace of a task changes nothing.",
        _replacing(TASKS, lambda own, old, sent: old),
    ),
    "put-keeps-members": (
        "A replaced project keeps what was left out.",
        _replacing(PROJECTS, lambda own, old, sent: {**old, **sent}),
    ),
    "put-task-keeps-members": (
        "A replaced task keeps what was left out.",
        _replacing(TASKS, lambda own, old, sent: {**old, **sent}),
    ),
    "put-loses-owner": (
        "A replaced project has no owner.",
        _replacing(PROJECTS, lambda own, old, sent: own(PROJECTS, old, {**sent, "owner": {}})),
    ),
    "put-renumbers": (
        "A replaced project shows another key.",
        _replacing(PROJECTS, lambda own, old, sent: {**own(PROJECTS, old, sent), "id": old["id"] + 1000}),
    ),
    "put-answers-old": ("A replaced project is answered as it was.", _answers_old("replaceProject")),
    "put-task-answers-old": ("A replaced task is answered as it was.", _answers_old("replaceTask")),
    "patch-answers-old": ("A changed project is answered as it was.", _answers_old("changeProject")),
    "patch-task-answers-old": ("A changed task is answered as it was.", _answers_old("changeTask")),
    "patch-does-nothing": ("A merge changes nothing.", acting(merged=lambda service: lambda old, patch: old)),
    "patch-loses-members": ("A merge forgets what it does not name.", _like_a_put),
    "patch-replaces-nested": ("A merge replaces the owner whole.", _shallow),
    "patch-null-is-kept": (
        "A merge keeps null where it should remove.",
        acting(merged=lambda service: lambda old, patch: {**old, **patch}),
    ),
    "patch-loses-note": ("A changed task has no note.", _resets(TASKS, "note")),
    "clock-a-day-behind": (
        "The clock is a day behind.",
        lambda service: setting(clock=lambda own=service.clock: own() - timedelta(days=1))(service),
    ),
}
