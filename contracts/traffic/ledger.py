"""The ledger: what a run creates, on disk before it is sent, so that nothing is forgotten whatever happens.

One JSON object a line (version 1). The first names target, document and run; each other line is a fact: ``will`` (about
to be created), ``made`` (the target said so), ``gone`` (removed, or refused and so never there).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from contracts.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the target: ``key`` as the path of its delete carries it, ``path`` the other path parameters."""

    resource: str
    key: str
    path: tuple[tuple[str, str], ...] = ()


class Ledger:
    """What may exist on the target because of this run."""

    def __init__(self, path: Path | None, head: dict[str, Any]) -> None:
        self.path = path
        self.head = head
        self.open: dict[Entry, str] = {}
        self._file: IO[str] | None = None
        self._reserved: set[Entry] = set()

    def will(self, entry: Entry) -> None:
        """A create of this is about to be sent; on disk when this returns."""
        if self.open.get(entry) != "made":
            self.open[entry] = "will"
        if entry in self._reserved:
            self._reserved.discard(entry)
            return
        self._write("will", entry, sync=True)

    def reserve(self, entries: list[Entry]) -> None:
        """Write these ahead with one sync, for creates that are about to be sent."""
        new = [entry for entry in entries if entry not in self._reserved and entry not in self.open]
        for entry in new:
            self._write("will", entry, sync=False)
        self._reserved.update(new)
        if new:
            self._sync()

    def made(self, entry: Entry) -> None:
        """The target says that it exists."""
        known = self.open.get(entry)
        self.open[entry] = "made"
        if known != "made":
            self._write("made", entry, sync=known is None)

    def gone(self, entry: Entry) -> None:
        """It does not exist on the target (any more)."""
        if self.open.pop(entry, None) is not None:
            self._write("gone", entry, sync=False)

    def finish(self) -> None:
        """Remove the file when nothing is left open, else keep it for ``contracts clean``."""
        if self._file is not None:
            self._sync()
            self._file.close()
            self._file = None
        if self.path is not None and not self.open:
            self.path.unlink(missing_ok=True)

    def _write(self, fact: str, entry: Entry, *, sync: bool) -> None:
        if self.path is None:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a", encoding="utf-8")
            if self._file.tell() == 0:
                self._file.write(json.dumps({"ledger": 1, **self.head}) + "\n")
        line = {"fact": fact, "resource": entry.resource, "key": entry.key, "path": dict(entry.path)}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        if sync:
            self._sync()

    def _sync(self) -> None:
        if self._file is not None:
            os.fsync(self._file.fileno())


def read(path: Path) -> Ledger:
    """The ledger in this file, as a crashed run left it; raises UsageError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the ledger {path} can't be read: {error}") from None
    head: dict[str, Any] | None = None
    facts: list[dict[str, Any]] = []
    for line in lines:
        try:
            fact = json.loads(line)
        except ValueError:
            continue  # the last line of a crashed run may be torn
        if isinstance(fact, dict) and "ledger" in fact:
            head = head or {key: value for key, value in fact.items() if key != "ledger"}
        elif isinstance(fact, dict):
            facts.append(fact)
    if head is None:
        raise UsageError(f"{path} is no ledger of a contract check: its first line names no target")
    ledger = Ledger(path, head)
    for fact in facts:
        entry = Entry(str(fact.get("resource")), str(fact.get("key")), tuple((fact.get("path") or {}).items()))
        if fact.get("fact") == "gone":
            ledger.open.pop(entry, None)
        else:
            ledger.open[entry] = str(fact.get("fact"))
    return ledger
