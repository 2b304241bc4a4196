"""Rewrites a journal as what it still says, beside itself, and puts the new file in the old one's place.

The old file stays whole and in use until the new one, complete and on the disk, replaces it by one rename: a
process that dies at any moment leaves one of the two, and each says all that was acknowledged.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.store import lines
from mock_server.store.disk import sync, write_all
from mock_server.store.lock import lock

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from mock_server.store.journal import Journal
    from mock_server.store.replay import Rows

SUFFIX = ".compacting"
MIN_GARBAGE = 4096
"""Lines; below this, a smaller file isn't worth the work."""

_STEP_RECORDS = 256
_STEP_BYTES = 1 << 17
_SYNC_BYTES = 1 << 20
_TAIL_BYTES = 1 << 16
_TAIL_ROUNDS = 8


def worthwhile(journal: Journal) -> bool:
    """Say whether most of the journal is outdated.

    Then a compaction writes no more records than there were writes since the one before it: its cost for each
    write is bounded, whatever the size.
    """
    with journal.lock:
        live = sum(map(len, journal.tables.values()))
    return journal.lines - live >= max(MIN_GARBAGE, live)


def discard_unfinished(journal: Journal) -> None:
    """Remove what a compaction that died has left, if anything."""
    with suppress(OSError):
        Path(journal.real_path + SUFFIX).unlink()


def compact(journal: Journal) -> Generator[None]:
    """Compact in small steps, between which the caller may pause, sync the journal, or give up.

    A step takes well under a millisecond but for the disk. Writes go on meanwhile. Giving up (closing the
    iterator) and OSError both leave the old file in use.
    """
    with journal.lock:
        tables = [(resource, rows.copy()) for resource, rows in journal.tables.items()]
        copy = _Copy(journal)
    try:
        for bodies in kept_lines(tables):
            copy.write(bodies)
            yield
        for _ in range(_TAIL_ROUNDS):
            yield from copy.follow(journal.size)
            copy.sync()
            yield
            if journal.size - copy.position < _TAIL_BYTES:
                break
        # No pause from here on: what the caller syncs in the old file meanwhile has to be on the disk in the copy too.
        copy.catch_up(journal.size)
        copy.sync()
        with journal.lock:
            before = copy.take_over()
            if journal.always:
                # Before the next write is acknowledged, the name must lead to the file that holds it.
                journal.sync(entry=True)
    except BaseException:
        if journal.fd != copy.fd:
            os.close(copy.fd)
            discard_unfinished(journal)
        raise
    os.close(before)
    if not journal.always:
        journal.sync(entry=True)


class _Copy:
    """The new file while it is written; locked from the start, so that nobody gets in when it takes over.

    ``position`` is how much of the old file it says, in bytes.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._path = journal.real_path + SUFFIX
        self.position, self._source_checksum = journal.size, journal.checksum
        self._file = journal.file
        self._size = self._checksum = self._unsynced = 0
        self._lines = -1  # the header doesn't count
        discard_unfinished(journal)
        self.fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            lock(self.fd, self._path)
            like(os.fstat(journal.fd), self.fd)
            self.write([lines.header(journal.sequence)])
        except BaseException:
            os.close(self.fd)
            discard_unfinished(journal)
            raise

    def write(self, bodies: Sequence[bytes]) -> None:
        data, self._checksum = lines.frame(bodies, self._checksum)
        write_all(self.fd, data)
        self._size += len(data)
        self._lines += len(bodies)
        self._unsynced += len(data)
        if self._unsynced >= _SYNC_BYTES:
            self.sync()

    def follow(self, end: int) -> Iterator[None]:
        """Write what was written to the old file meanwhile, up to its byte ``end``."""
        size = _STEP_BYTES
        while self.position < end:
            self._check_file()
            data = os.pread(self._journal.fd, min(end - self.position, size), self.position)
            whole = data[: data.rfind(b"\n") + 1]
            if not whole and len(data) == size:
                size *= 2
                continue
            self.write([self._checked(line + b"\n") for line in whole[:-1].split(b"\n")])
            self.position += len(whole)
            yield

    def catch_up(self, end: int) -> None:
        """Follow without pauses."""
        for _ in self.follow(end):
            pass

    def take_over(self) -> int:
        """Become the journal's file, under its lock; returns the descriptor of the old one."""
        journal = self._journal
        self._check_file()
        self.catch_up(journal.size)
        if journal.always:
            self.sync()
        if not os.path.samestat(os.fstat(journal.fd), Path(journal.real_path).stat()):
            raise OSError(errno.ESTALE, "another file is in its place")
        Path(self._path).replace(journal.real_path)
        return journal.adopt(self.fd, self._size, self._checksum, self._lines)

    def sync(self) -> None:
        sync(self.fd)
        self._unsynced = 0

    def _check_file(self) -> None:
        """Raise OSError where the journal goes on in another file than the one that is being copied."""
        if self._file != self._journal.file:
            raise OSError(errno.ESTALE, "another file is in its place")

    def _checked(self, line: bytes) -> bytes:
        framed = lines.unframe(line, self._source_checksum)
        if framed is None:
            raise OSError(errno.EIO, "someone else wrote to it")
        body, self._source_checksum = framed
        return body


def kept_lines(tables: Sequence[tuple[str, Rows]]) -> Iterator[list[bytes]]:
    """The lines of all records, in batches of bounded size."""
    batch: list[bytes] = []
    weight = 0
    for resource, rows in tables:
        for key, raw in rows.items():
            batch.append(lines.entry(lines.KEPT, resource, key, raw))
            weight += len(raw)
            if len(batch) >= _STEP_RECORDS or weight >= _STEP_BYTES:
                yield batch
                batch, weight = [], 0
    yield batch


def like(status: os.stat_result, fd: int) -> None:
    """Give the new file the old one's permissions and, where allowed, its owner."""
    if (os.fstat(fd).st_uid, os.fstat(fd).st_gid) != (status.st_uid, status.st_gid):
        with suppress(PermissionError):
            os.fchown(fd, status.st_uid, status.st_gid)
    os.fchmod(fd, stat.S_IMODE(status.st_mode))
