"""The journal: an append-only file, of which every acknowledged write is a whole line."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from mock_server.store import lines
from mock_server.store.disk import sync, sync_directory, write_all
from mock_server.store.errors import StoreError, StoreUnreadable
from mock_server.store.fresh_file import write_anew
from mock_server.store.lock import open_locked
from mock_server.store.replay import Tables, replay

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)

_KEPT_ALWAYS = "every write that was acknowledged with fsync=always is there"
_KEPT_INTERVAL = (
    "every acknowledged write is there if only the process ended; "
    "after a loss of power those since the last sync may be missing (fsync=interval)"
)
_DELETED = "was deleted while in use"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Journal:
    """Owns the open file, its lock and where it ends.

    ``tables`` is what the lines say, for the owner to keep in step; ``lock`` guards both: hold it from the
    append to the change of the tables. ``wake`` is set at the first line that no ``sync`` has covered; with
    ``always`` every line is synced before ``append`` returns. Once ``failure`` says why, all writes are
    refused; ``lost`` means that acknowledged ones may not be on the disk.
    """

    def __init__(self, path: str, always: bool) -> None:
        self.path = path
        self.real_path = os.path.realpath(path)
        self.always = always
        self.lock = threading.RLock()
        self.wake = threading.Event()
        self.unsynced = False
        self.failure: str | None = None
        self.lost = False
        self.file = 0
        """Which file it is: another number where another took its place."""
        self.warnings: tuple[str, ...] = ()
        self._suspect = False
        self.fd = open_locked(self.real_path)
        try:
            self.tables, torn = self._replay()
            if torn:
                self._mend()
                self.warnings = (
                    f"{path} ended in an unfinished line, as a crash leaves it; its {torn} bytes were dropped; "
                    f"{_KEPT_ALWAYS if always else _KEPT_INTERVAL}",
                )
            if self.size == 0:
                self._begin()
        except BaseException:
            os.close(self.fd)
            raise

    def append(self, body: bytes) -> None:
        """Write one line, or raise StoreError and leave the file as it was; the caller holds ``lock``."""
        if self.failure is None and not os.fstat(self.fd).st_nlink:
            self._look()
        checksum = crc32(body, self.checksum)
        self._write(b"".join((b"%08x\t" % checksum, body, b"\n")), checksum, (body,))  # as `lines.frame`

    def append_entry(self, sign: bytes, table: str, key: str, raw: bytes) -> None:
        """Write the line that gives a key its encoded record, as ``append`` does."""
        self.append(lines.entry(sign, table, key, raw))

    def append_all(self, bodies: Sequence[bytes]) -> None:
        """Write a line for each body, all or none, as ``append`` does."""
        if self.failure is None and not os.fstat(self.fd).st_nlink:
            self._look()
        data, checksum = lines.frame(bodies, self.checksum)
        self._write(data, checksum, bodies)

    def sync(self, entry: bool = False) -> None:
        """Make what was written durable, with ``entry`` the file's name too; sets ``failure`` if it can't."""
        self.unsynced, file = False, self.file
        try:
            sync(self.fd)
            if entry:
                sync_directory(self.real_path)
            with self.lock:
                self._look()
        except OSError as error:
            if file != self.file:  # a new one has taken its place meanwhile, which is on the disk
                return
            self.lost = True
            self.failure = (
                f"{self.path} isn't kept by its disk ({error.strerror}), and writes are refused; "
                "check the disk, then restart"
            )

    def _look(self) -> None:
        """See that the file is as it was left; one that is gone is written anew, else ``failure`` is set."""
        changed = self._changed()
        if changed == _DELETED:
            self._renew()
        elif changed:
            self.lost = True
            self.failure = f"{self.path} {changed}, and writes are refused; restart to begin anew"

    def _changed(self) -> str:
        """What somebody else did to the file since it was opened, nothing where it is as it was left."""
        held = os.fstat(self.fd)
        try:
            named = Path(self.real_path).stat()
        except OSError:
            return _DELETED
        if (named.st_dev, named.st_ino) != (held.st_dev, held.st_ino):
            return "was replaced by another file while in use"
        if not self._suspect and held.st_size != self.size:
            return f"was changed by somebody else while in use ({held.st_size} bytes in place of {self.size})"
        return ""

    def _renew(self) -> None:
        """Go on in a new file that holds all that was acknowledged, in the place of one that is gone."""
        try:
            write_anew(self)
        except (OSError, StoreError) as error:
            what = error.strerror if isinstance(error, OSError) else error
            self.failure = f"{self.path} {_DELETED} and can't be written anew ({what}), and writes are refused; restart"
        else:
            _log.warning(
                "%s %s; it was written anew with all records (`POST reset` of the admin API begins anew)",
                self.path,
                _DELETED,
            )

    def adopt(self, fd: int, size: int, checksum: int, count: int) -> int:
        """Go on in another file that says the same; returns the old one's descriptor, to be closed."""
        before = self.fd
        self.file += 1
        self.fd, self.size, self.checksum, self.lines = fd, size, checksum, count
        self._suspect = False
        self.unsynced = True
        return before

    def close(self) -> None:
        """Let go of the file and its lock; ``append`` fails from here on. Once is enough."""
        with self.lock:
            if self._suspect:
                with contextlib.suppress(OSError):
                    self._mend()
            self.failure = f"{self.path} is closed; open the store again to write"
            os.close(self.fd)

    def _write(self, data: bytes, checksum: int, bodies: Sequence[bytes]) -> None:
        if self.failure is not None:
            raise StoreError(self.failure)
        try:
            if self._suspect:
                self._mend()
            # The end moves after the write: what a full disk or an interrupt leaves there, _mend cuts off.
            self._suspect = True
            written = os.write(self.fd, data)
            if written < len(data):
                write_all(self.fd, data[written:])
        except OSError as error:
            self._refuse(error)
        if self.always:
            file = self.file
            self.sync()
            if self.failure is not None:
                with contextlib.suppress(OSError):
                    self._mend()
                raise StoreError(self.failure)
            if file != self.file:  # gone since it was written to: the new one has all but these lines
                self._write(*lines.frame(bodies, self.checksum), bodies)
                return
        count = len(bodies)
        self.size += len(data)
        self.checksum = checksum
        self.lines += count
        self.sequence += count
        self._suspect = False
        if not self.unsynced:
            self.unsynced = True
            self.wake.set()

    def _refuse(self, error: OSError) -> None:
        with contextlib.suppress(OSError):
            self._mend()
        advice = "make room on the disk" if error.errno in _FULL else "see that it can be written to"
        raise StoreError(
            f"{self.path} took no more ({error.strerror}), and the write changed nothing; {advice}, then try again"
        ) from None

    def _mend(self) -> None:
        """Cut off what lies behind the end."""
        os.ftruncate(self.fd, self.size)
        self._suspect = False

    def _replay(self) -> tuple[Tables, int]:
        found = replay(self.fd, self.path)
        end = found.end
        self.size, self.checksum, self.lines, self.sequence = end.size, end.checksum, end.lines, end.sequence
        return found.tables, found.torn

    def _begin(self) -> None:
        """Write the header of a new file."""
        data, self.checksum = lines.frame([lines.header(0)], 0)
        try:
            write_all(self.fd, data)
            sync(self.fd)
            sync_directory(self.real_path)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._mend()
            raise StoreUnreadable(
                f"{self.path} can't be written ({error.strerror}); "
                "make room on the disk, or name another file with --store"
            ) from None
        self.size = len(data)
