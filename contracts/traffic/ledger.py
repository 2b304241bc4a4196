"""The ledger: what a run creates, on disk before it is sent, so that nothing is forgotten whatever happens.

One JSON object a line (version 1). The first names target, document and run; each other line is a fact: ``will``
(about to be created), ``made`` (created, with evidence), ``unsure`` (a create was answered with it, but nothing proves
whose it is: it is listed, never removed), ``gone`` (removed, or never there), ``sent`` (creates whose key only their
answer tells), ``given`` (the parameters outside the path, such as a tenant's, with which something was created).
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections import Counter
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from contracts import user_file
from contracts.errors import ContractsError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import WrittenParameters
    from mock_server.openapi import JSON

_LARGEST = 256
"""Megabytes."""
_FACTS = ("will", "made", "unsure", "gone")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing on the target: ``key`` as the path of its delete carries it, ``path`` the other path parameters."""

    resource: str
    key: str
    path: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What people are told: the key, and those above it, by which alone a child of one parent is found."""
        return f"{self.key} below {' / '.join(value for _, value in self.path)}" if self.path else self.key


class Ledger:
    """What may exist on the target because of this run; ``under_way`` counts creates whose answer is not known."""

    def __init__(self, path: Path | None, head: dict[str, JSON]) -> None:
        self.path = path
        self.head = head
        self.open: dict[LedgerEntry, str] = {}
        self.under_way: Counter[str] = Counter()
        self.given: dict[tuple[str, str], WrittenParameters] = {}
        """By resource and key the parameters outside the path with which something was created."""
        self._file: IO[str] | None = None
        self._lines = self._kept = 0
        self._announced: dict[LedgerEntry, int] = {}
        """With how many facts on disk that is one of them which says that a create of this is about to be sent."""
        self._keeping = threading.Lock()

    def will(self, entry: LedgerEntry) -> int:
        """Announce a create that is about to be sent; the number of facts that have to be on disk first (`keep`): of an
        entry that is announced and not yet made, that of its announcement. Raises ContractsError.
        """
        known = self.open.get(entry)
        if known != "will" or entry not in self._announced:
            if known != "made":
                self.open[entry] = "will"
            self._write("will", entry, sync=False)
            self._announced[entry] = self._lines
        return self._announced[entry]

    def keep(self, lines: int) -> None:
        """So many facts are on disk when this returns; one of several threads sees to it for all that is written.

        Raises ContractsError where they can't be.
        """
        if self._kept >= lines:
            return
        with self._keeping:
            if self._kept < lines:
                written = self._lines
                self._sync()
                self._kept = written

    def sent(self, operation: str) -> None:
        """A create whose key only its answer tells is about to be sent."""
        self.under_way[operation] += 1
        self._line({"fact": "sent", "operation": operation, "number": self.under_way[operation]})

    def answered(self, operation: str) -> None:
        """What ``sent`` announced was answered; what came of it is written down already."""
        self.under_way[operation] -= 1
        self._line({"fact": "sent", "operation": operation, "number": self.under_way[operation]})

    def gave(self, resource: str, key: str, written: WrittenParameters) -> None:
        """What has this key is there for those alone who give these parameters."""
        if written and self.given.get((resource, key)) != written:
            self.given[resource, key] = written
            parameters: list[JSON] = [[location, name, text] for (location, name), text in written.items()]
            self._line({"fact": "given", "resource": resource, "key": key, "parameters": parameters})

    def made(self, entry: LedgerEntry) -> bool:
        """It exists and is the run's own; whether that is news."""
        known = self.open.get(entry)
        self.open[entry] = "made"
        if known != "made":
            self._write("made", entry, sync=known is None)
        return known != "made"

    def unsure(self, entry: LedgerEntry) -> None:
        """A create was answered with it, but nobody knows whether it was there before."""
        if self.open.get(entry) != "made":
            self.open[entry] = "unsure"
            self._write("unsure", entry, sync=False)

    def gone(self, entry: LedgerEntry) -> bool:
        """It does not exist on the target (any more); whether it had been made."""
        known = self.open.pop(entry, None)
        self._announced.pop(entry, None)
        if known is not None:
            with contextlib.suppress(ContractsError):  # a full disk keeps nobody from cleaning up
                self._write("gone", entry, sync=False)
        return known == "made"

    def claim(self) -> None:
        """Refuse a file that is no ledger, or one in which a run left records behind; raises UsageError."""
        if self.path is None or not os.path.lexists(self.path):
            return
        left = len([1 for fact in read(self.path).open.values() if fact != "unsure"])
        if left:
            raise UsageError(
                f"the ledger {self.path} holds {left} records of a run that did not end; "
                f"remove them with `contracts clean {self.path}`, or name another file"
            )
        self.path.unlink()

    def finish(self) -> None:
        """Remove the file when nothing is left to be removed, else keep it for ``contracts clean``."""
        mine = self._file is not None
        if self._file is not None:
            with contextlib.suppress(OSError, ContractsError):  # what could be written is written
                self._sync()
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
        if self.path is not None and mine and all(fact == "unsure" for fact in self.open.values()):
            self.path.unlink(missing_ok=True)

    def refused(self) -> None:
        """All that was announced was refused as somebody else's: nothing is there because of this run; as `finish`."""
        for entry in list(self.open):
            self.gone(entry)
        self.finish()

    def resume(self) -> None:
        """Go on writing to the file that this ledger was read from."""
        if self.path is not None:
            self._file = self.path.open("a", encoding="utf-8")

    def _write(self, fact: str, entry: LedgerEntry, *, sync: bool) -> None:
        self._line({"fact": fact, "resource": entry.resource, "key": entry.key, "path": dict(entry.path)})
        if sync:
            self._sync()

    def _line(self, line: dict[str, JSON]) -> None:
        if self.path is None:
            return
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("x", encoding="utf-8")
                self._file.write(json.dumps({"ledger": 1, **self.head}) + "\n")
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            self._lines += 1
        except FileExistsError:
            raise ContractsError(f"the ledger {self.path} is that of another run by now; name another file") from None
        except OSError as error:
            raise ContractsError(f"the ledger {self.path} can't be written: {error.strerror or error}") from None

    def _sync(self) -> None:
        if self._file is not None:
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                raise ContractsError(f"the ledger {self.path} can't be written: {error.strerror or error}") from None


