"""Faults of lists and of how parameters are read: what is shown is not what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.target_crud.changes import Members, Table, body, listing, matching, path, reading
from tests.target_crud.parameters import (
    by_comma,
    by_space,
    items,
    key,
    label,
    labelled,
    matrix,
    point,
    simple,
    state,
    whole,
)
from tests.target_crud.routes import CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from tests.planted import Change
    from tests.target_crud.listing import Page
    from tests.target_crud.records import Row
    from tests.target_crud.service import Service


def _lacks_newest(table: str) -> Change:
    """The list lacks the record that was made last."""

    def change(service: Service) -> None:
        own = service.actions.listed
        service.actions.listed = lambda name, rows: own(name, rows)[:-1] if name == table else own(name, rows)

    return change


def _shows_removed(table: str) -> Change:
    """The list shows what was removed."""

    def change(service: Service) -> None:
        own, drop = service.actions.listed, service.actions.drop
        gone: list[Row] = []

        def remove(name: str, number: int) -> None:
            row = service.records.tables[name].get(number)
            gone.extend([row] if row is not None and name == table else [])
            drop(name, number)

        service.actions.drop = remove
        service.actions.listed = lambda name, rows: own(name, [*rows, *gone] if name == table else rows)

    return change


def _shows_others(service: Service) -> None:
    """The tasks of every project are listed below each."""
    own = service.actions.listed
    service.actions.listed = lambda table, rows: own(
        table, list(service.records.tables[TASKS].values()) if table == TASKS else rows
    )


def _repeats(service: Service) -> None:
    """Every project is listed twice."""
    own = service.actions.listed
    service.actions.listed = lambda table, rows: own(
        table, [row for row in rows for _ in "12"] if table == PROJECTS else rows
    )


def _off_by_one(page: Page) -> int:
    return page.total + 1


def _next(page: Page) -> Any:
    return f"c{page.rows[-1].key}" if page.rows else "c0"


def _every(wanted: Any, row: Row) -> bool:
    return True


def _limit_echo(page: Members) -> None:
    page["page"]["limit"] = 20


def _offset_echo(page: Members) -> None:
    page["page"]["offset"] = 0


def _list_names(page: Members) -> None:
    for record in page["data"]:
        record["name"] = record["name"].upper()


def _swapped(raw: str) -> dict[str, int]:
    found = point(matrix(raw))
    return {"x": found["y"], "y": found["x"]}


def _with_readers(**readers: Any) -> Change:
    def change(service: Service) -> None:
        for name, take in readers.items():
            setattr(service.readers, name, take(getattr(service.readers, name)))

    return change


def _first(found: list[Any]) -> list[Any]:
    return found[:1]


def _without_dots(raw: str) -> list[int]:
    return items(simple(raw), whole(1, 53), 6)


LISTS: Table = {
    "list-lacks-newest": ("The list lacks the newest project.", _lacks_newest(PROJECTS)),
    "list-tasks-lacks-newest": ("The list lacks the newest task.", _lacks_newest(TASKS)),
    "list-contacts-lacks-newest": ("The list lacks the newest contact.", _lacks_newest(CONTACTS)),
    "list-shows-deleted": ("The list shows removed projects.", _shows_removed(PROJECTS)),
    "list-tasks-shows-deleted": ("The list shows removed tasks.", _shows_removed(TASKS)),
    "list-contacts-shows-deleted": ("The list shows removed contacts.", _shows_removed(CONTACTS)),
    "list-shows-other-parents": ("A list shows the tasks of other projects.", _shows_others),
    "list-repeats-records": ("Every project is listed twice.", _repeats),
    "list-shows-other-values": ("Names are listed in capitals.", body(_list_names, "listProjects", 200)),
    "list-ignores-limit": ("The limit is not kept to.", listing(limit=lambda given: 100)),
    "list-ignores-offset": ("The offset is not looked at.", listing(offset=lambda given: 0)),
    "limit-echo-wrong": ("A page always says that its limit is 20.", body(_limit_echo, "listProjects", 200)),
    "offset-echo-wrong": ("A page always says that its offset is 0.", body(_offset_echo, "listProjects", 200)),
    "total-is-page": ("The total counts the page.", listing(total=lambda page: len(page.rows))),
    "total-off-by-one": ("The total is one too high.", listing(total=_off_by_one)),
    "size-ignored": ("The size of a page is not kept to.", listing(size=lambda given: 50)),
    "cursor-ignored": ("Every page of tasks is the first.", listing(after=lambda cursor, row: True)),
    "cursor-inclusive": (
        "A page repeats the last of the one before.",
        listing(after=lambda cursor, row: row.key >= cursor),
    ),
    "next-always-null": ("No page of tasks is followed.", listing(next=lambda page: None)),
    "next-never-null": ("Every page of tasks is followed.", listing(next=_next)),
    "state-filter-ignored": ("Projects of every state are shown.", matching("state", _every)),
    "state-filter-inverted": (
        "Projects of other states are shown.",
        matching("state", lambda w, row: row.members["state"] not in w),
    ),
    "done-filter-ignored": ("Tasks are shown, done or not.", matching("done", _every)),
    "done-filter-inverted": (
        "Tasks of the other mark are shown.",
        matching("done", lambda w, row: row.members["done"] is not w),
    ),
    "labels-filter-ignored": ("Projects of every label are shown.", matching("labels", _every)),
    "ids-filter-ignored": ("Projects of every key are shown.", matching("ids", _every)),
    "budget-ignored": ("Projects of every budget are shown.", matching("budget", _every)),
    "ids-by-comma": ("Keys are divided by commas.", reading("listProjects", "ids", lambda raw: by_comma(raw, key))),
    "labels-by-comma": (
        "Labels are divided by commas.",
        reading("listProjects", "labels", lambda raw: by_comma(raw, label)),
    ),
    "state-by-space": (
        "States are divided by spaces.",
        reading("listProjects", "state", lambda raw: by_space(raw, state)),
    ),
    "state-first-only": (
        "Only the first state counts.",
        reading("listProjects", "state", lambda raw: _first(by_comma(raw, state))),
    ),
    "budget-not-deep": (
        "A budget between is refused.",
        _with_readers(budget=lambda own: lambda found: _refused(found, own)),
    ),
    "header-first-only": (
        "Only the first count is included.",
        _with_readers(include=lambda own: lambda field: _first(own(field))),
    ),
    "header-refused": ("The header is not understood.", _with_readers(include=lambda own: _refuse)),
    "cookie-refused": ("The cookie is not understood.", _with_readers(order=lambda own: _refuse)),
    "cookie-ignored": ("The cookie is not looked at.", _with_readers(order=lambda own: lambda text: "oldest")),
    "cookie-unknown-accepted": ("Any order is taken.", _with_readers(order=lambda own: lambda text: "oldest")),
    "label-misread": ("Weeks are read without their dots.", path("weeks", _without_dots)),
    "label-first-only": (
        "Only the first week counts.",
        path("weeks", lambda raw: _first(items(labelled(raw), whole(1, 53), 6))),
    ),
    "label-unbounded": ("Any number is a week.", path("weeks", lambda raw: items(labelled(raw), whole(-99, 10**9)))),
    "matrix-swapped": ("The box is another one.", path("box", _swapped)),
    "matrix-unbounded": (
        "A box may be anywhere.",
        path("box", lambda raw: {n: int(v) for n, v in matrix(raw).items()}),
    ),
    "simple-first-only": (
        "Only the first state is counted.",
        path("states", lambda raw: _first(items(simple(raw), state, 3))),
    ),
    "simple-unknown-accepted": ("Any word is a state.", path("states", lambda raw: simple(raw))),
    "limit-unbounded": (
        "A limit may be any number.",
        reading("listProjects", "limit", lambda raw: int(unquote(raw[0]))),
    ),
    "limit-zero-accepted": (
        "A limit may be 0.",
        reading("listProjects", "limit", lambda raw: whole(0, 100)(unquote(raw[0]))),
    ),
    "negative-offset-accepted": (
        "An offset may be negative.",
        reading("listProjects", "offset", lambda raw: max(0, whole(-(10**9), 10**9)(unquote(raw[0])))),
    ),
    "unknown-state-asked-for": (
        "Any state may be asked for.",
        reading("listProjects", "state", lambda raw: by_comma(raw, str)),
    ),
    "unknown-mark-asked-for": (
        "Any mark may be asked for.",
        reading("listTasks", "done", lambda raw: raw[0] == "true"),
    ),
    "any-cursor-accepted": ("Any cursor is the first page's.", reading("listTasks", "cursor", lambda raw: 0)),
}


def _refuse(text: str) -> Any:
    raise ValueError("is not understood")


def _refused(found: dict[str, list[str]], own: Any) -> Any:
    if any(name.startswith("budget[") for name in found):
        raise ValueError("is not understood")
    return own(found)
