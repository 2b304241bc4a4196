"""Opens a journal's file for one process alone.

The lock (``flock``) is on the file itself: it ends with its holder, however that dies, and leaves nothing.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from mock_server.store.errors import StoreLocked, StoreUnreadable

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

_TRIES = 100
_BUSY = (errno.EWOULDBLOCK, errno.EACCES)
_PROC_LOCKS = Path("/proc/locks")


def open_locked(path: str) -> int:
    """Open (or make) the file for reading and appending, locked; returns its descriptor.

    Raises StoreLocked if it is in use, StoreUnreadable if it can't be opened.
    """
    if fcntl is None:  # pragma: no cover - Windows
        raise StoreUnreadable(
            f"{path} can't be locked: this platform has no POSIX file locks (fcntl), and two processes "
            "could destroy the file; use --store memory: here"
        )
    for _ in range(_TRIES):
        fd = _open(path)
        try:
            lock(fd, path)
            # Compaction may have put a new file in the place of the one just opened, before it was locked.
            if _is_at(fd, path):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
    raise StoreLocked(f"{path} is replaced again and again by another process; stop it, or name another file")


def lock(fd: int, path: str) -> None:
    """Take the lock of an open file at once, or raise StoreLocked."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _BUSY:
            raise StoreUnreadable(
                f"{path} can't be locked ({error.strerror}); put it on a file system that has locks"
            ) from None
        raise StoreLocked(
            f"{path} is in use by {_holder(fd)}; end that use first, or name another file with --store"
        ) from None


def _open(path: str) -> int:
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    except IsADirectoryError:
        raise StoreUnreadable(f"{path} is a directory; name a file in it") from None
    except FileNotFoundError:
        raise StoreUnreadable(
            f"{path} can't be made: there is no directory {Path(path).parent}; make it first"
        ) from None
    except OSError as error:
        raise StoreUnreadable(
            f"{path} can't be opened for reading and writing ({error.strerror}); "
            "mend its permissions, or name another file with --store"
        ) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise StoreUnreadable(f"{path} is no regular file; name one, or a path where one can be made")
    return fd


def _is_at(fd: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), Path(path).stat())
    except FileNotFoundError:
        return False


def _holder(fd: int) -> str:
    """Name the process that holds the lock of this file, as far as the system tells (Linux: /proc/locks)."""
    status = os.fstat(fd)
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    try:
        rows = [row.split() for row in _PROC_LOCKS.read_text("ascii").splitlines()]
    except (OSError, ValueError):
        rows = []
    for row in rows:
        if len(row) > 5 and row[1] == "FLOCK" and row[5] == f"{device}:{status.st_ino}" and row[4].isdigit():
            return "this process" if int(row[4]) == os.getpid() else f"another process (pid {row[4]})"
    return "another process"