def read(path: Path) -> Ledger:
    """The ledger in this file, as a crashed run left it; raises UsageError."""
    if path.exists() and not path.is_file():
        raise UsageError(f"the ledger {path} can't be read: it is no file")
    lines = user_file.text(path, "the ledger", _LARGEST).split("\n")
    head = _fact(lines[0]) if lines else None
    if head is None or head.get("ledger") != 1 or not isinstance(head.get("url"), str):
        raise UsageError(f"{path} is no ledger of a contract check: its first line names no target")
    ledger = Ledger(path, {key: value for key, value in head.items() if key != "ledger"})
    for line in lines[1:]:
        fact = _fact(line)
        if fact is None:
            continue  # the last line of a crashed run may be torn
        if fact.get("fact") == "sent":
            number = fact.get("number")
            ledger.under_way[str(fact.get("operation"))] = number if isinstance(number, int) else 1
        elif fact.get("fact") == "given":
            _recall(ledger, fact)
        elif fact.get("fact") in _FACTS:
            _follow(ledger, fact)
    return ledger


def _follow(ledger: Ledger, fact: dict[str, JSON]) -> None:
    resource, key, parents = fact.get("resource"), fact.get("key"), fact.get("path")
    if not isinstance(resource, str) or not isinstance(key, str) or not isinstance(parents, dict):
        return
    if not all(isinstance(value, str) and _has_octets(value) for value in (key, *parents.values())):
        return
    entry = LedgerEntry(resource, key, tuple(parents.items()))
    if fact["fact"] == "gone":
        ledger.open.pop(entry, None)
    else:
        ledger.open[entry] = str(fact["fact"])


def _recall(ledger: Ledger, fact: dict[str, JSON]) -> None:
    resource, key, parameters = fact.get("resource"), fact.get("key"), fact.get("parameters")
    if not isinstance(resource, str) or not isinstance(key, str) or not isinstance(parameters, list):
        return
    known = ledger.given.setdefault((resource, key), {})
    for item in parameters:
        match item:
            case [str(location), str(name), str(text)] if _stays_one_part(location, text):
                known[location, name] = text


def _stays_one_part(location: str, text: str) -> bool:
    """Whether a text ends neither its field nor the target that it is a part of, whoever wrote the ledger."""
    least = "!" if location == "query" else " "
    return _has_octets(text) and all(least <= character != "\x7f" for character in text)


def _fact(line: str) -> dict[str, JSON] | None:
    try:
        fact = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fact if isinstance(fact, dict) else None


def _has_octets(text: str) -> bool:
    """Whether a text can have been sent; half a surrogate pair can't."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
