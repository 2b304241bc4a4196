"""The records in memory, which of them were there before the run, and what happened to whose."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.target_crud.routes import ATTACHMENTS, CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = {PROJECTS: 101, TASKS: 20_001, ATTACHMENTS: 300_001, CONTACTS: 4_000_001}
"""The first key of each table: a key of one table is none of another."""
BELOW = {PROJECTS: (TASKS,), TASKS: (ATTACHMENTS,)}
_BEFORE = "2024-05-02T08:15:00Z"
_NAMES = ("Harbour wall", "Summer catalogue", "Archive")


@dataclass(slots=True)
class Row:
    """One record: its key, its parent's key (0: none), its members, and what it was if it was here before the run."""

    key: int
    parent: int
    members: dict[str, Any]
    pristine: dict[str, Any] | None = None
    removal_asked: bool = False

    @property
    def foreign(self) -> bool:
        """Whether it was here before the run."""
        return self.pristine is not None


class Records:
    """Owns the four tables; keys are numbers that only rise."""

    def __init__(self) -> None:
        self.step = 1
        self.first = dict(FIRST)
        self.tables: dict[str, dict[int, Row]] = {name: {} for name in FIRST}
        self._last: Counter[str] = Counter()
        self._foreign: dict[str, list[int]] = {name: [] for name in FIRST}
        self.fill()

    def fill(self) -> None:
        """What was there before: three projects with two tasks each, an attachment to each task, three contacts."""
        for number, name in enumerate(_NAMES):
            state, labels = ("open", "paused", "done")[number], (["red"], [], ["blue", "grey"])[number]
            project = {"name": name, "state": state, "labels": labels, "createdAt": _BEFORE, "revision": 3}
            key = self._seed(PROJECTS, 0, {**project, "budget": number * 500, "owner": {"name": "Ada", "room": 12}})
            for title in ("Measure", "Paint"):
                task = {"title": title, "done": title == "Measure", "priority": number + 1, "due": "2026-06-01"}
                below = self._seed(TASKS, key, {"projectId": key, **task})
                self._seed(ATTACHMENTS, below, {"taskId": below, "caption": "Plan", "fileName": "a.pdf", "size": 9})
            contact = {"name": f"Old friend {number}", "age": 40, "subscribed": True, "groups": ["press"]}
            self._seed(CONTACTS, 0, {**contact, "createdAt": _BEFORE})

    def refill(self) -> None:
        """Begin again, with keys as ``first`` and ``step`` now say."""
        self.tables = {name: {} for name in FIRST}
        self._last.clear()
        self._foreign = {name: [] for name in FIRST}
        self.fill()

    def find(self, table: str, key: int, parent: int = 0) -> Row | None:
        """The record with this key below this parent (0: of the tables that have none)."""
        row = self.tables[table].get(key)
        return row if row is not None and row.parent == parent else None

    def rows(self, table: str, parent: int = 0) -> list[Row]:
        """The records below this parent, oldest first."""
        return [row for row in self.tables[table].values() if row.parent == parent]

    def next_key(self, table: str) -> int:
        """The key that the next record gets."""
        return self._last[table] + self.step if self._last[table] else self.first[table]

    def put(self, table: str, key: int, parent: int, members: dict[str, Any]) -> Row:
        """Keep a new record."""
        self._last[table] = max(self._last[table], key)
        row = self.tables[table][key] = Row(key, parent, {"id": key, **members})
        return row

    def drop(self, table: str, key: int) -> None:
        """Forget a record and what is below it."""
        for below, row in list(self.below(table, key)):
            self.tables[below].pop(row.key, None)
        self.tables[table].pop(key, None)

    def below(self, table: str, key: int) -> Iterator[tuple[str, Row]]:
        """Everything below a record, with its table."""
        for child in BELOW.get(table, ()):
            for row in self.rows(child, key):
                yield child, row
                yield from self.below(child, row.key)

    def note_removal_asked(self, table: str, key: int) -> None:
        """Remember that somebody asked for this record's removal, and so for all below it."""
        row = self.tables[table].get(key)
        if row is not None:
            row.removal_asked = True
            for _, child in self.below(table, key):
                child.removal_asked = True

    def is_foreign(self, table: str, key: int) -> bool:
        """Whether a record with this key was there before the run."""
        return key in self._foreign[table]

    def changed(self) -> list[str]:
        """The records from before the run that are no longer what they were, or no longer there."""
        found = []
        for table, keys in self._foreign.items():
            for key in keys:
                row = self.tables[table].get(key)
                if row is None or row.pristine is None or row.members != row.pristine:
                    found.append(f"{table}/{key}")
        return found

    def left(self) -> list[str]:
        """The run's records that are still there although nobody asked for their removal, or an ancestor's."""
        return [
            f"{table}/{row.key}"
            for table, rows in self.tables.items()
            for row in rows.values()
            if not row.foreign and not row.removal_asked
        ]

    def _seed(self, table: str, parent: int, members: dict[str, Any]) -> int:
        row = self.put(table, self.next_key(table), parent, members)
        row.pristine = copy.deepcopy(row.members)
        self._foreign[table].append(row.key)
        return row.key
