"""Writes a journal's file anew where somebody has taken it away: it then holds all that the old one did."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.store import lines
from mock_server.store.compaction import kept_lines, like
from mock_server.store.disk import sync, sync_directory, write_all
from mock_server.store.lock import lock

if TYPE_CHECKING:
    from mock_server.store.journal import Journal

SUFFIX = ".anew"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)


def write_anew(journal: Journal) -> None:
    """Have the journal go on in a new file at its path, whole and on the disk when this returns; under its lock.

    Another file that is there by then stays as it is. Raises OSError, or StoreError, with the old one still in use.
    """
    path = journal.real_path + SUFFIX
    with suppress(FileNotFoundError):
        Path(path).unlink()
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        lock(fd, path)
        like(os.fstat(journal.fd), fd)
        head, checksum = lines.frame([lines.header(journal.sequence)], 0)
        write_all(fd, head)
        size, count = len(head), 0
        for bodies in kept_lines(list(journal.tables.items())):
            data, checksum = lines.frame(bodies, checksum)
            write_all(fd, data)
            size, count = size + len(data), count + len(bodies)
        sync(fd)
        _put(path, journal.real_path)
        sync_directory(journal.real_path)
    except BaseException:
        os.close(fd)
        with suppress(OSError):
            Path(path).unlink()
        raise
    os.close(journal.adopt(fd, size, checksum, count))
    journal.unsynced = False


def _put(path: str, place: str) -> None:
    """Give the file its name, unless that is another's; where there are no hard links, looked at just before."""
    try:
        os.link(path, place)
    except OSError as error:
        if error.errno not in _NO_LINKS or os.path.lexists(place):
            raise
        Path(path).rename(place)
    else:
        Path(path).unlink()
