"""Faults of what a document promises beyond one record: where links lead, what else a change makes, what is counted."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.target_crud.changes import Table, acting
from tests.target_crud.routes import PROJECTS, TASKS

if TYPE_CHECKING:
    from tests.planted import Change
    from tests.target_crud.listing import Page
    from tests.target_crud.records import Row
    from tests.target_crud.service import Service


def _copies(table: str) -> Change:
    """Each change of a record makes another one like it."""

    def change(service: Service) -> None:
        def copied(row: Row) -> None:
            members = {name: value for name, value in copy.deepcopy(row.members).items() if name != "id"}
            service.actions.store(table, service.actions.key(table), row.parent, members)

        own = service.actions.changed
        own.append(lambda name, row: copied(row) if name == table else None)

    return change


def _counts_the_removed(service: Service) -> None:
    """The number of projects counts those that were removed."""
    removed: list[int] = []
    drop, total = service.actions.drop, service.listing.total

    def dropped(table: str, key: int) -> None:
        removed.extend([key] if table == PROJECTS and key in service.records.tables[table] else [])
        drop(table, key)

    def counted(page: Page) -> int:
        return int(total(page)) + len(removed)

    service.actions.drop = dropped
    service.listing.total = counted


def _counts_twice(service: Service) -> None:
    """The number of projects rises by two with each."""
    total = service.listing.total
    service.listing.total = lambda page: 2 * int(total(page))


PROMISES: Table = {
    "card-leads-nowhere": (
        "The card that a contact shows is not there.",
        acting(card=lambda service: lambda table, key: f"k{key + 500_000}"),
    ),
    "change-copies-project": ("A changed project is there twice.", _copies(PROJECTS)),
    "change-copies-task": ("A changed task is there twice.", _copies(TASKS)),
    "total-counts-removed": ("The number of projects counts those that were removed.", _counts_the_removed),
    "total-counts-twice": ("The number of projects is twice theirs.", _counts_twice),
}
